use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-template-lenient",
        title: "An ApplicationSet fills in what a generator does not give",
        severity: Severity::Low,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`goTemplate: true` and `missingkey=error` in `goTemplateOptions`.

## Why it matters

Without the option a parameter that is missing becomes `<no value>` in a name, a path or a namespace, and an Application is made of it. Without Go templates
the braces stay as they are.

## Likely causes

- The option is off unless it is written.

## How to fix

Write `goTemplate: true` and `goTemplateOptions: [missingkey=error]`. A template in the old style has to be rewritten: `{{name}}` becomes `{{.name}}`.

## Source

argoproj/argo-cd 3.6, `docs/operator-manual/applicationset/GoTemplate.md`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(spec) = object
        .at(&["spec"])
        .filter(|_| object.is("argoproj.io", "ApplicationSet"))
    else {
        return Vec::new();
    };
    let go = object.text(&["spec", "goTemplate"]) == Some("true");
    let mut options = spec
        .get("goTemplateOptions")
        .into_iter()
        .flat_map(Node::items)
        .filter_map(Node::text);
    if go && options.any(|option| option == "missingkey=error") {
        return Vec::new();
    }
    let lines = "goTemplateOptions:\n  - missingkey=error".to_owned();
    let can = go && spec.get("goTemplateOptions").is_none();
    let what = if go {
        "does not stop at a parameter that is missing"
    } else {
        "uses the old template style, which passes over what is missing"
    };
    vec![Found {
        edits: can
            .then(|| object.edit(spec, Change::Add(lines)))
            .into_iter()
            .collect(),
        problem: Problem {
            severity: (!go).then_some(Severity::Info),
            fix: Some(Fix::review(
                "Write `goTemplate: true` and `goTemplateOptions: [missingkey=error]`, and look at the Applications with `preview_applicationset`.",
            )),
            ..Problem::new(
                format!("{} {what}", object.title()),
                object.place_of(&["spec", "goTemplate"]),
            )
        },
    }]
}
