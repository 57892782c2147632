//! What the status of an Application says.

use super::fleet::{At, Fleet};
use super::symptom::Subject;
use crate::clients::cluster::{Application, Body, Condition, OperationState, ResourceResult};
use crate::model::clean::clean;

/// The Application under judgement.
pub(super) fn application<'s>(subject: &Subject<'_, 's>) -> Option<&'s Application> {
    match &subject.object.body {
        Body::Application(app) => Some(app),
        _ => None,
    }
}

/// A condition of an Application; it has no status: present means active.
pub(super) fn condition<'s>(subject: &Subject<'_, 's>, kind: &str) -> Option<&'s Condition> {
    let app = application(subject)?;
    app.status.conditions.iter().find(|it| &*it.kind == kind)
}

/// What Applications with the same failure share when the cause is no object: a repository, a cluster, a project.
pub(super) fn shared(app: &Application, row: &str) -> Option<String> {
    let repository = || {
        app.spec
            .all_sources()
            .next()
            .map(|it| it.repo_url.to_string())
    };
    let destination = &app.spec.destination;
    let cluster = destination
        .name
        .as_deref()
        .or(destination.server.as_deref());
    let project = &app.spec.project;
    Some(match row {
        "A1" | "A2" | "A42" => "repo-server".to_owned(),
        "A5" | "A6" | "A7" => format!("{row} repository {}", repository()?),
        "A10" => format!("{row} project {project} repository {}", repository()?),
        "A11" | "A36" => format!(
            "{row} project {project} destination {} {}",
            cluster.unwrap_or(""),
            destination.namespace.as_deref().unwrap_or("")
        ),
        "A12" => format!("{row} project {project}"),
        "A14" => format!(
            "{row} project {project} {}",
            app.metadata.namespace.as_deref().unwrap_or("")
        ),
        "A15" | "A16" => format!("cluster {}", cluster.unwrap_or("")),
        _ => return None,
    })
}

/// The repositories and the cluster of an Application, where the API of Argo CD told of them.
pub(super) fn connections(fleet: &Fleet<'_>, app: &Application) -> Vec<At> {
    let destination = &app.spec.destination;
    let cluster = [destination.server.as_deref(), destination.name.as_deref()];
    let repositories = app.spec.all_sources().map(|it| Some(&*it.repo_url));
    let of = |kind: &str, references: &[Option<&str>]| -> Vec<At> {
        let fits = |at: &At| match fleet.object(*at).map(|it| &it.body) {
            Some(Body::Connection(it)) => references
                .iter()
                .flatten()
                .any(|wanted| it.is_named(wanted)),
            _ => false,
        };
        fleet.of_kind(kind).filter(fits).collect()
    };
    let mut all = of("Repository", &repositories.collect::<Vec<_>>());
    all.extend(of("Cluster", &cluster));
    all
}

/// Resources and hooks that an operation failed at.
pub(super) fn failed(state: &OperationState) -> impl Iterator<Item = &ResourceResult> {
    state
        .sync_result
        .resources
        .iter()
        .filter(|it| &*it.status == "SyncFailed" || matches!(&*it.hook_phase, "Failed" | "Error"))
}

/// Whether an operation failed and is tried again. Its phase says Running until the last try.
/// (argo-cd controller/appcontroller.go, 3.6: the message ends in `Retrying attempt #2 at …`)
pub(super) fn is_retried(state: &OperationState) -> bool {
    &*state.phase == "Running"
        && (state.message.contains("Retrying attempt #") || failed(state).next().is_some())
}

/// Whether an operation runs that was started and not ended.
pub(super) fn is_running(app: &Application) -> bool {
    let state = app.status.operation_state.as_ref();
    state.is_some_and(|state| matches!(&*state.phase, "Running" | "Terminating"))
}

/// What an operation that waits names: `group/Kind/name` of hooks and waves, found among the Application's resources.
pub(super) fn waits_for(subject: &Subject<'_, '_>, message: &str) -> Vec<At> {
    let Some(app) = application(subject) else {
        return Vec::new();
    };
    let named = |kind: &str, name: &str| {
        let resources = app.status.resources.iter();
        resources
            .filter(|it| it.kind() == kind && it.name() == name)
            .filter_map(|it| {
                subject.fleet.applied(
                    (it.kind(), it.group()),
                    (it.namespace(), it.name()),
                    subject.object,
                )
            })
            .next()
            .or_else(|| {
                let namespace = app.spec.destination.namespace.as_deref().unwrap_or("");
                subject.fleet.find(kind, namespace, name)
            })
    };
    message
        .split_whitespace()
        .filter_map(|word| {
            let mut parts = word.trim_end_matches([',', '.', '"', ')']).rsplit('/');
            let (name, kind) = (parts.next()?, parts.next()?);
            parts.next()?;
            named(kind, name)
        })
        .collect()
}

/// `1f2e3d4c`, or several for several sources.
pub(super) fn revision(app: &Application) -> String {
    let all: Vec<String> = app
        .status
        .revisions()
        .map(super::flux_state::short)
        .collect();
    clean(&all.join(", "), 200)
}
