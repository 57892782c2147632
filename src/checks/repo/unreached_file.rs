use super::Check;
use super::graph::{Graph, file_name, parent};
use super::object::Found;
use crate::checks::folder::is_quiet;
use crate::model::{Confidence, Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/unreached-file",
        title: "A manifest lies beside a kustomization that does not list it",
        severity: Severity::Info,
        applies_to: &["YAML"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Files that hold nothing but Kubernetes objects, in the folder of a kustomization file, that no kustomization file names and nothing applies.

## Why it matters

The object is in Git and not in the cluster, which nobody notices.

## Likely causes

- The entry was forgotten, or taken out on purpose.

## How to fix

Add the file to `resources`, or remove it.

## Source

gitops-mcp: the graph of the repository.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let reached = graph.reached_files();
    let mut found = Vec::new();
    for (at, file) in graph
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| file.only_objects && file.yaml)
    {
        let folder = parent(&file.path);
        let known = reached.contains(&at)
            || graph.named.contains(&*file.path)
            || graph.is_patch(at, &file.path)
            || is_quiet(&file.path);
        let Some(kustomization) = graph.kustomization_in(folder).filter(|_| !known) else {
            continue;
        };
        let name = file_name(&file.path);
        found.push(
            Problem {
                confidence: Confidence::Likely,
                related: vec![Related {
                    location: Location::file(kustomization),
                    note: "does not list it".to_owned(),
                }],
                fix: Some(Fix::review("Add the file to `resources`, or remove it.")),
                ..Problem::new(
                    format!(
                        "`{}` is listed by no kustomization, so it is not applied",
                        super::object::shown_name(name)
                    ),
                    Location::file(&*file.path),
                )
            }
            .into(),
        );
    }
    found
}
