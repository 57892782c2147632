use super::Check;
use super::hops::Move;
use super::seen::Use;
use crate::model::{Evidence, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "upgrade/removed-api-version",
        title: "An API version that the new release does not serve",
        severity: Severity::High,
        applies_to: &["Kubernetes manifests"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Manifest(check),
};

const DOCS: &str = "\
## What it checks

Manifests whose `apiVersion` is no longer served by the version that the plan ends with, or by one before it.

## Why it matters

The API server answers `no matches for kind`: the object is not applied, and with it everything that the same Kustomization or Application applies.

## Likely causes

- The manifest was written for an older release and worked as long as the old version was served.

## How to fix

Write the served version before the upgrade; the finding carries the patch where nothing else changes. Objects that are stored under the old version are moved in the cluster first (`flux migrate` for Flux).

## Source

The table of API versions of this build: CRDs of each release, and the Deprecated API Migration Guide of Kubernetes.
";

fn check(used: &Use, on: &Move) -> Option<Problem> {
    let removed = used.row.removed.filter(|_| on.reaches(used.row.removed))?;
    let old = used.row.api_version();
    Some(Problem {
        evidence: vec![Evidence::new("apiVersion", &old)],
        cause: Some(format!("Source: {}", used.row.source)),
        fix: Some(used.fix()),
        ..Problem::new(
            format!(
                "{} is of {old}, which {} does not serve from {removed} on",
                used.title, on.name
            ),
            used.place.clone(),
        )
    })
}
