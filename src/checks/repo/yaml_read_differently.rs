use super::{Check, YamlFile};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::{Disagreement, Document};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/yaml-read-differently",
        title: "kubectl and Kustomize read a value or key differently",
        severity: Severity::Medium,
        applies_to: &["YAML"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Yaml(check),
};

const DOCS: &str = r"## What it checks

Plain values and keys on which the two readers that Kubernetes tools use disagree: `yes`, `on`, `off`, numbers with a leading zero, dates and the like.

## Why it matters

The same file means one thing when it is applied with kubectl or by a directory source of Argo CD, and another when it goes through Kustomize, as everything
does in Flux. What a test showed is not what the cluster gets.

## Likely causes

- The value was meant as text and not quoted.

## How to fix

Put the value into quotes if it is meant as text; write `true`, `false` or a decimal number otherwise.

## Source

go.yaml.in/yaml/v2 2.4.4 (kubectl, YAML 1.1); go.yaml.in/yaml/v3 3.0.5 (Kustomize).
";

fn check(file: &YamlFile<'_>) -> Vec<Problem> {
    file.stream
        .documents
        .iter()
        .flat_map(Document::disagreements)
        .filter(|found| kind(&found.kubectl) != "an error")
        .map(|found| problem(file, &found))
        .collect()
}

/// The text itself is left out: it may be a secret.
fn problem(file: &YamlFile<'_>, found: &Disagreement) -> Problem {
    let what = if found.is_key { "key" } else { "value" };
    let evidence = vec![
        Evidence::new("kubectl", kind(&found.kubectl)),
        Evidence::new("Kustomize", kind(&found.kustomize)),
    ];
    Problem {
        evidence,
        fix: Some(Fix::review(
            "Put it into quotes if it is meant as text; write `true`, `false` or a decimal number otherwise.",
        )),
        ..Problem::new(
            format!(
                "This {what} is {} to kubectl and {} to Kustomize",
                kind(&found.kubectl),
                kind(&found.kustomize)
            ),
            file.place(found.line, &found.pointer),
        )
    }
}

fn kind(words: &str) -> &'static str {
    match words {
        words if words.starts_with("the boolean") => "a boolean",
        words if words.starts_with("the number") => "a number",
        words if words.starts_with("the string") => "a text",
        "null" => "null",
        _ => "an error",
    }
}
