//! What is kept of Secrets where a target opts in: never a value that is a secret.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use crate::model::clean::clean;

/// What a target opts in to: `secret_reads` of the configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SecretRead {
    /// Labels of the Secrets in which Helm keeps its releases; their data is not asked for.
    HelmStorage,
    /// Name, server, project, labels and annotations of the cluster records of Argo CD; their credentials are passed over
    /// while decoding.
    ArgocdClusters,
}

/// A cluster that Argo CD knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterRecord {
    pub name: String,
    pub server: String,
    pub project: String,
    pub labels: BTreeMap<String, String>,
    /// Without `last-applied-configuration`, which may hold the data of the Secret.
    pub annotations: BTreeMap<String, String>,
}

/// A revision of a release in Helm's storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRelease {
    pub namespace: String,
    pub name: String,
    pub version: u64,
    /// `deployed`, `failed`, `pending-upgrade`, …
    pub status: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct List<T> {
    items: Vec<T>,
}

/// The fields of a cluster record that are no secret; everything else in it is passed over unread.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    metadata: RecordMetadata,
    data: RecordData,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RecordMetadata {
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RecordData {
    name: String,
    server: String,
    project: String,
}

/// A cluster as the API of Argo CD lists it, credentials left out by the server.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Listed {
    name: String,
    server: String,
    project: String,
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Stored {
    metadata: StoredMetadata,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StoredMetadata {
    namespace: String,
    labels: StoredLabels,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct StoredLabels {
    name: String,
    status: String,
    version: String,
}

/// The cluster records of a list of Secrets; `None` where it is no such list.
pub(super) fn clusters(list: &[u8]) -> Option<Vec<ClusterRecord>> {
    let list: List<Record> = serde_json::from_slice(list).ok()?;
    let text = |coded: &str| {
        let bytes = STANDARD.decode(coded).ok()?;
        Some(clean(std::str::from_utf8(&bytes).ok()?, 253))
    };
    let records = list.items.iter().filter_map(|it| {
        Some(ClusterRecord {
            name: text(&it.data.name)?,
            server: text(&it.data.server)?.trim_end_matches('/').to_owned(),
            project: text(&it.data.project).unwrap_or_default(),
            labels: it.metadata.labels.clone(),
            annotations: told(&it.metadata.annotations),
        })
    });
    Some(records.collect())
}

/// The same of the API of Argo CD; nothing where the list is of another form.
pub(super) fn listed(list: &[u8]) -> Vec<ClusterRecord> {
    let Ok(list) = serde_json::from_slice::<List<Listed>>(list) else {
        return Vec::new();
    };
    let records = list.items.into_iter().map(|it| ClusterRecord {
        name: clean(&it.name, 253),
        server: clean(&it.server, 253).trim_end_matches('/').to_owned(),
        project: clean(&it.project, 253),
        annotations: told(&it.annotations),
        labels: it.labels,
    });
    records.collect()
}

fn told(annotations: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut told = annotations.clone();
    told.remove("kubectl.kubernetes.io/last-applied-configuration");
    told
}

/// The releases of a list of the metadata of Secrets; `None` where it is no such list.
pub(super) fn releases(list: &[u8]) -> Option<Vec<StoredRelease>> {
    let list: List<Stored> = serde_json::from_slice(list).ok()?;
    let releases = list.items.into_iter().map(|it| StoredRelease {
        namespace: clean(&it.metadata.namespace, 253),
        name: clean(&it.metadata.labels.name, 253),
        version: it.metadata.labels.version.parse().unwrap_or(0),
        status: clean(&it.metadata.labels.status, 63),
    });
    Some(releases.collect())
}
