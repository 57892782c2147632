use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom, evidence};
use super::{clock, controllers};
use crate::model::clean::clean;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-revision-behind",
        title: "A Kustomization runs an older revision than its source has",
        severity: Severity::Medium,
        applies_to: &["Kustomization"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Kustomizations that are Ready while status.lastAppliedRevision is not the revision of the source's artifact, for longer than their interval.

## Why it matters

Ready=True is about an older revision: what was merged has not arrived, and nothing says so.

## Likely causes

- The controller is behind: too many objects for its concurrency.
- The controller is down, or the object is on a shard that does not run.

## How to fix

See whether kustomize-controller keeps up; raise its concurrency or split the load.

## Source

fluxcd/kustomize-controller 1.x, api/v1 (lastAppliedRevision); source-controller api/v1 (artifact.revision).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    if &*subject.object.kind != "Kustomization" {
        return None;
    }
    let flux = flux_state::current(subject)?;
    let ready = flux.status.condition("Ready").filter(|it| it.is_true())?;
    let applied = flux.status.last_applied_revision.as_deref()?;
    let source = subject
        .fleet
        .sources(subject.object, flux)
        .into_iter()
        .next()?;
    let artifact = subject.fleet.flux(source)?.status.artifact.as_ref()?;
    if &*artifact.revision == applied {
        return None;
    }
    let interval = flux
        .spec
        .interval
        .as_deref()
        .and_then(clock::duration)
        .unwrap_or(600);
    let age = subject.fleet.age(artifact.last_update_time.as_deref());
    if age.is_some_and(|age| age <= interval.max(120)) {
        return None;
    }
    let behind = age.map_or(String::new(), |age| format!(" for {}", clock::words(age)));
    let mut problem = subject.problem(
        &format!(
            "is Ready at {}, but {} has had {}{behind}",
            flux_state::short(applied),
            subject.fleet.show(source),
            flux_state::short(&artifact.revision)
        ),
        Some("/status/lastAppliedRevision"),
    );
    problem.since = artifact
        .last_update_time
        .as_deref()
        .map(|time| clean(time, 40));
    problem.evidence.push(evidence(ready));
    problem.fix = subject.fix("See whether kustomize-controller runs and keeps up.");
    let mut causes = controllers::of_kind(subject.fleet, "Kustomization");
    causes.push(source);
    Some(Symptom::note(problem).explained_by(causes))
}
