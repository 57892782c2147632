use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-prune-unset",
        title: "A Kustomization does not prune",
        severity: Severity::Low,
        applies_to: &["Kustomization (Flux)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`spec.prune` of Kustomizations: it must be there; `false` is told as info.

## Why it matters

The API server refuses a Kustomization without it. With `false`, what is removed from Git stays in the cluster, and nobody looks after it.

## Likely causes

- The field was forgotten.
- Pruning was switched off for a move and never switched on again.

## How to fix

Write `prune: true`, once you have seen what would go. Objects that must never be pruned get the annotation `kustomize.toolkit.fluxcd.io/prune: disabled`.

## Source

fluxcd/kustomize-controller 1.9, `api/v1/kustomization_types.go`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    if !object.is("kustomize.toolkit.fluxcd.io", "Kustomization") {
        return Vec::new();
    }
    let Some(spec) = object.at(&["spec"]) else {
        return Vec::new();
    };
    match spec.get("prune") {
        None => vec![Found {
            edits: vec![object.edit(spec, Change::Add("prune: true".to_owned()))],
            problem: Problem {
                severity: Some(Severity::High),
                fix: Some(Fix::review(
                    "Write `prune: true`, once you have seen what would go.",
                )),
                ..Problem::new(
                    format!(
                        "{} does not say whether it prunes, which it must",
                        object.title()
                    ),
                    object.place(spec),
                )
            },
        }],
        Some(prune) if prune.text() == Some("false") => vec![
            Problem {
                severity: Some(Severity::Info),
                evidence: vec![Evidence::new("spec.prune", "false")],
                fix: Some(Fix::review(
                    "Write `prune: true`, once you have seen what would go.",
                )),
                ..Problem::new(
                    format!(
                        "{} leaves in the cluster what is removed from Git",
                        object.title()
                    ),
                    object.place(prune),
                )
            }
            .into(),
        ],
        Some(_) => Vec::new(),
    }
}
