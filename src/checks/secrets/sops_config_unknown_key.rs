use super::Check;
use super::read::file::File;
use crate::checks::patch::{Change, Edit, diff};
use crate::model::clean::clean;
use crate::model::{Confidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-config-unknown-key",
        title: "`.sops.yaml` holds a key that SOPS ignores",
        severity: Severity::Medium,
        applies_to: &[".sops.yaml"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The keys of creation rules and key groups in `.sops.yaml`, and near misses of the keys at the top.

## Why it matters

SOPS drops a key that it does not know without a word. With `unencrypted-regex` the setting has no effect; with `azure_kv` for `azure_keyvault` a recipient is
missing.

## Likely causes

- A hyphen for an underscore.
- The name of the same setting in a file's metadata, which differs for some keys.

## How to fix

Write the key as SOPS spells it, then encrypt the files of this rule again.

## Source

getsops/sops 3.13, `config/config.go` (`creationRule`, `keyGroup`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let unknown = file.config.iter().flat_map(|config| &config.unknown);
    unknown
        .map(|unknown| {
            let key = clean(&unknown.key, KEY);
            let location = file.place(unknown.line, &unknown.pointer);
            match unknown.nearest {
                Some(nearest) => Problem {
                    fix: Some(Fix {
                        patch: rename(file, &unknown.pointer, nearest),
                        ..Fix::review(format!(
                            "Write `{nearest}` for `{key}`, then encrypt the files of this rule again."
                        ))
                    }),
                    ..Problem::new(
                        format!("SOPS ignores the key `{key}`; `{nearest}` is probably meant"),
                        location,
                    )
                },
                // A note or a name of the author's own does no harm by itself.
                None => Problem {
                    severity: Some(Severity::Low),
                    confidence: Confidence::Likely,
                    fix: Some(Fix::review(format!(
                        "Remove `{key}`, or make it a comment."
                    ))),
                    ..Problem::new(format!("SOPS ignores the key `{key}`"), location)
                },
            }
        })
        .collect()
}

fn rename(file: &File<'_>, pointer: &str, to: &'static str) -> Option<String> {
    let edit = Edit {
        document: 0,
        pointer: pointer.to_owned(),
        change: Change::Rename(to.to_owned()),
    };
    diff(file.path, file.stream, &[edit])
}

const KEY: usize = 80;
