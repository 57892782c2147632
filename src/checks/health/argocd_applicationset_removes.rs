use super::Check;
use super::symptom::{Subject, Symptom};
use crate::clients::cluster::Body;
use crate::data::catalogue;
use crate::model::{Confidence, Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-applicationset-removes",
        title: "An ApplicationSet removes Applications that it made",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications that an ApplicationSet owns, and that are being deleted while the ApplicationSet itself stays.

## Why it matters

With their finalizer they take everything that they deployed with them.

## Likely causes

- A generator gives fewer elements than before: a label, a folder or a cluster is gone, or an API was read in part.
- The name in the template changed.

## How to fix

Stop first: scale the applicationset-controller to zero. Then restore what the generator reads.

## Source

argoproj/argo-cd docs/operator-manual/applicationset/Controlling-Resource-Modification.md; issues 18780, 9227 (catalogue A41).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let Body::ApplicationSet(set) = &subject.object.body else {
        return None;
    };
    if set.metadata.deletion_timestamp.is_some() {
        return None;
    }
    let going: Vec<String> = subject
        .fleet
        .owned(subject.at)
        .iter()
        .filter(|at| {
            subject
                .fleet
                .object(**at)
                .is_some_and(|it| it.metadata().deletion_timestamp.is_some())
        })
        .map(|at| subject.fleet.show(*at))
        .collect();
    if going.is_empty() {
        return None;
    }
    let keeps = set.spec.sync_policy.preserve_resources_on_deletion;
    let deployed = if keeps {
        "what they deployed stays"
    } else {
        "and what they deployed goes with them"
    };
    let mut problem = subject.problem(
        &format!("removes {} of its Applications, {deployed}", going.len()),
        Some("/status/resources"),
    );
    let row = catalogue::by_id("A41")?;
    problem.evidence.push(Evidence::new(
        "Applications being deleted",
        &going.join(", "),
    ));
    problem.cause = Some(format!("{} (A41)", row.cause));
    problem.confidence = Confidence::Likely;
    problem.fix = subject.fix(row.fix);
    Some(Symptom::note(problem))
}
