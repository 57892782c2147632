use super::Check;
use super::argocd_state;
use super::controllers;
use super::symptom::{Subject, Symptom};
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-operation-untaken",
        title: "A requested sync is not taken up",
        severity: Severity::Medium,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications with an operation that was asked for and no running operation state.

## Why it matters

Somebody asked for a sync and nobody does it: the application controller is down, or far behind.

## Likely causes

- The application controller does not run, or another shard than the one that runs is responsible.

## How to fix

See whether the controller runs and which shard has the cluster.

## Source

argoproj/argo-cd 3.x, controller/appcontroller.go (processRequestedAppOperation).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    if !app.operation.0 || argocd_state::is_running(app) {
        return None;
    }
    let mut problem = subject.problem(
        "has an operation that no controller takes up",
        Some("/operation"),
    );
    let phase = app
        .status
        .operation_state
        .as_ref()
        .map_or("none", |state| &state.phase);
    problem.evidence.push(Evidence::new(
        "operation",
        &format!("set; operationState.phase is {phase}"),
    ));
    problem.fix = subject.fix("See whether the application controller runs.");
    let causes = controllers::of_kind(subject.fleet, "Application");
    Some(Symptom::note(problem).explained_by(causes))
}
