use super::Check;
use super::symptom::{Subject, Symptom};
use super::{controllers, pods};
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/controller-down",
        title: "A controller of the engine does not run",
        severity: Severity::Critical,
        applies_to: &["Deployment", "StatefulSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Deployments and StatefulSets of Flux and Argo CD without a ready replica. Objects that nobody looks at follow from it, and every status that the
controller writes stands still.

## Why it matters

Nothing of what this controller does happens. Statuses stay as they are and look healthy.

## Likely causes

- It was scaled to zero.
- It is out of memory, crashes at start, or its image cannot be pulled.
- Nothing has room for it.

## How to fix

Read its Pod: last state, events, logs of the previous container. Give it the memory it needs in Git.

## Source

fluxcd/flux2 manifests; argoproj/argo-cd manifests (labels app.kubernetes.io/part-of and component).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let workload = subject.fleet.workload(subject.at)?;
    let name = controllers::name(subject.object)?;
    let wanted = workload.spec.replicas.unwrap_or(1);
    let ready = workload.status.ready_replicas;
    let trouble = pods::trouble(subject.fleet, subject.at);
    if ready >= wanted && wanted > 0 && trouble.is_none() {
        return None;
    }
    let serves = controllers::serves(subject.fleet, name);
    let unused = controllers::is_optional(name) && serves == 0;
    if wanted == 0 && unused {
        return None;
    }
    let says = match (wanted, ready) {
        (0, _) => "is scaled to zero; what its objects say stands still".to_owned(),
        (_, 0) => "has no ready Pod; what its objects say stands still".to_owned(),
        (wanted, ready) if ready < wanted => format!("has {ready} of {wanted} Pods ready"),
        _ => "runs and its Pods restart".to_owned(),
    };
    let mut problem = subject.problem(&says, Some("/status/readyReplicas"));
    if ready > 0 {
        problem.severity = Some(Severity::Medium);
    }
    let wanted = format!("{ready} ready of {wanted}");
    problem
        .evidence
        .push(Evidence::new("status.readyReplicas", &wanted));
    problem
        .evidence
        .extend(trouble.iter().map(|trouble| Evidence::new("Pod", trouble)));
    problem.cause = trouble;
    problem.fix = subject.fix("Read the Pod's last state and events; give the controller the replicas and the memory it needs.");
    let symptom = Symptom::failing(problem).rank(0);
    Some(Symptom {
        fails: ready == 0,
        ..symptom
    })
}
