use super::Check;
use super::read::file::File;
use super::read::report::public_id;
use super::sops::age_key::{Unfit, unfit, unfit_age};
use super::sops::recipients::{KeyType, Recipient};
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-config-example-recipient",
        title: "A recipient cannot be used, or belongs to somebody else",
        severity: Severity::High,
        applies_to: &[".sops.yaml", "SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The age and PGP recipients of creation rules and of encrypted files: keys printed in public documentation, and age recipients whose text or checksum is no key.

## Why it matters

Nobody here holds the key of a documentation example, and for some of them everybody does. With a text that is no key SOPS cannot encrypt at all.

## Likely causes

- An example was copied with its key.
- A placeholder was never replaced, or a key was cut while copying.

## How to fix

Make a key with `age-keygen`, put its public part into `.sops.yaml`, run `sops updatekeys` on the files of the rule, and `sops rotate` where the old key was
public.

## Source

FiloSottile/age 1.3, `README.md`, `internal/bech32`; getsops/sops 3.13, `config/config.go`, `age/keysource.go` (`parseRecipient`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let rules = file.config.iter().flat_map(|config| &config.rules);
    let in_rules = rules.flat_map(|rule| {
        rule.recipients.iter().filter_map(move |placed| {
            problem(&placed.recipient, file.place(placed.line, &rule.pointer))
        })
    });
    let in_files = file.encrypted.iter().flat_map(|encrypted| {
        let location = file.place(encrypted.metadata.line, "/sops");
        encrypted
            .metadata
            .recipients
            .iter()
            .filter_map(move |recipient| problem(recipient, location.clone()))
    });
    in_rules.chain(in_files).collect()
}

fn problem(recipient: &Recipient, location: Location) -> Option<Problem> {
    let unfit = match recipient.key {
        KeyType::Age => unfit_age(&recipient.id),
        KeyType::Pgp => unfit(&recipient.id),
        _ => None,
    }?;
    let message = match unfit {
        Unfit::Example => {
            "A recipient is a key printed in public documentation: you do not hold it, and others may"
        }
        Unfit::Invalid => "An age recipient is no key: SOPS cannot encrypt for it",
    };
    Some(Problem {
        evidence: vec![Evidence::new("recipient", public_id(&recipient.id))],
        fix: Some(Fix::review(
            "Make a key with `age-keygen`, name its public part here, and run `sops updatekeys` on the files of this rule.",
        )),
        ..Problem::new(message, location)
    })
}
