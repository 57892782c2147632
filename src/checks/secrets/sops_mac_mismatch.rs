use super::Check;
use super::read::govern::command_path;
use super::sops::verify::{Mismatch, Opened, Verdict};
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-mac-mismatch",
        title: "A SOPS file was changed after it was encrypted",
        severity: Severity::High,
        applies_to: &["SOPS file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Opened(check),
};

const DOCS: &str = r"## What it checks

The message authentication code of every SOPS file, when an age key of one of its recipients is offered (`SOPS_AGE_KEY`, `SOPS_AGE_KEY_FILE`, or
`age_key_file` in the configuration). The values are decrypted in memory, hashed in the order of the file and compared with the stored code. No value is
told. Without a key the files are counted as not judged.

## Why it matters

Somebody without the key changed what the key holders signed: a value was removed, added, put in another order, or a clear field was edited. SOPS
refuses the file, and a controller that decrypts it stops. With `--ignore-mac` the change would go live unseen.

## Likely causes

- A clear field (a name, a namespace, an annotation) was edited by hand; `mac_only_encrypted: true` leaves those out of the code.
- A merge took values from one side and the code or the time stamp from the other.
- A formatter changed a number or dropped a key.
- Tampering.

## How to fix

Look at what changed since the last commit with which the file could be decrypted. If the change is wanted, make it again with `sops edit FILE`; if not,
restore the file.

## Source

getsops/sops 3.13, `sops.go` (`Tree.Decrypt`), `cmd/sops/common/common.go` (`DecryptTree`).
";

fn check(opened: &Opened) -> Vec<Problem> {
    match &opened.verdict {
        Verdict::Mismatch(mismatch) => vec![problem(&opened.path, mismatch)],
        _ => Vec::new(),
    }
}

fn problem(path: &str, mismatch: &Mismatch) -> Problem {
    let (what, evidence) = if mismatch.is_sealed {
        (
            "The stored code does not open under the file's data key and time stamp: `lastmodified` or `mac` was changed, or comes from another file",
            "does not open",
        )
    } else {
        (
            "The content of this SOPS file is not what was encrypted: a value was removed, added, moved in the order, or edited in clear",
            "differs from the code over the content",
        )
    };
    Problem {
        evidence: vec![Evidence::new("sops.mac", evidence)],
        fix: Some(Fix {
            command: command_path(path).map(|path| format!("git log -p -- {path}")),
            ..Fix::review(
                "Find the change since the file could last be decrypted. Restore the file, or make the change again with `sops edit`.",
            )
        }),
        ..Problem::new(what, Location::node(path, mismatch.line, "/sops/mac"))
    }
}
