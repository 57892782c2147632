use super::Check;
use super::preview::{Previewed, Set, affected, name};
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-project-missing",
        title: "Applications of an ApplicationSet have no project",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

`spec.project` of the expanded Applications.

## Why it matters

Argo CD looks for a project without a name, does not find it, and creates none of these Applications.

## Likely causes

- `project` was left out of the template.
- A parameter for the project is empty, such as `project` of a cluster that belongs to none.

## How to fix

Write the name of an AppProject into `spec.template.spec.project`.

## Source

argo-cd 3.6, `applicationset/controllers/applicationset_controller.go` (validateGeneratedApplications).
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    previewed.sets.iter().filter_map(missing).collect()
}

fn missing(set: &Set) -> Option<Problem> {
    let project = |application: &serde_json::Value| {
        application
            .pointer("/spec/project")
            .and_then(serde_json::Value::as_str)
            .is_some_and(|project| !project.is_empty())
    };
    let names: Vec<&str> = set
        .now()
        .iter()
        .filter(|made| !project(&made.application))
        .map(|made| name(&made.application))
        .collect();
    if names.is_empty() {
        return None;
    }
    Some(Problem {
        affects: Some(affected(names.iter().copied())),
        fix: Some(Fix::review(
            "Write the name of an AppProject into spec.template.spec.project; an AppProject of its own for these Applications bounds what they may touch.",
        )),
        ..Problem::new(
            format!(
                "{} Applications of {} have no project",
                names.len(),
                set.manifest.title()
            ),
            set.manifest.place("/spec/template/spec/project"),
        )
    })
}
