use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::{Change, Edit};
use crate::data::apis;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Kind;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/object-incomplete",
        title: "A manifest lacks apiVersion, kind or name",
        severity: Severity::High,
        applies_to: &["YAML", "JSON"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

Documents that have `metadata` and one of `apiVersion` and `kind`, but not the other, and objects of known kinds without `metadata.name` and
`metadata.generateName`. Files that are applied as patches are not judged.

## Why it matters

kubectl, kustomize and both engines refuse the file, and all that is applied with it.

## Likely causes

- The line was lost in an edit or a merge.
- The file is a part that some program fills in.

## How to fix

Add the field.

## Source

Kubernetes documentation, Objects In Kubernetes, required fields.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    problem(object).into_iter().collect()
}

fn problem(object: &Object<'_>) -> Option<Found> {
    // SOPS may have encrypted the name, or the file whole.
    if object.at(&["sops"]).is_some() {
        return None;
    }
    let metadata = object
        .at(&["metadata"])
        .filter(|node| node.kind() == Kind::Mapping);
    let (field, edits) = match (object.api_version, object.kind, metadata) {
        ("", _, Some(_)) => ("apiVersion", api_version(object)),
        (_, "", Some(_)) => ("kind", None),
        (api_version, kind, _)
            if needs_name(object) && !api_version.is_empty() && !kind.is_empty() =>
        {
            ("metadata.name", None)
        }
        _ => return None,
    };
    Some(Found {
        edits: edits.into_iter().collect(),
        problem: Problem {
            fix: Some(Fix::review(format!("Add `{field}`."))),
            ..Problem::new(
                format!("{} has no `{field}`", object.title()),
                object.place_of(&["metadata"]),
            )
        },
    })
}

/// The version of a kind that one group alone has.
fn api_version(object: &Object<'_>) -> Option<Edit> {
    let mut groups: Vec<&str> = apis::API_VERSIONS
        .iter()
        .filter(|row| row.kinds.contains(&object.kind))
        .map(|row| row.group)
        .collect();
    groups.dedup();
    let [group] = groups.as_slice() else {
        return None;
    };
    let current = apis::current(group, object.kind)?.api_version();
    Some(object.edit(object.node, Change::Add(format!("apiVersion: {current}"))))
}

/// Kinds of other groups may be settings of a program, which have no name.
fn needs_name(object: &Object<'_>) -> bool {
    let has = |key| {
        object
            .text(&["metadata", key])
            .is_some_and(|text| !text.is_empty())
    };
    let core = object.api_version == "v1"
        && [
            "ConfigMap",
            "Secret",
            "Service",
            "Namespace",
            "ServiceAccount",
            "PersistentVolumeClaim",
        ]
        .contains(&object.kind);
    (core || apis::find(object.api_version, object.kind).is_some())
        && !has("name")
        && !has("generateName")
}
