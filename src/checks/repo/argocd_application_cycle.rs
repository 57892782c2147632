use std::collections::BTreeMap;

use super::Check;
use super::graph::{Engine, Graph, Id};
use super::object::Found;
use super::rings::{others, rings, way};
use crate::model::{Fix, Location, Meta, Problem, Rule, Severity};

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
    let mut children: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
    let owners = graph.owners.iter();
    for owner in owners.filter(|owner| owner.engine == Engine::ArgoCd) {
        let objects = owner.build.objects.iter().map(|placed| placed.id);
        let list = children.entry(owner.id).or_default();
        list.extend(objects.filter(|id| *id != owner.id));
    }
    let ids: Vec<Id> = children.keys().copied().collect();
    rings(&ids, |id| children.get(&id).cloned().unwrap_or_default())
        .iter()
        .filter_map(|ring| problem(graph, ring))
        .collect()
}

fn problem(graph: &Graph<'_>, ring: &[Id]) -> Option<Found> {
    let first = *ring.first()?;
    let place = Location::line(graph.path(first), graph.object(first)?.line);
    let message = format!("Applications deploy each other: {}", way(graph, ring));
    Some(
        Problem {
            related: others(graph, ring),
            fix: Some(Fix::review("Let one side hold the other, not both.")),
            ..Problem::new(message, place)
        }
        .into(),
    )
}
