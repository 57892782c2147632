use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom};
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-suspended",
        title: "An Application holds a suspended resource",
        severity: Severity::Low,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications whose health is Suspended: a paused Deployment, a paused Rollout, a suspended Job.

## Why it matters

The application waits for a person. It is neither broken nor done.

## Likely causes

- A canary waits for promotion.
- Somebody paused a Deployment and forgot it.

## How to fix

Promote or resume what is paused, or leave it if it is meant.

## Source

argoproj/argo-cd 3.x, gitops-engine pkg/health.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    if &*app.status.health.status != "Suspended" {
        return None;
    }
    let mut problem = subject.problem(
        "is Suspended: a resource of it is paused",
        Some("/status/health"),
    );
    problem.since = app
        .status
        .health
        .last_transition_time
        .as_deref()
        .map(|time| clean(time, 40));
    problem
        .evidence
        .push(Evidence::new("status.health", "Suspended"));
    problem.fix = subject.fix("Promote or resume what is paused, if it is not meant to wait.");
    Some(Symptom::note(problem))
}
