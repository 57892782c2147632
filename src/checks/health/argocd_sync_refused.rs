use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom, Words};
use crate::data::catalogue::Engine;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-sync-refused",
        title: "Argo CD refuses to sync an Application",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications with a SyncError of their own: automated sync that would delete everything, an attempt that is not repeated, an error before anything was
applied.

## Why it matters

Git and cluster stay different until somebody acts.

## Likely causes

- The source renders nothing.
- The last attempt at this revision failed and is not repeated.
- Impersonation finds no service account.

## How to fix

Correct the source; then a new commit, or a sync by hand.

## Source

argoproj/argo-cd 3.x, controller/appcontroller.go (catalogue A27, A28).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    argocd_state::application(subject)?;
    let condition = argocd_state::condition(subject, "SyncError")?;
    let words = Words {
        engine: Engine::ArgoCd,
        cause: None,
        mend: "Correct the source, then sync.",
    };
    let problem = subject.told_by("is not synced: Argo CD refuses", condition, &words);
    Some(Symptom::failing(problem).rank(2))
}
