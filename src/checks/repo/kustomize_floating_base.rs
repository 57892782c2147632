use super::Check;
use super::facts::is_dynamic;
use super::graph::{Graph, is_remote};
use super::object::Found;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/kustomize-floating-base",
        title: "A base of another repository has no fixed revision",
        severity: Severity::Low,
        applies_to: &["Kustomization (kustomize)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Resources and components with the address of another repository: `?ref=` with a tag or a commit. Addresses of single files that hold a version are taken as
fixed.

## Why it matters

Somebody else changes what your cluster gets, and an outage of their host stops your builds.

## Likely causes

- The address was copied from the first line of an installation guide.

## How to fix

Add `?ref=` with a tag or a commit, or take the manifests over.

## Source

kubernetes-sigs/kustomize v5.8, `examples/remoteBuild.md`; fluxcd/website, `content/en/flux/security/best-practices.md` (`--no-remote-bases`).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for file in graph.files {
        let entries = file
            .kustomization
            .iter()
            .flat_map(|kustomization| &kustomization.entries);
        let remote = entries.filter(|entry| {
            entry.role.is_included() && is_remote(&entry.at.value) && !is_dynamic(&entry.at.value)
        });
        found.extend(remote.filter(|entry| floats(&entry.at.value)).map(|entry| {
            Found::from(Problem {
                evidence: vec![Evidence::new("address", &entry.at.value)],
                fix: Some(Fix::review(
                    "Add `?ref=` with a tag or a commit, or take the manifests over.",
                )),
                ..Problem::new(
                    format!(
                        "The {} `{}` follows whatever its repository holds",
                        entry.role.words(),
                        entry.at.shown()
                    ),
                    entry.at.place(&file.path),
                )
            })
        }));
    }
    found
}

/// Whether no part of the address names a version.
fn floats(address: &str) -> bool {
    const BRANCHES: [&str; 5] = ["main", "master", "HEAD", "latest", "develop"];
    let query = address.split_once('?').map_or("", |(_, query)| query);
    let revision = query.split('&').find_map(|part| {
        part.strip_prefix("ref=")
            .or_else(|| part.strip_prefix("version="))
    });
    match revision {
        Some(revision) => BRANCHES.contains(&revision),
        None => {
            let path = address.split('?').next().unwrap_or(address);
            let versioned = |part: &str| {
                part.trim_start_matches('v')
                    .starts_with(|c: char| c.is_ascii_digit())
                    && part.contains('.')
            };
            let pinned = |part: &str| {
                versioned(part) || part.len() == 40 && part.bytes().all(|b| b.is_ascii_hexdigit())
            };
            let parts = || path.split(['/', '@', '_', '-']);
            !parts().any(pinned)
                && (parts().any(|part| BRANCHES.contains(&part))
                    || !(path.ends_with(".yaml") || path.ends_with(".yml")))
        }
    }
}
