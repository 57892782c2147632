use super::Check;
use super::history::{Leaked, commit};
use crate::model::clean::clean;
use crate::model::{Evidence, FilePlace, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/leaked-in-history",
        title: "A credential can be read in the history of the repository",
        severity: Severity::High,
        applies_to: &["Git history"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::History(check),
};

const DOCS: &str = r"## What it checks

Every version of every file that a branch, a tag, `HEAD` or a reflog leads to, by the same rules as the files of today, and for credentials whose form
tells them. Values that a finding in the files of today tells are not told again: that finding says since when. One place is told once, with the commit that
brought it and the last one that has it, however often it was indented anew, moved or changed in between. Messages of commits are neither read nor shown.

## Why it matters

Whoever has a copy of the repository has every version of it. A credential that was once committed stays known after the file is removed, encrypted or
renamed. Hosting services keep commits that no branch leads to any more.

## Likely causes

- The file was removed or encrypted in a later commit, and the credential was not changed.
- The commit was amended or its branch deleted, after others could fetch it.

## How to fix

Change the credential first: from the first commit on it has to be taken as known. Only then decide, with everybody who works on the repository, whether its
history is rewritten. That breaks every clone and fork, and it takes nothing back from those who have read it.

## Source

Git documentation, `git-filter-repo` and `gitglossary` (reachable); GitHub documentation, Removing sensitive data from a repository.
";

fn check(leaked: &Leaked) -> Problem {
    let first = leaked.first.commit.id.to_string();
    let severity = leaked.weight.severity;
    let place = FilePlace {
        path: leaked.spot.path.clone(),
        line: leaked.line,
        pointer: leaked.spot.pointer.clone(),
        repository: None,
        revision: Some(first.clone()),
    };
    Problem {
        severity: Some(if leaked.in_refs {
            severity
        } else {
            severity.lower()
        }),
        confidence: leaked.weight.confidence,
        since: Some(leaked.first.commit.rfc3339()),
        related: leaked.elsewhere.clone(),
        evidence: evidence(leaked),
        fix: Some(fix(leaked, short(&first))),
        ..Problem::new(message(leaked), Location::File(place))
    }
}

fn message(leaked: &Leaked) -> String {
    let what = what(leaked);
    match (leaked.in_head, leaked.in_refs) {
        (true, _) => format!("{what} is in Git in clear and still in HEAD"),
        (false, true) => {
            format!("{what} is gone from HEAD and can still be read in clear in history")
        }
        (false, false) => {
            format!("{what} is in clear in a commit that only the reflog of this copy leads to")
        }
    }
}

/// `password` of Secret team-a/db; a credential; GitHub personal access token.
fn what(leaked: &Leaked) -> String {
    let key = leaked
        .spot
        .pointer
        .as_deref()
        .and_then(|pointer| pointer.rsplit('/').next())
        .unwrap_or_default();
    let key = clean(&key.replace("~1", "/").replace("~0", "~"), KEY);
    match (leaked.spot.subject.as_str(), key.as_str()) {
        ("", "") => "A credential".to_owned(),
        ("", key) => format!("The credential `{key}`"),
        (subject, "") => format!("A credential ({subject})"),
        (subject, key) => format!("`{key}` of {subject}"),
    }
}

const KEY: usize = 80;

fn evidence(leaked: &Leaked) -> Vec<Evidence> {
    let mut evidence = vec![
        Evidence::new("first commit", &commit(&leaked.first)),
        Evidence::new("last commit", &commit(&leaked.last)),
    ];
    if leaked.values > 1 {
        evidence.push(Evidence::new(
            "values",
            &format!("{} different ones stood here", leaked.values),
        ));
    }
    evidence.push(Evidence::new("told by", leaked.weight.rule));
    evidence
}

fn fix(leaked: &Leaked, first: &str) -> Fix {
    if !leaked.in_refs {
        return Fix::review(format!(
            "If commit {first} was ever pushed, change the credential. To remove it from this copy, let the reflog expire and run `git gc --prune=now`."
        ));
    }
    Fix::review(format!(
        "Change the credential: from commit {first} on it has to be taken as known. Then decide whether history is rewritten; that breaks every clone and takes nothing back."
    ))
}

/// As many digits as stay unique in a repository of any size.
fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}
