use super::Check;
use super::read::facts::{EncryptedDocument, Facts};
use super::read::govern::{command_path, governing};
use super::read::report::public_id;
use super::sops::recipients::{Recipient, drift};
use crate::model::{Evidence, Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-recipient-drift",
        title: "The recipients of a SOPS file differ from those of its creation rule",
        severity: Severity::Medium,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

The recipients in the metadata of each encrypted file against those of the creation rule that governs its path, in any `.sops.yaml` above it.

## Why it matters

Somebody who was removed from `.sops.yaml` can still decrypt the file, or somebody who was added cannot. A cluster whose new key is missing stops reconciling.

## Likely causes

- `.sops.yaml` was changed without `sops updatekeys`.
- The file was encrypted with recipients on the command line.

## How to fix

Run `sops updatekeys FILE`. Where a recipient was removed, run `sops rotate` too and change the secrets: the old versions in Git stay readable to its holder.

## Source

getsops/sops 3.13, `config/config.go`; `cmd/sops/subcommand/updatekeys`.
";

fn check(facts: &Facts) -> Vec<Problem> {
    facts
        .encrypted
        .iter()
        .filter_map(|document| problem(facts, document))
        .collect()
}

fn problem(facts: &Facts, document: &EncryptedDocument) -> Option<Problem> {
    let governing = governing(&facts.configs, &document.path);
    let rules: Vec<Vec<Recipient>> = governing
        .iter()
        .map(|(_, rule)| rule.recipients())
        .filter(|list| !list.is_empty())
        .collect();
    // Which configuration was used depends on where `sops` was started: agreement with one suffices.
    if rules
        .iter()
        .any(|rule| drift(&document.recipients, rule).is_none())
    {
        return None;
    }
    let drift = drift(&document.recipients, rules.first()?)?;
    let list = |recipients: &[&Recipient]| {
        recipients
            .iter()
            .take(10)
            .map(|recipient| public_id(&recipient.id))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut evidence = Vec::new();
    if !drift.left_over.is_empty() {
        evidence.push(Evidence::new(
            "can decrypt, not in the rule",
            &list(&drift.left_over),
        ));
    }
    if !drift.missing.is_empty() {
        evidence.push(Evidence::new(
            "in the rule, cannot decrypt",
            &list(&drift.missing),
        ));
    }
    let (config, rule) = governing.first()?;
    Some(Problem {
        severity: drift.left_over.is_empty().then_some(Severity::Low),
        related: vec![Related {
            location: Location::node(&config.path, rule.line, &rule.pointer),
            note: "the creation rule".to_owned(),
        }],
        evidence,
        fix: Some(fix(&document.path, !drift.left_over.is_empty())),
        ..Problem::new(
            format!(
                "Recipients differ from the creation rule: {} can decrypt and should not, {} should and cannot",
                drift.left_over.len(),
                drift.missing.len()
            ),
            Location::node(&document.path, document.line, "/sops"),
        )
    })
}

fn fix(path: &str, somebody_left: bool) -> Fix {
    let summary = match somebody_left {
        true => {
            "Run `sops updatekeys` and `sops rotate` on the file, and change its secrets: old versions in Git stay readable to who was removed."
        }
        false => "Run `sops updatekeys` on the file.",
    };
    Fix {
        command: command_path(path).map(|path| format!("sops updatekeys {path}")),
        ..Fix::review(summary)
    }
}
