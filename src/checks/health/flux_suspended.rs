use super::Check;
use super::mend::InGit;
use super::symptom::{Subject, Symptom, evidence};
use crate::clients::cluster::ManagedFields;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-suspended",
        title: "An object of Flux is suspended",
        severity: Severity::Medium,
        applies_to: &[
            "Kustomization",
            "HelmRelease",
            "GitRepository",
            "OCIRepository",
            "HelmRepository",
            "Bucket",
            "ImageUpdateAutomation",
            "Alert",
            "Receiver",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Objects with spec.suspend: true. Their conditions stand still since: Ready=True says nothing about today. Managed fields tell who suspended it and
when, where they were read.

## Why it matters

Changes in Git do not arrive, and drift is not undone.

## Likely causes

- Somebody stopped it to work on the cluster by hand, and forgot it.
- It is suspended in Git on purpose.

## How to fix

Ask who suspended it and why. Then remove suspend in Git, or resume it.

## Source

fluxcd/pkg apis/meta (reason Suspended); kustomize-controller docs/spec/v1/kustomizations.md, suspend.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = subject.flux().filter(|flux| flux.spec.suspend)?;
    let ready = flux.status.condition("Ready");
    let frozen = match ready {
        Some(condition) if condition.is_true() => "; its Ready=True is from before",
        Some(_) => "; it was failing when it was suspended",
        None => "; it was never reconciled",
    };
    let mut problem = subject.problem(&format!("is suspended{frozen}"), Some("/spec/suspend"));
    if let Some(by) = suspended_by(subject) {
        problem.since = by.time.as_deref().map(|time| clean(time, 40));
        problem.evidence.push(Evidence::new(
            "managedFields",
            &format!("{} set spec.suspend", by.manager),
        ));
    }
    problem.evidence.extend(ready.map(evidence));
    problem.cause =
        Some("Somebody suspended it; its conditions stand still since (F39)".to_owned());
    problem.fix = subject
        .fix("Ask who suspended it and why; then remove `suspend: true` in Git, or resume it.");
    if let Some(file) = InGit::of(subject)
        && file.text("/spec/suspend") == Some("true")
    {
        file.remove(&mut problem, "/spec/suspend");
    }
    let blocks = !ready.is_some_and(|condition| condition.is_true());
    let symptom = Symptom::note(problem);
    Some(Symptom {
        fails: blocks,
        ..symptom
    })
}

/// The manager that wrote the field last.
fn suspended_by<'s>(subject: &Subject<'_, 's>) -> Option<&'s ManagedFields> {
    let all = subject.object.metadata().managed_fields.iter();
    all.filter(|by| by.fields.spec.suspend.0)
        .max_by(|a, b| a.time.cmp(&b.time))
}
