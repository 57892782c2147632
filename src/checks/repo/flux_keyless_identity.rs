use super::Check;
use super::object::{Found, Object};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-keyless-identity",
        title: "A signature is verified against nobody in particular",
        severity: Severity::High,
        applies_to: &["OCIRepository", "HelmRelease", "HelmChart"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`verify` with the provider cosign and no `secretRef`: exactly one `matchOIDCIdentity`, whose issuer and subject are anchored with `^` and `$` and match more
than anything.

## Why it matters

With no identity a signature of anybody is accepted (old signatures), or none is (bundles). With two or more, bundles are refused. A pattern without anchors
matches any address that contains it.

## Likely causes

- The shortest example of the documentation was copied.
- A second identity was added beside the first instead of into the pattern.

## How to fix

Name one identity: the issuer and the workflow that signs, as anchored patterns with escaped dots. For several signers write one pattern with alternatives.

## Source

fluxcd/source-controller 1.9, `internal/oci/cosign`; sigstore/cosign 3.0, `pkg/cosign/verify.go`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let keys: &[&str] = match (object.group(), object.kind) {
        ("source.toolkit.fluxcd.io", "OCIRepository" | "HelmChart") => &["spec", "verify"],
        ("helm.toolkit.fluxcd.io", "HelmRelease") => &["spec", "chart", "spec", "verify"],
        _ => return Vec::new(),
    };
    let Some(verify) = object.at(keys) else {
        return Vec::new();
    };
    let cosign = verify
        .get("provider")
        .and_then(Node::text)
        .is_none_or(|provider| provider == "cosign");
    if !cosign || verify.get("secretRef").is_some() {
        return Vec::new();
    }
    let identities: Vec<Node<'_>> = verify
        .get("matchOIDCIdentity")
        .into_iter()
        .flat_map(Node::items)
        .collect();
    match identities.as_slice() {
        [] => vec![problem(
            object,
            verify,
            "is verified without a key and without an identity: anybody may have signed it",
        )],
        [one] => loose(object, *one).into_iter().collect(),
        [_, second, ..] => vec![problem(
            object,
            *second,
            "names several identities, with which signatures in bundles are refused",
        )],
    }
}

/// An issuer or subject that matches more than it says.
fn loose(object: &Object<'_>, identity: Node<'_>) -> Option<Found> {
    for field in ["issuer", "subject"] {
        let node = identity.get(field)?;
        let pattern = node.text().unwrap_or_default();
        let anchored = pattern.starts_with('^') && pattern.ends_with('$');
        let inner = pattern.trim_start_matches('^').trim_end_matches('$');
        if anchored && !matches!(inner, "" | ".*" | ".+") {
            continue;
        }
        let mut found = problem(
            object,
            node,
            &format!("has an {field} that is not anchored with `^` and `$`, or matches anything"),
        );
        if !super::facts::is_dynamic(pattern) {
            found.problem.severity = Some(Severity::Medium);
            found.problem.evidence = vec![Evidence::new(field, pattern)];
            return Some(found);
        }
    }
    None
}

fn problem(object: &Object<'_>, node: Node<'_>, what: &str) -> Found {
    Problem {
        fix: Some(Fix::review(
            "Name exactly one `matchOIDCIdentity`, with issuer and subject anchored (`^https://token\\.actions\\.githubusercontent\\.com$`), or a key in `secretRef`.",
        )),
        ..Problem::new(format!("The artifact of {} {what}", object.title()), object.place(node))
    }
    .into()
}
