use super::Check;
use super::read::facts::Facts;
use super::sops::config::{Config, Unjudged};
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
    let mut used = vec![false; config.rules.len()];
    for path in paths.iter().filter(|path| path.as_str() != config.path) {
        match config.rule_for(path) {
            Ok(Some((index, _))) => used
                .get_mut(index)
                .into_iter()
                .for_each(|used| *used = true),
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
        .zip(used)
        .filter(|(_, used)| !used)
        .map(|(rule, _)| {
            let matches = |path: &String| path.strip_prefix(&config.folder).zip(rule.path.as_ref()).is_some_and(|(path, (_, pattern))| pattern.is_match(path) == Some(true));
            let shadowed = rule.path.is_none() || paths.iter().any(|path| *path != config.path && matches(path));
            let message = match shadowed {
                true => "This creation rule never applies: rules before it take every file that it matches",
                false => "This creation rule matches no file below its folder",
            };
            Problem {
                severity: shadowed.then_some(Severity::Medium),
                evidence: rule.path.iter().map(|(text, _)| Evidence::new("path_regex", text)).collect(),
                fix: Some(Fix::review("Mend the expression, move the rule before the broader one, or remove it.")),
                ..Problem::new(message, Location::node(&config.path, rule.line, &rule.pointer))
            }
        })
        .collect()
}
