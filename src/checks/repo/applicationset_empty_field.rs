use std::collections::BTreeMap;

use serde_json::Value;

use super::Check;
use super::preview::{Previewed, Set, affected, name, sources};
use crate::model::clean::clean;
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-empty-field",
        title: "A required field of Applications of an ApplicationSet is empty",
        severity: Severity::Medium,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

Destination (one of `name` and `server`), `repoURL`, and a `path`, `chart` or `ref` in every source of the expanded Applications.

## Why it matters

Argo CD marks such an Application as invalid (InvalidSpecError) and deploys nothing of it.

## Likely causes

- A parameter that is empty for some elements.
- Both `name` and `server` of the destination are set.

## How to fix

Give the parameter a value for every element, or a default in the template.

## Source

argo-cd 3.6, `util/argo/argo.go` (validation of Applications).
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    previewed.sets.iter().flat_map(of_set).collect()
}

fn of_set(set: &Set) -> Vec<Problem> {
    let mut by_fault: BTreeMap<(&'static str, &'static str), Vec<&str>> = BTreeMap::new();
    for made in set.now() {
        for fault in faults(&made.application) {
            by_fault
                .entry(fault)
                .or_default()
                .push(name(&made.application));
        }
    }
    by_fault
        .into_iter()
        .map(|((pointer, fault), names)| Problem {
            affects: Some(affected(names.iter().copied())),
            fix: Some(Fix::review("Give the parameter a value for every element of the generator, or a default in the template.")),
            ..Problem::new(
                format!("{} of {} Applications of {}, `{}` first", fault, names.len(), set.manifest.title(), clean(names.first().copied().unwrap_or(""), 120)),
                set.manifest.place(&format!("/spec/template{pointer}")),
            )
        })
        .collect()
}

fn faults(application: &Value) -> Vec<(&'static str, &'static str)> {
    let is_set = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    let mut found = Vec::new();
    let empty = Value::Null;
    let destination = application.pointer("/spec/destination").unwrap_or(&empty);
    match (is_set(destination, "name"), is_set(destination, "server")) {
        (false, false) => found.push((
            "/spec/destination",
            "Neither `name` nor `server` stands in the destination",
        )),
        (true, true) => found.push((
            "/spec/destination",
            "Both `name` and `server` stand in the destination",
        )),
        _ => {}
    }
    let sources = sources(application);
    if sources.is_empty() {
        found.push(("/spec/source", "There is no source"));
    }
    for source in sources {
        let multi = application.pointer("/spec/sources").is_some();
        let at = if multi {
            "/spec/sources"
        } else {
            "/spec/source"
        };
        if !is_set(source, "repoURL") {
            found.push((at, "`repoURL` is empty in a source"));
        }
        let oci = source
            .get("repoURL")
            .and_then(Value::as_str)
            .is_some_and(|url| url.starts_with("oci://"));
        if !oci
            && !["path", "chart", "ref"]
                .iter()
                .any(|key| is_set(source, key))
        {
            found.push((at, "`path` and `chart` are empty in a source"));
        }
    }
    found.dedup();
    found
}
