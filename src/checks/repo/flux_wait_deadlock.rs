use super::Check;
use super::facts::{Body, Reference, Use};
use super::graph::{Graph, Id, Lookup};
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-wait-deadlock",
        title: "A Kustomization depends on the one that waits for it",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Kustomizations with `wait: true` that apply other Kustomizations, and `dependsOn` of those others.

## Why it matters

The outer one becomes ready only once the inner one is, and the inner one starts only once the outer one is ready: neither ever is.

## Likely causes

- `wait: true` was set for all Kustomizations, also for those that hold others.

## How to fix

Remove the entry of `dependsOn`, or `wait` of the outer Kustomization.

## Source

fluxcd/kustomize-controller 1.9, `docs/spec/v1/kustomizations.md` (wait, dependsOn).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    super::references::judged(graph, &[Use::DependsOn])
        .filter_map(|(id, reference)| {
            let object = graph.object(id)?;
            let outer = graph
                .holders(id)
                .find(|owner| waits_for(graph, owner.id, id, reference))?;
            let problem = Problem {
                related: vec![Related {
                    location: Location::line(graph.path(outer.id), graph.object(outer.id)?.line),
                    note: "applies it and waits".to_owned(),
                }],
                fix: Some(Fix::review(
                    "Remove the entry of `dependsOn`, or `wait` of the outer Kustomization.",
                )),
                ..Problem::new(
                    format!(
                        "{} depends on {}, which applies it and waits until it is ready",
                        object.title(),
                        reference.title()
                    ),
                    reference.place(graph.path(id)),
                )
            };
            let pointer = reference.pointer.strip_suffix("/name")?.to_owned();
            Some(Found {
                problem,
                edits: vec![Edit {
                    document: object.document,
                    pointer,
                    change: Change::Remove,
                }],
            })
        })
        .collect()
}

fn waits_for(graph: &Graph<'_>, outer: Id, inner: Id, reference: &Reference) -> bool {
    let waits = graph
        .object(outer)
        .is_some_and(|object| matches!(&object.body, Body::Kustomization(flux) if flux.waits));
    waits
        && outer != inner
        && matches!(graph.look_up(inner, reference), Lookup::Found(ids) if ids.contains(&outer))
}
