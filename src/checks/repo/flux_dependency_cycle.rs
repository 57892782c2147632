use std::collections::HashMap;

use super::Check;
use super::facts::{Reference, Use};
use super::graph::{Graph, Id, Lookup, cycles};
use super::object::Found;
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};

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
    let number: HashMap<Id, usize> = ids
        .iter()
        .enumerate()
        .map(|(number, id)| (*id, number))
        .collect();
    let edges: Vec<Vec<usize>> = ids
        .iter()
        .map(|id| {
            targets(graph, *id)
                .into_iter()
                .filter_map(|id| number.get(&id).copied())
                .collect()
        })
        .collect();
    let rings = cycles(&edges);
    rings
        .iter()
        .filter_map(|ring| {
            problem(
                graph,
                &ring
                    .iter()
                    .filter_map(|at| ids.get(*at).copied())
                    .collect::<Vec<_>>(),
            )
        })
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
    let names: Vec<String> = ring
        .iter()
        .chain([&first])
        .filter_map(|id| graph.object(*id))
        .map(|object| object.title())
        .collect();
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
    let related = ring.iter().skip(1).filter_map(|id| {
        Some(Related {
            location: Location::line(graph.path(*id), graph.object(*id)?.line),
            note: "part of the ring".to_owned(),
        })
    });
    Some(Problem {
        related: related.collect(),
        fix: Some(Fix::review("Remove one of the entries of the ring, or split the object that is needed by both sides.")),
        ..Problem::new(format!("Each waits for the next: {}", names.join(" → ")), reference.place(graph.path(first)))
    }.into())
}
