use super::Check;
use super::facts::Use;
use super::graph::Graph;
use super::object::Found;
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-cross-namespace-reference",
        title: "An object uses a source of another namespace, which is blocked",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)", "HelmRelease", "ImagePolicy"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

References with a `namespace` that is not the one of the object, in a repository whose patches lock tenants down with `--no-cross-namespace-refs=true`.
Objects in `flux-system` itself may be applied before the lock and are judged like all others.

## Why it matters

The object stalls with `AccessDenied` (`cross-namespace references have been blocked`).

## Likely causes

- The object was moved to a namespace of its own, its source was not.
- The lock was added after the object.

## How to fix

Put a source into the namespace of the object.

## Source

fluxcd/website, `content/en/flux/security/best-practices.md`; fluxcd/pkg, `apis/acl`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    if !graph.files.iter().any(|file| file.locks) {
        return Vec::new();
    }
    super::references::judged(graph, &[Use::Source, Use::Image])
        .filter_map(|(id, reference)| {
            let object = graph.object(id)?;
            let own = object.namespace.as_deref()?;
            let other = reference
                .namespace
                .as_deref()
                .filter(|other| *other != own)?;
            let problem = Problem {
                confidence: Confidence::Likely,
                evidence: vec![Evidence::new("namespace", other)],
                fix: Some(Fix::review(
                    "Put a source into the namespace of the object.",
                )),
                ..Problem::new(
                    format!(
                        "{} uses {}, and references to other namespaces are blocked",
                        object.title(),
                        reference.title()
                    ),
                    reference.place(graph.path(id)),
                )
            };
            Some(problem.into())
        })
        .collect()
}
