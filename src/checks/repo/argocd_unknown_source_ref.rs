use super::Check;
use super::facts::{Body, is_dynamic};
use super::graph::Graph;
use super::object::Found;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-unknown-source-ref",
        title: "A values file refers to a source that the Application does not have",
        severity: Severity::High,
        applies_to: &["Application", "ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`$name/…` in `helm.valueFiles`: one of the `sources` must have `ref: name`.

## Why it matters

Manifests cannot be generated (`source referenced … but not found`).

## Likely causes

- The source with `ref` was forgotten or renamed.
- `source` was used instead of `sources`.

## How to fix

Add the source with `ref`, or correct the name.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/multiple_sources.md`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (_, path, object) in graph.objects() {
        let application = match &object.body {
            Body::Application(application) => application,
            Body::ApplicationSet(set) => &set.template,
            _ => continue,
        };
        let has = |name: &str| {
            application.sources.iter().any(|source| {
                source
                    .reference
                    .as_ref()
                    .is_some_and(|text| &*text.value == name)
            })
        };
        for values in application.sources.iter().flat_map(|source| &source.values) {
            let name = values
                .value
                .strip_prefix('$')
                .and_then(|rest| rest.split('/').next());
            let Some(name) =
                name.filter(|name| !is_dynamic(name) && !has(name) && !name.starts_with("ARGOCD_"))
            else {
                continue;
            };
            found.push(
                Problem {
                    evidence: vec![Evidence::new("valueFiles", &values.value)],
                    fix: Some(Fix::review(format!(
                        "Add a source with `ref: {}`, or correct the name.",
                        super::object::shown_name(name)
                    ))),
                    ..Problem::new(
                        format!(
                            "{} has no source with `ref: {}`",
                            object.title(),
                            super::object::shown_name(name)
                        ),
                        values.place(path),
                    )
                }
                .into(),
            );
        }
    }
    found
}
