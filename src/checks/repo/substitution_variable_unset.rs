use std::collections::BTreeSet;

use super::Check;
use super::facts::{Body, FluxKustomization, Use, Variable, is_dynamic};
use super::graph::{Graph, Id, Lookup, Owner};
use super::object::Found;
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/substitution-variable-unset",
        title: "A variable of a post-build substitution is set nowhere",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`${NAME}` without a default in the objects that a Kustomization with `postBuild` applies, against the names of `substitute` and the keys of the objects in
`substituteFrom`. Nothing is said of a Kustomization that takes variables from an object whose keys are not in the repository, of escapes (`$${NAME}`), of
`$NAME` without braces, and of objects marked `kustomize.toolkit.fluxcd.io/substitute: disabled`, by themselves or by a kustomization above them.

## Why it matters

Substitution is strict by default: an unset variable fails the build of the whole Kustomization (`variable not set (strict mode)`). Before, it silently became
an empty text.

## Likely causes

- The variable was renamed on one side, or is set in another cluster only.
- The text is of a script or a dashboard, and was never meant as a variable of Flux.

## How to fix

Set the variable, write `${NAME:=default}`, escape it as `$${NAME}`, or mark the object `kustomize.toolkit.fluxcd.io/substitute: disabled`.

## Source

fluxcd/kustomize-controller 1.9, `internal/features/features.go` (`StrictPostBuildSubstitutions`).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for owner in &graph.owners {
        let Some(object) = graph.object(owner.id) else {
            continue;
        };
        let Body::Kustomization(flux) = &object.body else {
            continue;
        };
        let Some(known) = provided(graph, owner, flux) else {
            continue;
        };
        let open = owner.build.objects.iter();
        for placed in open.filter(|placed| !placed.unsubstituted) {
            let variables = graph
                .object(placed.id)
                .map(|object| &*object.variables)
                .unwrap_or_default();
            for variable in variables
                .iter()
                .filter(|variable| !known.contains(&*variable.name))
            {
                if told.insert((placed.id, &*variable.name)) {
                    found.push(problem(graph, (owner, object), (placed.id, variable)));
                }
            }
        }
    }
    found
}

/// The names that are set; none where that cannot be told, or where nothing is substituted.
fn provided<'f>(
    graph: &Graph<'f>,
    owner: &Owner<'f>,
    flux: &'f FluxKustomization,
) -> Option<BTreeSet<&'f str>> {
    let patched = graph.is_patched_above(owner.id, |patched| patched.substitution);
    if !flux.substitutes || patched || flux.variables.iter().any(|name| is_dynamic(name)) {
        return None;
    }
    let mut known: BTreeSet<&str> = flux.variables.iter().map(|name| &**name).collect();
    let object = graph.object(owner.id)?;
    for reference in object
        .references
        .iter()
        .filter(|reference| reference.role == Use::Substitute)
    {
        let Lookup::Found(ids) = graph.look_up(owner.id, reference) else {
            return None;
        };
        // What nothing here applies may be made otherwise in the cluster, or be meant for a test.
        if !ids
            .iter()
            .any(|id| graph.is_reached(*id) || graph.object(*id).is_none())
        {
            return None;
        }
        for id in ids {
            known.extend(keys(graph, id, &reference.name)?);
        }
    }
    Some(known)
}

/// The keys of a ConfigMap or Secret, where they are known.
fn keys<'f>(graph: &Graph<'f>, id: Id, name: &str) -> Option<Vec<&'f str>> {
    let of = |keys: &'f [Box<str>]| keys.iter().map(|key| &**key).collect();
    match graph.object(id).map(|object| &object.body) {
        Some(Body::Data(keys) | Body::Maker(_, Some(keys))) => Some(of(keys)),
        Some(_) => None,
        None => {
            let file = graph.file(id.file)?.kustomization.as_deref()?;
            let made = file.generated.iter().find(|made| &*made.name == name)?;
            made.keys.as_deref().map(of)
        }
    }
}

fn problem(
    graph: &Graph<'_>,
    (owner, by): (&Owner<'_>, &super::facts::Object),
    (id, variable): (Id, &Variable),
) -> Found {
    let name = super::object::shown_name(&variable.name);
    let what = graph
        .object(id)
        .map(super::facts::Object::title)
        .unwrap_or_default();
    Problem {
        confidence: Confidence::Likely,
        related: vec![Related { location: Location::line(graph.path(owner.id), by.line), note: "substitutes and does not set it".to_owned() }],
        evidence: vec![Evidence::new("variable", &variable.name)],
        fix: Some(Fix::review(format!("Set `{name}` in `postBuild`, write `${{{name}:=default}}`, or escape it as `$${{{name}}}` if Flux is not to touch it."))),
        ..Problem::new(
            format!("The variable `{name}` in {what} is set nowhere, and {} substitutes it", by.title()),
            Location::node(graph.path(id), variable.line, clean(&variable.pointer, 1_024)),
        )
    }
    .into()
}
