use super::{Check, YamlFile};
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};
use crate::yaml::Error;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/yaml-syntax",
        title: "A document is not valid YAML",
        severity: Severity::High,
        applies_to: &["YAML", "JSON"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Yaml(check),
};

const DOCS: &str = r"## What it checks

Documents that no reader can parse. Files that a template engine has to render first are not among them.

## Why it matters

kubectl and Kustomize refuse the file, and a Kustomization or Application that includes it fails as a whole.

## Likely causes

- A tab, a wrong indentation, or an unquoted text with a colon.
- A conflict was committed with its markers.

## How to fix

Mend the line that is named, or the one above it.

## Source

YAML 1.2.2.
";

fn check(file: &YamlFile<'_>) -> Vec<Problem> {
    let errors = file.stream.errors.iter();
    errors
        .filter_map(|error| {
            let (line, why) = match error {
                Error::Syntax { line, message, .. } => (*line, message.as_str()),
                Error::Encoding { line, message } => (*line, *message),
                Error::Budget { .. } | Error::Template { .. } => return None,
            };
            Some(Problem {
                evidence: vec![Evidence::new("parser", why)],
                fix: Some(Fix::review(
                    "Mend the line that is named, or the one above it.",
                )),
                ..Problem::new(
                    "This document is not valid YAML, so nothing in it can be judged",
                    Location::line(file.path, line),
                )
            })
        })
        .collect()
}
