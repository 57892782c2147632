use super::Check;
use super::facts::{Application, Body, Source, Text, is_dynamic};
use super::graph::{Graph, Id, Target};
use super::object::Found;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-missing-values-file",
        title: "A values file of an Application does not exist",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`helm.valueFiles` of sources whose chart stands in this repository, and `$name/…` entries whose source is this repository. A path counts from the chart's
folder, one that begins with `/` or `$name/` from the top of its repository.

## Why it matters

Manifests cannot be generated (`open …: no such file or directory`).

## Likely causes

- The file was renamed or moved.
- The path was meant from another folder.

## How to fix

Correct the path, commit the file, or set `ignoreMissingValueFiles: true` if it may be missing.

## Source

argoproj/argo-cd 3.6, `reposerver/repository/repository.go`; `docs/user-guide/multiple_sources.md`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, path, object) in graph.objects() {
        let Body::Application(application) = &object.body else {
            continue;
        };
        for source in application
            .sources
            .iter()
            .filter(|source| !source.ignore_missing)
        {
            let missing = source
                .values
                .iter()
                .filter(|values| is_missing(graph, id, (application, source), values));
            found.extend(missing.map(|values| {
                Found::from(Problem {
                    evidence: vec![Evidence::new("valueFiles", &values.value)],
                    fix: Some(Fix::review("Correct the path, commit the file, or set `ignoreMissingValueFiles: true` if it may be missing.")),
                    ..Problem::new(format!("The values file `{}` of {} does not exist in this repository", values.shown(), object.title()), values.place(path))
                })
            }));
        }
    }
    found
}

fn is_missing(
    graph: &Graph<'_>,
    id: Id,
    (application, source): (&Application, &Source),
    values: &Text,
) -> bool {
    let text = &*values.value;
    if text.contains("://") || text.contains('*') || is_dynamic(text) {
        return false;
    }
    let (folder, path) = match text.strip_prefix('$') {
        Some(rest) => {
            let Some((name, path)) = rest.split_once('/') else {
                return false;
            };
            let named = application.sources.iter().find(|source| {
                source
                    .reference
                    .as_ref()
                    .is_some_and(|text| &*text.value == name)
            });
            if !named.is_some_and(|source| is_here(graph, id, source)) {
                return false;
            }
            (graph.tree.top.clone(), path)
        }
        None if source.path.is_none() || !is_here(graph, id, source) => return false,
        None if text.starts_with('/') => (graph.tree.top.clone(), text.trim_start_matches('/')),
        None => {
            let chart = source.path.as_ref().map_or("", |text| &text.value);
            let Some(folder) = super::graph::join(&graph.tree.top, chart) else {
                return false;
            };
            (folder, text)
        }
    };
    matches!(graph.tree.resolve(&folder, path), Target::Missing(_))
}

fn is_here(graph: &Graph<'_>, id: Id, source: &Source) -> bool {
    let current = graph
        .checkout
        .is_current(source.revision.as_ref().map(|text| &*text.value));
    let url = source.url.as_ref().map_or("", |text| &text.value);
    current
        && (graph.checkout.is_own(url) || graph.own_addresses.contains(&super::graph::normal(url)))
        && graph.object(id).is_some()
}
