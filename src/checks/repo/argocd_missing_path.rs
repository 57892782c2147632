use super::Check;
use super::facts::Body;
use super::graph::Graph;
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-missing-path",
        title: "The path of an Application does not exist",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`path` of sources of Applications that are this repository: one that the remotes of the checkout name, or one whose other paths stand here. It is judged at
the branch that is checked out; a source with another `targetRevision` is not judged.

## Why it matters

The Application becomes `Unknown` (`app path does not exist`), and what it deployed before is no longer kept up to date.

## Likely causes

- The folder was renamed, moved or removed.

## How to fix

Correct the path, or commit the folder.

## Source

argoproj/argo-cd 3.6, `reposerver/repository/repository.go`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let bad = graph.bad_paths.iter();
    bad.filter_map(|bad| {
        let object = graph.object(bad.id).filter(|object| matches!(object.body, Body::Application(_)))?;
        let near = graph.tree.nearest(&bad.path).filter(|near| graph.tree.has_folder(near));
        let near = near.and_then(|near| graph.below_top(&near));
        let problem = Problem {
            confidence: if bad.certain { Confidence::Certain } else { Confidence::Likely },
            evidence: vec![Evidence::new("path", &bad.text.value)],
            fix: Some(Fix::review("Correct the path, which counts from the top of the repository, or commit the folder.")),
            ..Problem::new(
                format!("The path `{}` of {} does not exist in this repository", bad.text.shown(), object.title()),
                bad.text.place(graph.path(bad.id)),
            )
        };
        let edits = near.map(|near| Edit { document: object.document, pointer: bad.text.pointer.to_string(), change: Change::Set(near) });
        Some(Found { problem, edits: edits.into_iter().collect() })
    })
    .collect()
}
