use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom, Words, evidence};
use crate::clients::cluster::Condition;
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-resource-warning",
        title: "Argo CD warns about resources of an Application",
        severity: Severity::Medium,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Conditions that warn: SharedResourceWarning, RepeatedResourceWarning, ExcludedResourceWarning, OrphanedResourceWarning.

## Why it matters

Two Applications that own one object undo each other's changes for ever; a resource that is excluded is never applied; one that appears twice is
applied in an order that nobody defined.

## Likely causes

- One object stands in two Applications, or a tracking label was copied.
- A kind is excluded in argocd-cm.
- The project watches for orphans.

## How to fix

Leave each object to one Application; take excluded kinds out of Git, or out of the exclusions.

## Source

argoproj/argo-cd 3.x, controller/state.go (catalogue A24, A25, A26).
";

const WARNINGS: [&str; 4] = [
    "SharedResourceWarning",
    "RepeatedResourceWarning",
    "ExcludedResourceWarning",
    "OrphanedResourceWarning",
];

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    argocd_state::application(subject)?;
    let all: Vec<&Condition> = WARNINGS
        .into_iter()
        .filter_map(|kind| argocd_state::condition(subject, kind))
        .collect();
    let first = all.first()?;
    let words = Words {
        engine: Engine::ArgoCd,
        cause: Some("Argo CD leaves these resources out, or cannot tell who owns them."),
        mend: "Leave each object to one Application and each kind to one rule.",
    };
    let mut problem = subject.told_by(&clean(&format!("has a {}", first.kind), 100), first, &words);
    problem
        .evidence
        .extend(all.iter().skip(1).map(|condition| evidence(condition)));
    if matches!(
        &*first.kind,
        "ExcludedResourceWarning" | "OrphanedResourceWarning"
    ) {
        problem.severity = Some(Severity::Low);
    }
    Some(Symptom::note(problem))
}
