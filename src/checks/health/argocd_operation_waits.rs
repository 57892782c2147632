use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom, Words};
use super::{clock, controllers};
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-operation-waits",
        title: "A sync of Argo CD does not end",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Operations that are Running for more than ten minutes, or Terminating for more than five. The message names the hook or the resource that is waited
for; where that one fails, it is told as the cause instead.

## Why it matters

No other sync can start while one runs: newer commits wait.

## Likely causes

- A hook never ends, or was removed before Argo CD saw it end.
- A resource of an earlier wave never becomes healthy.
- A deletion is held by a finalizer, or waits for a person.

## How to fix

Mend the resource that is waited for. Terminate the operation before trying again.

## Source

argoproj/argo-cd 3.x, gitops-engine pkg/sync/sync_context.go; issues 6880, 4811, 27507 (catalogue A31).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let state = app.status.operation_state.as_ref()?;
    if argocd_state::is_retried(state) {
        return None;
    }
    let patience = match &*state.phase {
        "Running" => 600,
        "Terminating" => 300,
        _ => return None,
    };
    let age = subject.fleet.age(state.started_at.as_deref());
    if age.is_some_and(|age| age < patience) {
        return None;
    }
    let long = age.map_or(String::new(), |age| format!(" for {}", clock::words(age)));
    let mut problem = subject.problem(
        &clean(
            &format!(
                "has an operation that is {}{long}: {}",
                state.phase, state.message
            ),
            400,
        ),
        Some("/status/operationState"),
    );
    problem.since = state.started_at.as_deref().map(|time| clean(time, 40));
    problem
        .evidence
        .push(Evidence::new("operationState.message", &state.message));
    let hooks = state
        .sync_result
        .resources
        .iter()
        .filter(|it| matches!(&*it.hook_phase, "Running" | "Failed"));
    problem.evidence.extend(hooks.take(3).map(|it| {
        Evidence::new(
            clean(&format!("hook {} {}", it.kind, it.name), 200),
            &format!("{} {}", it.hook_phase, it.message),
        )
    }));
    let words = Words {
        engine: Engine::ArgoCd,
        cause: None,
        mend: "Mend what it waits for, or terminate the operation.",
    };
    subject.advise(&mut problem, &state.message, &words);
    let mut causes = argocd_state::waits_for(subject, &state.message);
    causes.extend(controllers::of_kind(subject.fleet, "Application"));
    Some(Symptom::failing(problem).explained_by(causes))
}
