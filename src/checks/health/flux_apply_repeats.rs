use super::Check;
use super::symptom::{Subject, Symptom};
use crate::data::catalogue;
use crate::model::{Confidence, Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-apply-repeats",
        title: "Flux applies the same object again and again",
        severity: Severity::Low,
        applies_to: &["Kustomization"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Events of a Kustomization that say configured for the same object at least five times.

## Why it matters

Somebody writes the object back after each reconciliation, or Git holds something that the API server drops: events, API load, and a workload that may
restart.

## Likely causes

- Null or empty fields in Git.
- A webhook, an autoscaler or a person changes the same field.

## How to fix

Remove the empty fields from Git, or leave the field to its other manager.

## Source

Flux documentation, troubleshooting cheatsheet (catalogue F29).
";

/// Fewer repetitions than this are ordinary.
const OFTEN: i64 = 5;

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    if &*subject.object.kind != "Kustomization" {
        return None;
    }
    let event = subject
        .fleet
        .events(subject.object)
        .find(|event| event.message.contains("configured") && event.count.unwrap_or(1) >= OFTEN)?;
    let row = catalogue::by_id("F29")?;
    let mut problem = subject.problem("applies the same object at every interval", None);
    problem.confidence = Confidence::Possible;
    problem.cause = Some(format!("{} (F29)", row.cause));
    let times = event.count.unwrap_or(1);
    problem.evidence.push(Evidence::new(
        format!("Event, {times} times"),
        &event.message,
    ));
    problem.fix = subject.fix(row.fix);
    Some(Symptom::note(problem))
}
