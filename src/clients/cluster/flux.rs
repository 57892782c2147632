//! One record for all kinds of Flux: they share their status, and their specs name no field twice with two meanings.

use serde::Deserialize;

use super::list::Many;
use super::metadata::{Condition, Metadata};
use super::values;

/// An object of Flux: source, Kustomization, HelmRelease, image automation, notification, ResourceSet.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Flux {
    pub metadata: Metadata,
    pub spec: FluxSpec,
    pub status: FluxStatus,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FluxSpec {
    pub suspend: bool,
    pub interval: Option<Box<str>>,
    pub timeout: Option<Box<str>>,
    #[serde(rename = "type")]
    pub kind: Option<Box<str>>,
    pub url: Option<Box<str>>,
    pub path: Option<Box<str>>,
    pub provider: Option<Box<str>>,
    #[serde(rename = "ref")]
    pub revision: Option<RevisionRef>,
    pub secret_ref: Option<Reference>,
    pub cert_secret_ref: Option<Reference>,
    pub proxy_secret_ref: Option<Reference>,
    pub sts: Option<SecretHolder>,
    pub git: Option<Git>,
    pub source_ref: Option<Reference>,
    pub chart_ref: Option<Reference>,
    pub chart: Option<Chart>,
    pub version: Option<Box<str>>,
    pub depends_on: Many<Reference>,
    pub service_account_name: Option<Box<str>>,
    pub target_namespace: Option<Box<str>>,
    pub release_name: Option<Box<str>>,
    pub storage_namespace: Option<Box<str>>,
    pub kube_config: Option<KubeConfig>,
    pub decryption: Option<Decryption>,
    pub verify: Option<SecretHolder>,
    pub post_build: Option<PostBuild>,
    pub values_from: Many<Reference>,
    pub prune: Option<bool>,
    pub wait: Option<bool>,
    pub health_checks: Many<Reference>,
    pub image_repository_ref: Option<Reference>,
    pub provider_ref: Option<Reference>,
    pub event_sources: Many<Reference>,
    pub resources: Many<Named>,
    pub inputs_from: Many<Named>,
    pub include: Many<Include>,
    pub suspend_reason: Option<Box<str>>,
}

/// A reference to another object: kind and namespace may be implied.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Reference {
    pub kind: Option<Box<str>>,
    pub name: Box<str>,
    pub namespace: Option<Box<str>>,
    pub optional: bool,
    pub ready_expr: Option<Box<str>>,
}

/// A part of a spec that refers to a Secret, or to one of certificates.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct SecretHolder {
    pub secret_ref: Option<Reference>,
    pub cert_secret_ref: Option<Reference>,
}

/// `spec.git` of an ImageUpdateAutomation: how it signs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Git {
    pub commit: Commit,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Commit {
    pub signing_key: Option<SecretHolder>,
}

/// The entries of a Receiver or ResourceSet that are references; ResourceSet templates may be any shape.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Named {
    pub kind: Option<Box<str>>,
    pub name: Option<Box<str>>,
    pub namespace: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RevisionRef {
    pub branch: Option<Box<str>>,
    pub tag: Option<Box<str>>,
    pub semver: Option<Box<str>>,
    pub name: Option<Box<str>>,
    pub commit: Option<Box<str>>,
    pub digest: Option<Box<str>>,
}

/// `spec.chart`: a template in a HelmRelease, a name in a HelmChart.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Chart {
    Name(Box<str>),
    Template { spec: Box<ChartSpec> },
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ChartSpec {
    pub chart: Box<str>,
    pub version: Option<Box<str>>,
    pub source_ref: Reference,
    pub verify: Option<SecretHolder>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct KubeConfig {
    pub secret_ref: Option<Reference>,
    pub config_map_ref: Option<Reference>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Decryption {
    pub provider: Box<str>,
    pub secret_ref: Option<Reference>,
    pub service_account_name: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct PostBuild {
    pub substitute_from: Many<Reference>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Include {
    pub repository: Reference,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct FluxStatus {
    pub observed_generation: Option<i64>,
    pub conditions: Many<Condition>,
    pub last_handled_reconcile_at: Option<Box<str>>,
    pub artifact: Option<Artifact>,
    pub last_applied_revision: Option<Box<str>>,
    pub last_attempted_revision: Option<Box<str>>,
    pub last_applied_origin_revision: Option<Box<str>>,
    pub inventory: Option<Inventory>,
    pub history: Many<Release>,
    pub failures: i64,
    pub install_failures: i64,
    pub upgrade_failures: i64,
    pub last_attempted_release_action: Option<Box<str>>,
    pub helm_chart: Option<Box<str>>,
    pub last_automation_run_time: Option<Box<str>>,
    pub last_scan_result: Option<ScanResult>,
    #[serde(deserialize_with = "values::message")]
    pub observed_source_artifact_revision: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Artifact {
    pub revision: Box<str>,
    pub last_update_time: Option<Box<str>>,
    #[serde(deserialize_with = "origin")]
    pub metadata: Vec<(String, String)>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Inventory {
    pub entries: Many<InventoryEntry>,
}

/// `<namespace>_<name>_<group>_<kind>` and the version.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct InventoryEntry {
    pub id: Box<str>,
    pub v: Box<str>,
}

/// A release of a HelmRelease, or a past reconciliation of a Kustomization.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Release {
    pub name: Option<Box<str>>,
    pub chart_version: Option<Box<str>>,
    pub app_version: Option<Box<str>>,
    pub status: Option<Box<str>>,
    pub version: Option<i64>,
    pub last_deployed: Option<Box<str>>,
    pub last_reconciled: Option<Box<str>>,
    pub last_reconciled_status: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ScanResult {
    pub tag_count: i64,
    pub scan_time: Option<Box<str>>,
}

fn origin<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<(String, String)>, D::Error> {
    values::entries(d, |key| {
        matches!(
            key,
            "org.opencontainers.image.revision" | "org.opencontainers.image.source"
        )
    })
}

impl FluxStatus {
    #[must_use]
    pub fn condition(&self, kind: &str) -> Option<&Condition> {
        self.conditions
            .iter()
            .find(|condition| &*condition.kind == kind)
    }
}

impl InventoryEntry {
    /// Namespace, name, group, kind. Names of RBAC objects write `:` as `__`.
    #[must_use]
    pub fn parts(&self) -> Option<(&str, String, &str, &str)> {
        let (namespace, rest) = self.id.split_once('_')?;
        let (rest, kind) = rest.rsplit_once('_')?;
        let (name, group) = rest.rsplit_once('_')?;
        Some((namespace, name.replace("__", ":"), group, kind))
    }
}
