use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::data::apis;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/api-version-deprecated",
        title: "The API version of an object is deprecated",
        severity: Severity::Low,
        applies_to: &["Flux", "Argo CD", "Kubernetes"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Manifest(check),
};

const DOCS: &str = r"## What it checks

`apiVersion` and `kind` against the dated table of API versions: versions that are still served and called deprecated.

## Why it matters

A coming minor removes the version; then the object is refused.

## Likely causes

- The manifest was written for an older release.

## How to fix

Write the current version.

## Source

The table of API versions of gitops-mcp.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    problem(object).into_iter().collect()
}

fn problem(object: &Object<'_>) -> Option<Found> {
    let row = apis::find(object.api_version, object.kind).filter(|row| row.is_served())?;
    let since = row.deprecated?;
    let current = apis::current(row.group, object.kind)?.api_version();
    let node = object.at(&["apiVersion"])?;
    Some(Found {
        edits: vec![object.edit(node, Change::Set(current.clone()))],
        problem: Problem {
            evidence: vec![Evidence::new("apiVersion", object.api_version)],
            fix: Some(Fix::review(format!("Write `apiVersion: {current}`."))),
            ..Problem::new(
                format!(
                    "{} has an API version that is deprecated since {since}",
                    object.title()
                ),
                object.place(node),
            )
        },
    })
}
