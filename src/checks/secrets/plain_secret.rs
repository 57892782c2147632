use super::Check;
use super::read::clear::{Kind, clear_secrets};
use super::read::facts::Facts;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/plain-secret",
        title: "A Secret stands in Git in clear",
        severity: Severity::High,
        applies_to: &["Secret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

`data` and `stringData` of every Secret, in a `List`, in JSON and in files of several documents too. Empty values, references to secrets elsewhere
(`op://`, `ref+`, `<path:…>`, `${NAME}`, `{{ … }}`), public certificates and keys, and values such as an address or a user name are no credentials.
Base64 is decoded; it hides nothing.

## Why it matters

Everyone who can read the repository, a copy of it, or a cache of it can use the credential. Removing the file later does not remove it from history.

## Likely causes

- The manifest was exported from a cluster.
- The secret was meant to be encrypted before the commit.

## How to fix

Change the credential where it is used: it has to be taken as known. Then keep it with the tool that the repository already uses, and commit only the
encrypted or external form.

## Source

Kubernetes documentation, Secrets; Argo CD documentation, Secret Management; Flux documentation, Secrets.
";

fn check(facts: &Facts) -> Vec<Problem> {
    clear_secrets(facts, Kind::Plain, "is in Git in clear")
}
