use super::Check;
use super::read::clear::{Kind, clear_secrets};
use super::read::facts::Facts;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-decrypted-copy",
        title: "A file that SOPS should encrypt is in clear",
        severity: Severity::High,
        applies_to: &["Secret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Secrets in clear whose path matches a creation rule of a `.sops.yaml` above them, and which carry no SOPS metadata.

## Why it matters

The repository encrypts such files, so people trust that this one is encrypted too. Everyone who can read the repository can use the credential.

## Likely causes

- The file was decrypted to edit it and committed so.
- The file is new and was never encrypted.

## How to fix

Change the credential, then encrypt the file in place before it is committed again. A pre-commit check by content prevents the next one.

## Source

getsops/sops 3.13, `config/config.go`; `filestatus` of the command line.
";

fn check(facts: &Facts) -> Vec<Problem> {
    clear_secrets(
        facts,
        Kind::DecryptedCopy,
        "matches a creation rule of SOPS and is in clear",
    )
}
