use super::Check;
use super::graph::{Graph, parent};
use super::object::Found;
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/kustomize-cycle",
        title: "Kustomizations include each other in a ring",
        severity: Severity::High,
        applies_to: &["Kustomization (kustomize)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Resources, bases and components of kustomization files that lead back to the file they started from.

## Why it matters

kustomize refuses the build (`cycle detected`), so nothing of it is applied.

## Likely causes

- A base includes the overlay that is built on it.
- A folder includes itself through `../`.

## How to fix

Remove one of the entries of the ring. A base must not know its overlays.

## Source

kubernetes-sigs/kustomize v5.8, `api/internal/loader/fileloader.go` (`errIfArgEqualOrHigher`).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    graph
        .kustomize_cycles
        .iter()
        .filter_map(|ring| {
            let path = |at: &usize| graph.file(*at).map(|file| &*file.path);
            let first = path(ring.first()?)?;
            let ways: Vec<&str> = ring.iter().filter_map(path).map(parent).collect();
            let related = ring.iter().skip(1).filter_map(path);
            let problem = Problem {
                related: related
                    .map(|path| Related {
                        location: Location::file(path),
                        note: "part of the ring".to_owned(),
                    })
                    .collect(),
                fix: Some(Fix::review(
                    "Remove one of the entries of the ring. A base must not know its overlays.",
                )),
                ..Problem::new(
                    format!(
                        "The kustomization includes itself: {} → {}",
                        ways.join(" → "),
                        parent(first)
                    ),
                    Location::file(first),
                )
            };
            Some(problem.into())
        })
        .collect()
}
