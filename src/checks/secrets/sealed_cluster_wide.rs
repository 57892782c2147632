use super::Check;
use super::read::file::File;
use super::sealed::GROUP;
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sealed-cluster-wide",
        title: "A SealedSecret can be unsealed in any namespace",
        severity: Severity::Low,
        applies_to: &["SealedSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The annotation `sealedsecrets.bitnami.com/cluster-wide` with the value `true` on SealedSecrets and on their templates.

## Why it matters

With this scope name and namespace are no part of the encryption. Whoever may create a SealedSecret in any namespace of the cluster can copy this one there and
read the result.

## Likely causes

- `kubeseal --scope cluster-wide` was used to get rid of an error after a rename.

## How to fix

Seal again with the default scope `strict`, or with `namespace-wide` where the name has to vary.

## Source

bitnami-labs/sealed-secrets, `README.md`, Scopes; `pkg/apis/sealedsecrets/v1alpha1/types.go`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let sealed = file
        .objects
        .iter()
        .filter(|object| object.is(GROUP, "SealedSecret"));
    sealed
        .filter_map(|object| {
            let node = PLACES.iter().filter_map(|path| object.at(path)).find_map(|annotations| {
                let value = annotations.get("sealedsecrets.bitnami.com/cluster-wide")?;
                (value.text() == Some("true")).then_some(value)
            })?;
            Some(Problem {
                fix: Some(Fix::review("Seal again with the default scope, or with `namespace-wide` where the name has to vary.")),
                ..Problem::new(format!("{} is sealed for every namespace of the cluster", object.title()), file.node(node))
            })
        })
        .collect()
}

const PLACES: [&[&str]; 2] = [
    &["metadata", "annotations"],
    &["spec", "template", "metadata", "annotations"],
];
