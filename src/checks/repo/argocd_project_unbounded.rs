use super::Check;
use super::object::{Found, Object};
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-project-unbounded",
        title: "An AppProject allows everything",
        severity: Severity::Low,
        applies_to: &["AppProject"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

AppProjects with `*` for the repositories, for server and namespace of a destination, and for the kinds of the cluster.

## Why it matters

The project is no boundary: whoever may write to any of its repositories administers the cluster.

## Likely causes

- The project `default` was copied.

## How to fix

Name the repositories, the destinations and the kinds that are needed.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/projects.md`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(spec) = object
        .at(&["spec"])
        .filter(|_| object.is("argoproj.io", "AppProject"))
    else {
        return Vec::new();
    };
    let items = |key: &str| {
        spec.get(key)
            .into_iter()
            .flat_map(Node::items)
            .collect::<Vec<_>>()
    };
    let star = |node: &Node<'_>, key: &str| node.get(key).and_then(Node::text) == Some("*");
    let repositories = items("sourceRepos")
        .iter()
        .any(|node| node.text() == Some("*"));
    let destinations = items("destinations")
        .iter()
        .any(|node| star(node, "namespace") && (star(node, "server") || star(node, "name")));
    let kinds = items("clusterResourceWhitelist")
        .iter()
        .any(|node| star(node, "group") && star(node, "kind"));
    if !(repositories && destinations && kinds) {
        return Vec::new();
    }
    vec![
        Problem {
            fix: Some(Fix::review(
                "Name the repositories, the destinations and the kinds that are needed.",
            )),
            ..Problem::new(
                format!(
                    "{} allows every repository, every destination and every kind",
                    object.title()
                ),
                object.place_of(&["spec", "sourceRepos"]),
            )
        }
        .into(),
    ]
}
