use super::Check;
use super::object::{Found, Object, at};
use crate::checks::patch::Change;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-allow-empty",
        title: "An Application may delete everything it deployed",
        severity: Severity::Medium,
        applies_to: &["Application", "ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`syncPolicy.automated.allowEmpty: true`.

## Why it matters

When the manifests come out empty (a wrong path, a broken template) everything is pruned. Without the switch Argo CD stops (`auto-sync will wipe out all
resources`).

## Likely causes

- It was set to get rid of an Application once.

## How to fix

Remove it.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/auto_sync.md` (Automatic Pruning with Allow-Empty).
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let node = policy(object).and_then(|policy| at(policy, &["automated", "allowEmpty"]));
    let Some(node) = node.filter(|node| node.text() == Some("true")) else {
        return Vec::new();
    };
    vec![Found {
        edits: vec![object.edit(node, Change::Remove)],
        problem: Problem {
            evidence: vec![Evidence::new("allowEmpty", "true")],
            fix: Some(Fix::review("Remove it.")),
            ..Problem::new(
                format!(
                    "{} prunes everything when its manifests come out empty",
                    object.title()
                ),
                object.place(node),
            )
        },
    }]
}

/// The sync policy of an Application or of the template of an ApplicationSet.
fn policy<'f>(object: &Object<'f>) -> Option<Node<'f>> {
    match (object.group(), object.kind) {
        ("argoproj.io", "Application") => object.at(&["spec", "syncPolicy"]),
        ("argoproj.io", "ApplicationSet") => object.at(&["spec", "template", "spec", "syncPolicy"]),
        _ => None,
    }
}
