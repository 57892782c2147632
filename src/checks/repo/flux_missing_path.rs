use super::Check;
use super::facts::Body;
use super::graph::Graph;
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-missing-path",
        title: "The path of a Kustomization does not exist",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)", "FluxInstance"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`spec.path` of Kustomizations whose source is this repository: one that the remotes of the checkout name, or one whose other paths stand here. The path counts
from the top of the repository. It is judged at the branch that is checked out; a source that pins a tag or follows another branch is not judged.

## Why it matters

The Kustomization stays not ready (`kustomization path not found`), and what it applied before is no longer kept up to date.

## Likely causes

- The folder was renamed, moved or removed.
- The path was meant from the folder of the file.

## How to fix

Correct the path, or commit the folder.

## Source

fluxcd/kustomize-controller 1.9, `internal/controller/kustomization_controller.go`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let bad = graph.bad_paths.iter();
    bad.filter_map(|bad| {
        let object = graph.object(bad.id).filter(|object| !matches!(object.body, Body::Application(_)))?;
        let near = graph.tree.nearest(&bad.path).filter(|near| graph.tree.has_folder(near));
        let near = near.and_then(|near| graph.below_top(&near));
        let problem = Problem {
            confidence: if bad.certain { Confidence::Certain } else { Confidence::Likely },
            evidence: vec![Evidence::new("spec.path", &bad.text.value)],
            fix: Some(Fix::review("Correct the path, which counts from the top of the repository, or commit the folder.")),
            ..Problem::new(
                format!("The path `{}` of {} does not exist in this repository", bad.text.shown(), object.title()),
                bad.text.place(graph.path(bad.id)),
            )
        };
        let edits = near.map(|near| Edit { document: object.document, pointer: bad.text.pointer.to_string(), change: Change::Set(format!("./{near}")) });
        Some(Found { problem, edits: edits.into_iter().collect() })
    })
    .collect()
}
