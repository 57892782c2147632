use super::Check;
use super::facts::{Body, Container};
use super::graph::Graph;
use super::object::Found;
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/container-without-probes",
        title: "Containers of a service have no probes",
        severity: Severity::Info,
        applies_to: &["Deployment", "StatefulSet", "DaemonSet", "Rollout"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`readinessProbe` and `livenessProbe` of the containers of workloads that run on; Jobs and init containers are not judged, nor is a Pod by itself.

## Why it matters

A rollout counts such a Pod as ready once its process has started: Argo CD and Flux report health that is none, and a broken version goes live.

## Likely causes

- A probe was never written.

## How to fix

Add a `readinessProbe` that asks what users need.

## Source

Kubernetes documentation, Configure Liveness, Readiness and Startup Probes.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let workloads = graph
        .objects()
        .filter_map(|(_, path, object)| match &object.body {
            Body::Workload(containers) => Some((path, object, containers)),
            _ => None,
        });
    workloads
        .filter_map(|(path, object, containers)| {
            let without: Vec<&Container> = containers
                .iter()
                .filter(|container| container.serves && !container.probes)
                .collect();
            let first = without.first()?;
            let names: Vec<String> = without
                .iter()
                .map(|container| super::object::shown_name(&container.name))
                .collect();
            Some(
                Problem {
                    evidence: vec![Evidence::new("containers", &names.join(", "))],
                    fix: Some(Fix::review(
                        "Add a `readinessProbe` that asks what users need.",
                    )),
                    ..Problem::new(
                        format!(
                            "{} of {} containers of {} have no probe",
                            without.len(),
                            containers.len(),
                            object.title()
                        ),
                        Location::node(path, first.line, clean(&first.pointer, 1_024)),
                    )
                }
                .into(),
            )
        })
        .collect()
}
