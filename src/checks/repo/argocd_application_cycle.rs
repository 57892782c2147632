use std::collections::HashMap;

use super::Check;
use super::graph::{Engine, Graph, Id, cycles};
use super::object::Found;
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-application-cycle",
        title: "Applications deploy each other in a ring",
        severity: Severity::Medium,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Applications whose folders hold Applications, followed until one comes back to where it began. An Application that deploys itself alone is common and not
told.

## Why it matters

Each sync changes the other one; a prune or a deletion of one takes the other with it, finalizers wait for each other.

## Likely causes

- A folder of the parent was made part of a child's path.

## How to fix

Let one side hold the other, not both.

## Source

argoproj/argo-cd 3.6, `docs/operator-manual/cluster-bootstrapping.md` (App Of Apps Pattern).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut ids: Vec<Id> = graph
        .owners
        .iter()
        .filter(|owner| owner.engine == Engine::ArgoCd)
        .map(|owner| owner.id)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let number: HashMap<Id, usize> = ids
        .iter()
        .enumerate()
        .map(|(number, id)| (*id, number))
        .collect();
    let mut edges = vec![Vec::new(); ids.len()];
    for owner in &graph.owners {
        let children = owner
            .build
            .objects
            .iter()
            .filter_map(|placed| number.get(&placed.id).copied());
        let Some(from) = number.get(&owner.id).copied() else {
            continue;
        };
        if let Some(list) = edges.get_mut(from) {
            list.extend(children.filter(|to| *to != from));
        }
    }
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

fn problem(graph: &Graph<'_>, ring: &[Id]) -> Option<Found> {
    let first = *ring.first()?;
    let object = graph.object(first)?;
    let names: Vec<String> = ring
        .iter()
        .chain([&first])
        .filter_map(|id| graph.object(*id))
        .map(super::facts::Object::title)
        .collect();
    let related = ring.iter().skip(1).filter_map(|id| {
        Some(Related {
            location: Location::line(graph.path(*id), graph.object(*id)?.line),
            note: "part of the ring".to_owned(),
        })
    });
    Some(
        Problem {
            related: related.collect(),
            fix: Some(Fix::review("Let one side hold the other, not both.")),
            ..Problem::new(
                format!("Applications deploy each other: {}", names.join(" → ")),
                Location::line(graph.path(first), object.line),
            )
        }
        .into(),
    )
}
