use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-force",
        title: "Objects are deleted and made anew when they cannot be changed",
        severity: Severity::Medium,
        applies_to: &["Kustomization (Flux)", "HelmRelease"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`spec.force: true` of Kustomizations, and `force: true` under `install`, `upgrade` or `rollback` of HelmReleases.

## Why it matters

A change of an immutable field deletes the object and makes a new one: workloads stop, and a PersistentVolumeClaim loses its data. It holds for all objects of
the Kustomization.

## Likely causes

- It was set to get over one change, and stayed.

## How to fix

Remove it, and mark the one object that needs it with the annotation `kustomize.toolkit.fluxcd.io/force: enabled` for as long as it does.

## Source

fluxcd/kustomize-controller 1.9, `docs/spec/v1/kustomizations.md` (Force); fluxcd/helm-controller 1.6, `docs/spec/v2/helmreleases.md`.
";

const PLACES: [(&str, &[&str]); 4] = [
    ("Kustomization", &["spec", "force"]),
    ("HelmRelease", &["spec", "install", "force"]),
    ("HelmRelease", &["spec", "upgrade", "force"]),
    ("HelmRelease", &["spec", "rollback", "force"]),
];

fn check(object: &Object<'_>) -> Vec<Found> {
    if !object.group().ends_with(".toolkit.fluxcd.io") {
        return Vec::new();
    }
    let places = PLACES.iter().filter(|(kind, _)| *kind == object.kind);
    places
        .filter_map(|(_, keys)| object.at(keys).filter(|node| node.text() == Some("true")))
        .map(|node| Found {
            edits: vec![object.edit(node, Change::Remove)],
            problem: Problem {
                evidence: vec![Evidence::new("force", "true")],
                fix: Some(Fix::review(
                    "Remove it, and mark the one object that needs it for as long as it does.",
                )),
                ..Problem::new(
                    format!(
                        "{} deletes and makes anew what it cannot change",
                        object.title()
                    ),
                    object.place(node),
                )
            },
        })
        .collect()
}
