use super::Check;
use super::symptom::{Subject, Symptom};
use crate::clients::cluster::Body;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-rollout-waits",
        title: "A progressive sync of an ApplicationSet does not go on",
        severity: Severity::Medium,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

ApplicationSets with a step whose Applications are Waiting, Pending or Progressing for more than thirty minutes.

## Why it matters

Later steps get nothing until the earlier one is healthy.

## Likely causes

- An Application of the step does not become healthy.
- A step waits for a person.

## How to fix

Mend the Application that the step waits for.

## Source

argoproj/argo-cd docs/operator-manual/applicationset/Progressive-Syncs.md.
";

const PATIENCE: i64 = 1_800;

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let Body::ApplicationSet(set) = &subject.object.body else {
        return None;
    };
    let waits = set.status.application_status.iter().find(|it| {
        matches!(&*it.status, "Pending" | "Progressing")
            && subject
                .fleet
                .age(it.last_transition_time.as_deref())
                .is_some_and(|age| age > PATIENCE)
    })?;
    let mut problem = subject.problem(
        &clean(
            &format!(
                "waits at step {} for the Application {}",
                waits.step, waits.application
            ),
            300,
        ),
        Some("/status/applicationStatus"),
    );
    problem.since = waits
        .last_transition_time
        .as_deref()
        .map(|time| clean(time, 40));
    problem.evidence.push(Evidence::new(
        "status.applicationStatus",
        &format!("{} {}", waits.status, waits.message),
    ));
    problem.fix = subject.fix("Mend the Application that the step waits for.");
    let child = subject.fleet.find(
        "Application",
        subject.object.namespace(),
        &waits.application,
    );
    Some(Symptom::failing(problem).explained_by(child.into_iter().collect()))
}
