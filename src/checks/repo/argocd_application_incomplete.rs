use super::Check;
use super::object::{Found, Object, at};
use crate::checks::patch::Change;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-application-incomplete",
        title: "An Application lacks project, destination or source",
        severity: Severity::High,
        applies_to: &["Application", "ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`spec.project`, `spec.destination` with `server` or `name`, and `spec.source` or `spec.sources` of Applications and of the templates of ApplicationSets. A
template that `templatePatch` completes is not judged.

## Why it matters

The API server refuses the object, or the Application stays in `InvalidSpecError`.

## Likely causes

- A fragment of the documentation was taken for the whole.

## How to fix

Add what is missing. A project of its own is better than `default`, which allows everything.

## Source

argoproj/argo-cd 3.6, `manifests/crds/application-crd.yaml`, `applicationset-crd.yaml`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let keys: &[&str] = match (object.group(), object.kind) {
        ("argoproj.io", "Application") => &["spec"],
        ("argoproj.io", "ApplicationSet") if object.at(&["spec", "templatePatch"]).is_none() => {
            &["spec", "template", "spec"]
        }
        _ => return Vec::new(),
    };
    let Some(spec) = object.at(keys) else {
        return vec![problem(object, object.node, ("spec", None))];
    };
    let has = |keys: &[&str]| at(spec, keys).is_some();
    let mut found = Vec::new();
    if !has(&["project"]) {
        found.push(problem(object, spec, ("project", Some("project: default"))));
    }
    if !has(&["destination", "server"]) && !has(&["destination", "name"]) {
        found.push(problem(object, spec, ("destination", None)));
    }
    if !has(&["source"]) && !has(&["sources"]) && !has(&["sourceHydrator"]) {
        found.push(problem(object, spec, ("source", None)));
    }
    found
}

fn problem(object: &Object<'_>, node: Node<'_>, (field, add): (&str, Option<&str>)) -> Found {
    let what = if field == "destination" {
        "`destination` with `server` or `name`".to_owned()
    } else {
        format!("`{field}`")
    };
    Found {
        edits: add
            .map(|lines| object.edit(node, Change::Add(lines.to_owned())))
            .into_iter()
            .collect(),
        problem: Problem {
            fix: Some(Fix::review(format!("Add `{field}`."))),
            ..Problem::new(
                format!("{} has no {what}", object.title()),
                object.place(node.key().unwrap_or(node)),
            )
        },
    }
}
