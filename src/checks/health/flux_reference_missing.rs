use super::Check;
use super::flux_state;
use super::kinds;
use super::mend::{self, InGit};
use super::symptom::{Subject, Symptom, evidence};
use crate::clients::cluster::Flux;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-reference-missing",
        title: "Flux refers to an object that does not exist",
        severity: Severity::High,
        applies_to: &[
            "Kustomization",
            "HelmRelease",
            "HelmChart",
            "ImagePolicy",
            "ImageUpdateAutomation",
            "Alert",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Sources, charts, dependencies, image repositories and providers that are referred to and are not among the objects that were read, where their kind
was read.

## Why it matters

The object cannot be reconciled; some controllers say so only in passing, and an Alert says nothing at all.

## Likely causes

- The name or the namespace is misspelt.
- The object was removed, or is created by something that has not run yet.

## How to fix

Correct the reference in Git, or bring the object back.

## Source

fluxcd/kustomize-controller and helm-controller 1.x, internal/controller; notification-controller docs/spec/v1beta3/alerts.md.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = subject.flux().filter(|flux| !flux.spec.suspend)?;
    let (kind, namespace, name, field) = missing(subject, flux)?;
    let what = clean(&format!("{kind} {namespace}/{name}"), 300);
    let mut problem = subject.problem(
        &format!("refers to {what}, which does not exist"),
        Some(field),
    );
    if let Some(condition) = flux_state::not_ready(flux) {
        problem.since = condition
            .last_transition_time
            .as_deref()
            .map(|time| clean(time, 40));
        problem.evidence.push(evidence(condition));
    } else {
        problem.evidence.push(Evidence::new(field, &what));
    }
    problem.fix = subject.fix(&format!("Correct the reference, or create {what}."));
    correct_name(subject, (&kind, &namespace, &name), &mut problem);
    Some(
        Symptom::failing(problem)
            .rank(0)
            .group(Some(format!("missing {what}"))),
    )
}

/// The first reference whose kind was read and whose object is not there.
/// The object that the reference probably means: one with a near name, or of this name in another namespace.
fn correct_name(
    subject: &Subject<'_, '_>,
    (kind, namespace, wrong): (&str, &str, &str),
    problem: &mut Problem,
) {
    const REFERENCES: [&str; 3] = [
        "/spec/sourceRef",
        "/spec/chartRef",
        "/spec/chart/spec/sourceRef",
    ];
    let Some(file) = InGit::of(subject) else {
        return;
    };
    let dependencies = subject.flux().map_or(0, |flux| flux.spec.depends_on.len());
    let all: Vec<String> = REFERENCES
        .iter()
        .map(|it| (*it).to_owned())
        .chain((0..dependencies).map(|at| format!("/spec/dependsOn/{at}")))
        .collect();
    let fits = |it: &&String| file.text(&format!("{it}/name")) == Some(wrong);
    let Some(reference) = all.iter().find(fits) else {
        return;
    };
    let fleet = subject.fleet;
    let objects: Vec<_> = fleet
        .of_kind(kind)
        .filter_map(|at| fleet.object(at))
        .collect();
    let mut elsewhere = objects.iter().filter(|it| it.name() == wrong);
    let implied = file.text(&format!("{reference}/namespace")).is_none();
    if let (true, Some(one), None) = (implied, elsewhere.next(), elsewhere.next()) {
        let space = mend::scalar(one.namespace());
        let says = format!(
            "The one in namespace `{}` is probably meant.",
            clean(one.namespace(), 63)
        );
        return file.add(problem, reference, (&format!("namespace: {space}"), &says));
    }
    let same_place = objects.iter().filter(|it| it.namespace() == namespace);
    if let Some(meant) = mend::near(wrong, same_place.map(|it| it.name())) {
        file.set(problem, &format!("{reference}/name"), meant);
    }
}

fn missing(
    subject: &Subject<'_, '_>,
    flux: &Flux,
) -> Option<(String, String, String, &'static str)> {
    let fleet = subject.fleet;
    let is_missing = |kind: &str, namespace: &str, name: &str| {
        fleet.find(kind, namespace, name).is_none() && fleet.was_read(kind, kinds::group_of(kind))
    };
    let sources = fleet.source_references(subject.object, flux);
    let source = sources
        .into_iter()
        .find(|(kind, namespace, name)| is_missing(kind, namespace, name))
        .map(|(kind, namespace, name)| (kind, namespace, name, "/spec/sourceRef"));
    source.or_else(|| {
        flux.spec.depends_on.iter().find_map(|it| {
            let kind = it.kind.as_deref().unwrap_or(&subject.object.kind);
            let namespace = it
                .namespace
                .as_deref()
                .unwrap_or(subject.object.namespace());
            is_missing(kind, namespace, &it.name).then(|| {
                (
                    kind.to_owned(),
                    namespace.to_owned(),
                    it.name.to_string(),
                    "/spec/dependsOn",
                )
            })
        })
    })
}
