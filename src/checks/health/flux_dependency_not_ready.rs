use super::Check;
use super::cycles;
use super::flux_state;
use super::symptom::{Subject, Symptom, Words};
use crate::data::catalogue::Engine;
use crate::model::{Confidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-dependency-not-ready",
        title: "A dependency that Flux waits for is not ready",
        severity: Severity::Medium,
        applies_to: &["Kustomization", "HelmRelease"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Kustomizations and HelmReleases that wait for a dependency. The chain is walked to the first object that fails for another reason; this rule speaks
only where none is found.

## Why it matters

The object is not reconciled at all while it waits, also not for changes of its own.

## Likely causes

- The dependency is suspended, in progress, or was not part of what was read.
- The source moved on and the dependency has not applied the new revision yet.
- A readyExpr is never true.

## How to fix

Look at the dependency. Correct the readyExpr or the dependsOn entry in Git if the object waits for the wrong thing.

## Source

fluxcd/kustomize-controller 1.x, internal/controller/kustomization_controller.go (checkDependencies).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = flux_state::current(subject)?;
    let condition = flux_state::not_ready(flux)?;
    if &*condition.reason != "DependencyNotReady"
        || subject.fleet.cycle(subject.at) == Some(subject.at)
    {
        return None;
    }
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Look at the dependency that the message names.",
    };
    let mut problem = subject.told_by(
        "waits for a dependency that is not ready",
        condition,
        &words,
    );
    problem.confidence = Confidence::Likely;
    let mut causes = cycles::dependencies(subject.fleet, subject.at);
    causes.extend(subject.fleet.cycle(subject.at));
    Some(Symptom::failing(problem).explained_by(causes).rank(2))
}
