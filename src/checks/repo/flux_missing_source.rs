use super::Check;
use super::facts::{Reference, Use};
use super::graph::{Graph, Id, Lookup};
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-missing-source",
        title: "A source that is referred to does not exist",
        severity: Severity::High,
        applies_to: &[
            "Kustomization (Flux)",
            "HelmRelease",
            "HelmChart",
            "ImageUpdateAutomation",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`sourceRef` and `chartRef` of objects that a Kustomization of this repository applies: a GitRepository, OCIRepository, HelmRepository or Bucket of that kind
and name must stand in the repository, in the namespace that is looked in. Names that variables complete, sources that bootstrap or a FluxInstance makes
(`flux-system`), and objects that nothing here applies are not judged.

## Why it matters

The object stays not ready (`Source … not found`), and so does all that depends on it.

## Likely causes

- The source was renamed, removed or never committed.
- The source stands in another namespace, and the reference names none: then it is looked for beside the object.
- The kind is not the one of the source, for example GitRepository for an OCIRepository.

## How to fix

Correct kind, name or namespace of the reference, or commit the source.

## Source

fluxcd/kustomize-controller 1.9 and fluxcd/helm-controller 1.6, `api/…/reference_types.go`.
";

const KINDS: [&str; 4] = ["GitRepository", "OCIRepository", "HelmRepository", "Bucket"];

fn check(graph: &Graph<'_>) -> Vec<Found> {
    super::references::judged(graph, &[Use::Source])
        .filter(|(_, reference)| {
            KINDS.contains(&&*reference.kind) && &*reference.name != "flux-system"
        })
        .filter(|(id, _)| !graph.is_patched_above(*id, |patched| patched.source))
        .filter_map(|(id, reference)| problem(graph, id, reference))
        .collect()
}

fn problem(graph: &Graph<'_>, id: Id, reference: &Reference) -> Option<Found> {
    let object = graph.object(id)?;
    match graph.look_up(id, reference) {
        Lookup::Found(_) => None,
        Lookup::Elsewhere(ids) => {
            let there = ids
                .first()
                .and_then(|id| graph.object(*id))?
                .namespace
                .as_deref()?;
            Some(Found {
                edits: reference.namespace_edit(object.document, there),
                problem: Problem {
                    confidence: Confidence::Likely,
                    evidence: vec![Evidence::new("namespace of the source", there)],
                    fix: Some(Fix::review(format!(
                        "Add `namespace: {}` to the reference.",
                        super::object::shown_name(there)
                    ))),
                    ..Problem::new(
                        format!(
                            "{} looks for {} in its own namespace, where it is not",
                            object.title(),
                            reference.title()
                        ),
                        reference.place(graph.path(id)),
                    )
                },
            })
        }
        Lookup::Nowhere => {
            let near = graph.nearest_name(&reference.kind, &reference.name);
            Some(Found {
                edits: near.iter().map(|near| Edit { document: object.document, pointer: reference.pointer.to_string(), change: Change::Set((*near).to_owned()) }).collect(),
                problem: Problem {
                    confidence: Confidence::Likely,
                    fix: Some(Fix::review(match near {
                        Some(near) => format!("Write `{}`, if that is the source that is meant.", super::object::shown_name(near)),
                        None => "Correct kind, name or namespace of the reference, or commit the source.".to_owned(),
                    })),
                    ..Problem::new(
                        format!("{} refers to {}, which does not exist in this repository", object.title(), reference.title()),
                        reference.place(graph.path(id)),
                    )
                },
            })
        }
    }
}
