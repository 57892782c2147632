use super::Check;
use super::external::GROUP;
use super::read::facts::{Facts, Unserved};
use crate::data::apis;
use crate::data::version::Version;
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/external-unserved-version",
        title: "The API version of an External Secrets object is no longer served",
        severity: Severity::High,
        applies_to: &[
            "ExternalSecret",
            "ClusterExternalSecret",
            "SecretStore",
            "ClusterSecretStore",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

The `apiVersion` of ExternalSecret, ClusterExternalSecret, SecretStore and ClusterSecretStore. PushSecret and the generators are of version v1alpha1 and are not
concerned. The chart version that the repository installs decides: nothing is found while it is a release that serves the version, and the severity is
medium while the repository does not say which release runs.

## Why it matters

The API server refuses the object (`no matches for kind`), so the Secret is not created or no longer refreshed.

## Likely causes

- The manifest is older than version 0.17 of the operator.

## How to fix

Write `apiVersion: external-secrets.io/v1`. The fields are the same.

## Source

external-secrets/external-secrets 2.9, `config/crds/bases`; release 0.17.0 of 2025-05-14.
";

fn check(facts: &Facts) -> Vec<Problem> {
    facts
        .unserved
        .iter()
        .filter_map(|object| problem(object, &facts.external_releases))
        .collect()
}

/// What the repository installs decides: a release that still serves the version makes it sound.
fn problem(object: &Unserved, releases: &[Version]) -> Option<Problem> {
    let removed = object.version.removed?;
    let is_new = |release: &Version| release.line() >= removed;
    let sure = !releases.is_empty() && releases.iter().all(is_new);
    if !releases.is_empty() && !releases.iter().any(is_new) {
        return None;
    }
    let kind = object.version.kinds.first()?;
    let current = apis::current(GROUP, kind)?.api_version();
    Some(Problem {
        severity: (!sure).then_some(Severity::Medium),
        confidence: if sure {
            Confidence::Certain
        } else {
            Confidence::Likely
        },
        evidence: vec![Evidence::new("apiVersion", &object.version.api_version())],
        fix: Some(Fix::review(format!("Write `apiVersion: {current}`."))),
        ..Problem::new(
            format!(
                "{} has an API version that External Secrets does not serve since {removed}",
                object.title
            ),
            object.location.clone(),
        )
    })
}
