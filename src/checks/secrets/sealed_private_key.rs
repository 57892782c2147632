use super::Check;
use super::read::clear::{Kind, clear_secrets};
use super::read::facts::Facts;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sealed-private-key",
        title: "A private key of the Sealed Secrets controller is in Git",
        severity: Severity::Critical,
        applies_to: &["Secret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Secrets in clear with the label `sealedsecrets.bitnami.com/sealed-secrets-key`: a backup of the key with which the controller unseals.

## Why it matters

Whoever reads it can unseal every SealedSecret of this cluster, in this repository and in its history.

## Likely causes

- The backup of the controller's key was committed.

## How to fix

Take all sealed credentials as known: renew the controller's key, change the credentials, seal them anew. Keep the backup of the new key outside Git.

## Source

bitnami-labs/sealed-secrets, `README.md`, Sealed Secrets key renewal and backup.
";

fn check(facts: &Facts) -> Vec<Problem> {
    clear_secrets(
        facts,
        Kind::SealingKey,
        "holds a private key of the Sealed Secrets controller in clear",
    )
}
