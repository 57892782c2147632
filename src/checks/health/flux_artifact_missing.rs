use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom, evidence};
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-artifact-missing",
        title: "A Flux source is ready but its artifact is gone",
        severity: Severity::High,
        applies_to: &["GitRepository", "OCIRepository", "HelmChart", "Bucket"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Sources that are Ready and name no artifact, or whose ArtifactInStorage condition is False.

## Why it matters

Whatever applies the source waits for the artifact and is not reconciled.

## Likely causes

- The storage of source-controller was lost: a restart without a volume that lasts.
- The controller has not fetched it again yet.

## How to fix

Reconcile the source; if it comes back at every restart, give source-controller a persistent volume.

## Source

fluxcd/source-controller 1.x, internal/controller (ArtifactInStorage, garbage collection of storage).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let kind = &*subject.object.kind;
    if !flux_state::SOURCES.contains(&kind) || kind == "ArtifactGenerator" {
        return None;
    }
    let flux = flux_state::current(subject)?;
    let stored = flux.status.condition("ArtifactInStorage");
    let lost = stored.is_some_and(|it| it.is_false());
    let ready = flux
        .status
        .condition("Ready")
        .is_some_and(|it| it.is_true());
    let unnamed = flux.status.artifact.is_none() && flux_state::has_status(kind, flux);
    // What is being deleted gives its artifact up first, and nobody writes its conditions any more.
    let leaves = subject.object.metadata().deletion_timestamp.is_some();
    if leaves || !ready || !(lost || unnamed) {
        return None;
    }
    let mut problem = subject.problem(
        "is Ready and has no artifact in storage, so nothing can be applied from it",
        Some("/status/artifact"),
    );
    problem.evidence.extend(stored.map(evidence));
    problem.fix = subject.fix("Reconcile the source; give source-controller a volume that lasts.");
    Some(Symptom::failing(problem))
}
