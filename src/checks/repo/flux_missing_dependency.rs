use super::Check;
use super::facts::{Object, Reference, Use};
use super::graph::{Graph, Id, Lookup};
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-missing-dependency",
        title: "A `dependsOn` names an object that does not exist",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)", "HelmRelease"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`dependsOn` of Kustomizations and HelmReleases that this repository applies: an object of the same kind and name must exist, in the namespace that is named or
in that of the object. A Kustomization cannot depend on a HelmRelease, nor the other way round.

## Why it matters

The object waits for ever (`dependency … not found`).

## Likely causes

- The dependency was renamed or removed.
- It stands in another namespace, which the entry does not name.
- It is of the other kind.

## How to fix

Correct the name, add `namespace`, or remove the entry.

## Source

fluxcd/kustomize-controller 1.9, `internal/controller/kustomization_controller.go` (`checkDependencies`).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    super::references::judged(graph, &[Use::DependsOn])
        .filter(|(id, _)| !graph.is_patched_above(*id, |patched| patched.source))
        .filter_map(|(id, reference)| problem(graph, id, reference))
        .collect()
}

fn problem(graph: &Graph<'_>, id: Id, reference: &Reference) -> Option<Found> {
    let object = graph.object(id)?;
    let (message, (summary, edits)) = match graph.look_up(id, reference) {
        Lookup::Found(_) => return None,
        Lookup::Elsewhere(ids) => {
            let there = ids
                .first()
                .and_then(|id| graph.object(*id))?
                .namespace
                .as_deref()?;
            let summary = format!(
                "Add `namespace: {}` to the entry.",
                super::object::shown_name(there)
            );
            let edits = reference.namespace_edit(object.document, there);
            (
                format!(
                    "{} depends on {} in its own namespace, where it is not",
                    object.title(),
                    reference.title()
                ),
                (summary, edits),
            )
        }
        Lookup::Nowhere => (
            format!(
                "{} depends on {}, which does not exist in this repository",
                object.title(),
                reference.title()
            ),
            mend(graph, object, reference)?,
        ),
    };
    Some(Found {
        edits,
        problem: Problem {
            confidence: Confidence::Likely,
            evidence: vec![Evidence::new("dependsOn", &reference.name)],
            fix: Some(Fix::review(summary)),
            ..Problem::new(message, reference.place(graph.path(id)))
        },
    })
}

/// A name that is nearly the same is probably meant; otherwise the entry goes.
fn mend(graph: &Graph<'_>, object: &Object, reference: &Reference) -> Option<(String, Vec<Edit>)> {
    let edit = |pointer: &str, change| {
        vec![Edit {
            document: object.document,
            pointer: pointer.to_owned(),
            change,
        }]
    };
    Some(match graph.nearest_name(&reference.kind, &reference.name) {
        Some(near) => (
            format!(
                "Write `{}`, if that is what is meant.",
                super::object::shown_name(near)
            ),
            edit(&reference.pointer, Change::Set(near.to_owned())),
        ),
        None => (
            "Correct the name, or remove the entry.".to_owned(),
            edit(reference.pointer.strip_suffix("/name")?, Change::Remove),
        ),
    })
}
