use super::Check;
use super::object::{Found, Object};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-cross-namespace-reference",
        title: "An object uses a source of another namespace",
        severity: Severity::Info,
        applies_to: &["Kustomization (Flux)", "HelmRelease", "ImagePolicy"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

References with a `namespace` that is not the one of the object.

## Why it matters

A cluster with several tenants blocks them (`--no-cross-namespace-refs`), and then the object stalls with `AccessDenied`. Where it is not blocked, a tenant
can use the sources, and the credentials, of another.

## Likely causes

- Sources are kept in one namespace for all, which is fine for one team.

## How to fix

Nothing, in a cluster of one team. For tenants, give each its own sources.

## Source

fluxcd/website, `content/en/flux/security/best-practices.md`.
";

const PLACES: [&[&str]; 4] = [
    &["spec", "sourceRef"],
    &["spec", "chartRef"],
    &["spec", "chart", "spec", "sourceRef"],
    &["spec", "imageRepositoryRef"],
];

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(own) = object
        .namespace()
        .filter(|_| object.group().ends_with(".toolkit.fluxcd.io"))
    else {
        return Vec::new();
    };
    let places = PLACES
        .iter()
        .filter_map(|keys| object.at(keys)?.get("namespace"));
    places
        .filter(|node| {
            node.text()
                .is_some_and(|text| text != own && !super::facts::is_dynamic(text))
        })
        .map(|node| {
            Problem {
                evidence: vec![Evidence::new("namespace", node.text().unwrap_or_default())],
                fix: Some(Fix::review(
                    "Nothing, in a cluster of one team. For tenants, give each its own sources.",
                )),
                ..Problem::new(
                    format!("{} uses a source of another namespace", object.title()),
                    object.place(node),
                )
            }
            .into()
        })
        .collect()
}
