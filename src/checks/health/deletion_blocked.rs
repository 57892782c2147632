use super::Check;
use super::symptom::{Subject, Symptom, evidence};
use super::{argocd_state, clock, controllers, kinds};
use crate::clients::cluster::Body;
use crate::data::catalogue;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/deletion-blocked",
        title: "An object that should be gone is held by a finalizer",
        severity: Severity::Medium,
        applies_to: &[
            "Application",
            "ApplicationSet",
            "AppProject",
            "Kustomization",
            "HelmRelease",
            "GitRepository",
            "OCIRepository",
            "HelmRepository",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Objects of both engines with a deletion time more than ten minutes ago and finalizers left, and Applications with a DeletionError.

## Why it matters

It can neither be used nor made anew, and its namespace cannot go.

## Likely causes

- A child that will not go holds it.
- The cluster or the path that the engine needs for cleaning up is gone.
- The controller that would remove the finalizer does not run.

## How to fix

Free the child that holds. Removing the finalizer by hand is last: it leaves behind what the object had deployed. Ask first.

## Source

argoproj/argo-cd controller/appcontroller.go, issues 11145, 19571, 20296 (catalogue A33); fluxcd docs, finalizers.
";

const PATIENCE: i64 = 600;

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    if !kinds::is_gitops(subject.object) {
        return None;
    }
    let meta = subject.object.metadata();
    let deleted = meta.deletion_timestamp.as_deref();
    let failed = argocd_state::condition(subject, "DeletionError");
    if failed.is_none() && (deleted.is_none() || meta.finalizers.is_empty()) {
        return None;
    }
    let age = subject.fleet.age(deleted);
    if failed.is_none() && age.is_some_and(|age| age < PATIENCE) {
        return None;
    }
    let finalizers: Vec<&str> = meta.finalizers.iter().map(|it| &**it).collect();
    let held = age.map_or(String::new(), |age| format!(" for {}", clock::words(age)));
    let mut problem = subject.problem(
        &clean(
            &format!(
                "is being deleted{held} and is held by {}",
                finalizers.join(", ")
            ),
            400,
        ),
        Some("/metadata/finalizers"),
    );
    problem.since = deleted.map(|time| clean(time, 40));
    problem.evidence.extend(failed.map(evidence));
    problem
        .evidence
        .push(Evidence::new("metadata.finalizers", &finalizers.join(", ")));
    let row = match &subject.object.body {
        Body::Flux(_) => catalogue::by_id("F28")?,
        _ => catalogue::by_id("A33")?,
    };
    problem.cause = Some(format!("{} ({})", row.cause, row.id));
    problem.fix = subject.fix("Free what holds: a child that will not go, a controller that does not run. Remove the finalizer only as the last step, and ask first.");
    let mut causes = subject.fleet.managed_by(subject.at).to_vec();
    causes.extend(controllers::of_kind(subject.fleet, &subject.object.kind));
    Some(Symptom::failing(problem).explained_by(causes).rank(0))
}
