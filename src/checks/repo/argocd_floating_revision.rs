use super::Check;
use super::argocd_prune_unguarded::is_production;
use super::object::{Found, Object};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-floating-revision",
        title: "Production follows a revision that moves",
        severity: Severity::Low,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`targetRevision` of the sources of Applications of production (by name, project, path or destination): missing, `HEAD`, a branch, or a range of chart
versions.

## Why it matters

What runs changes when somebody else pushes, and nobody can say from Git what ran yesterday.

## Likely causes

- The default is `HEAD`.

## How to fix

Write a tag, a commit or an exact chart version, and let a pull request change it. In a repository of one's own that is promoted by folders, following the
main branch is a choice: allow the finding with a comment.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/best_practices.md` (Ensuring Manifests At Git Revisions Are Truly Immutable).
";

fn check(object: &Object<'_>) -> Vec<Found> {
    if !object.is("argoproj.io", "Application") || !is_production(object) {
        return Vec::new();
    }
    let one = object.at(&["spec", "source"]);
    let many = object
        .at(&["spec", "sources"])
        .into_iter()
        .flat_map(Node::items);
    one.into_iter()
        .chain(many)
        .filter_map(|source| problem(object, source))
        .collect()
}

fn problem(object: &Object<'_>, source: Node<'_>) -> Option<Found> {
    let node = source.get("targetRevision");
    let text = node.and_then(Node::text).unwrap_or("HEAD");
    let chart = source.get("chart").is_some();
    let floats = if chart {
        text == "HEAD" || text.contains(['*', '^', '~', '>', '<', 'x'])
    } else {
        matches!(
            text,
            "HEAD" | "main" | "master" | "develop" | "dev" | "trunk"
        )
    };
    if !floats || super::facts::is_dynamic(text) {
        return None;
    }
    Some(Problem {
        severity: chart.then_some(Severity::Medium),
        confidence: Confidence::Likely,
        evidence: vec![Evidence::new("targetRevision", text)],
        fix: Some(Fix::review("Write a tag, a commit or an exact chart version, and let a pull request change it.")),
        ..Problem::new(format!("{} of production follows a revision that moves", object.title()), object.place(node.unwrap_or(source)))
    }.into())
}
