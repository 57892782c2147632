use super::Check;
use super::read::file::{File, Spot};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/provider-token",
        title: "A credential of a known format is in clear",
        severity: Severity::High,
        applies_to: &["any text"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

All text files, whatever their kind, against a table of formats: tokens of providers, private keys, JSON Web Tokens, passwords in URLs, configuration of
clients. Where the provider publishes a checksum it is verified. Tokens inside `data` and `stringData` of a Secret belong to the Secret's own finding.

## Why it matters

Everyone who can read the repository can use the credential. Many providers, and people with other intentions, search public repositories for these formats
within minutes.

## Likely causes

- The value was pasted into a manifest, a script or a document.
- Output of a tool was committed: a kubeconfig, a Terraform state, bootstrap files.

## How to fix

Revoke the credential first, then make a new one and keep it in an encrypted or external Secret. Removing it from the file leaves it in history.

## Source

The source of each format stands in its row of the table (`src/data/tokens`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    file.hits
        .iter()
        .filter(|spot| !file.is_in_secret_data(spot.line))
        .map(|spot| problem(file, spot))
        .collect()
}

fn problem(file: &File<'_>, spot: &Spot) -> Problem {
    let format = spot.format;
    Problem {
        severity: Some(spot.severity),
        confidence: if format.check.is_checksum() {
            Confidence::Certain
        } else {
            Confidence::Likely
        },
        evidence: vec![Evidence::new("format", format.id)],
        fix: Some(Fix::review(format.revoke)),
        ..Problem::new(
            format!("{} is in clear", format.title),
            file.place(spot.line, &spot.pointer),
        )
    }
}
