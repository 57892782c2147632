use super::Check;
use super::read::file::File;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-malformed-value",
        title: "A SOPS ciphertext is damaged",
        severity: Severity::High,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The form of every `ENC[…]` value in a SOPS file: data, 32 bytes of initialisation vector and 16 bytes of tag in base64, a known type, nothing after the
bracket.

## Why it matters

The value cannot be decrypted, so the whole file cannot. Text after the bracket is in clear and ignored by SOPS.

## Likely causes

- The value was cut or edited by hand.
- A line was broken by a formatter or an editor.

## How to fix

Take the value back from the last good commit, or enter it anew with `sops edit FILE`.

## Source

getsops/sops 3.13, `aes/cipher.go` (`parse`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let leaves = file
        .encrypted
        .iter()
        .filter_map(|encrypted| encrypted.leaves.as_ref());
    leaves
        .flat_map(|leaves| &leaves.damaged)
        .map(|(leaf, reason)| Problem {
            evidence: vec![Evidence::new("defect", reason)],
            fix: Some(Fix::review(
                "Take the value back from the last good commit, or enter it anew with `sops edit`.",
            )),
            ..Problem::new(
                format!("A SOPS ciphertext cannot be decrypted: {reason}"),
                file.leaf(leaf),
            )
        })
        .collect()
}
