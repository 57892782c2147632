use std::collections::{BTreeSet, HashMap};

use super::Check;
use super::facts::{Body, Object};
use super::graph::{Engine, Graph, Id};
use super::object::Found;
use crate::model::{Evidence, Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-sync-wave-order",
        title: "An object is synced before what it needs",
        severity: Severity::Medium,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Sync waves of the objects that one Application deploys: a Namespace after the objects in it, a CustomResourceDefinition after the objects of its kind, an
AppProject after the Applications that use it.

## Why it matters

Argo CD begins a wave only once the one before is healthy. The earlier object cannot be made or stays unhealthy, so the wave that would help it never begins.

## Likely causes

- Waves were given to some objects and not to others; without one the wave is 0.

## How to fix

Give what is needed the lower wave.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/sync-waves.md`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for owner in graph
        .owners
        .iter()
        .filter(|owner| owner.engine == Engine::ArgoCd)
    {
        let objects: Vec<(Id, &Object)> = owner
            .build
            .objects
            .iter()
            .filter_map(|placed| Some((placed.id, graph.object(placed.id)?)))
            .collect();
        let mut needed: HashMap<(&str, &str), (Id, &Object)> = HashMap::new();
        for (id, object) in &objects {
            match &object.body {
                Body::Definition(kind) => needed.insert(("kind", kind), (*id, object)),
                Body::Project(_) => needed.insert(("project", &object.name), (*id, object)),
                _ if &*object.kind == "Namespace" => {
                    needed.insert(("namespace", &object.name), (*id, object))
                }
                _ => None,
            };
        }
        for (id, object) in &objects {
            let project = match &object.body {
                Body::Application(application) => {
                    application.project.as_ref().map(|text| &*text.value)
                }
                _ => None,
            };
            let wants = [
                ("kind", Some(&*object.kind)),
                ("namespace", object.namespace.as_deref()),
                ("project", project),
            ];
            for (what, name) in wants {
                let Some((later, needed)) = name.and_then(|name| needed.get(&(what, name))) else {
                    continue;
                };
                if needed.wave > object.wave && told.insert((*id, *later)) {
                    found.push(problem(graph, (*id, object), (*later, needed)));
                }
            }
        }
    }
    found
}

fn problem(
    graph: &Graph<'_>,
    (id, object): (Id, &Object),
    (later, needed): (Id, &Object),
) -> Found {
    Problem {
        related: vec![Related {
            location: Location::line(graph.path(later), needed.line),
            note: format!("wave {}", needed.wave),
        }],
        evidence: vec![Evidence::new(
            "argocd.argoproj.io/sync-wave",
            &object.wave.to_string(),
        )],
        fix: Some(Fix::review(format!(
            "Give {} a wave of at most {}.",
            needed.title(),
            object.wave
        ))),
        ..Problem::new(
            format!(
                "{} is synced in wave {}, before {} in wave {}, which it needs",
                object.title(),
                object.wave,
                needed.title(),
                needed.wave
            ),
            Location::line(graph.path(id), object.line),
        )
    }
    .into()
}
