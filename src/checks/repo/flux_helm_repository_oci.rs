use super::Check;
use super::object::{Found, Object};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-helm-repository-oci",
        title: "A HelmRepository is of type OCI, or has an OCI address without it",
        severity: Severity::Low,
        applies_to: &["HelmRepository"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`spec.url` and `spec.type` of a HelmRepository: an address with `oci://` needs `type: oci`, which is in maintenance mode.

## Why it matters

Without the type the controller refuses the address. With it, charts come without what an OCIRepository can do: digests, verification of the artifact, one
reconciliation.

## Likely causes

- The release was written before `chartRef` existed.

## How to fix

Use an OCIRepository and `spec.chartRef` of the HelmRelease.

## Source

fluxcd/source-controller 1.8.0, CHANGELOG (HelmRepository of type oci in maintenance mode).
";

fn check(object: &Object<'_>) -> Vec<Found> {
    problem(object).into_iter().collect()
}

fn problem(object: &Object<'_>) -> Option<Found> {
    let url = object.at(&["spec", "url"])?;
    let oci = url.text().is_some_and(|url| url.starts_with("oci://"));
    if !object.is("source.toolkit.fluxcd.io", "HelmRepository") || !oci {
        return None;
    }
    if object.text(&["spec", "type"]) == Some("oci") {
        let problem = Problem {
            severity: Some(Severity::Info),
            fix: Some(Fix::review(
                "Use an OCIRepository and `spec.chartRef` of the HelmRelease.",
            )),
            ..Problem::new(
                format!(
                    "{} is of type `oci`, which is in maintenance mode",
                    object.title()
                ),
                object.place_of(&["spec", "type"]),
            )
        };
        return Some(problem.into());
    }
    let problem = Problem {
        severity: Some(Severity::High),
        evidence: vec![Evidence::new("spec.url", url.text().unwrap_or_default())],
        fix: Some(Fix::review(
            "Use an OCIRepository and `spec.chartRef` of the HelmRelease, or add `type: oci`.",
        )),
        ..Problem::new(
            format!(
                "{} has an OCI address and not the type `oci`",
                object.title()
            ),
            object.place(url),
        )
    };
    Some(problem.into())
}
