use super::Check;
use super::facts::Body;
use super::graph::Graph;
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-decryption-missing",
        title: "A Kustomization applies SOPS files and does not decrypt",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Kustomizations whose build holds a file that SOPS encrypted, and that have no `decryption`, neither by themselves nor by a patch from above.

## Why it matters

Decryption is not inherited: each Kustomization that applies an encrypted file needs its own. Without it the build fails (`is SOPS encrypted, configuring
decryption is required`), or the encrypted text lands in the cluster.

## Likely causes

- The encrypted file was moved into a folder of another Kustomization.
- `decryption` stands on the Kustomization above only.

## How to fix

Add `decryption` with `provider: sops` and the Secret with the key.

## Source

fluxcd/flux2 issue 4982; fluxcd/kustomize-controller 1.9, `internal/decryptor/decryptor.go`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    graph
        .owners
        .iter()
        .filter_map(|owner| {
            let object = graph.object(owner.id)?;
            let Body::Kustomization(flux) = &object.body else {
                return None;
            };
            if flux.decrypts || graph.is_patched_above(owner.id, |patched| patched.decryption) {
                return None;
            }
            let files = owner
                .build
                .objects
                .iter()
                .filter_map(|placed| graph.file(placed.id.file));
            let file = files.into_iter().find(|file| file.sops)?;
            let problem = Problem {
                related: vec![Related {
                    location: Location::file(&*file.path),
                    note: "encrypted with SOPS".to_owned(),
                }],
                fix: Some(Fix::review(
                    "Add `decryption` with `provider: sops` and the Secret that holds the key.",
                )),
                ..Problem::new(
                    format!(
                        "{} applies files that SOPS encrypted and has no `decryption`",
                        object.title()
                    ),
                    Location::node(
                        graph.path(owner.id),
                        object.line,
                        format!("{}/spec", object.pointer),
                    ),
                )
            };
            let pointer = format!("{}/spec", object.pointer);
            let lines =
                "decryption:\n  provider: sops\n  secretRef:\n    name: sops-age".to_owned();
            Some(Found {
                problem,
                edits: vec![Edit {
                    document: object.document,
                    pointer,
                    change: Change::Add(lines),
                }],
            })
        })
        .collect()
}
