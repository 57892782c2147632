use super::Check;
use super::facts::{Application, Body, Project, Text, is_dynamic};
use super::graph::{Graph, Id, glob, normal};
use super::object::Found;
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-project-denies",
        title: "An AppProject does not permit what its Application asks for",
        severity: Severity::High,
        applies_to: &["Application", "AppProject"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Repositories and destinations of Applications against `sourceRepos` and `destinations` of their AppProject, as Argo CD matches them: patterns with `*`, and
entries that begin with `!` deny.

## Why it matters

The Application stays in `InvalidSpecError` (`application repo … is not permitted in project …`).

## Likely causes

- The repository moved, or the address is written otherwise: `.git`, another user or host.

## How to fix

Add the repository or the destination to the project, or correct the Application.

## Source

argoproj/argo-cd 3.6, `pkg/apis/application/v1alpha1/app_project_types.go` (`IsSourcePermitted`, `IsDestinationPermitted`).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, path, object) in graph.objects() {
        let Body::Application(application) = &object.body else {
            continue;
        };
        let Some((project_id, project)) = project_of(graph, id, application) else {
            continue;
        };
        let denied = application
            .sources
            .iter()
            .filter_map(|source| source.url.as_ref());
        let denied = denied
            .filter(|url| !is_dynamic(&url.value) && !permits_repository(project, &url.value));
        let denied = denied.map(|url| (url, format!("the repository {}", url.shown())));
        let destination = destination_denied(project, application)
            .map(|text| (text, "the destination".to_owned()));
        for (text, what) in denied.chain(destination) {
            let name = graph
                .object(project_id)
                .map(super::facts::Object::title)
                .unwrap_or_default();
            let place = graph
                .object(project_id)
                .map(|object| Location::line(graph.path(project_id), object.line));
            found.push(
                Problem {
                    related: place
                        .map(|location| Related {
                            location,
                            note: "the project".to_owned(),
                        })
                        .into_iter()
                        .collect(),
                    fix: Some(Fix::review(format!(
                        "Add {what} to {name}, or correct the Application."
                    ))),
                    ..Problem::new(
                        format!("{name} does not permit {what} of {}", object.title()),
                        text.place(path),
                    )
                }
                .into(),
            );
        }
    }
    found
}

/// The one project of that name; of several, those of other instances for example, nothing can be told.
fn project_of<'f>(
    graph: &Graph<'f>,
    _: Id,
    application: &Application,
) -> Option<(Id, &'f Project)> {
    let name = application.project.as_ref()?;
    let [id] = graph.named_objects("AppProject", &name.value) else {
        return None;
    };
    match &graph.object(*id)?.body {
        Body::Project(project) => Some((*id, project)),
        _ => None,
    }
}

fn permits_repository(project: &Project, url: &str) -> bool {
    let fits = |pattern: &str| {
        pattern == "*" || glob(&normal(pattern), &normal(url)) || glob(pattern, url)
    };
    let denied = project
        .repositories
        .iter()
        .filter_map(|entry| entry.strip_prefix('!'))
        .any(fits);
    !denied && project.repositories.iter().any(|entry| fits(entry))
}

fn destination_denied<'a>(project: &Project, application: &'a Application) -> Option<&'a Text> {
    let destination = &application.destination;
    let shown = destination.server.as_ref().or(destination.name.as_ref())?;
    let namespace = destination
        .namespace
        .as_ref()
        .map_or("", |text| &text.value);
    if is_dynamic(namespace) || is_dynamic(&shown.value) {
        return None;
    }
    let fits = |entry: &[Option<Box<str>>; 3], deny: bool| {
        let [server, name, space] = entry;
        let part =
            |pattern: &Option<Box<str>>, value: Option<&str>| match (pattern.as_deref(), value) {
                (Some(pattern), Some(value)) => {
                    let pattern = if deny {
                        pattern.strip_prefix('!').unwrap_or(pattern)
                    } else {
                        pattern
                    };
                    Some(glob(pattern, value))
                }
                _ => None,
            };
        let value = |text: &'a Option<Text>| text.as_ref().map(|text| &*text.value);
        // A server may be known by name on one side and by address on the other: that cannot be told here.
        let cluster = part(server, value(&destination.server))
            .or_else(|| part(name, value(&destination.name)));
        cluster.unwrap_or(!deny) && part(space, Some(namespace)).unwrap_or(namespace.is_empty())
    };
    let denies =
        |entry: &&[Option<Box<str>>; 3]| entry.iter().flatten().any(|part| part.starts_with('!'));
    let denied = project
        .destinations
        .iter()
        .filter(denies)
        .any(|entry| fits(entry, true));
    let allowed = project
        .destinations
        .iter()
        .filter(|entry| !denies(entry))
        .any(|entry| fits(entry, false));
    (denied || !allowed).then_some(shown)
}
