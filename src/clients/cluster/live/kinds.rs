//! Which kinds are read, and in which version this API serves them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::connect::ConnectError;
use super::request::{Answer, Requester};
use crate::data::apis;

/// A kind by its names.
#[derive(Debug, Clone, Copy)]
pub(in crate::clients::cluster) struct Kind {
    pub(in crate::clients::cluster) group: &'static str,
    pub(in crate::clients::cluster) kind: &'static str,
    pub(in crate::clients::cluster) plural: &'static str,
    /// Only objects with these labels.
    pub(super) selector: &'static str,
    /// Only objects with these fields.
    pub(super) fields: &'static str,
}

impl Kind {
    /// Group and version, as a manifest writes them.
    pub(in crate::clients::cluster) fn api_version(&self, version: &str) -> String {
        if self.group.is_empty() {
            return version.to_owned();
        }
        format!("{}/{version}", self.group)
    }
}

/// All objects of a kind.
pub(in crate::clients::cluster) const fn kind(
    group: &'static str,
    kind: &'static str,
    plural: &'static str,
) -> Kind {
    Kind {
        group,
        kind,
        plural,
        selector: "",
        fields: "",
    }
}

/// Events about the objects that this selector chooses.
const fn events(fields: &'static str) -> Kind {
    Kind {
        fields,
        ..kind("", "Event", "events")
    }
}

const SOURCE: &str = "source.toolkit.fluxcd.io";
const IMAGE: &str = "image.toolkit.fluxcd.io";
const NOTIFICATION: &str = "notification.toolkit.fluxcd.io";
const OPERATOR: &str = "fluxcd.controlplane.io";
const ARGO: &str = "argoproj.io";

/// Read always, over all namespaces.
pub(super) static FIRST: &[Kind] = &[
    kind(SOURCE, "GitRepository", "gitrepositories"),
    kind(SOURCE, "OCIRepository", "ocirepositories"),
    kind(SOURCE, "HelmRepository", "helmrepositories"),
    kind(SOURCE, "HelmChart", "helmcharts"),
    kind(SOURCE, "Bucket", "buckets"),
    kind(SOURCE, "ExternalArtifact", "externalartifacts"),
    kind(
        "source.extensions.fluxcd.io",
        "ArtifactGenerator",
        "artifactgenerators",
    ),
    kind(
        "kustomize.toolkit.fluxcd.io",
        "Kustomization",
        "kustomizations",
    ),
    kind("helm.toolkit.fluxcd.io", "HelmRelease", "helmreleases"),
    kind(NOTIFICATION, "Alert", "alerts"),
    kind(NOTIFICATION, "Provider", "providers"),
    kind(NOTIFICATION, "Receiver", "receivers"),
    kind(IMAGE, "ImageRepository", "imagerepositories"),
    kind(IMAGE, "ImagePolicy", "imagepolicies"),
    kind(IMAGE, "ImageUpdateAutomation", "imageupdateautomations"),
    kind(OPERATOR, "ResourceSet", "resourcesets"),
    kind(
        OPERATOR,
        "ResourceSetInputProvider",
        "resourcesetinputproviders",
    ),
    kind(OPERATOR, "FluxInstance", "fluxinstances"),
    kind(ARGO, "Application", "applications"),
    kind(ARGO, "ApplicationSet", "applicationsets"),
    kind(ARGO, "AppProject", "appprojects"),
    kind("apps", "Deployment", "deployments"),
    kind("apps", "StatefulSet", "statefulsets"),
    kind("apps", "DaemonSet", "daemonsets"),
    kind("batch", "Job", "jobs"),
    kind("", "PersistentVolumeClaim", "persistentvolumeclaims"),
    Kind {
        selector: "app.kubernetes.io/part-of in (flux,argocd)",
        ..kind(
            "apiextensions.k8s.io",
            "CustomResourceDefinition",
            "customresourcedefinitions",
        )
    },
    // A Kustomization that is Ready and applies the same object again and again says so in Events alone.
    events("involvedObject.kind=Kustomization"),
];

/// Read one by one, by name.
pub(super) static CONFIG_MAP: Kind = kind("", "ConfigMap", "configmaps");

/// Read only in namespaces where something is not ready.
pub(super) static SECOND: &[Kind] = &[
    kind("apps", "ReplicaSet", "replicasets"),
    kind("", "Pod", "pods"),
    events("involvedObject.kind!=Kustomization"),
];

/// The groups that an API serves, with their versions, the preferred one first.
pub(super) struct Served {
    groups: BTreeMap<String, Vec<String>>,
    pub(super) kubernetes: Option<String>,
}

#[derive(Deserialize)]
struct Groups {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    name: String,
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    version: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct About {
    git_version: String,
}

impl Served {
    /// Asks which groups are served: the one request without which nothing can be said.
    pub(super) async fn discover(requester: &Requester) -> Result<Self, ConnectError> {
        let groups: Groups = match requester.get("/apis").await {
            Answer::Found(bytes) => {
                serde_json::from_slice(&bytes).map_err(|_| ConnectError::NoApi)?
            }
            other => return Err(ConnectError::from_answer(&other)),
        };
        let kubernetes = match requester.get("/version").await {
            Answer::Found(bytes) => serde_json::from_slice::<About>(&bytes).ok(),
            _ => None,
        };
        let versions = |group: Group| {
            let all = group.versions.into_iter().map(|it| it.version).collect();
            (group.name, all)
        };
        Ok(Self {
            groups: groups.groups.into_iter().map(versions).collect(),
            kubernetes: kubernetes.map(|about| crate::model::clean::clean(&about.git_version, 60)),
        })
    }

    /// The versions to try for a kind, the one that we know as its current one first; none where the group is not served.
    pub(super) fn versions(&self, kind: &Kind) -> Vec<String> {
        if kind.group.is_empty() {
            return vec!["v1".to_owned()];
        }
        let mut all = self.groups.get(kind.group).cloned().unwrap_or_default();
        if let Some(known) = apis::current(kind.group, kind.kind)
            && let Some(at) = all.iter().position(|version| version == known.version)
        {
            all.swap(0, at);
        }
        all
    }
}
