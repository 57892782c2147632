use super::Check;
use super::read::file::{Encrypted, File};
use crate::model::{Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-bad-metadata",
        title: "SOPS refuses the metadata of a file",
        severity: Severity::High,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The metadata of every SOPS file as `sops decrypt` reads it: an RFC 3339 `lastmodified`, at least one key, each recipient with its copy of the data key, and
at most one of the six settings that choose leaves.

## Why it matters

Nobody can decrypt the file, the controllers of the cluster included.

## Likely causes

- A conflict in the metadata was resolved by hand.
- A setting such as `encrypted_regex` was added to the file instead of to `.sops.yaml`.

## How to fix

Take the metadata back from the last commit with which the file could be decrypted, and change recipients with `sops updatekeys FILE` only.

## Source

getsops/sops 3.13, `stores/stores.go` (`ToInternal`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    file.encrypted
        .iter()
        .flat_map(|encrypted| problems(file, encrypted))
        .collect()
}

fn problems(file: &File<'_>, encrypted: &Encrypted<'_>) -> Vec<Problem> {
    let metadata = &encrypted.metadata;
    let mut found: Vec<Problem> = metadata
        .defects
        .iter()
        .map(|defect| {
            let message = format!(
                "SOPS cannot decrypt this file: `{}` {}",
                defect.field, defect.reason
            );
            problem(
                message,
                file.place(defect.line, &format!("/sops/{}", defect.field)),
            )
        })
        .collect();
    if metadata.selection.is_err() {
        let message =
            "SOPS refuses this file: its metadata names more than one rule to choose leaves";
        found.push(problem(
            message.to_owned(),
            file.place(metadata.line, "/sops"),
        ));
    }
    found
}

fn problem(message: String, location: Location) -> Problem {
    Problem {
        fix: Some(Fix::review(
            "Take the metadata back from the last commit with which the file could be decrypted.",
        )),
        ..Problem::new(message, location)
    }
}
