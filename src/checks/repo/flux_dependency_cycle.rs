use super::Check;
use super::facts::{Reference, Use};
use super::graph::{Graph, Id, Lookup};
use super::object::Found;
use super::rings::{others, rings, way};
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-dependency-cycle",
        title: "Objects depend on each other in a ring",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)", "HelmRelease"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`dependsOn` of Kustomizations and of HelmReleases, followed until it comes back.

## Why it matters

No controller looks for rings: every object of the ring reports `DependencyNotReady` for ever.

## Likely causes

- A dependency was added without looking at what it depends on itself.

## How to fix

Remove one of the entries of the ring, or split the object that is needed by both sides.

## Source

fluxcd/kustomize-controller 1.9, `internal/controller/kustomization_controller.go` (`checkDependencies`).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let ids: Vec<Id> = graph
        .objects()
        .filter(|(_, _, object)| object.references.iter().any(is_dependency))
        .map(|(id, _, _)| id)
        .collect();
    rings(&ids, |id| targets(graph, id))
        .iter()
        .filter_map(|ring| problem(graph, ring))
        .collect()
}

fn is_dependency(reference: &Reference) -> bool {
    reference.role == Use::DependsOn && !reference.is_dynamic()
}

/// Of several objects of one name, those of other clusters for example, the nearest is meant.
fn targets(graph: &Graph<'_>, id: Id) -> Vec<Id> {
    let references = graph
        .object(id)
        .into_iter()
        .flat_map(|object| &object.references);
    let found = references
        .filter(|reference| is_dependency(reference))
        .filter_map(|reference| match graph.look_up(id, reference) {
            Lookup::Found(ids) => graph.closest(id, &ids),
            _ => None,
        });
    found.collect()
}

fn problem(graph: &Graph<'_>, ring: &[Id]) -> Option<Found> {
    let first = *ring.first()?;
    let object = graph.object(first)?;
    let next = ring.get(1).copied().unwrap_or(first);
    let reference = object
        .references
        .iter()
        .filter(|reference| is_dependency(reference))
        .find(|reference| {
            graph
                .object(next)
                .is_some_and(|next| next.name == reference.name)
        })?;
    Some(Problem {
        related: others(graph, ring),
        fix: Some(Fix::review("Remove one of the entries of the ring, or split the object that is needed by both sides.")),
        ..Problem::new(format!("Each waits for the next: {}", way(graph, ring)), reference.place(graph.path(first)))
    }.into())
}
