use super::Check;
use super::read::file::File;
use super::sops::config::CreationRule;
use crate::checks::patch::{Change, Edit, diff};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-config-exclusive-rules",
        title: "A creation rule names more than one way to choose values",
        severity: Severity::High,
        applies_to: &[".sops.yaml"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Creation rules with more than one of `encrypted_regex`, `unencrypted_regex`, `encrypted_suffix`, `unencrypted_suffix`, `encrypted_comment_regex` and
`unencrypted_comment_regex`.

## Why it matters

SOPS refuses to encrypt any file of this rule, so people encrypt by hand with other settings, or not at all.

## Likely causes

- Two examples were put together.

## How to fix

Keep one of the settings. For Secrets `encrypted_regex: ^(data|stringData)$` suffices.

## Source

getsops/sops 3.13, `config/config.go` (`configFromRule`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let rules = file.config.iter().flat_map(|config| &config.rules);
    rules
        .filter(|rule| rule.selection.is_err())
        .map(|rule| {
            let names: Vec<&str> = rule.settings.iter().map(|(name, _)| *name).collect();
            let names = names.join(", ");
            Problem {
                evidence: vec![Evidence::new("settings", &names)],
                fix: Some(Fix {
                    patch: keep_one(file, rule),
                    ..Fix::review("Keep one of the settings; for Secrets `encrypted_regex: ^(data|stringData)$` suffices.")
                }),
                ..Problem::new(
                    format!("SOPS refuses this creation rule: {names} exclude each other"),
                    file.place(rule.line, &rule.pointer),
                )
            }
        })
        .collect()
}

/// Keeps the setting that says what is encrypted, or else the first.
fn keep_one(file: &File<'_>, rule: &CreationRule) -> Option<String> {
    let names = || rule.settings.iter().map(|(name, _)| *name);
    let kept = names()
        .find(|name| *name == "encrypted_regex")
        .or_else(|| names().next())?;
    let edits: Vec<Edit> = names()
        .filter(|name| *name != kept)
        .map(|name| Edit {
            document: 0,
            pointer: format!("{}/{name}", rule.pointer),
            change: Change::Remove,
        })
        .collect();
    diff(file.path, file.stream, &edits)
}
