use super::Check;
use super::read::facts::Facts;
use super::read::govern::governing;
use super::sops::recipients::Recipient;
use crate::checks::folder::is_quiet;
use crate::model::clean::clean;
use crate::model::{Affects, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-single-recipient",
        title: "Only one key can decrypt",
        severity: Severity::Low,
        applies_to: &[".sops.yaml", "SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Creation rules with a single recipient, and encrypted files with a single one that no creation rule governs, where that recipient is an age or PGP key. Keys in
a key management service are not counted: they have owners and recovery of their own.

## Why it matters

When the key is lost, every secret is lost. When it has to be exchanged in the cluster, nobody can encrypt for both keys.

## Likely causes

- The cluster's key was made first, and nobody added a second one.

## How to fix

Add a recovery key that is kept offline, then run `sops updatekeys` on the files.

## Source

getsops/sops 3.13, `config/config.go`; Flux documentation, guide Mozilla SOPS.
";

fn check(facts: &Facts) -> Vec<Problem> {
    let rules = facts
        .configs
        .iter()
        .filter(|config| !config.outside)
        .flat_map(|config| config.rules.iter().map(move |rule| (config, rule)));
    let in_rules = rules
        .filter(|(_, rule)| rule.groups <= 1 && is_single(&rule.recipients()))
        .map(|(config, rule)| Problem {
            fix: Some(fix()),
            ..Problem::new(
                "This creation rule encrypts for a single key",
                Location::node(&config.path, rule.line, &rule.pointer),
            )
        });
    in_rules.chain(in_files(facts)).collect()
}

/// One finding for all files that no rule governs: they share the cause.
fn in_files(facts: &Facts) -> Option<Problem> {
    let mut files = facts.encrypted.iter().filter(|document| {
        !is_quiet(&document.path)
            && is_single(&document.recipients)
            && governing(&facts.configs, &document.path).is_empty()
    });
    let first = files.next()?;
    let mut names: Vec<&str> = files
        .map(|document| document.path.as_str())
        .filter(|path| *path != first.path)
        .collect();
    names.dedup();
    let affects = Affects {
        count: names.len() as u64,
        first: names.iter().take(3).map(|path| clean(path, 200)).collect(),
    };
    Some(Problem {
        affects: (affects.count > 0).then_some(affects),
        fix: Some(fix()),
        ..Problem::new(
            "A single key can decrypt this file, and no creation rule names another",
            Location::node(&first.path, first.line, "/sops"),
        )
    })
}

fn is_single(recipients: &[Recipient]) -> bool {
    matches!(recipients, [recipient] if recipient.key.is_single_file())
}

fn fix() -> Fix {
    Fix::review(
        "Add a recovery key that is kept offline as a second recipient, then run `sops updatekeys` on the files.",
    )
}
