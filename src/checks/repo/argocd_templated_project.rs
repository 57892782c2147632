use super::Check;
use super::object::{Found, Object};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-templated-project",
        title: "A project comes from Git or from a pull request",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`project` of the template of an ApplicationSet that takes parameters from Git, an SCM provider or pull requests, when it holds an expression.

## Why it matters

Whoever may write to that repository chooses the project, and with it what may be deployed where: a way to administer the cluster.

## Likely causes

- The project was named after the folder, like everything else.

## How to fix

Write the project as a constant, one ApplicationSet for each project.

## Source

argoproj/argo-cd 3.6, `docs/operator-manual/applicationset/Security.md`.
";

const OUTSIDE: [&str; 3] = ["git", "scmProvider", "pullRequest"];

fn check(object: &Object<'_>) -> Vec<Found> {
    let project = object.at(&["spec", "template", "spec", "project"]);
    let Some(project) = project.filter(|node| node.text().is_some_and(|text| text.contains("{{")))
    else {
        return Vec::new();
    };
    let outside = object.at(&["spec"]).is_some_and(|spec| takes_from(spec, 4));
    if !object.is("argoproj.io", "ApplicationSet") || !outside {
        return Vec::new();
    }
    vec![
        Problem {
            evidence: vec![Evidence::new("project", project.text().unwrap_or_default())],
            fix: Some(Fix::review(
                "Write the project as a constant, one ApplicationSet for each project.",
            )),
            ..Problem::new(
                format!(
                    "The project of {} is chosen by whoever writes to the repository",
                    object.title()
                ),
                object.place(project),
            )
        }
        .into(),
    ]
}

fn takes_from(node: Node<'_>, left: usize) -> bool {
    let mut generators = node.get("generators").into_iter().flat_map(Node::items);
    left > 0
        && generators.any(|generator| {
            let own = OUTSIDE.iter().any(|key| generator.get(key).is_some());
            own || ["matrix", "merge"]
                .iter()
                .filter_map(|key| generator.get(key))
                .any(|inner| takes_from(inner, left - 1))
        })
}
