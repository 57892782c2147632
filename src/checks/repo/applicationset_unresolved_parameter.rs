use std::collections::BTreeMap;

use serde_json::Value;

use super::Check;
use super::preview::{Previewed, Set, affected, name};
use crate::appset::fast::unresolved;
use crate::model::clean::clean;
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-unresolved-parameter",
        title: "A parameter of an ApplicationSet is left unresolved in its Applications",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

`<no value>` anywhere in an expanded Application, and `{{…}}` in its metadata, project, destination and sources.

## Why it matters

Without Go templates an unknown parameter stays in the text as it is written; with them it becomes `<no value>` unless `missingkey=error` is set. Argo CD deploys what comes out.

## Likely causes

- The styles are mixed: `{{path}}` with Go templates, or `{{.path.path}}` without.
- The generator does not give this parameter.
- A label that only some clusters have.

## How to fix

Correct the name of the parameter, and set `goTemplateOptions: [missingkey=error]`, so that Argo CD refuses instead.

## Source

argo-cd 3.6, `applicationset/utils/utils.go`; Go text/template, option missingkey.
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    previewed.sets.iter().flat_map(of_set).collect()
}

fn of_set(set: &Set) -> Vec<Problem> {
    let mut by_field: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
    for made in set.now() {
        let mut seen = Vec::new();
        walk(&made.application, "", &mut seen);
        for (pointer, left) in seen {
            by_field
                .entry(pointer)
                .or_insert_with(|| (left, Vec::new()))
                .1
                .push(name(&made.application));
        }
    }
    by_field
        .into_iter()
        .map(|(pointer, (left, names))| problem(set, &pointer, (&left, &names)))
        .collect()
}

fn problem(set: &Set, pointer: &str, (left, names): (&str, &[&str])) -> Problem {
    let what = if left == NO_VALUE {
        "becomes `<no value>`".to_owned()
    } else {
        format!(
            "keeps `{{{{{}}}}}`, for which there is no parameter",
            clean(left, 80)
        )
    };
    let go = set
        .manifest
        .spec()
        .get("goTemplate")
        .and_then(Value::as_bool)
        == Some(true);
    let fix = if go {
        "Correct the name of the parameter (with a leading dot) and set goTemplateOptions: [\"missingkey=error\"]."
    } else {
        "Correct the name of the parameter; without goTemplate names have no leading dot, and Go functions do not exist."
    };
    Problem {
        affects: Some(affected(names.iter().copied())),
        fix: Some(Fix::review(fix)),
        ..Problem::new(
            format!(
                "The field {} of Applications of {} {what}",
                pointer.trim_start_matches('/').replace('/', "."),
                set.manifest.title()
            ),
            set.manifest.place(&format!("/spec/template{pointer}")),
        )
    }
}

const NO_VALUE: &str = "<no value>";

/// What is left, by pointer; foreign templates inside Helm values and the like are no concern of Argo CD.
fn walk(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if text.contains(NO_VALUE) => {
            found.push((at.to_owned(), NO_VALUE.to_owned()))
        }
        Value::String(text) if is_plain_field(at) => {
            found.extend(
                unresolved(text)
                    .next()
                    .map(|left| (at.to_owned(), left.to_owned())),
            );
        }
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            walk(
                value,
                &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                found,
            )
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(n, item)| walk(item, &format!("{at}/{n}"), found)),
        _ => {}
    }
}

fn is_plain_field(pointer: &str) -> bool {
    let last = pointer.rsplit('/').next().unwrap_or("");
    let source = pointer.starts_with("/spec/source")
        && matches!(
            last,
            "repoURL" | "path" | "chart" | "targetRevision" | "ref" | "releaseName"
        );
    pointer == "/metadata/name"
        || pointer.starts_with("/metadata/labels/")
        || pointer == "/spec/project"
        || pointer.starts_with("/spec/destination/")
        || source
}
