use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-deletes-with-set",
        title: "Applications go with the parameters that made them",
        severity: Severity::Low,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

ApplicationSets without `syncPolicy.preserveResourcesOnDeletion` and without an `applicationsSync` that keeps Applications.

## Why it matters

When a generator gives fewer parameters (a label was changed, a folder moved, a Git host did not answer) the Applications are deleted, and everything that
they deployed.

## Likely causes

- The default is to delete.

## How to fix

Write `preserveResourcesOnDeletion: true`, or `applicationsSync: create-update`, wherever an outage would cost more than a leftover.

## Source

argoproj/argo-cd 3.6, `docs/operator-manual/applicationset/Controlling-Resource-Modification.md`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(spec) = object
        .at(&["spec"])
        .filter(|_| object.is("argoproj.io", "ApplicationSet"))
    else {
        return Vec::new();
    };
    let keeps = object.text(&["spec", "syncPolicy", "preserveResourcesOnDeletion"]) == Some("true");
    let policy = object.text(&["spec", "syncPolicy", "applicationsSync"]);
    // A list changes only when somebody writes it.
    let moves = spec
        .get("generators")
        .into_iter()
        .flat_map(Node::items)
        .any(|generator| generator.get("list").is_none());
    if keeps || matches!(policy, Some("create-only" | "create-update")) || !moves {
        return Vec::new();
    }
    let line = "preserveResourcesOnDeletion: true";
    let edit = match spec.get("syncPolicy") {
        Some(policy) => policy
            .get("preserveResourcesOnDeletion")
            .is_none()
            .then(|| object.edit(policy, Change::Add(line.to_owned()))),
        None => Some(object.edit(spec, Change::Add(format!("syncPolicy:\n  {line}")))),
    };
    vec![Found {
        edits: edit.into_iter().collect(),
        problem: Problem {
            fix: Some(Fix::review(
                "Write `preserveResourcesOnDeletion: true` under `spec.syncPolicy` wherever an outage would cost more than a leftover.",
            )),
            ..Problem::new(
                format!(
                    "{} deletes what was deployed when a generator gives less than before",
                    object.title()
                ),
                object.place_of(&["spec", "syncPolicy"]),
            )
        },
    }]
}
