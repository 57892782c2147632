use super::Check;
use super::read::file::File;
use super::read::literal::Place;
use super::read::report::literal_problems;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/env-file-credential",
        title: "An environment file holds a credential in clear",
        severity: Severity::High,
        applies_to: &["dotenv", "INI"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Files named `.env`, `*.env`, `.env.*` and `*.ini`, unless SOPS encrypts them. A value counts when its key names a credential and the value is none of: empty, a reference, a placeholder, a switch, an address, the name of an object. How
much it weighs follows from how it looks: drawn by a machine (high), typed (medium), a plain word (low).

## Why it matters

The file is in Git in clear. A Kustomize generator makes a Secret of it in the cluster, which changes nothing about Git.

## Likely causes

- The file was not in `.gitignore`.
- A `secretGenerator` reads it.

## How to fix

Change the credential, encrypt the file with SOPS (it knows dotenv and INI) or take it out of Git.

## Source

getsops/sops 3.13, `stores/dotenv`, `stores/ini`; Kustomize documentation, `secretGenerator`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    literal_problems(file, Place::EnvFile, "an environment file")
}
