use super::Check;
use super::preview::{Previewed, Set, affected, name, sources};
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-missing-path",
        title: "An ApplicationSet makes Applications whose path does not exist",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

`path` of every source of the expanded Applications, where a checkout of its repository is at hand: `path` itself or one of `repositories`. A tag, a commit or another branch is not judged.

## Why it matters

The Application becomes Unknown (`app path does not exist`) and deploys nothing.

## Likely causes

- The template builds the path of parameters that do not fit the folders.
- A folder was renamed or is not committed yet.

## How to fix

Correct the template or the elements of the generator; a git directories generator gives only folders that exist.

## Source

argo-cd 3.6, `reposerver/repository/repository.go`.
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    previewed
        .sets
        .iter()
        .filter_map(|set| missing(previewed, set))
        .collect()
}

fn missing(previewed: &Previewed<'_>, set: &Set) -> Option<Problem> {
    let mut bad: Vec<(&str, &str)> = Vec::new();
    for made in set.now() {
        for source in sources(&made.application) {
            let text = |key: &str| {
                source
                    .get(key)
                    .and_then(serde_json::Value::as_str)
                    .unwrap_or("")
            };
            let path = text("path");
            if !path.is_empty()
                && text("chart").is_empty()
                && previewed.has_path(text("repoURL"), text("targetRevision"), path) == Some(false)
            {
                bad.push((name(&made.application), path));
            }
        }
    }
    let (first, path) = bad.first()?;
    let place = if set
        .manifest
        .spec()
        .pointer("/template/spec/sources")
        .is_some()
    {
        "/spec/template/spec/sources"
    } else {
        "/spec/template/spec/source/path"
    };
    Some(Problem {
        evidence: vec![Evidence::new("path", path)],
        affects: Some(affected(bad.iter().map(|(name, _)| *name))),
        fix: Some(Fix::review(
            "Correct the template of the path or the elements of the generator, or commit the folder.",
        )),
        ..Problem::new(
            format!(
                "The path `{}` of the Application `{}` of {} does not exist in the checkout ({} Applications in all)",
                clean(path, 200),
                clean(first, 120),
                set.manifest.title(),
                bad.len()
            ),
            set.manifest.place(place),
        )
    })
}
