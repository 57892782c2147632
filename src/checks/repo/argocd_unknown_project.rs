use std::collections::BTreeSet;

use super::Check;
use super::facts::{Body, Object, Text, is_dynamic};
use super::graph::{Graph, Id};
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
    let projects: BTreeSet<&str> = graph
        .objects()
        .filter(|(_, _, object)| matches!(object.body, Body::Project(_)))
        .map(|(_, _, object)| &*object.name)
        .collect();
    let named: Vec<(&str, &Object, &Text)> = graph.objects().filter_map(named).collect();
    let names: BTreeSet<&str> = named
        .iter()
        .map(|(_, _, project)| &*project.value)
        .collect();
    // Where most projects are not defined here, this repository is not their home.
    let known = names.iter().filter(|name| projects.contains(*name)).count();
    let is_home = !projects.is_empty() && known * 2 >= names.len();
    let unknown = named
        .into_iter()
        .filter(|(_, _, project)| !projects.contains(&*project.value));
    let near = |project: &Text| graph.nearest_name("AppProject", &project.value);
    unknown
        .filter(|(_, _, project)| is_home || near(project).is_some())
        .map(|(path, object, project)| found((path, object, project), near(project)))
        .collect()
}

/// The project that an Application or the template of an ApplicationSet names, if it is none that always exists.
fn named<'g>(
    (_, path, object): (Id, &'g str, &'g Object),
) -> Option<(&'g str, &'g Object, &'g Text)> {
    let application = match &object.body {
        Body::Application(application) => application,
        Body::ApplicationSet(set) => &set.template,
        _ => return None,
    };
    let project = application.project.as_ref()?;
    let judged = &*project.value != "default" && !is_dynamic(&project.value);
    judged.then_some((path, object, project))
}

fn found((path, object, project): (&str, &Object, &Text), near: Option<&str>) -> Found {
    let edit = near.map(|near| Edit {
        document: object.document,
        pointer: project.pointer.to_string(),
        change: Change::Set(near.to_owned()),
    });
    Found {
        edits: edit.into_iter().collect(),
        problem: Problem {
            severity: near.is_none().then_some(Severity::Medium),
            confidence: Confidence::Likely,
            evidence: vec![Evidence::new("project", &project.value)],
            fix: Some(Fix::review("Correct the name, or commit the AppProject.")),
            ..Problem::new(
                format!(
                    "{} names the project `{}`, which no AppProject of this repository defines",
                    object.title(),
                    project.shown()
                ),
                project.place(path),
            )
        },
    }
}
