use super::Check;
use super::read::file::File;
use super::read::literal::Place;
use super::read::report::literal_problems;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/helm-template-credential",
        title: "A Helm template holds a credential in clear",
        severity: Severity::High,
        applies_to: &["Helm template"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r#"## What it checks

Text that becomes YAML when Helm renders it, line by line: `key: value` without an action, and the string that an action begins with (`{{ "…" | b64enc }}`)
or falls back to (`{{ .Values.password | default "…" }}`). A value counts when its key names a credential and the value is none of: empty, a reference, a
placeholder, a switch, an address, the name of an object. How much it weighs follows from how it looks: drawn by a machine (high), typed (medium), a plain
word (low).

## Why it matters

Every release of the chart has the same credential, and everyone who can read the chart knows it.

## Likely causes

- A manifest was turned into a template and its value stayed.
- A default was given so that the chart installs without values.

## How to fix

Change the credential. Let the template refer to a Secret that exists, or fail without a value: `{{ required "…" .Values.password }}`.

## Source

Helm documentation, Chart best practices and template functions.
"#;

fn check(file: &File<'_>) -> Vec<Problem> {
    literal_problems(file, Place::HelmTemplate, "a Helm template")
}
