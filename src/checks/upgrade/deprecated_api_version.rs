use super::Check;
use super::hops::Move;
use super::seen::Use;
use crate::model::{Evidence, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "upgrade/deprecated-api-version",
        title: "An API version that is deprecated in the new release",
        severity: Severity::Low,
        applies_to: &["Kubernetes manifests"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Manifest(check),
};

const DOCS: &str = "\
## What it checks

Manifests whose `apiVersion` is still served by the version that the plan ends with, and deprecated there.

## Why it matters

A later release stops serving it.

## Likely causes

- The manifest was written for an older release.

## How to fix

Write the version that is served today; the finding carries the patch where nothing else changes.

## Source

The table of API versions of this build: CRDs of each release, and the Deprecated API Migration Guide of Kubernetes.
";

fn check(used: &Use, on: &Move) -> Option<Problem> {
    let deprecated = used.row.deprecated?;
    if !on.reaches(used.row.deprecated) || on.reaches(used.row.removed) {
        return None;
    }
    let old = used.row.api_version();
    Some(Problem {
        evidence: vec![Evidence::new("apiVersion", &old)],
        cause: Some(format!("Source: {}", used.row.source)),
        fix: Some(used.fix()),
        ..Problem::new(
            format!(
                "{} is of {old}, which is deprecated since {} {deprecated}",
                used.title, on.name
            ),
            used.place.clone(),
        )
    })
}
