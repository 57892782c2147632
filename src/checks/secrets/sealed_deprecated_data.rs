use super::Check;
use super::read::file::File;
use super::sealed::GROUP;
use super::sops::raw::is_null;
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sealed-deprecated-data",
        title: "A SealedSecret uses the deprecated `spec.data`",
        severity: Severity::Low,
        applies_to: &["SealedSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The field `spec.data` of SealedSecrets, which holds the whole Secret as one ciphertext.

## Why it matters

The field is deprecated and will be removed. A single key cannot be changed or reviewed.

## Likely causes

- The object was sealed by a very old `kubeseal`.

## How to fix

Seal the Secret again: a current `kubeseal` writes `spec.encryptedData`.

## Source

bitnami-labs/sealed-secrets, `pkg/apis/sealedsecrets/v1alpha1/types.go`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let sealed = file
        .objects
        .iter()
        .filter(|object| object.is(GROUP, "SealedSecret"));
    sealed
        .filter_map(|object| {
            let data = object
                .at(&["spec", "data"])
                .filter(|data| !is_null(*data))?;
            Some(Problem {
                fix: Some(Fix::review(
                    "Seal the Secret again: a current `kubeseal` writes `spec.encryptedData`.",
                )),
                ..Problem::new(
                    format!(
                        "{} keeps its ciphertext in the deprecated field `data`",
                        object.title()
                    ),
                    file.node(data),
                )
            })
        })
        .collect()
}
