use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom, Words};
use crate::data::catalogue::Engine;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-unknown-error",
        title: "Argo CD reports an error of its own about an Application",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications with an UnknownError condition, and hydration of a source that failed.

## Why it matters

What the status shows may be stale: Argo CD could not write it, or could not do its work.

## Likely causes

- The status does not fit into etcd.
- A controller had an error that it could not name better.
- The hydrator cannot push to its branch.

## How to fix

Split the Application or make its status smaller; else read the controller's log at this time.

## Source

argoproj/argo-cd 3.x, controller/appcontroller.go (catalogue A35), controller/hydrator.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let words = Words {
        engine: Engine::ArgoCd,
        cause: None,
        mend: "Read the controller's log at this time.",
    };
    if let Some(condition) = argocd_state::condition(subject, "UnknownError") {
        let problem = subject.told_by(
            "has an error that Argo CD reports of itself",
            condition,
            &words,
        );
        return Some(Symptom::failing(problem));
    }
    let hydrated = app.status.source_hydrator.current_operation.as_ref()?;
    if &*hydrated.phase != "Failed" {
        return None;
    }
    let mut problem = subject.problem(
        "could not be hydrated",
        Some("/status/sourceHydrator/currentOperation"),
    );
    problem.evidence.push(Evidence::new(
        "sourceHydrator.currentOperation",
        &hydrated.message,
    ));
    subject.advise(&mut problem, &hydrated.message, &words);
    Some(Symptom::failing(problem))
}
