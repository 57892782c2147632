use serde_json::Value;

use super::Check;
use super::object::Found;
use super::preview::{Previewed, Set};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-templated-project",
        title: "An ApplicationSet takes the project of its Applications from outside",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

A template in `spec.project` of an ApplicationSet whose generators read Git, pull requests, an SCM provider or a plugin.

## Why it matters

Who can write to that repository, or open a pull request, chooses the project and with it what the Application may touch. Argo CD also cannot check signatures for such a set.

## Likely causes

- A set for several teams with the project taken from a folder or a file.

## How to fix

Write the project, or take it from a list or the labels of clusters, which administrators control; one ApplicationSet for each team keeps the boundary.

## Source

argo-cd 3.6, `docs/operator-manual/applicationset/Security.md`, `applicationset/generators/git.go`.
";

fn check(previewed: &Previewed<'_>) -> Vec<Found> {
    previewed
        .sets
        .iter()
        .filter(|set| !set.gone)
        .filter_map(templated)
        .map(Found::from)
        .collect()
}

const OUTSIDE: [&str; 4] = ["git", "pullRequest", "scmProvider", "plugin"];

fn templated(set: &Set) -> Option<Problem> {
    let project = set.manifest.text("/spec/template/spec/project");
    let own_values = project
        .replace([' ', '{', '}'], "")
        .trim_start_matches('.')
        .starts_with("values.");
    if !project.contains("{{") || own_values {
        return None;
    }
    let kind = OUTSIDE
        .into_iter()
        .find(|kind| names(set.manifest.spec(), kind, 0))?;
    Some(Problem {
        confidence: Confidence::Likely,
        evidence: vec![Evidence::new("spec.template.spec.project", project)],
        fix: Some(Fix::review(
            "Write the project as it is, or take it from a list generator or from labels of clusters; make one ApplicationSet for each team.",
        )),
        ..Problem::new(
            format!(
                "{} templates the project and has a {kind} generator: who writes there chooses the project",
                set.manifest.title()
            ),
            set.manifest.place("/spec/template/spec/project"),
        )
    })
}

fn names(parent: &Value, kind: &str, depth: usize) -> bool {
    let mut generators = parent
        .get("generators")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    generators.any(|entry| {
        entry.get(kind).is_some()
            || (depth < 3
                && ["matrix", "merge"].iter().any(|key| {
                    entry
                        .get(key)
                        .is_some_and(|inner| names(inner, kind, depth + 1))
                }))
    })
}
