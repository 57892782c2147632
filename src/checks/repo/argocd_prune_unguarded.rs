use super::Check;
use super::object::{Found, Object, at};
use crate::checks::patch::Change;
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-prune-unguarded",
        title: "Production prunes by itself with nothing that stops it",
        severity: Severity::Low,
        applies_to: &["Application", "ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

Applications of production (by name, project, path or destination) that sync with `prune: true`, and have neither `PruneLast=true` nor a prune that has to be
confirmed (`Prune=confirm`).

## Why it matters

A renamed folder or a wrong commit removes objects in production within minutes.

## Likely causes

- The policy of the test environment was copied.

## How to fix

Add `PruneLast=true`, have pruning confirmed, or put a sync window on the project. Objects with data get `argocd.argoproj.io/sync-options: Prune=confirm`.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/sync-options.md`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(policy) = policy(object) else {
        return Vec::new();
    };
    let Some(prune) =
        at(policy, &["automated", "prune"]).filter(|node| node.text() == Some("true"))
    else {
        return Vec::new();
    };
    let enabled = at(policy, &["automated", "enabled"]).and_then(Node::text) != Some("false");
    let mut options = policy
        .get("syncOptions")
        .into_iter()
        .flat_map(Node::items)
        .filter_map(Node::text);
    let guarded =
        options.any(|option| matches!(option, "PruneLast=true" | "Prune=confirm" | "Prune=false"));
    if !enabled || guarded || !is_production(object) {
        return Vec::new();
    }
    let option = "- PruneLast=true";
    let edit = match policy.get("syncOptions") {
        Some(options) => object.edit(options, Change::Add(option.to_owned())),
        None => object.edit(policy, Change::Add(format!("syncOptions:\n  {option}"))),
    };
    vec![Found {
        edits: vec![edit],
        problem: Problem {
            confidence: Confidence::Possible,
            evidence: vec![Evidence::new("syncPolicy.automated.prune", "true")],
            fix: Some(Fix::review(
                "Add `PruneLast=true`, have pruning confirmed, or put a sync window on the project.",
            )),
            ..Problem::new(
                format!(
                    "{} prunes production by itself with nothing that stops it",
                    object.title()
                ),
                object.place(prune),
            )
        },
    }]
}

/// By the words of its name, its project, and where it comes from and goes to.
pub(super) fn is_production(object: &Object<'_>) -> bool {
    let spec: &[&str] = if object.kind == "ApplicationSet" {
        &["spec", "template", "spec"]
    } else {
        &["spec"]
    };
    let fields: [&[&str]; 4] = [
        &["source", "path"],
        &["project"],
        &["destination", "name"],
        &["destination", "namespace"],
    ];
    let below = fields
        .iter()
        .filter_map(|keys| at(object.at(spec)?, keys)?.text());
    let mut texts = below.chain(object.name()).chain([object.path]);
    texts.any(|text| {
        text.split(|c: char| !c.is_ascii_alphanumeric())
            .any(|word| matches!(word, "prod" | "production" | "prd"))
    })
}

/// The sync policy of an Application or of the template of an ApplicationSet.
fn policy<'f>(object: &Object<'f>) -> Option<Node<'f>> {
    match (object.group(), object.kind) {
        ("argoproj.io", "Application") => object.at(&["spec", "syncPolicy"]),
        ("argoproj.io", "ApplicationSet") => object.at(&["spec", "template", "spec", "syncPolicy"]),
        _ => None,
    }
}
