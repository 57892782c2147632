use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-replace",
        title: "Every sync replaces or forces objects",
        severity: Severity::Medium,
        applies_to: &["Application", "ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`Replace=true` and `Force=true` in the `syncOptions` of an Application.

## Why it matters

Replace overwrites what controllers and other managers set, and fails on immutable fields; with Force the objects are deleted and made anew: workloads stop.
It holds for every object and every sync.

## Likely causes

- It was set for one large CRD or one immutable field.

## How to fix

Remove it, use `ServerSideApply=true` for large objects, and put the option on the one object that needs it (`argocd.argoproj.io/sync-options`).

## Source

argoproj/argo-cd 3.6, `docs/user-guide/sync-options.md`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let options = policy(object).and_then(|policy| policy.get("syncOptions"));
    let options = options.into_iter().flat_map(Node::items);
    options
        .filter_map(|node| Some((node, node.text()?)))
        .filter(|(_, text)| matches!(*text, "Replace=true" | "Force=true"))
        .map(|(node, text)| Found {
            edits: vec![object.edit(node, Change::Remove)],
            problem: Problem {
                evidence: vec![Evidence::new("syncOptions", text)],
                fix: Some(Fix::review("Remove it, and put the option on the one object that needs it (annotation `argocd.argoproj.io/sync-options`).")),
                ..Problem::new(format!("{} syncs everything with `{text}`", object.title()), object.place(node))
            },
        })
        .collect()
}

/// The sync policy of an Application or of the template of an ApplicationSet.
fn policy<'f>(object: &Object<'f>) -> Option<Node<'f>> {
    match (object.group(), object.kind) {
        ("argoproj.io", "Application") => object.at(&["spec", "syncPolicy"]),
        ("argoproj.io", "ApplicationSet") => object.at(&["spec", "template", "spec", "syncPolicy"]),
        _ => None,
    }
}
