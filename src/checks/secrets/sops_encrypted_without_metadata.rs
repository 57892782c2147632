use super::Check;
use super::read::file::File;
use super::sops::enc::is_enc;
use super::sops::leaves::first_ciphertext;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Document;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-encrypted-without-metadata",
        title: "A document holds SOPS ciphertext and no SOPS metadata",
        severity: Severity::High,
        applies_to: &["Secret", "YAML", "JSON"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Documents with a value that has the form of a SOPS ciphertext and without the `sops` mapping that says who can decrypt it.

## Why it matters

Nobody can decrypt the value: the data key is lost with the metadata. The application gets the text `ENC[…]`.

## Likely causes

- The `sops` part was removed, because a validator complained about the unknown field.
- The value was copied from another file: a ciphertext is bound to its file and path.

## How to fix

Take the file back from the commit before the metadata was lost, or write the clear file anew and encrypt it.

## Source

getsops/sops 3.13, `stores/metadata.go` (`ExtractMetadata`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let documents = file
        .stream
        .documents
        .iter()
        .chain(&file.stream.dropped)
        .map(Document::root);
    let flat = file
        .flat
        .filter(|_| file.encrypted.is_empty())
        .and_then(|flat| flat.pairs.iter().find(|pair| is_enc(pair.value)));
    let flat = flat.map(|pair| file.place(pair.line, &pair.pointer()));
    documents
        .filter(|root| !file.encrypted.iter().any(|encrypted| encrypted.root == Some(*root)))
        .filter_map(first_ciphertext)
        .map(|node| file.node(node))
        .chain(flat)
        .map(|location| Problem {
            fix: Some(Fix::review("Take the file back from the commit before its `sops` part was lost, or encrypt the clear file anew.")),
            ..Problem::new("A SOPS ciphertext stands in a document without SOPS metadata: nobody can decrypt it", location)
        })
        .collect()
}
