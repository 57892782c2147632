use super::Check;
use super::history::FormerReader;
use crate::model::clean::clean;
use crate::model::{
    Affects, Evidence, FilePlace, Fix, Location, Meta, Problem, Related, Rule, Severity,
};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-removed-recipient",
        title: "A removed recipient still reads old versions of SOPS files",
        severity: Severity::Medium,
        applies_to: &["Git history", "SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Reader(check),
};

const DOCS: &str = r"## What it checks

With `history`: the recipients in the metadata of every version of every SOPS file, against those of the file as it is today. A recipient that was taken out
of a file is told once, with the number of files and the last commit from which it can read each. One that opens no file of today at all counts with
files that are gone, too. Versions that only the reflog leads to are left out.

## Why it matters

`sops updatekeys` and `sops rotate` change the file of today. Every older version stays in Git, encrypted for the removed recipient: whoever holds that key
and a copy of the repository decrypts it. Only new secrets end that.

## Likely causes

- Somebody left, or a cluster was given up, and its key was removed without changing the secrets.
- A key was replaced. If the old one was destroyed and never copied, nobody reads with it.

## How to fix

Change the secrets of the named files that have not been changed since, at their source, and enter the new ones with `sops edit FILE`.

## Source

getsops/sops 3.13, `README.rst`, Adding and removing keys; `cmd/sops/subcommand/updatekeys`.
";

fn check(reader: &FormerReader) -> Option<Problem> {
    let (first, rest) = reader.files.split_first()?;
    let recipient = clean(&reader.recipient.id, NAME);
    let count = reader.files.len();
    let noun = if count == 1 { "file" } else { "files" };
    let of_today = if reader.is_gone {
        "opens no SOPS file of today"
    } else {
        "was taken out of SOPS files"
    };
    let place = |path: &str, revision: String| {
        Location::File(FilePlace {
            path: path.to_owned(),
            line: None,
            pointer: Some("/sops".to_owned()),
            repository: None,
            revision: Some(revision),
        })
    };
    let versions: u64 = reader.files.iter().map(|file| file.versions).sum();
    let last = reader.files.iter().map(|file| file.last.time).max();
    let last = reader
        .files
        .iter()
        .find(|file| Some(file.last.time) == last);
    let last = last.map(|file| format!("{} of {}", file.last.id, file.last.rfc3339()));
    Some(Problem {
        related: rest
            .iter()
            .take(MOST)
            .map(|file| Related {
                location: place(&file.path, file.last.id.to_string()),
                note: "readable up to this commit".to_owned(),
            })
            .collect(),
        evidence: [
            Evidence::new("versions that it reads", &versions.to_string()),
            Evidence::new("last commit that it reads", &last.unwrap_or_default()),
        ]
        .into(),
        affects: Some(Affects {
            count: count as u64,
            first: reader
                .files
                .iter()
                .take(FIRST)
                .map(|file| clean(&file.path, NAME))
                .collect(),
        }),
        fix: Some(Fix::review(
            "Change the secrets in these files that were not changed since: removing a recipient takes no old version back.",
        )),
        ..Problem::new(
            format!("{recipient} {of_today} and still reads old versions of {count} {noun} in Git"),
            place(&first.path, first.last.id.to_string()),
        )
    })
}

const MOST: usize = 10;
const FIRST: usize = 5;
const NAME: usize = 200;
