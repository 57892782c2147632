use super::Check;
use super::facts::{Reference, Use};
use super::graph::{Graph, Id, Lookup};
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-missing-values",
        title: "Values or variables come from an object that does not exist",
        severity: Severity::Medium,
        applies_to: &["HelmRelease", "Kustomization (Flux)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`valuesFrom` of HelmReleases and `substituteFrom` of Kustomizations that this repository applies. ConfigMaps and Secrets, generators of kustomize,
SealedSecrets, ExternalSecrets and certificates count. An entry with `optional: true` is not judged. A Secret may have been made by hand: then the finding is
low.

## Why it matters

The object stays not ready (`could not find ConfigMap …`).

## Likely causes

- The name was changed on one side.
- The object is made by hand or by another tool, which the repository does not say.

## How to fix

Correct the name, commit the object, or say `optional: true` if it may be missing.

## Source

fluxcd/helm-controller 1.6, `docs/spec/v2/helmreleases.md`; fluxcd/kustomize-controller 1.9, `docs/spec/v1/kustomizations.md`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    super::references::judged(graph, &[Use::Values, Use::Substitute])
        .filter(|(_, reference)| !reference.optional)
        .filter(|(id, _)| !graph.is_patched_above(*id, |patched| patched.substitution))
        .filter_map(|(id, reference)| problem(graph, id, reference))
        .collect()
}

fn problem(graph: &Graph<'_>, id: Id, reference: &Reference) -> Option<Found> {
    let object = graph.object(id)?;
    if graph.look_up(id, reference) != Lookup::Nowhere {
        return None;
    }
    let secret = &*reference.kind == "Secret";
    let near = graph.nearest_name(&reference.kind, &reference.name);
    Some(Found {
        edits: near.iter().map(|near| Edit { document: object.document, pointer: reference.pointer.to_string(), change: Change::Set((*near).to_owned()) }).collect(),
        problem: Problem {
            severity: secret.then_some(Severity::Low),
            confidence: if secret { Confidence::Possible } else { Confidence::Likely },
            evidence: vec![Evidence::new("name", &reference.name)],
            fix: Some(Fix::review(match near {
                Some(near) => format!("Write `{}`, if that is the object that is meant.", super::object::shown_name(near)),
                None => "Correct the name, commit the object, or say `optional: true` if it may be missing.".to_owned(),
            })),
            ..Problem::new(
                format!("{} takes values from {}, which does not exist in this repository", object.title(), reference.title()),
                reference.place(graph.path(id)),
            )
        },
    })
}
