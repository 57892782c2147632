use super::Check;
use super::object::Found;
use super::schema::Broken;
use crate::checks::patch::Change;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::schemas::Trouble;
use crate::yaml::{Kind, Node, Style};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/schema-wrong-type",
        title: "A value has the wrong type",
        severity: Severity::High,
        applies_to: &["every kind with a schema"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Schema(check),
};

const DOCS: &str = r"## What it checks

The type of every value against the schema of its kind: text, numbers, booleans, lists and mappings, as kubectl and Kustomize both read the YAML.

## Why it matters

The API server cannot decode the object and refuses it; one such object stops the whole Flux Kustomization or the sync of the Argo CD Application.

## Likely causes

- A number or a boolean without quotes where text is wanted: environment variables, labels, annotations, values of a ConfigMap.
- A number in quotes where a number is wanted.
- A dash too many or too few.

## How to fix

Write the value in the type that the schema asks for.

## Source

Kubernetes 1.37: decoding of built-in kinds, validation of custom resources.
";

fn check(broken: &Broken<'_>) -> Option<Found> {
    let Trouble::WrongType { expected, found } = &broken.violation.trouble else {
        return None;
    };
    let message = format!(
        "{}: {} is {found}, and {} wants {expected}",
        broken.title(),
        broken.shown_field(),
        broken.schema()
    );
    let edit = broken.node().and_then(|node| rewritten(node, expected));
    Some(Found {
        edits: edit
            .map(|text| broken.edit(Change::Set(text)))
            .into_iter()
            .collect(),
        problem: Problem {
            fix: Some(Fix::review(format!("Write {expected} here."))),
            ..Problem::new(message, broken.place())
        },
    })
}

/// The same text as a value of the other type, where that is plain.
fn rewritten(node: Node<'_>, expected: &str) -> Option<String> {
    if node.kind() != Kind::Scalar || node.is_alias() {
        return None;
    }
    let text = node.text()?;
    match (expected, node.style()) {
        ("a string", Style::Plain) if !text.is_empty() && is_word(text) => {
            Some(format!("\"{text}\""))
        }
        ("a whole number", Style::Single | Style::Double) => {
            text.parse::<i64>().ok().map(|number| number.to_string())
        }
        ("true or false", Style::Single | Style::Double) => {
            matches!(text, "true" | "false").then(|| text.to_owned())
        }
        _ => None,
    }
}

/// Text that needs no escape between quotes.
fn is_word(text: &str) -> bool {
    text.bytes().all(|byte| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'_' | b':')
    })
}
