use serde_json::Value;

use super::Check;
use super::preview::{Previewed, Set, affected, name, removed};
use crate::appset::RESOURCES_FINALIZER;
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-removes-applications",
        title: "A change takes Applications out of an ApplicationSet",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

Applications that an ApplicationSet made at the revision of `compare_to` and makes no longer, and what the policies and finalizers do with them.

## Why it matters

By default Argo CD deletes such an Application, and its finalizer deletes everything that it deployed. A new name is a deletion and a creation.

## Likely causes

- A folder, file, list element or cluster label was removed or renamed.
- The template of the name changed.
- The ApplicationSet was removed or renamed.

## How to fix

If they have to stay, set `syncPolicy.preserveResourcesOnDeletion: true` and let it reach the cluster before the change, or `applicationsSync: create-update`. Neither policy of `applicationsSync` helps when the ApplicationSet itself is deleted.

## Source

argo-cd 3.6, `docs/operator-manual/applicationset/Application-Deletion.md`, `applicationset/utils/policy.go`.
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    previewed
        .sets
        .iter()
        .filter_map(|set| problem(set, previewed.compared.unwrap_or("")))
        .collect()
}

fn problem(set: &Set, revision: &str) -> Option<Problem> {
    let removed = removed(set);
    let names: Vec<&str> = removed.iter().map(|old| name(old)).collect();
    let first = names.first()?;
    let has_finalizer = |old: &&&Value| {
        old.pointer("/metadata/finalizers")
            .and_then(Value::as_array)
            .is_some_and(|all| {
                all.iter()
                    .filter_map(Value::as_str)
                    .any(|name| name.starts_with(RESOURCES_FINALIZER))
            })
    };
    let cascading = removed.iter().filter(has_finalizer).count();
    let keeps = matches!(
        set.policy("applicationsSync").and_then(Value::as_str),
        Some("create-only" | "create-update")
    );
    let (severity, what) = match (set.gone, keeps, cascading) {
        (true, _, 0) => (Severity::Medium, "the ApplicationSet is gone, its Applications are deleted with it, what they deployed stays".to_owned()),
        (true, _, n) => (Severity::High, format!("the ApplicationSet is gone, its Applications are deleted with it, and {n} of them delete all that they deployed")),
        (false, true, _) => (Severity::Low, "applicationsSync keeps them in the cluster, no longer kept up to date; this works where the controller allows the policy to be set by an ApplicationSet".to_owned()),
        (false, false, 0) => (Severity::Medium, "Argo CD deletes the Applications; what they deployed stays and nobody looks after it".to_owned()),
        (false, false, n) => (Severity::High, format!("Argo CD deletes them, and {n} of them delete all that they deployed")),
    };
    let preserved = set
        .policy("preserveResourcesOnDeletion")
        .and_then(Value::as_bool)
        == Some(true);
    let late = if preserved && cascading > 0 {
        "; preserveResourcesOnDeletion of this change comes too late unless it reaches the cluster first"
    } else {
        ""
    };
    let place = if set.gone { "" } else { "/spec/generators" };
    let noun = if names.len() == 1 {
        "Application"
    } else {
        "Applications"
    };
    Some(Problem {
        severity: Some(severity),
        evidence: vec![Evidence::new("compared with", revision)],
        affects: Some(affected(names.iter().copied())),
        fix: Some(Fix::review(
            "Confirm the removal with the owner. To keep the workloads, push syncPolicy.preserveResourcesOnDeletion: true first, wait until the finalizers are gone, then make this change.",
        )),
        ..Problem::new(
            format!(
                "{} {noun} of {} go away, `{}` first: {what}{late}",
                names.len(),
                set.manifest.title(),
                clean(first, 120)
            ),
            set.manifest.place(place),
        )
    })
}
