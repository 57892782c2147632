use super::Check;
use super::facts::{Body, Container};
use super::graph::Graph;
use super::object::Found;
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/container-without-limits",
        title: "Containers have no resource limits",
        severity: Severity::Info,
        applies_to: &[
            "Pod",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "Job",
            "CronJob",
            "Rollout",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`resources.limits` of the containers of every workload kind. Files that are applied as patches are not judged.

## Why it matters

A container that leaks takes the memory of its node, and other workloads with it.

## Likely causes

- The defaults of a LimitRange are relied on, or nobody measured yet.

## How to fix

Set `resources.requests` and `resources.limits.memory` from what was measured.

## Source

Kubernetes documentation, Resource Management for Pods and Containers.
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
            let without: Vec<&Container> = containers.iter().filter(|container| !container.limits).collect();
            let first = without.first()?;
            let names: Vec<String> = without.iter().map(|container| super::object::shown_name(&container.name)).collect();
            Some(Problem {
                evidence: vec![Evidence::new("containers", &names.join(", "))],
                fix: Some(Fix::review("Set `resources.requests` and `resources.limits.memory` from what was measured.")),
                ..Problem::new(format!("{} of {} containers of {} have no limits", without.len(), containers.len(), object.title()), Location::node(path, first.line, clean(&first.pointer, 1_024)))
            }.into())
        })
        .collect()
}
