use super::Check;
use super::read::file::File;
use super::sops::enc::is_enc;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-over-encrypted",
        title: "SOPS encrypts the identity of a Kubernetes object",
        severity: Severity::Medium,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Encrypted Kubernetes objects whose `apiVersion`, `kind` or `metadata.name` is ciphertext.

## Why it matters

Kustomize, and with it Flux, reads the manifest before it is decrypted and refuses an object without kind and name. Reviewers cannot see what changes.

## Likely causes

- `.sops.yaml` has no `encrypted_regex`, so that SOPS encrypts every value.
- The setting is misspelt, for example `encrypted-regex`, and silently ignored.

## How to fix

Add `encrypted_regex: ^(data|stringData)$` to the creation rule, then decrypt the file and encrypt it again.

## Source

getsops/sops 3.13, `sops.go`; fluxcd/kustomize-controller `internal/decryptor`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    file.encrypted
        .iter()
        .filter_map(|encrypted| {
            let node = hidden_identity(encrypted.root?)?;
            Some(Problem {
                evidence: vec![Evidence::new("encrypted", &node.pointer())],
                fix: Some(Fix::review("Add `encrypted_regex: ^(data|stringData)$` to the creation rule, decrypt the file and encrypt it again.")),
                ..Problem::new("SOPS encrypts what Kubernetes and Kustomize need to read before decryption", file.node(node))
            })
        })
        .collect()
}

fn hidden_identity(root: Node<'_>) -> Option<Node<'_>> {
    let name = root
        .get("metadata")
        .and_then(|metadata| metadata.get("name"));
    let identity = [root.get("apiVersion"), root.get("kind"), name];
    // An object has all three; a values file may well have a key `kind`.
    let all = identity.into_iter().collect::<Option<Vec<_>>>()?;
    all.into_iter().find(|node| node.text().is_some_and(is_enc))
}
