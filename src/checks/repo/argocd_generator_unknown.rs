use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-generator-unknown",
        title: "An ApplicationSet has a generator that does not exist",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

The keys of each entry of `spec.generators`, and of those inside matrix and merge.

## Why it matters

The field is dropped or refused: the ApplicationSet generates nothing, and Applications that it made before are deleted.

## Likely causes

- `cluster` was written for `clusters`, or `gitDirectory` for `git`.

## How to fix

Write the name of the generator that is meant.

## Source

argoproj/argo-cd 3.6, `pkg/apis/application/v1alpha1/applicationset_types.go`.
";

const KNOWN: [&str; 11] = [
    "list",
    "clusters",
    "git",
    "scmProvider",
    "clusterDecisionResource",
    "pullRequest",
    "matrix",
    "merge",
    "plugin",
    "selector",
    "merge",
];
/// Generators stand in generators one level deep; this bounds hostile nesting.
const DEEPEST: usize = 4;

fn check(object: &Object<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    if object.is("argoproj.io", "ApplicationSet")
        && let Some(spec) = object.at(&["spec"])
    {
        collect(object, spec, DEEPEST, &mut found);
    }
    found
}

fn collect(object: &Object<'_>, node: Node<'_>, left: usize, found: &mut Vec<Found>) {
    if left == 0 {
        return;
    }
    let generators = node.get("generators").into_iter().flat_map(Node::items);
    for (key, value) in generators.flat_map(Node::entries) {
        let name = key.text().unwrap_or_default();
        if KNOWN.contains(&name) {
            collect(object, value, left - 1, found);
        } else {
            found.push(problem(object, value, name));
        }
    }
}

fn problem(object: &Object<'_>, value: Node<'_>, name: &str) -> Found {
    let near = KNOWN
        .iter()
        .find(|known| strsim::osa_distance(name, known) <= 2 || name.starts_with(*known));
    Found {
        edits: near
            .map(|near| object.edit(value, Change::Rename((*near).to_owned())))
            .into_iter()
            .collect(),
        problem: Problem {
            evidence: vec![Evidence::new("generator", name)],
            fix: Some(Fix::review(match near {
                Some(near) => format!("Write `{near}`."),
                None => "Write the name of the generator that is meant.".to_owned(),
            })),
            ..Problem::new(
                format!(
                    "{} has a generator `{}`, which does not exist",
                    object.title(),
                    super::object::shown_name(name)
                ),
                object.place(value.key().unwrap_or(value)),
            )
        },
    }
}
