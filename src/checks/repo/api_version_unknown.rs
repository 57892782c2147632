use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::data::apis;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/api-version-unknown",
        title: "No API of that group has the kind in that version",
        severity: Severity::High,
        applies_to: &["Flux", "Argo CD", "Kubernetes"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Manifest(check),
};

const DOCS: &str = r"## What it checks

`apiVersion` and `kind` of kinds that the table of API versions knows: a version that never existed in the group, or a kind under the group of another one,
for example `apps/v1` with `Ingress`.

## Why it matters

The API server refuses the object (`no matches for kind`).

## Likely causes

- The version was copied from another kind.
- The group is misspelt.

## How to fix

Write the version that the finding names.

## Source

The table of API versions of gitops-mcp.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    problem(object).into_iter().collect()
}

fn problem(object: &Object<'_>) -> Option<Found> {
    if object.api_version.is_empty()
        || super::facts::is_dynamic(object.api_version)
        || apis::find(object.api_version, object.kind).is_some()
    {
        return None;
    }
    let node = object.at(&["apiVersion"])?;
    let group = object.group();
    let version = object.api_version.rsplit('/').next().unwrap_or_default();
    let known = apis::API_VERSIONS
        .iter()
        .filter(|row| row.kinds.contains(&object.kind));
    let groups: Vec<&str> = known.map(|row| row.group).collect();
    // A group that the table does not know may well have a kind of that name.
    let ours = group.is_empty()
        || apis::API_VERSIONS.iter().any(|row| row.group == group)
        || is_slip(group, &groups);
    if groups.is_empty() || !ours {
        return None;
    }
    // A newer version than the table has is no mistake.
    if groups.contains(&group) && !is_older(version, apis::current(group, object.kind)?.version) {
        return None;
    }
    let served = |group: &&&str| apis::current(group, object.kind).is_some();
    let meant = if groups.contains(&group) {
        group
    } else {
        groups.iter().find(served)?
    };
    let current = apis::current(meant, object.kind)?.api_version();
    let sure = groups.iter().filter(served).all(|group| *group == meant);
    Some(Found {
        edits: sure
            .then(|| object.edit(node, Change::Set(current.clone())))
            .into_iter()
            .collect(),
        problem: Problem {
            evidence: vec![Evidence::new("apiVersion", object.api_version)],
            fix: Some(Fix::review(format!("Write `apiVersion: {current}`."))),
            ..Problem::new(
                format!(
                    "{} does not exist in {}",
                    object.title(),
                    super::object::shown_name(object.api_version)
                ),
                object.place(node),
            )
        },
    })
}

/// A group that is nearly one of these.
fn is_slip(group: &str, groups: &[&str]) -> bool {
    groups
        .iter()
        .any(|known| !known.is_empty() && strsim::osa_distance(group, known) <= 2)
}

/// `v1alpha1` < `v1beta1` < `v1` < `v2`.
fn is_older(version: &str, current: &str) -> bool {
    rank(version)
        .zip(rank(current))
        .is_some_and(|(version, current)| version < current)
}

fn rank(version: &str) -> Option<(u32, u8, u32)> {
    let rest = version.strip_prefix('v')?;
    for (name, stage) in [("alpha", 0), ("beta", 1)] {
        if let Some((major, minor)) = rest.split_once(name) {
            return Some((major.parse().ok()?, stage, minor.parse().ok()?));
        }
    }
    Some((rest.parse().ok()?, 2, 0))
}
