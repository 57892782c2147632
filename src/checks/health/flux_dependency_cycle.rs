use super::Check;
use super::symptom::{Subject, Symptom};

use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-dependency-cycle",
        title: "Objects of Flux depend on each other in a circle",
        severity: Severity::High,
        applies_to: &["Kustomization", "HelmRelease"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Cycles of dependsOn over all Kustomizations and HelmReleases. No status names a cycle: every member only says that its dependency is not ready.

## Why it matters

No member of the circle is ever reconciled again, and neither is what depends on one of them.

## Likely causes

- An entry of dependsOn was added in the wrong direction.
- Two objects were split and each was made to wait for the other.

## How to fix

Remove one edge of the circle in Git: the one whose object does not need the other to be applied first.

## Source

fluxcd/kustomize-controller 1.x, internal/controller/kustomization_controller.go (checkDependencies has no cycle detection).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    if subject.fleet.cycle(subject.at) != Some(subject.at) {
        return None;
    }
    let members = subject.fleet.members_of_cycle(subject.at);
    let names: Vec<String> = members.iter().map(|at| subject.fleet.show(*at)).collect();
    let mut problem = subject.problem(
        &format!("is part of a circle of dependsOn: {}", names.join(", ")),
        Some("/spec/dependsOn"),
    );
    problem.cause =
        Some("Each waits for the other, and the controllers do not look for circles.".to_owned());
    problem
        .evidence
        .push(Evidence::new("spec.dependsOn", &names.join(" ↔ ")));
    problem.fix = subject.fix("Remove one dependsOn entry of the circle.");
    Some(Symptom::failing(problem).rank(0))
}
