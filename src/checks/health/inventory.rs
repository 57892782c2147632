//! One line for each object, healthy or not: `show=all` and `revision=…`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::causes::{Sorted, State};
use super::fleet::{At, Fleet};
use super::question::Question;
use super::{argocd_state, flux_state, resource};
use crate::clients::cluster::{Body, Object};
use crate::model::clean::clean;

/// An object and its state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectLine {
    /// `Kustomization apps/web`.
    pub object: String,
    pub target: String,
    pub health: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sync: Option<String>,
    /// Repository and folder, or chart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The revision that was applied last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The revision that its source has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_revision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Whether the revision that was asked about has arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrived: Option<bool>,
    /// What it follows from, or why a revision has not arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The line of one object.
pub(super) fn line(fleet: &Fleet<'_>, sorted: &Sorted, at: At) -> Option<ObjectLine> {
    let object = fleet.object(at)?;
    let state = sorted.states.get(&at);
    let mut line = ObjectLine {
        object: fleet.show(at),
        target: fleet.snapshot.target.clone(),
        health: health(object, state),
        source: super::definition::source_of(fleet, at),
        note: match state {
            Some(State::Follows(root)) => Some(format!("follows from {}", fleet.show(*root))),
            _ => None,
        },
        ..ObjectLine::default()
    };
    match &object.body {
        Body::Application(app) => {
            line.sync = Some(clean(&app.status.sync.status, 40));
            line.revision = app.status.deployed().map(flux_state::short);
            line.source_revision = Some(argocd_state::revision(app)).filter(|it| !it.is_empty());
            line.since = app
                .status
                .health
                .last_transition_time
                .as_deref()
                .map(|it| clean(it, 40));
        }
        Body::Flux(flux) => {
            let status = &flux.status;
            let artifact = status
                .artifact
                .as_ref()
                .map(|it| flux_state::short(&it.revision));
            let deployed = status
                .history
                .iter()
                .find(|it| it.status.as_deref() == Some("deployed"));
            let chart = deployed.and_then(|it| it.chart_version.as_deref());
            let applied = status.last_applied_revision.as_deref().or(chart);
            line.revision = applied.map(flux_state::short).or(artifact);
            let source = fleet.sources(object, flux).into_iter().next();
            let offered = source.and_then(|at| fleet.flux(at)?.status.artifact.as_ref());
            line.source_revision = offered.map(|it| flux_state::short(&it.revision));
            let ready = status.condition("Ready");
            line.since = ready
                .and_then(|it| it.last_transition_time.as_deref())
                .map(|it| clean(it, 40));
        }
        _ => {}
    }
    Some(line)
}

fn health(object: &Object, state: Option<&State>) -> String {
    if let Body::Application(app) = &object.body {
        return clean(&app.status.health.status, 40);
    }
    let own = resource::of(object).map_or("no status", |(health, _)| health.name());
    match state {
        Some(State::Follows(_)) if own == "Healthy" => "Frozen".to_owned(),
        _ => own.to_owned(),
    }
}

/// Whether an object has applied the revision that is asked about; `None` for kinds that apply nothing.
pub(super) fn arrived(fleet: &Fleet<'_>, at: At, question: &Question) -> Option<bool> {
    let wanted = question.revision.as_deref()?;
    let object = fleet.object(at)?;
    let fits = |text: &str| text.contains(wanted);
    match &object.body {
        Body::Application(app) => {
            let deployed = app.status.history.as_ref();
            let all = deployed.into_iter().flat_map(|it| {
                let one = it.revision.as_deref().into_iter();
                one.chain(it.revisions.iter().map(|text| &**text))
                    .collect::<Vec<_>>()
            });
            let synced = &*app.status.sync.status == "Synced";
            let compared = app.status.revisions().any(fits);
            Some(all.into_iter().any(fits) || (synced && compared))
        }
        Body::Flux(flux) if matches!(&*object.kind, "Kustomization" | "HelmRelease") => {
            let status = &flux.status;
            let origin = status.last_applied_origin_revision.as_deref();
            let deployed = status
                .history
                .iter()
                .find(|it| it.status.as_deref() == Some("deployed"));
            let chart = deployed.and_then(|it| it.chart_version.as_deref());
            let applied = [status.last_applied_revision.as_deref(), origin, chart];
            Some(applied.into_iter().flatten().any(fits))
        }
        _ => None,
    }
}

/// Why a revision has not arrived, where no finding tells.
pub(super) fn why_not(fleet: &Fleet<'_>, at: At, wanted: &str) -> String {
    let Some(object) = fleet.object(at) else {
        return String::new();
    };
    if let Body::Application(app) = &object.body {
        let sees = app.status.revisions().any(|it| it.contains(wanted));
        return match (sees, app.spec.automated().is_some()) {
            (true, true) => "Argo CD sees it and has not synced it yet",
            (true, false) => "Argo CD sees it; automated sync is off, so somebody has to sync",
            (false, _) => "Argo CD compares with another revision: it tracks another branch or path, or has not polled yet",
        }
        .to_owned();
    }
    let source = fleet
        .flux(at)
        .and_then(|flux| fleet.sources(object, flux).into_iter().next());
    let offered = source.and_then(|at| fleet.flux(at)?.status.artifact.as_ref());
    match (source, offered) {
        (Some(_), Some(artifact)) if artifact.revision.contains(wanted) => {
            "its source has it and it was not applied yet".to_owned()
        }
        (Some(source), Some(artifact)) => format!(
            "{} has {}",
            fleet.show(source),
            flux_state::short(&artifact.revision)
        ),
        _ => "its source was not read".to_owned(),
    }
}
