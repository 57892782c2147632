use super::Check;
use super::read::clear::also_clear;
use super::read::file::{Encrypted, File};
use super::read::object::Object;
use super::read::secret::uncovered;
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-rule-mismatch",
        title: "The SOPS rule of a file does not cover where its secrets are",
        severity: Severity::High,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Files with SOPS metadata whose own rule leaves secrets out: a Secret with credentials under `data` or `stringData` that `encrypted_regex` does not match, a
file in which nothing is encrypted, ciphertext in a place where SOPS does not look, and an expression that Go refuses (look-around, a glob), which then
matches nothing.

## Why it matters

The file carries SOPS metadata and passes for encrypted, while its secrets are in clear. Ciphertext outside the rule is handed to the application as it is.

## Likely causes

- `encrypted_regex: ^data$` while the Secret uses `stringData`.
- An expression written for Secrets and used for Helm values, where no key matches.
- Look-around such as `^(?!metadata)`, which Go's expressions do not have.
- The metadata was edited after the file was encrypted.

## How to fix

Change secrets that were in clear. Mend the rule in `.sops.yaml` (for Secrets `encrypted_regex: ^(data|stringData)$`), decrypt with the old metadata and
encrypt again: `sops updatekeys` does not change which leaves are encrypted.

## Source

getsops/sops 3.13, `sops.go` (`shouldBeEncrypted`); Go `regexp/syntax`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let uncovered = file
        .objects
        .iter()
        .filter_map(|object| uncovered_secret(file, object));
    uncovered
        .chain(
            file.encrypted
                .iter()
                .filter_map(|encrypted| mismatch(file, encrypted)),
        )
        .collect()
}

fn uncovered_secret(file: &File<'_>, object: &Object<'_>) -> Option<Problem> {
    let found = uncovered(file, object)?;
    let (first, key, _) = *found.first()?;
    let keys: Vec<String> = found
        .iter()
        .take(MOST)
        .map(|(_, key, _)| clean(key, KEY))
        .collect();
    Some(Problem {
        related: also_clear(file, found.iter().skip(1).map(|(node, ..)| *node)),
        evidence: vec![Evidence::new("keys in clear", &keys.join(", "))],
        fix: Some(fix()),
        ..Problem::new(
            format!(
                "{} is in a SOPS file whose rule leaves `{}` in clear",
                object.title(),
                clean(key, KEY)
            ),
            file.node(first),
        )
    })
}

/// The file as a whole: nothing encrypted, or ciphertext where the rule does not look.
fn mismatch(file: &File<'_>, encrypted: &Encrypted<'_>) -> Option<Problem> {
    let leaves = encrypted.leaves.as_ref()?;
    if let Some(stray) = leaves.stray.first() {
        let message = "Ciphertext stands where the file's own SOPS rule does not look, so it is never decrypted".to_owned();
        return Some(Problem {
            severity: Some(Severity::Medium),
            fix: Some(fix()),
            ..Problem::new(message, file.leaf(stray))
        });
    }
    let has_secret = file
        .objects
        .iter()
        .any(|object| Some(object.root) == encrypted.root && object.is_secret());
    if leaves.encrypted > 0
        || !leaves.clear.is_empty()
        || !leaves.damaged.is_empty()
        || leaves.unjudged > 0
        || has_secret
        || leaves.uncovered == 0
    {
        return None;
    }
    let cause = encrypted
        .metadata
        .selection()
        .filter(|selection| selection.is_refused());
    Some(Problem {
        confidence: Confidence::Likely,
        severity: Some(Severity::Medium),
        cause: cause.map(|_| {
            "The expression in the metadata is none that Go accepts, so it matches nothing."
                .to_owned()
        }),
        fix: Some(fix()),
        ..Problem::new(
            "The file carries SOPS metadata and not one value in it is encrypted",
            file.place(encrypted.metadata.line, "/sops"),
        )
    })
}

fn fix() -> Fix {
    Fix::review(
        "Change what was in clear, mend the rule (for Secrets `encrypted_regex: ^(data|stringData)$`), then decrypt the file and encrypt it again under the new rule.",
    )
}

const MOST: usize = 20;
const KEY: usize = 80;
