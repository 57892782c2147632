use super::Check;
use super::object::{Found, Object};
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-settings-misplaced",
        title: "A setting of Argo CD stands where it is not read, or drops defaults",
        severity: Severity::Medium,
        applies_to: &["ConfigMap"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Manifest(check),
};

const DOCS: &str = r"## What it checks

`resource.exclusions` in `argocd-cmd-params-cm`, where no such key exists, and `resource.exclusions` in `argocd-cm` without the kinds that Argo CD excludes by
default.

## Why it matters

The key replaces the default list, it does not add to it: without Endpoints, EndpointSlices, Leases, reviews and reports left out, the controller watches and
shows far more, and may prune what controllers made.

## Likely causes

- The list of an old example was taken over.
- The two ConfigMaps were taken for one.

## How to fix

Keep the default list in `argocd-cm` and add to it.

## Source

argoproj/argo-cd 3.0, `docs/operator-manual/upgrading/2.14-3.0.md`; `docs/operator-manual/argocd-cm.yaml`.
";

const DEFAULTS: [&str; 4] = [
    "EndpointSlice",
    "Lease",
    "SelfSubjectReview",
    "CertificateRequest",
];

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(node) = object
        .at(&["data", "resource.exclusions"])
        .filter(|_| object.is("", "ConfigMap"))
    else {
        return Vec::new();
    };
    let text = node.text().unwrap_or_default();
    let (severity, what, fix) = match object.name() {
        Some("argocd-cmd-params-cm") => (
            Severity::High,
            "is not read from `argocd-cmd-params-cm`",
            "Move the key to `argocd-cm`, with the default list.",
        ),
        Some("argocd-cm") if !DEFAULTS.iter().all(|kind| text.contains(kind)) => (
            Severity::Medium,
            "replaces the default list and leaves kinds of it out",
            "Take the default list over and add to it.",
        ),
        _ => return Vec::new(),
    };
    vec![
        Problem {
            severity: Some(severity),
            fix: Some(Fix::review(fix)),
            ..Problem::new(format!("`resource.exclusions` {what}"), object.place(node))
        }
        .into(),
    ]
}
