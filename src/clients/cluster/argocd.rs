//! Kinds of Argo CD.

use std::borrow::Cow;

use serde::Deserialize;

use super::generators::Credentials;
use super::list::Many;
use super::metadata::{Condition, Metadata};
use super::resource_status::ResourceStatus;
use super::values::{self, Present};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Application {
    pub metadata: Metadata,
    pub spec: ApplicationSpec,
    pub operation: Present,
    pub status: ApplicationStatus,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ApplicationSpec {
    pub project: Box<str>,
    pub source: Option<Source>,
    pub sources: Many<Source>,
    pub destination: Destination,
    pub sync_policy: SyncPolicy,
    pub source_hydrator: Present,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Source {
    #[serde(rename = "repoURL")]
    pub repo_url: Box<str>,
    pub path: Option<Box<str>>,
    pub chart: Option<Box<str>>,
    pub target_revision: Option<Box<str>>,
    #[serde(rename = "ref")]
    pub reference: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Destination {
    pub server: Option<Box<str>>,
    pub name: Option<Box<str>>,
    pub namespace: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SyncPolicy {
    pub automated: Option<Automated>,
    pub sync_options: Many<Box<str>>,
    pub retry: Option<Retry>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Automated {
    pub prune: bool,
    pub self_heal: bool,
    pub allow_empty: bool,
    pub enabled: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Retry {
    pub limit: Option<i64>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ApplicationStatus {
    pub sync: SyncStatus,
    pub health: ApplicationHealth,
    pub conditions: Many<Condition>,
    pub operation_state: Option<OperationState>,
    pub reconciled_at: Option<Box<str>>,
    /// Only the last deployment.
    #[serde(deserialize_with = "values::last")]
    pub history: Option<Deployed>,
    pub resources: Many<ResourceStatus>,
    pub source_hydrator: Hydrator,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Hydrator {
    pub current_operation: Option<HydrateOperation>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct HydrateOperation {
    pub phase: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SyncStatus {
    pub status: Box<str>,
    pub revision: Option<Box<str>>,
    pub revisions: Many<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ApplicationHealth {
    pub status: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
    pub last_transition_time: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OperationState {
    pub phase: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
    pub retry_count: i64,
    pub started_at: Option<Box<str>>,
    pub finished_at: Option<Box<str>>,
    pub operation: Operation,
    pub sync_result: SyncResult,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Operation {
    pub retry: Retry,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SyncResult {
    pub revision: Option<Box<str>>,
    pub revisions: Many<Box<str>>,
    /// Only hooks and what was not simply synced.
    #[serde(deserialize_with = "notable")]
    pub resources: Vec<ResourceResult>,
}

fn notable<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<ResourceResult>, D::Error> {
    let kept = values::kept(from, |result: &WrittenResult<'de>| {
        !result.hook_type.is_empty() || !matches!(&*result.status, "Synced" | "Pruned")
    })?;
    Ok(kept.into_iter().map(ResourceResult::from).collect())
}

#[derive(Debug, Clone, Default)]
pub struct ResourceResult {
    pub group: Box<str>,
    pub kind: Box<str>,
    pub namespace: Box<str>,
    pub name: Box<str>,
    pub status: Box<str>,
    pub hook_phase: Box<str>,
    pub hook_type: Box<str>,
    pub sync_phase: Box<str>,
    pub message: String,
}

/// A result as it is written: most are dropped at once, so nothing of them is copied.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct WrittenResult<'t> {
    #[serde(borrow)]
    group: Cow<'t, str>,
    #[serde(borrow)]
    kind: Cow<'t, str>,
    #[serde(borrow)]
    namespace: Cow<'t, str>,
    #[serde(borrow)]
    name: Cow<'t, str>,
    #[serde(borrow)]
    status: Cow<'t, str>,
    #[serde(borrow)]
    hook_phase: Cow<'t, str>,
    #[serde(borrow)]
    hook_type: Cow<'t, str>,
    #[serde(borrow)]
    sync_phase: Cow<'t, str>,
    #[serde(borrow)]
    message: Cow<'t, str>,
}

impl From<WrittenResult<'_>> for ResourceResult {
    fn from(written: WrittenResult<'_>) -> Self {
        Self {
            group: written.group.into(),
            kind: written.kind.into(),
            namespace: written.namespace.into(),
            name: written.name.into(),
            status: written.status.into(),
            hook_phase: written.hook_phase.into(),
            hook_type: written.hook_type.into(),
            sync_phase: written.sync_phase.into(),
            message: values::cut(written.message.into_owned()),
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Deployed {
    pub revision: Option<Box<str>>,
    pub revisions: Many<Box<str>>,
    pub deployed_at: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ApplicationSet {
    pub metadata: Metadata,
    pub spec: ApplicationSetSpec,
    pub status: ApplicationSetStatus,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ApplicationSetSpec {
    /// Of the generators only which Secrets and ConfigMaps they name.
    pub generators: Credentials,
    pub sync_policy: ApplicationSetPolicy,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ApplicationSetPolicy {
    pub preserve_resources_on_deletion: bool,
    pub applications_sync: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ApplicationSetStatus {
    pub conditions: Many<Condition>,
    pub application_status: Many<StepStatus>,
    pub resources: Many<ResourceStatus>,
}

/// How far a progressive sync has come with one Application.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct StepStatus {
    pub application: Box<str>,
    pub status: Box<str>,
    pub step: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
    pub last_transition_time: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AppProject {
    pub metadata: Metadata,
    pub spec: AppProjectSpec,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AppProjectSpec {
    pub source_repos: Many<Box<str>>,
    pub destinations: Many<Destination>,
    pub source_namespaces: Many<Box<str>>,
    pub sync_windows: Many<SyncWindow>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SyncWindow {
    pub kind: Box<str>,
    pub schedule: Box<str>,
    pub duration: Box<str>,
    pub time_zone: Option<Box<str>>,
    pub applications: Many<Box<str>>,
    pub namespaces: Many<Box<str>>,
    pub clusters: Many<Box<str>>,
    pub manual_sync: bool,
    pub and_operator: bool,
}

impl ApplicationSpec {
    /// The sources, however many: `sources` wins over `source`, as in Argo CD.
    pub fn all_sources(&self) -> impl Iterator<Item = &Source> {
        let one = self.source.as_ref().filter(|_| self.sources.is_empty());
        self.sources.iter().chain(one)
    }

    /// Automated sync that is not switched off by `enabled: false`.
    #[must_use]
    pub fn automated(&self) -> Option<&Automated> {
        self.sync_policy
            .automated
            .as_ref()
            .filter(|automated| automated.enabled != Some(false))
    }
}

impl ApplicationStatus {
    /// The revisions that are compared with, one for each source.
    pub fn revisions(&self) -> impl Iterator<Item = &str> {
        let one = self
            .sync
            .revision
            .as_deref()
            .filter(|_| self.sync.revisions.is_empty());
        self.sync
            .revisions
            .iter()
            .map(|text| &**text)
            .chain(one)
            .filter(|text| !text.is_empty())
    }

    /// The revision that was deployed last and is on record.
    #[must_use]
    pub fn deployed(&self) -> Option<&str> {
        let last = self.history.as_ref()?;
        last.revision
            .as_deref()
            .or_else(|| last.revisions.first().map(|revision| &**revision))
    }
}
