use super::Check;
use super::read::file::File;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-config-catch-all",
        title: "A creation rule matches every YAML file",
        severity: Severity::Low,
        applies_to: &[".sops.yaml"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Creation rules without `path_regex`, and those whose expression matches YAML files of any folder and name, such as `.*.yaml`.

## Why it matters

Whether a file has to be encrypted can no longer be told from its path, so a decrypted copy goes unnoticed, and `sops encrypt` takes any manifest without
asking. Rules after it never apply.

## Likely causes

- The example of a tutorial was kept.
- The dot before `yaml` is not escaped, or the expression is not anchored.

## How to fix

Name the folder or the file names: `^clusters/prod/.*/secret[^/]*\.yaml$`, with an escaped dot and anchors, one rule for each environment.

## Source

getsops/sops 3.13, `config/config.go` (`parseCreationRuleForFile`); expressions are not anchored.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let rules = file.config.iter().flat_map(|config| &config.rules);
    rules
        .filter_map(|rule| {
            let (message, field) = match &rule.path {
                None => (
                    "This creation rule has no `path_regex`: it applies to every file".to_owned(),
                    "",
                ),
                Some((_, pattern))
                    if PROBES
                        .iter()
                        .all(|path| pattern.is_match(path) == Some(true)) =>
                {
                    (
                        "This `path_regex` matches every YAML file, whatever its folder and name"
                            .to_owned(),
                        "/path_regex",
                    )
                }
                Some(_) => return None,
            };
            Some(Problem {
                evidence: rule
                    .path
                    .iter()
                    .map(|(text, _)| Evidence::new("path_regex", text))
                    .collect(),
                fix: Some(Fix::review(
                    "Name folder or file names in the expression, anchor it and escape its dots.",
                )),
                ..Problem::new(
                    message,
                    file.place(rule.line, &format!("{}{field}", rule.pointer)),
                )
            })
        })
        .collect()
}

/// Paths that have nothing in common but their ending.
const PROBES: [&str; 3] = ["a.yaml", "clusters/one/kustomization.yaml", "x/y/z/7.yaml"];
