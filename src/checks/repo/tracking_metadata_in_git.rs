use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/tracking-metadata-in-git",
        title: "Metadata that an engine writes stands in Git",
        severity: Severity::Medium,
        applies_to: &["Kubernetes"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

Annotations and labels by which Argo CD and Flux know their own objects: `argocd.argoproj.io/tracking-id`, `argocd.argoproj.io/installation-id`,
`kustomize.toolkit.fluxcd.io/name` and `/namespace`, `helm.toolkit.fluxcd.io/name` and `/namespace`.

## Why it matters

The engine takes the object for that of somebody else: two Applications share it (`SharedResourceWarning`), or a Kustomization prunes what it does not own.

## Likely causes

- The manifest was taken from the cluster with `kubectl get -o yaml`.

## How to fix

Remove the lines; the engine writes its own.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/resource_tracking.md`; fluxcd/kustomize-controller 1.9, `api/v1`.
";

const NAMES: [&str; 6] = [
    "argocd.argoproj.io/tracking-id",
    "argocd.argoproj.io/installation-id",
    "kustomize.toolkit.fluxcd.io/name",
    "kustomize.toolkit.fluxcd.io/namespace",
    "helm.toolkit.fluxcd.io/name",
    "helm.toolkit.fluxcd.io/namespace",
];

fn check(object: &Object<'_>) -> Vec<Found> {
    let fields = ["annotations", "labels"]
        .iter()
        .filter_map(|field| object.at(&["metadata", field]));
    let entries = fields.flat_map(|field| NAMES.iter().filter_map(move |name| field.get(name)));
    let found: Vec<_> = entries.collect();
    let Some(first) = found.first() else {
        return Vec::new();
    };
    vec![Found {
        edits: found
            .iter()
            .map(|node| object.edit(*node, Change::Remove))
            .collect(),
        problem: Problem {
            evidence: found
                .iter()
                .map(|node| {
                    Evidence::new(
                        "metadata",
                        node.key()
                            .and_then(crate::yaml::Node::text)
                            .unwrap_or_default(),
                    )
                })
                .collect(),
            fix: Some(Fix::review("Remove the lines; the engine writes its own.")),
            ..Problem::new(
                format!(
                    "{} carries metadata by which an engine knows its own objects",
                    object.title()
                ),
                object.place(*first),
            )
        },
    }]
}
