use super::Check;
use super::resource::{self, Health};
use super::symptom::{Subject, Symptom, Words};
use super::{controllers, pods};
use crate::clients::cluster::Body;
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/workload-failed",
        title: "A workload that an engine applied does not run",
        severity: Severity::High,
        applies_to: &[
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "Job",
            "Pod",
            "PersistentVolumeClaim",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Workloads that belong to an Application, Kustomization or HelmRelease and are degraded, or whose Pods say why they do not start. The reason is taken
from the Pods and Events of this workload only.

## Why it matters

The engine did its work; the application does not run.

## Likely causes

- The image cannot be pulled.
- The container ends: exit code and last state tell how.
- Nothing has room for the Pod, a quota is used up, or a volume is not there.
- A probe fails.

## How to fix

Read the Pod. Correct image, resources, probe or configuration in Git.

## Source

argoproj/gitops-engine pkg/health; Kubernetes Pod lifecycle (catalogue A37, F32).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let fleet = subject.fleet;
    let workload = fleet.workload(subject.at)?;
    let owned = fleet
        .owner(subject.at)
        .is_some_and(|at| fleet.workload(at).is_some());
    if owned || controllers::name(subject.object).is_some() || fleet.manager(subject.at).is_none() {
        return None;
    }
    if decided_otherwise(subject) {
        return None;
    }
    let (health, message) = resource::of(subject.object)?;
    let trouble = pods::trouble(fleet, subject.at);
    let stuck = matches!(health, Health::Progressing) && trouble.is_some();
    if !matches!(health, Health::Degraded | Health::Unknown) && !stuck {
        return None;
    }
    let reason = trouble.clone().unwrap_or_else(|| message.clone());
    let mut problem = subject.problem(
        &clean(&format!("does not run: {reason}"), 400),
        Some("/status"),
    );
    let failed = workload
        .status
        .conditions
        .iter()
        .find(|it| it.is_false() || &*it.kind == "ReplicaFailure");
    problem.since = failed
        .and_then(|it| it.last_transition_time.as_deref())
        .map(|time| clean(time, 40));
    problem
        .evidence
        .extend(trouble.map(|trouble| Evidence::new("Pod", &trouble)));
    problem
        .evidence
        .push(Evidence::new(format!("health {}", health.name()), &message));
    problem.evidence.extend(pods::warning(fleet, subject.at));
    let words = Words {
        engine: Engine::ArgoCd,
        cause: Some("The workload itself, not the engine."),
        mend: "Correct the workload in Git: image, resources, probe or configuration.",
    };
    subject.advise(&mut problem, &reason, &words);
    Some(Symptom::failing(problem).explained_by(claims(subject)))
}

/// Volume claims that its Pods use.
/// A health override decides about this kind, and Argo CD finds nothing wrong with the Application.
fn decided_otherwise(subject: &Subject<'_, '_>) -> bool {
    let fleet = subject.fleet;
    if fleet.override_of(subject.at).is_none() {
        return false;
    }
    let application = fleet.manager(subject.at).and_then(|at| fleet.object(at));
    match application.map(|it| &it.body) {
        Some(Body::Application(app)) => {
            matches!(&*app.status.health.status, "Healthy" | "Suspended")
        }
        // Kept in brief, because nothing is wrong with it.
        _ => true,
    }
}

fn claims(subject: &Subject<'_, '_>) -> Vec<usize> {
    let Some(workload) = subject.fleet.workload(subject.at) else {
        return Vec::new();
    };
    let namespace = subject.object.namespace();
    workload
        .spec
        .pod()
        .uses()
        .filter(|it| it.kind == "PersistentVolumeClaim")
        .filter_map(|it| {
            subject
                .fleet
                .find_beside(subject.at, it.kind, (namespace, it.name))
        })
        .collect()
}
