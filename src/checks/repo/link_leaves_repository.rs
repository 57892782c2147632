use super::{Check, Link, LinkFault};
use crate::model::{Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/link-leaves-repository",
        title: "A symbolic link does not lead to a file of the repository",
        severity: Severity::Medium,
        applies_to: &["symbolic link"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Link(check),
};

const DOCS: &str = r"## What it checks

Symbolic links that lead out of the repository, are absolute, lead to themselves or to nothing, or into a Git folder. None of them is followed.

## Why it matters

Argo CD refuses a repository that holds a link out of bounds: no Application of it renders. Flux leaves such links out of its artifact, so that a build
misses the file. An absolute link points elsewhere on every machine, and a link out of the repository can show what no reader of it may see.

## Likely causes

- The link was made with an absolute path.
- The file it leads to was moved or removed.

## How to fix

Make the link relative and let it end inside the repository, or put a copy of the file in its place.

## Source

Argo CD 3.x, operator manual, security (out-of-bounds symlinks) and `reposerver.allow.oob.symlinks`; Flux source-controller 1.x, archive of sources.
";

fn check(link: &Link<'_>) -> Option<Problem> {
    let (severity, says) = match link.fault {
        LinkFault::Outside => (Severity::Medium, "leads out of the repository"),
        LinkFault::Git => (Severity::Medium, "leads into a Git folder"),
        LinkFault::Loop => (Severity::Low, "leads to itself"),
        LinkFault::Dangling => (Severity::Low, "leads to nothing"),
        LinkFault::Unreadable => (
            Severity::Low,
            "leads to something that is no file or folder",
        ),
    };
    Some(Problem {
        severity: Some(severity),
        fix: Some(Fix::review(
            "Make the link relative and let it end inside the repository, or put a copy of the file in its place.",
        )),
        ..Problem::new(
            format!("The symbolic link {says}"),
            Location::file(link.path),
        )
    })
}
