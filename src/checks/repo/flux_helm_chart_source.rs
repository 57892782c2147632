use super::Check;
use super::object::{Found, Object};
use super::references::is_plain;
use crate::checks::patch::Change;
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-helm-chart-source",
        title: "A HelmRelease has no chart, two, or one that it cannot take",
        severity: Severity::High,
        applies_to: &["HelmRelease"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`spec.chart` and `spec.chartRef`: exactly one of them. `spec.chart.spec.sourceRef` takes a HelmRepository, GitRepository or Bucket; a chart in an
OCIRepository is taken through `chartRef`.

## Why it matters

The API server or the controller refuses the HelmRelease.

## Likely causes

- An example of `chart` was changed to OCI by changing the kind only.
- A move from `chart` to `chartRef` left the old block behind.

## How to fix

For an OCIRepository write `chartRef` with its kind, name and namespace, and remove `chart`.

## Source

fluxcd/helm-controller 1.6, `api/v2/helmrelease_types.go` and `api/v2/reference_types.go`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    if !object.is("helm.toolkit.fluxcd.io", "HelmRelease") {
        return Vec::new();
    }
    let (chart, reference) = (
        object.at(&["spec", "chart"]),
        object.at(&["spec", "chartRef"]),
    );
    match (chart, reference) {
        (None, None) => vec![
            problem(
                object,
                "has neither `chart` nor `chartRef`",
                "Add `chartRef` or `chart`.",
            )
            .into(),
        ],
        (Some(chart), Some(_)) => vec![Found {
            problem: problem(
                object,
                "has both `chart` and `chartRef`",
                "Keep one of them; the patch keeps `chartRef`.",
            ),
            edits: vec![object.edit(chart, Change::Remove)],
        }],
        (Some(chart), None)
            if object.text(&["spec", "chart", "spec", "sourceRef", "kind"])
                == Some("OCIRepository") =>
        {
            vec![Found {
                problem: problem(
                    object,
                    "takes a chart from an OCIRepository through `chart`, which it cannot",
                    "Write `chartRef` instead of `chart`.",
                ),
                edits: chart_ref(object)
                    .map(|lines| object.edit(chart, Change::Replace(lines)))
                    .into_iter()
                    .collect(),
            }]
        }
        _ => Vec::new(),
    }
}

fn problem(object: &Object<'_>, what: &str, fix: &str) -> Problem {
    let place = object.place_of(&["spec", "chart", "spec", "sourceRef", "kind"]);
    Problem {
        fix: Some(Fix::review(fix)),
        ..Problem::new(format!("{} {what}", object.title()), place)
    }
}

fn chart_ref(object: &Object<'_>) -> Option<String> {
    let text = |key| object.text(&["spec", "chart", "spec", "sourceRef", key]);
    let name = text("name").filter(|name| is_plain(name))?;
    let namespace = match text("namespace") {
        Some(namespace) if is_plain(namespace) => format!("\n  namespace: {namespace}"),
        Some(_) => return None,
        None => String::new(),
    };
    Some(format!(
        "chartRef:\n  kind: OCIRepository\n  name: {name}{namespace}"
    ))
}
