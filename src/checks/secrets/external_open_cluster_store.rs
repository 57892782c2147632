use super::Check;
use super::external::GROUP;
use super::read::file::File;
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/external-open-cluster-store",
        title: "Every namespace may use a ClusterSecretStore",
        severity: Severity::Low,
        applies_to: &["ClusterSecretStore"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

ClusterSecretStores without `spec.conditions`.

## Why it matters

Whoever may create an ExternalSecret in any namespace can read every secret that the store's credential can read.

## Likely causes

- The store was written before tenants came to the cluster.

## How to fix

Name the namespaces in `spec.conditions` (`namespaces`, `namespaceSelector` or `namespaceRegexes`), or use one SecretStore for each tenant.

## Source

external-secrets/external-secrets 2.9, `apis/externalsecrets/v1/secretstore_types.go` (`ClusterSecretStoreCondition`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let stores = file
        .objects
        .iter()
        .filter(|object| object.is(GROUP, "ClusterSecretStore"));
    stores
        .filter(|object| {
            object
                .at(&["spec", "conditions"])
                .is_none_or(|conditions| conditions.items().next().is_none())
        })
        .map(|object| Problem {
            fix: Some(Fix::review(
                "Name the namespaces in `spec.conditions`, or use one SecretStore for each tenant.",
            )),
            ..Problem::new(
                format!("{} may be used from every namespace", object.title()),
                file.node(object.node),
            )
        })
        .collect()
}
