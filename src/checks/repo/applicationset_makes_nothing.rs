use super::Check;
use super::preview::{Previewed, Set};
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-makes-nothing",
        title: "An ApplicationSet makes no Application",
        severity: Severity::Medium,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

ApplicationSets whose generators work and give nothing.

## Why it matters

Nothing is deployed, and no error tells of it. Applications that the set made before are deleted.

## Likely causes

- A pattern of directories or files that matches nothing: `*` stops at `/` for directories, and there is no `**`.
- A selector that fits no cluster; the local cluster has no labels unless it has a Secret.

## How to fix

Correct the pattern or selector.

## Source

argo-cd 3.6, `applicationset/generators/git.go`, `applicationset/generators/cluster.go`.
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    let empty = previewed
        .sets
        .iter()
        .filter(|set| !set.gone && !set.is_stuck() && set.now().is_empty());
    empty.map(problem).collect()
}

fn problem(set: &Set) -> Problem {
    Problem {
        fix: Some(Fix::review(
            "Correct the pattern, the selector or the elements; for directories `*` stops at `/`, so write one `*` for each level.",
        )),
        ..Problem::new(
            format!("{} makes no Application", set.manifest.title()),
            set.manifest.place("/spec/generators"),
        )
    }
}
