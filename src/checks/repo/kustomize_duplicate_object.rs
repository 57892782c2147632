use super::Check;
use super::graph::{Clash, Graph};
use super::object::Found;
use crate::model::{Evidence, Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/kustomize-duplicate-object",
        title: "One build holds an object twice",
        severity: Severity::High,
        applies_to: &["Kustomization (kustomize)", "Kustomization (Flux)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Resources of a kustomization, with those of its bases and components, and manifests of a folder that Flux builds without a kustomization file: no two with the
same version, kind, namespace and name. An overlay that patches its base is no duplicate.

## Why it matters

kustomize refuses the build (`may not add resource with an already registered id`); a folder that Argo CD reads as plain manifests applies whichever comes
last.

## Likely causes

- A resource is listed by the overlay and by its base.
- A manifest was copied and its name not changed.

## How to fix

Remove one of the two, or make it a patch.

## Source

kubernetes-sigs/kustomize v5.8, `api/resmap/reswrangler.go` (Append).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    graph
        .clashes
        .iter()
        .filter_map(|clash| found(graph, clash))
        .collect()
}

fn found(graph: &Graph<'_>, clash: &Clash) -> Option<Found> {
    let (first, second) = (graph.object(clash.first)?, graph.object(clash.second)?);
    let (path, other) = (graph.path(clash.second), graph.path(clash.first));
    let message = if clash.first == clash.second {
        format!(
            "{} comes into the build of `{}` by two ways",
            second.title(),
            shown(&clash.folder)
        )
    } else {
        format!(
            "{} stands twice in the build of `{}`",
            second.title(),
            shown(&clash.folder)
        )
    };
    Some(
        Problem {
            related: vec![Related {
                location: Location::line(other, first.line),
                note: "the first one".to_owned(),
            }],
            evidence: vec![Evidence::new("build", shown(&clash.folder))],
            fix: Some(Fix::review("Remove one of the two, or make it a patch.")),
            ..Problem::new(message, Location::line(path, second.line))
        }
        .into(),
    )
}

fn shown(folder: &str) -> &str {
    if folder.is_empty() { "." } else { folder }
}
