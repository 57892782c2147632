use super::Check;
use super::symptom::{Subject, Symptom, Words};
use crate::clients::cluster::Body;
use crate::data::catalogue::Engine;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-applicationset-failed",
        title: "An ApplicationSet cannot make its Applications",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

ApplicationSets with ErrorOccurred=True, or ResourcesUpToDate=False.

## Why it matters

Applications are not made, changed or removed. Only the first error is named.

## Likely causes

- The template uses a parameter that an element lacks.
- Two elements give the same name.
- The project or the destination does not exist.
- A generator cannot reach its source.

## How to fix

Correct the template or the generator in Git, and look for the errors behind the first one.

## Source

argoproj/argo-cd 3.x, applicationset/controllers/applicationset_controller.go (catalogue A38, A39, A40).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let Body::ApplicationSet(set) = &subject.object.body else {
        return None;
    };
    let of = |kind: &str| set.status.conditions.iter().find(|it| &*it.kind == kind);
    let failed = of("ErrorOccurred").filter(|it| it.is_true());
    let behind = of("ResourcesUpToDate").filter(|it| it.is_false());
    let condition = failed.or(behind)?;
    let words = Words {
        engine: Engine::ArgoCd,
        cause: None,
        mend: "Correct the template or the generator.",
    };
    let problem = subject.told_by("cannot make its Applications", condition, &words);
    Some(Symptom::failing(problem))
}
