use super::Check;
use super::read::clear::{Kind, clear_secrets};
use super::read::facts::Facts;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/placeholder-value",
        title: "A Secret holds only placeholders",
        severity: Severity::Low,
        applies_to: &["Secret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Secrets whose credentials are words such as `changeme`, `<password>` or `xxx`, and that hold no real credential.

## Why it matters

Nothing leaks, but if the manifest is applied as it is, the placeholder becomes the password. It also overwrites the real one when a controller reconciles.

## Likely causes

- An example was committed as it is.
- The real value is put in by hand in the cluster.

## How to fix

Keep the real value with the tool that the repository uses for secrets, or move the example where no controller applies it.

## Source

Kubernetes documentation, Secrets.
";

fn check(facts: &Facts) -> Vec<Problem> {
    clear_secrets(facts, Kind::Placeholder, "holds only placeholders")
}
