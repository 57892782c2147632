use super::Check;
use super::facts::{Body, is_dynamic};
use super::graph::{Graph, normal};
use super::object::Found;
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-matches-nothing",
        title: "A Git generator matches no folder and no file",
        severity: Severity::Medium,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`directories` and `files` of Git generators whose repository is this one, against the folders and files of the repository.

## Why it matters

The ApplicationSet generates nothing for the entry; what it made before is deleted.

## Likely causes

- The folder was renamed or moved.

## How to fix

Correct the pattern.

## Source

argoproj/argo-cd 3.6, `docs/operator-manual/applicationset/Generators-Git.md`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (_, path, object) in graph.objects() {
        let Body::ApplicationSet(set) = &object.body else {
            continue;
        };
        for wanted in set
            .git
            .iter()
            .filter(|wanted| !wanted.exclude && !is_dynamic(&wanted.path.value))
        {
            let url = wanted.url.as_ref().map_or("", |text| &text.value);
            let here = graph.checkout.is_own(url) || graph.own_addresses.contains(&normal(url));
            if !here || graph.matching(wanted).next().is_some() {
                continue;
            }
            let what = if wanted.files { "file" } else { "folder" };
            found.push(Problem {
                confidence: Confidence::Likely,
                evidence: vec![Evidence::new("path", &wanted.path.value)],
                fix: Some(Fix::review("Correct the pattern, and look at the Applications with `preview_applicationset`.")),
                ..Problem::new(format!("`{}` of {} matches no {what} of this repository", wanted.path.shown(), object.title()), wanted.path.place(path))
            }.into());
        }
    }
    found
}
