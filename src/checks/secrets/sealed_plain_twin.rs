use super::Check;
use super::read::clear::{Kind, clear_secrets};
use super::read::facts::Facts;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sealed-plain-twin",
        title: "The clear form of a SealedSecret was left in the repository",
        severity: Severity::High,
        applies_to: &["Secret", "SealedSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Secrets in clear that have the name and namespace of a SealedSecret.

## Why it matters

The sealing is worth nothing: the same credential can be read beside it.

## Likely causes

- The input of `kubeseal` was committed together with its output.

## How to fix

Change the credential, seal the new one, and remove the clear file. Pipe the Secret into `kubeseal` instead of writing it down.

## Source

bitnami-labs/sealed-secrets, `README.md`, Usage.
";

fn check(facts: &Facts) -> Vec<Problem> {
    clear_secrets(
        facts,
        Kind::SealedTwin,
        "is in clear beside its SealedSecret",
    )
}
