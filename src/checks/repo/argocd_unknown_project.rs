use super::Check;
use super::facts::{Body, is_dynamic};
use super::graph::Graph;
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-unknown-project",
        title: "An Application names a project that does not exist",
        severity: Severity::High,
        applies_to: &["Application", "ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

`spec.project` of Applications and of the templates of ApplicationSets, against the AppProjects of the repository. It is judged only in a repository that
holds AppProjects; `default` always exists.

## Why it matters

The Application stays in `InvalidSpecError` (`… references project … which does not exist`).

## Likely causes

- The project was renamed, or is made outside of this repository.

## How to fix

Correct the name, or commit the AppProject.

## Source

argoproj/argo-cd 3.6, `util/argo/argo.go`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let projects: Vec<&str> = graph
        .objects()
        .filter(|(_, _, object)| matches!(object.body, Body::Project(_)))
        .map(|(_, _, object)| &*object.name)
        .collect();
    if projects.is_empty() {
        return Vec::new();
    }
    let named = graph.objects().filter_map(|(_, path, object)| {
        let application = match &object.body {
            Body::Application(application) => application,
            Body::ApplicationSet(set) => &set.template,
            _ => return None,
        };
        let project = application.project.as_ref()?;
        let known = &*project.value == "default"
            || projects.contains(&&*project.value)
            || is_dynamic(&project.value);
        (!known).then_some((path, object, project))
    });
    named
        .map(|(path, object, project)| {
            let near = graph.nearest_name("AppProject", &project.value);
            Found {
                edits: near.map(|near| Edit { document: object.document, pointer: project.pointer.to_string(), change: Change::Set(near.to_owned()) }).into_iter().collect(),
                problem: Problem {
                    severity: near.is_none().then_some(Severity::Medium),
                    confidence: Confidence::Likely,
                    evidence: vec![Evidence::new("project", &project.value)],
                    fix: Some(Fix::review("Correct the name, or commit the AppProject.")),
                    ..Problem::new(format!("{} names the project `{}`, which no AppProject of this repository defines", object.title(), project.shown()), project.place(path))
                },
            }
        })
        .collect()
}
