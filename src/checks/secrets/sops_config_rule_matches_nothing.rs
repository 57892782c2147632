use std::collections::BTreeSet;

use super::Check;
use super::read::facts::Facts;
use super::sops::config::{Config, CreationRule, Unjudged};
use super::sops::pattern::Pattern;
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-config-rule-matches-nothing",
        title: "A creation rule applies to no file",
        severity: Severity::Low,
        applies_to: &[".sops.yaml"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Each creation rule against the paths of all files below its `.sops.yaml`; the first rule that matches a file takes it.

## Why it matters

The files that it was written for are encrypted by another rule, with other recipients, or not at all.

## Likely causes

- A folder was renamed.
- A rule before it matches the same files.
- The expression is written relative to the root while SOPS matches relative to the folder of `.sops.yaml`.

## How to fix

Mend the expression, move the rule before the broader one, or remove it.

## Source

getsops/sops 3.13, `config/config.go` (`parseCreationRuleForFile`).
";

fn check(facts: &Facts) -> Vec<Problem> {
    facts
        .configs
        .iter()
        .filter(|config| config.is_read() && !config.outside)
        .flat_map(|config| idle_rules(config, &facts.paths))
        .collect()
}

fn idle_rules(config: &Config, paths: &[String]) -> Vec<Problem> {
    let mut taken: Vec<(&str, usize)> = Vec::new();
    for path in paths.iter().filter(|path| path.as_str() != config.path) {
        match config.rule_for(path) {
            Ok(Some((index, _))) => taken.push((path, index)),
            Ok(None) => {}
            // An expression that cannot be evaluated hides which rules apply.
            Err(Unjudged) => return Vec::new(),
        }
    }
    // A refused expression is a finding of its own, and SOPS gets no further.
    let reached = config
        .rules
        .iter()
        .take_while(|rule| !matches!(&rule.path, Some((_, Pattern::Refused))));
    reached
        .enumerate()
        .filter(|(index, _)| taken.iter().all(|(_, taker)| taker != index))
        .filter_map(|(index, rule)| {
            idle(
                config,
                rule,
                &takers(config, rule, &taken),
                index + 1 == config.rules.len(),
            )
        })
        .collect()
}

/// The rules that take the files which a rule matches too.
fn takers(config: &Config, rule: &CreationRule, taken: &[(&str, usize)]) -> BTreeSet<usize> {
    let matches = |path: &str| {
        let Some((_, pattern)) = &rule.path else {
            return true;
        };
        path.strip_prefix(&config.folder)
            .is_some_and(|path| pattern.is_match(path) == Some(true))
    };
    taken
        .iter()
        .filter(|(path, _)| matches(path))
        .map(|(_, taker)| *taker)
        .collect()
}

fn idle(
    config: &Config,
    rule: &CreationRule,
    takers: &BTreeSet<usize>,
    last: bool,
) -> Option<Problem> {
    // Behind several narrower rules a broad last one is a net for what they leave.
    if last && takers.len() > 1 {
        return None;
    }
    let message = match takers.is_empty() {
        false => {
            "This creation rule never applies: rules before it take every file that it matches"
        }
        true => "This creation rule matches no file below its folder",
    };
    Some(Problem {
        severity: (!takers.is_empty()).then_some(Severity::Medium),
        evidence: rule
            .path
            .iter()
            .map(|(text, _)| Evidence::new("path_regex", text))
            .collect(),
        fix: Some(Fix::review(
            "Mend the expression, move the rule before the broader one, or remove it.",
        )),
        ..Problem::new(
            message,
            Location::node(&config.path, rule.line, &rule.pointer),
        )
    })
}
