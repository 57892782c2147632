use super::{Check, YamlFile};
use crate::model::clean::clean;
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};
use crate::yaml::Note;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/yaml-duplicate-key",
        title: "A key stands twice in one YAML mapping",
        severity: Severity::Medium,
        applies_to: &["YAML", "JSON"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Yaml(check),
};

const DOCS: &str = r"## What it checks

Keys that stand twice in the same mapping of a document.

## Why it matters

kubectl keeps the last value and drops the first without a word; Kustomize, and with it Flux, refuses the file. In a Secret the dropped value is in Git all the
same.

## Likely causes

- A merge kept both sides.
- A block was copied and not cleaned up.

## How to fix

Remove the line that is not meant.

## Source

sigs.k8s.io/yaml 1.6.0, go.yaml.in/yaml/v2 2.4.4 (kubectl); go.yaml.in/yaml/v3 3.0.5 (Kustomize).
";

fn check(file: &YamlFile<'_>) -> Vec<Problem> {
    let notes = file.stream.notes.iter();
    notes
        .filter_map(|note| {
            let Note::DuplicateKey { pointer, first_line, line, key, .. } = note else {
                return None;
            };
            Some(Problem {
                related: vec![Related { location: Location::line(file.path, *first_line), note: "the first one".to_owned() }],
                fix: Some(Fix::review("Remove the line that is not meant.")),
                ..Problem::new(
                    format!("The key `{}` stands twice in one mapping: kubectl takes the last value, Kustomize refuses the file", clean(key, 80)),
                    file.place(*line, pointer),
                )
            })
        })
        .collect()
}
