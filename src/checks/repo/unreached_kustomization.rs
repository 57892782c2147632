use super::Check;
use super::graph::{Graph, parent};
use super::object::Found;
use crate::checks::folder::is_quiet;
use crate::model::{Confidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/unreached-kustomization",
        title: "A kustomization is applied by nobody",
        severity: Severity::Info,
        applies_to: &["Kustomization (kustomize)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Kustomization files that no Kustomization of Flux, no Application and no other kustomization file leads to, in a repository from which something is applied.
Only the outermost one is told, and only outside documentation and tests. Paths that templates or variables complete count as leading everywhere they may.

## Why it matters

Nobody sees whether it still works, and a reader takes it for something that runs.

## Likely causes

- The application was switched off by removing its entry.
- It is applied by hand, by a pipeline, or from another repository.

## How to fix

Remove the folder, or add what applies it.

## Source

gitops-mcp: the graph of the repository.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    if graph.owners.is_empty() {
        return Vec::new();
    }
    let reached = graph.reached_files();
    let files = graph.files.iter().enumerate();
    let left = files.filter(|(at, file)| {
        file.kustomization.is_some() && !reached.contains(at) && !graph.is_included(&file.path)
    });
    left.filter(|(_, file)| {
        !is_quiet(&file.path) && !file.path.split('/').any(|part| part.starts_with('.'))
    })
    .filter(|(_, file)| !graph.may_be_applied(parent(&file.path)))
    .map(|(_, file)| {
        Found::from(Problem {
            confidence: Confidence::Possible,
            fix: Some(Fix::review("Remove the folder, or add what applies it.")),
            ..Problem::new(
                format!(
                    "Nothing in this repository applies `{}`",
                    shown(parent(&file.path))
                ),
                Location::file(&*file.path),
            )
        })
    })
    .collect()
}

fn shown(folder: &str) -> String {
    if folder.is_empty() {
        ".".to_owned()
    } else {
        super::object::shown_name(folder)
    }
}
