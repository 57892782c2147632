use super::Check;
use super::read::clear::{Kind, clear_secrets};
use super::read::facts::Facts;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-plain-twin",
        title: "The clear form of an encrypted Secret was left in the repository",
        severity: Severity::High,
        applies_to: &["Secret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Secrets in clear that have the name and namespace of a Secret encrypted with SOPS.

## Why it matters

The encryption of the other file is worth nothing: the same credential can be read beside it.

## Likely causes

- The clear file was kept after `sops encrypt secret.yaml > secret.enc.yaml`.

## How to fix

Change the credential, remove the clear file, and encrypt in place from now on.

## Source

getsops/sops 3.13, `README.rst`, section on encrypting in place.
";

fn check(facts: &Facts) -> Vec<Problem> {
    clear_secrets(
        facts,
        Kind::SopsTwin,
        "is in clear beside its encrypted form",
    )
}
