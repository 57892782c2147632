use super::Check;
use super::read::file::File;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-no-mac",
        title: "A SOPS file has no sound message authentication code",
        severity: Severity::Medium,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

`sops.mac` of every file with SOPS metadata: it must be there and be a ciphertext of type `str`.

## Why it matters

`sops decrypt` fails with a MAC mismatch. Flux does not check the code by default, so there the file is still applied, and nobody notices when values were
exchanged, removed or added without the key.

## Likely causes

- The line was lost in a merge, or taken out because a decryption failed.
- The file was changed by a tool that does not know SOPS.

## How to fix

Find out who changed the file since it was encrypted. When the content is right, `sops decrypt --ignore-mac` it once and encrypt it again.

## Source

getsops/sops 3.13, `sops.go`, `decrypt/decrypt.go`; fluxcd/kustomize-controller `internal/decryptor`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let broken = file
        .encrypted
        .iter()
        .filter_map(|encrypted| Some((encrypted, encrypted.metadata.mac.err()?)));
    broken
        .map(|(encrypted, reason)| {
            let place = encrypted.root.and_then(|root| root.get("sops")?.get("mac"));
            let location = place.map_or_else(|| file.place(encrypted.metadata.line, "/sops"), |mac| file.node(mac));
            Problem {
                evidence: vec![Evidence::new("sops.mac", reason)],
                fix: Some(Fix::review("Check what changed since the file was encrypted, then decrypt it once with `--ignore-mac` and encrypt it again.")),
                ..Problem::new(format!("The message authentication code of this SOPS file {reason}: its integrity cannot be checked"), location)
            }
        })
        .collect()
}
