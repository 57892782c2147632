use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom};
use super::{controllers, cycles};
use crate::model::clean::{clean, name};
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-request-unanswered",
        title: "A requested reconciliation was not taken up",
        severity: Severity::Medium,
        applies_to: &[
            "GitRepository",
            "OCIRepository",
            "HelmRepository",
            "HelmChart",
            "Bucket",
            "Kustomization",
            "HelmRelease",
            "ImageRepository",
            "ImageUpdateAutomation",
            "Receiver",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Objects whose annotation reconcile.fluxcd.io/requestedAt differs from status.lastHandledReconcileAt for more than five minutes.

## Why it matters

Somebody asked for a reconciliation and it did not happen: what the status says is older than the request.

## Likely causes

- The controller is down or far behind.
- The object is held back by a dependency or a source that is not ready.

## How to fix

See whether the controller runs and what it waits for.

## Source

fluxcd/pkg apis/meta (ReconcileRequestAnnotation, lastHandledReconcileAt).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = subject.flux().filter(|flux| !flux.spec.suspend)?;
    let meta = subject.object.metadata();
    let requested = meta.annotation("reconcile.fluxcd.io/requestedAt")?;
    let handled = flux.status.last_handled_reconcile_at.as_deref();
    let age = subject.fleet.age(Some(requested));
    let is_new = age.is_some_and(|age| age < 300);
    if handled == Some(requested) || is_new || !flux_state::has_status(&subject.object.kind, flux) {
        return None;
    }
    let mut problem = subject.problem(
        &format!(
            "was asked to reconcile at {} and has not answered",
            name(requested, 80)
        ),
        Some("/status/lastHandledReconcileAt"),
    );
    // Any text may stand in the annotation.
    problem.since = age.map(|_| clean(requested, 40));
    problem.evidence.push(Evidence::new(
        "status.lastHandledReconcileAt",
        handled.unwrap_or("never"),
    ));
    problem.fix = subject.fix("See whether its controller runs and what the object waits for.");
    let mut causes = controllers::of_kind(subject.fleet, &subject.object.kind);
    causes.extend(subject.fleet.sources(subject.object, flux));
    causes.extend(cycles::dependencies(subject.fleet, subject.at));
    Some(Symptom::note(problem).explained_by(causes))
}
