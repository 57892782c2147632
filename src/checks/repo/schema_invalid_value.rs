use super::Check;
use super::object::Found;
use super::schema::Broken;
use crate::checks::patch::Change;
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::schemas::Trouble;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/schema-invalid-value",
        title: "A value is not allowed",
        severity: Severity::High,
        applies_to: &["every kind with a schema"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Schema(check),
};

const DOCS: &str = r"## What it checks

Values against what the schema of a kind allows: lists of values, patterns, formats, bounds, items that must differ, alternatives, and the rules (CEL) of a
CustomResourceDefinition. Rules that cannot be evaluated here are counted.

## Why it matters

The API server refuses the object; one such object stops the whole Flux Kustomization or the sync of the Argo CD Application.

## Likely causes

- A typing error, often of case.
- A value of another version of the API.
- Two fields that exclude each other.

## How to fix

Take one of the values that are allowed.

## Source

Kubernetes 1.37: validation of built-in kinds and of custom resources (`x-kubernetes-validations`).
";

fn check(broken: &Broken<'_>) -> Option<Found> {
    let trouble = &broken.violation.trouble;
    if told_by_another_rule(broken) {
        return None;
    }
    let (what, summary) = words(trouble)?;
    let message = format!(
        "{}: {} {what} ({})",
        broken.title(),
        broken.shown_field(),
        broken.schema()
    );
    let edit = meant(trouble).map(|value| broken.edit(Change::Set(value)));
    Some(Found {
        edits: edit.into_iter().collect(),
        problem: Problem {
            evidence: evidence(trouble),
            fix: Some(Fix::review(summary)),
            ..Problem::new(message, broken.place())
        },
    })
}

/// What `repo/flux-helm-chart-source` tells with the way out: a HelmRelease with no chart, with two, or with one from an
/// OCIRepository.
fn told_by_another_rule(broken: &Broken<'_>) -> bool {
    let release =
        broken.kind == "HelmRelease" && broken.api_version.starts_with("helm.toolkit.fluxcd.io/");
    let pointer = &broken.violation.pointer;
    let source = pointer.strip_prefix(broken.object);
    release
        && match &broken.violation.trouble {
            Trouble::Rule { rule, .. } => rule.contains("chartRef"),
            Trouble::NotAllowed { .. } if source == Some("/spec/chart/spec/sourceRef/kind") => {
                let value = broken.document.at(pointer).and_then(|node| node.text());
                value == Some("OCIRepository")
            }
            _ => false,
        }
}

/// What is wrong, and what to do.
fn words(trouble: &Trouble) -> Option<(String, String)> {
    let pair = |what: &str, fix: String| Some((what.to_owned(), fix));
    match trouble {
        Trouble::NotAllowed { allowed, nearest } => {
            let list = allowed.join(", ");
            let fix = match nearest {
                Some(near) => format!("Write `{}`, or another of: {list}.", near.name),
                None => format!("Take one of: {list}."),
            };
            pair("is none of the values that are allowed", clean_words(&fix))
        }
        Trouble::Pattern { pattern } => pair(
            "does not match the pattern of the field",
            clean_words(&format!("Write a value that matches `{pattern}`.")),
        ),
        Trouble::Format { format } => {
            let format = clean(format, 40);
            Some((
                format!("is not of the format {format}"),
                format!("Write a value of the format {format}."),
            ))
        }
        Trouble::Bounds { expected, .. } => Some((
            format!("must be or have {expected}"),
            format!("Change it to {expected}."),
        )),
        Trouble::Duplicate { keys } if keys.is_empty() => pair(
            "stands twice in its list",
            "Remove one of the two.".to_owned(),
        ),
        Trouble::Duplicate { keys } => Some((
            clean(
                &format!("has the same {} as an item before it", keys.join(" and ")),
                200,
            ),
            "Remove one of the two, or tell them apart.".to_owned(),
        )),
        Trouble::Rule { message, rule } => {
            let said = if message.is_empty() { rule } else { message };
            Some((
                format!("breaks a rule of the schema: {}", clean(said, 300)),
                "Change the object so that the rule holds.".to_owned(),
            ))
        }
        Trouble::Alternatives { expected } => Some((
            format!("must have {}", clean(expected, 300)),
            format!("Leave {}.", clean(expected, 300)),
        )),
        _ => None,
    }
}

fn clean_words(text: &str) -> String {
    clean(text, 600)
}

fn evidence(trouble: &Trouble) -> Vec<Evidence> {
    match trouble {
        Trouble::Rule { rule, .. } => vec![Evidence::new("rule", rule)],
        Trouble::Pattern { pattern } => vec![Evidence::new("pattern", pattern)],
        _ => Vec::new(),
    }
}

/// The allowed value that is meant, where only one comes into question.
fn meant(trouble: &Trouble) -> Option<String> {
    let Trouble::NotAllowed { nearest, .. } = trouble else {
        return None;
    };
    let name = &nearest.as_ref().filter(|near| near.sure)?.name;
    let is_word = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_word && !name.is_empty()).then(|| name.clone())
}
