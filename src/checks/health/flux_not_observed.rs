use super::Check;
use super::controllers;
use super::flux_state;
use super::symptom::{Subject, Symptom};
use crate::data::catalogue;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-not-observed",
        title: "No controller has looked at the newest generation of an object",
        severity: Severity::Medium,
        applies_to: &[
            "GitRepository",
            "OCIRepository",
            "HelmRepository",
            "HelmChart",
            "Bucket",
            "Kustomization",
            "HelmRelease",
            "ImageRepository",
            "ImagePolicy",
            "ImageUpdateAutomation",
            "Receiver",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Objects whose generation is ahead of what their status and its conditions observed, or that have no status at all. Their conditions speak of an older
spec.

## Why it matters

The status looks fine and is about something else: a change was made and nobody acts on it.

## Likely causes

- The controller is down, restarts, or is out of memory.
- A sharding label sends the object to a controller that does not run.

## How to fix

Bring the controller up with enough memory; correct the label sharding.fluxcd.io/key.

## Source

Kubernetes API conventions (observedGeneration); fluxcd/website installation/configuration/sharding.md.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = subject.flux().filter(|flux| !flux.spec.suspend)?;
    let meta = subject.object.metadata();
    if !flux_state::has_status(&subject.object.kind, flux) || flux_state::is_observed(meta, flux) {
        return None;
    }
    if is_young(subject) {
        return None;
    }
    let (wanted, seen) = (
        meta.generation.unwrap_or(0),
        flux.status.observed_generation,
    );
    let says = match seen {
        Some(seen) => format!(
            "is at generation {wanted} and its controller has seen {seen}; what its status says is about an older spec"
        ),
        None => "has never been looked at by a controller".to_owned(),
    };
    let mut problem = subject.problem(&says, Some("/status/observedGeneration"));
    problem
        .evidence
        .push(Evidence::new("metadata.generation", &wanted.to_string()));
    if let Some(shard) = meta.label("sharding.fluxcd.io/key") {
        problem
            .evidence
            .push(Evidence::new("label sharding.fluxcd.io/key", shard));
    }
    problem.cause = catalogue::by_id("F38").map(|row| format!("{} (F38)", row.cause));
    problem.fix = subject.fix("Bring the controller up; correct `sharding.fluxcd.io/key` where it names a shard that does not run.");
    let controller = controllers::of_kind(subject.fleet, &subject.object.kind);
    Some(Symptom::failing(problem).explained_by(controller).rank(0))
}

/// An object that was just made is looked at soon.
fn is_young(subject: &Subject<'_, '_>) -> bool {
    let created = subject.object.metadata().creation_timestamp.as_deref();
    subject.object.metadata().generation == Some(1)
        && subject.fleet.age(created).is_some_and(|age| age < 300)
}
