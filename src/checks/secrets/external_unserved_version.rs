use super::Check;
use super::external::GROUP;
use super::read::file::File;
use crate::data::apis;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

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
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The `apiVersion` of ExternalSecret, ClusterExternalSecret, SecretStore and ClusterSecretStore. PushSecret and the generators are of version v1alpha1 and are not
concerned.

## Why it matters

The API server refuses the object (`no matches for kind`), so the Secret is not created or no longer refreshed.

## Likely causes

- The manifest is older than version 0.17 of the operator.

## How to fix

Write `apiVersion: external-secrets.io/v1`. The fields are the same.

## Source

external-secrets/external-secrets 2.9, `config/crds/bases`; release 0.17.0 of 2025-05-14.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let objects = file.objects.iter().filter(|object| object.group() == GROUP);
    objects
        .filter_map(|object| {
            let removed = apis::find(object.api_version, object.kind)
                .is_some_and(|version| !version.is_served());
            let current = apis::current(GROUP, object.kind).filter(|_| removed)?;
            let node = object.at(&["apiVersion"])?;
            Some(Problem {
                evidence: vec![Evidence::new("apiVersion", object.api_version)],
                fix: Some(Fix::review(format!(
                    "Write `apiVersion: {}`.",
                    current.api_version()
                ))),
                ..Problem::new(
                    format!(
                        "{} has an API version that is no longer served",
                        object.title()
                    ),
                    file.node(node),
                )
            })
        })
        .collect()
}
