use super::{Check, YamlFile};
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Note;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/yaml-text-after-end",
        title: "Text after the end of a YAML document is dropped",
        severity: Severity::High,
        applies_to: &["YAML"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Yaml(check),
};

const DOCS: &str = r"## What it checks

Content after a document end marker (`...`) that is not opened by `---`.

## Why it matters

kubectl and Kustomize drop it without a word: objects that stand in the file never reach the cluster, and a reviewer does not see that.

## Likely causes

- Files were joined by a script.
- `...` was taken for an ellipsis.

## How to fix

Write `---` before the next document, or remove the marker.

## Source

YAML 1.2.2, section 9.1; go.yaml.in/yaml/v2 2.4.4; go.yaml.in/yaml/v3 3.0.5.
";

fn check(file: &YamlFile<'_>) -> Vec<Problem> {
    let notes = file.stream.notes.iter();
    notes
        .filter_map(|note| {
            let Note::TextAfterEnd { line } = note else {
                return None;
            };
            Some(Problem {
                fix: Some(Fix::review(
                    "Write `---` before the next document, or remove the marker.",
                )),
                ..Problem::new(
                    "Everything from here to the next `---` is dropped by kubectl and Kustomize",
                    file.place(*line, ""),
                )
            })
        })
        .collect()
}
