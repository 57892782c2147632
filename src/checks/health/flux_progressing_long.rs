use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom, Words};
use super::{clock, controllers};
use crate::data::catalogue::Engine;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-progressing-long",
        title: "A reconciliation of Flux does not end",
        severity: Severity::Medium,
        applies_to: &[
            "GitRepository",
            "OCIRepository",
            "HelmRelease",
            "Kustomization",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Objects that are Reconciling with Ready Unknown for longer than their timeout, at least fifteen minutes.

## Why it matters

It is neither ready nor failed: an operation hangs, and nothing will say so for a while.

## Likely causes

- A health check waits for something that never becomes ready.
- A Helm hook or a large image takes longer than the timeout says.
- The controller was restarted in the middle again and again.

## How to fix

Look at what it waits for; set a timeout that fits.

## Source

fluxcd/pkg apis/meta (Reconciling, Progressing).
";

/// Shorter than this is nothing to speak of.
const PATIENCE: i64 = 900;

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = flux_state::current(subject)?;
    let ready = flux.status.condition("Ready")?;
    if ready.is_true() || ready.is_false() {
        return None;
    }
    let age = subject.fleet.age(ready.last_transition_time.as_deref())?;
    let timeout = flux
        .spec
        .timeout
        .as_deref()
        .and_then(clock::duration)
        .unwrap_or(0);
    if age < PATIENCE.max(timeout) {
        return None;
    }
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Look at what it waits for.",
    };
    let says = format!("has been in progress for {}", clock::words(age));
    let problem = subject.told_by(&says, ready, &words);
    let mut causes = subject.fleet.named_in(&ready.message);
    causes.extend(subject.fleet.managed_by(subject.at));
    causes.extend(controllers::of_kind(subject.fleet, &subject.object.kind));
    Some(Symptom::failing(problem).explained_by(causes))
}
