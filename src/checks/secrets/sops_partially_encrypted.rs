use super::Check;
use super::read::file::{Encrypted, File};
use crate::model::{Evidence, Fix, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-partially-encrypted",
        title: "A value in a SOPS file is in clear although the file's own rule encrypts it",
        severity: Severity::High,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Every leaf of a file with SOPS metadata, by the rule that the metadata itself names (`encrypted_regex`, `unencrypted_suffix` and so on). A leaf that the
rule covers and that is no ciphertext is reported. Empty texts and nulls stay in clear by design.

## Why it matters

The value is readable by everyone who can read the repository, although the file looks encrypted. SOPS refuses to decrypt such a file as well.

## Likely causes

- The value was added with a plain editor after the file was encrypted.
- A merge brought a clear version of a line into an encrypted file.

## How to fix

Change the secret at its source first: what is in Git history stays there. Remove the clear value from the file, then enter the new one with
`sops edit FILE`.

## Source

getsops/sops 3.13, `sops.go` (`shouldBeEncrypted`, `Decrypt`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    file.encrypted
        .iter()
        .filter_map(|encrypted| problem(file, encrypted))
        .collect()
}

fn problem(file: &File<'_>, encrypted: &Encrypted<'_>) -> Option<Problem> {
    let clear = &encrypted.leaves.as_ref()?.clear;
    let (first, rest) = clear.split_first()?;
    let leaks = clear.iter().any(|leaf| leaf.tells);
    let what = match clear.len() {
        1 => "One value is in clear".to_owned(),
        n => format!("{n} values are in clear"),
    };
    let consequence = if leaks {
        "everyone can read what SOPS should hide, and the file cannot be decrypted"
    } else {
        "SOPS cannot decrypt the file"
    };
    Some(Problem {
        severity: (!leaks).then_some(Severity::Medium),
        related: rest
            .iter()
            .take(MOST)
            .map(|leaf| Related {
                location: file.leaf(leaf),
                note: "in clear too".to_owned(),
            })
            .collect(),
        evidence: clear
            .iter()
            .take(MOST)
            .map(|leaf| Evidence::new("in clear", &leaf.pointer))
            .collect(),
        cause: Some(
            "Values were added or changed by hand after the file was encrypted.".to_owned(),
        ),
        fix: Some(Fix::review(
            "Change the secret where it is used, because the clear one is in Git. Take the clear values out of the file and enter new ones with `sops edit`.",
        )),
        ..Problem::new(
            format!("{what} in this SOPS file against its own rule: {consequence}"),
            file.leaf(first),
        )
    })
}

/// Most places that a finding lists.
const MOST: usize = 20;
