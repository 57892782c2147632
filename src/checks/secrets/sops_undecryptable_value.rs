use super::Check;
use super::read::govern::command_path;
use super::sops::verify::{DamagedCopy, Opened, Undecryptable, Verdict};
use crate::model::clean::clean;
use crate::model::{Affects, Evidence, Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-undecryptable-value",
        title: "A value of a SOPS file does not open in its place",
        severity: Severity::High,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Opened(check),
};

const DOCS: &str = r"## What it checks

Every ciphertext of a SOPS file under the file's own data key, when an age key of one of its recipients is offered (`SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE`,
or `age_key_file` in the configuration). SOPS binds a ciphertext to the keys above it, so a value opens only in the place for which it was encrypted. A
copy of the data key that its own recipient cannot open is told too.

## Why it matters

SOPS decrypts the whole file or nothing: one such value stops every consumer of the file.

## Likely causes

- A value was moved, copied or swapped, or a key above it was renamed, in a plain editor. The finding names the old place when it is still in the file.
- A merge or a template took values from another file, or the `sops` block of another file was pasted in.
- The ciphertext was damaged or tampered with.

## How to fix

Restore the file from the last commit with which it could be decrypted, and make the change with `sops edit FILE`.

## Source

getsops/sops 3.13, `sops.go` (`Tree.Decrypt`, the path as additional data), `aes/cipher.go`.
";

fn check(opened: &Opened) -> Vec<Problem> {
    let values = match &opened.verdict {
        Verdict::Undecryptable(found) => of_values(&opened.path, found),
        _ => None,
    };
    values
        .into_iter()
        .chain(
            opened
                .damaged_copies
                .iter()
                .map(|copy| of_copy(&opened.path, copy)),
        )
        .collect()
}

fn of_values(path: &str, found: &Undecryptable) -> Option<Problem> {
    let (first, rest) = found.values.split_first()?;
    let place = |line, pointer: &str| Location::node(path, line, clean(pointer, POINTER));
    let noun = if found.count == 1 {
        "value does"
    } else {
        "values do"
    };
    let what = if found.all {
        "not one value opens: the metadata belongs to another file".to_owned()
    } else {
        format!(
            "{} {noun} not open in the place where it stands",
            found.count
        )
    };
    let moved = found.values.iter().filter_map(|value| {
        let from = value.from.as_ref()?;
        let text = format!(
            "encrypted as {}, now at {}",
            from.trim_end_matches(':').replace(':', "/"),
            value.place.pointer
        );
        Some(Evidence::new("moved", &text))
    });
    Some(Problem {
        related: rest
            .iter()
            .map(|value| Related {
                location: place(value.place.line, &value.place.pointer),
                note: "does not open either".to_owned(),
            })
            .collect(),
        evidence: moved.collect(),
        fix: Some(fix(path)),
        affects: Some(Affects {
            count: found.count as u64,
            first: found
                .values
                .iter()
                .take(FIRST)
                .map(|value| clean(&value.place.pointer, POINTER))
                .collect(),
        }),
        ..Problem::new(
            format!("SOPS cannot decrypt this file: {what}"),
            place(first.place.line, &first.place.pointer),
        )
    })
}

fn of_copy(path: &str, copy: &DamagedCopy) -> Problem {
    let recipient = clean(&copy.recipient, POINTER);
    Problem {
        severity: Some(Severity::Medium),
        fix: Some(fix(path)),
        ..Problem::new(
            format!(
                "The copy of the data key for {recipient} does not open with that recipient's own key"
            ),
            Location::node(path, copy.line, &copy.pointer),
        )
    }
}

fn fix(path: &str) -> Fix {
    Fix {
        command: command_path(path).map(|path| format!("git log -p -- {path}")),
        ..Fix::review(
            "Restore the file from the last commit with which it could be decrypted, and make the change with `sops edit`.",
        )
    }
}

const FIRST: usize = 5;
const POINTER: usize = 300;
