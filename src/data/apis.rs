//! Which API versions are served, by whom, since when, until when.

use super::version::Minor;

/// One API version of some kinds of one group. Kinds that share their history share a row.
#[derive(Debug)]
pub struct ApiVersion {
    pub group: &'static str,
    pub version: &'static str,
    pub kinds: &'static [&'static str],
    /// The component whose release serves it (an id of [`super::components`]).
    pub component: &'static str,
    /// First minor that serves it; `None` where it is older than anything in use.
    pub since: Option<Minor>,
    /// First minor that calls it deprecated.
    pub deprecated: Option<Minor>,
    /// First minor that no longer serves it.
    pub removed: Option<Minor>,
    pub source: &'static str,
}

impl ApiVersion {
    /// `group/version` as a manifest writes it; the core group has no name.
    #[must_use]
    pub fn api_version(&self) -> String {
        if self.group.is_empty() {
            return self.version.to_owned();
        }
        format!("{}/{}", self.group, self.version)
    }

    #[must_use]
    pub fn is_served(&self) -> bool {
        self.removed.is_none()
    }
}

/// The rows for one kind of one group, newest version first as the table lists them.
pub fn of(group: &str, kind: &str) -> impl Iterator<Item = &'static ApiVersion> {
    API_VERSIONS
        .iter()
        .filter(move |row| row.group == group && row.kinds.contains(&kind))
}

/// What is known about `apiVersion` and `kind` as a manifest states them.
#[must_use]
pub fn find(api_version: &str, kind: &str) -> Option<&'static ApiVersion> {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    of(group, kind).find(|row| row.version == version)
}

/// The newest served version of a kind, the one to write in a manifest.
#[must_use]
pub fn current(group: &str, kind: &str) -> Option<&'static ApiVersion> {
    of(group, kind).find(|row| row.is_served())
}

/// When a version came, was called deprecated, and went.
struct Life {
    since: Option<Minor>,
    deprecated: Option<Minor>,
    removed: Option<Minor>,
}

impl Life {
    const fn deprecated(mut self, major: u16, minor: u16) -> Self {
        self.deprecated = Some(Minor::new(major, minor));
        self
    }

    const fn removed(mut self, major: u16, minor: u16) -> Self {
        self.removed = Some(Minor::new(major, minor));
        self
    }
}

/// Older than anything in use, and served today.
const OLD: Life = Life {
    since: None,
    deprecated: None,
    removed: None,
};

const fn since(major: u16, minor: u16) -> Life {
    Life {
        since: Some(Minor::new(major, minor)),
        ..OLD
    }
}

/// Who serves the versions of a group.
struct Group {
    name: &'static str,
    component: &'static str,
    source: &'static str,
}

impl Group {
    const fn serves(
        &self,
        version: &'static str,
        kinds: &'static [&'static str],
        life: Life,
    ) -> ApiVersion {
        ApiVersion {
            group: self.name,
            version,
            kinds,
            component: self.component,
            since: life.since,
            deprecated: life.deprecated,
            removed: life.removed,
            source: self.source,
        }
    }
}

const fn group(name: &'static str, component: &'static str, source: &'static str) -> Group {
    Group {
        name,
        component,
        source,
    }
}

const CRDS: &str = "CRDs in config/crd/bases of the controller at each minor's tag";
const SOURCE: Group = group("source.toolkit.fluxcd.io", "flux", CRDS);
const KUSTOMIZE: Group = group("kustomize.toolkit.fluxcd.io", "flux", CRDS);
const HELM: Group = group("helm.toolkit.fluxcd.io", "flux", CRDS);
const IMAGE: Group = group("image.toolkit.fluxcd.io", "flux", CRDS);
const NOTIFY: Group = group(
    "notification.toolkit.fluxcd.io",
    "flux",
    "flux2 cmd/flux/migrate.go and the announcements of Flux 2.7 and 2.9",
);
const WATCHER: Group = group(
    "source.extensions.fluxcd.io",
    "flux",
    "source-watcher api/v1beta1/groupversion_info.go",
);
const OPERATOR: Group = group(
    "fluxcd.controlplane.io",
    "flux-operator",
    "flux-operator config/crd/bases",
);
const ARGO_CD: Group = group("argoproj.io", "argocd", "argo-cd manifests/crds");
const ROLLOUTS: Group = group(
    "argoproj.io",
    "argo-rollouts",
    "argo-rollouts manifests/crds",
);
const FLAGGER: Group = group(
    "flagger.app",
    "flagger",
    "flagger artifacts/flagger/crd.yaml",
);
const ESO: Group = group(
    "external-secrets.io",
    "external-secrets",
    "external-secrets config/crds/bases",
);
const SEALED: Group = group(
    "bitnami.com",
    "sealed-secrets",
    "sealed-secrets helm/sealed-secrets/crds",
);
const KARGO: Group = group(
    "kargo.akuity.io",
    "kargo",
    "kargo charts/kargo/resources/crds",
);
const PROMOTER: Group = group(
    "promoter.argoproj.io",
    "gitops-promoter",
    "gitops-promoter config/crd/bases",
);

const GUIDE: &str = "Kubernetes documentation, Deprecated API Migration Guide";
const fn builtin(name: &'static str) -> Group {
    group(name, "kubernetes", GUIDE)
}

const OLD_SOURCES: &[&str] = &["GitRepository", "HelmRepository", "HelmChart", "Bucket"];
const IMAGES: &[&str] = &["ImageRepository", "ImagePolicy", "ImageUpdateAutomation"];
const STORES: &[&str] = &[
    "ExternalSecret",
    "SecretStore",
    "ClusterSecretStore",
    "ClusterExternalSecret",
];

/// Newest version first within a kind.
#[rustfmt::skip] // one row a line
pub static API_VERSIONS: &[ApiVersion] = &[
    SOURCE.serves("v1", &["GitRepository"], since(2, 0)),
    SOURCE.serves("v1", &["HelmRepository", "HelmChart"], since(2, 3)),
    SOURCE.serves("v1", &["Bucket"], since(2, 4)),
    SOURCE.serves("v1", &["OCIRepository"], since(2, 6)),
    SOURCE.serves("v1", &["ExternalArtifact"], since(2, 7)),
    SOURCE.serves("v1beta2", OLD_SOURCES, OLD.deprecated(2, 4).removed(2, 8)),
    SOURCE.serves("v1beta2", &["OCIRepository"], OLD.deprecated(2, 6).removed(2, 8)),
    SOURCE.serves("v1beta1", OLD_SOURCES, OLD.removed(2, 7)),
    KUSTOMIZE.serves("v1", &["Kustomization"], since(2, 0)),
    KUSTOMIZE.serves("v1beta2", &["Kustomization"], OLD.deprecated(2, 0).removed(2, 8)),
    KUSTOMIZE.serves("v1beta1", &["Kustomization"], OLD.deprecated(2, 0).removed(2, 7)),
    HELM.serves("v2", &["HelmRelease"], since(2, 3)),
    HELM.serves("v2beta2", &["HelmRelease"], since(2, 2).deprecated(2, 3).removed(2, 8)),
    HELM.serves("v2beta1", &["HelmRelease"], OLD.deprecated(2, 2).removed(2, 7)),
    IMAGE.serves("v1", IMAGES, since(2, 7)),
    IMAGE.serves("v1beta2", IMAGES, OLD.deprecated(2, 7).removed(2, 9)),
    IMAGE.serves("v1beta1", IMAGES, OLD.removed(2, 7)),
    NOTIFY.serves("v1", &["Receiver"], since(2, 0)),
    NOTIFY.serves("v1beta3", &["Alert", "Provider"], since(2, 2)),
    NOTIFY.serves("v1beta2", &["Alert", "Provider", "Receiver"], OLD.removed(2, 9)),
    NOTIFY.serves("v1beta1", &["Alert", "Provider", "Receiver"], OLD.removed(2, 7)),
    WATCHER.serves("v1beta1", &["ArtifactGenerator"], since(2, 7)),
    OPERATOR.serves("v1", &["FluxInstance", "FluxReport", "ResourceSet", "ResourceSetInputProvider"], OLD),
    ARGO_CD.serves("v1alpha1", &["Application", "ApplicationSet", "AppProject"], OLD),
    ROLLOUTS.serves("v1alpha1", &["Rollout", "AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun", "Experiment"], OLD),
    FLAGGER.serves("v1beta1", &["Canary", "MetricTemplate", "AlertProvider"], OLD),
    ESO.serves("v1", STORES, since(0, 16)),
    ESO.serves("v1beta1", STORES, OLD.deprecated(0, 17).removed(0, 17)),
    ESO.serves("v1alpha1", &["ExternalSecret", "SecretStore", "ClusterSecretStore"], OLD.removed(0, 16)),
    ESO.serves("v1alpha1", &["PushSecret", "ClusterPushSecret"], OLD),
    SEALED.serves("v1alpha1", &["SealedSecret"], OLD),
    KARGO.serves("v1alpha1", &["Project", "Warehouse", "Stage", "Freight", "Promotion"], OLD),
    PROMOTER.serves("v1alpha1", &["PromotionStrategy", "ChangeTransferPolicy", "ArgoCDCommitStatus", "TimedCommitStatus", "GitRepository"], OLD),
    builtin("apps").serves("v1", &["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"], since(1, 9)),
    builtin("apps").serves("v1beta2", &["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"], OLD.removed(1, 16)),
    builtin("apps").serves("v1beta1", &["Deployment", "StatefulSet"], OLD.removed(1, 16)),
    builtin("extensions").serves("v1beta1", &["Deployment", "DaemonSet", "ReplicaSet", "NetworkPolicy", "PodSecurityPolicy"], OLD.removed(1, 16)),
    builtin("extensions").serves("v1beta1", &["Ingress"], OLD.removed(1, 22)),
    builtin("networking.k8s.io").serves("v1", &["Ingress", "IngressClass"], since(1, 19)),
    builtin("networking.k8s.io").serves("v1beta1", &["Ingress", "IngressClass"], OLD.removed(1, 22)),
    builtin("rbac.authorization.k8s.io").serves("v1", &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"], since(1, 8)),
    builtin("rbac.authorization.k8s.io").serves("v1beta1", &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"], OLD.removed(1, 22)),
    builtin("apiextensions.k8s.io").serves("v1", &["CustomResourceDefinition"], since(1, 16)),
    builtin("apiextensions.k8s.io").serves("v1beta1", &["CustomResourceDefinition"], OLD.removed(1, 22)),
    builtin("apiregistration.k8s.io").serves("v1", &["APIService"], since(1, 10)),
    builtin("apiregistration.k8s.io").serves("v1beta1", &["APIService"], OLD.removed(1, 22)),
    builtin("admissionregistration.k8s.io").serves("v1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], since(1, 16)),
    builtin("admissionregistration.k8s.io").serves("v1beta1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], OLD.removed(1, 22)),
    builtin("scheduling.k8s.io").serves("v1", &["PriorityClass"], since(1, 14)),
    builtin("scheduling.k8s.io").serves("v1beta1", &["PriorityClass"], OLD.removed(1, 22)),
    builtin("storage.k8s.io").serves("v1", &["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment"], OLD),
    builtin("storage.k8s.io").serves("v1beta1", &["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment"], OLD.removed(1, 22)),
    builtin("storage.k8s.io").serves("v1", &["CSIStorageCapacity"], since(1, 24)),
    builtin("storage.k8s.io").serves("v1beta1", &["CSIStorageCapacity"], OLD.removed(1, 27)),
    builtin("coordination.k8s.io").serves("v1", &["Lease"], since(1, 14)),
    builtin("coordination.k8s.io").serves("v1beta1", &["Lease"], OLD.removed(1, 22)),
    builtin("certificates.k8s.io").serves("v1", &["CertificateSigningRequest"], since(1, 19)),
    builtin("certificates.k8s.io").serves("v1beta1", &["CertificateSigningRequest"], OLD.removed(1, 22)),
    builtin("batch").serves("v1", &["CronJob"], since(1, 21)),
    builtin("batch").serves("v1beta1", &["CronJob"], OLD.deprecated(1, 21).removed(1, 25)),
    builtin("policy").serves("v1", &["PodDisruptionBudget"], since(1, 21)),
    builtin("policy").serves("v1beta1", &["PodDisruptionBudget", "PodSecurityPolicy"], OLD.deprecated(1, 21).removed(1, 25)),
    builtin("discovery.k8s.io").serves("v1", &["EndpointSlice"], since(1, 21)),
    builtin("discovery.k8s.io").serves("v1beta1", &["EndpointSlice"], OLD.removed(1, 25)),
    builtin("node.k8s.io").serves("v1", &["RuntimeClass"], since(1, 20)),
    builtin("node.k8s.io").serves("v1beta1", &["RuntimeClass"], OLD.removed(1, 25)),
    builtin("autoscaling").serves("v2", &["HorizontalPodAutoscaler"], since(1, 23)),
    builtin("autoscaling").serves("v2beta2", &["HorizontalPodAutoscaler"], OLD.deprecated(1, 23).removed(1, 26)),
    builtin("autoscaling").serves("v2beta1", &["HorizontalPodAutoscaler"], OLD.removed(1, 25)),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1", &["FlowSchema", "PriorityLevelConfiguration"], since(1, 29)),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1beta3", &["FlowSchema", "PriorityLevelConfiguration"], since(1, 26).deprecated(1, 29).removed(1, 32)),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1beta2", &["FlowSchema", "PriorityLevelConfiguration"], OLD.removed(1, 29)),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1beta1", &["FlowSchema", "PriorityLevelConfiguration"], OLD.removed(1, 26)),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::components;

    #[test]
    fn every_row_names_a_component_and_ends_after_it_begins() {
        for row in API_VERSIONS {
            assert!(components::find(row.component).is_some(), "{row:?}");
            assert!(!row.kinds.is_empty() && !row.source.is_empty(), "{row:?}");
            let moments: Vec<_> = [row.since, row.deprecated, row.removed]
                .into_iter()
                .flatten()
                .collect();
            assert!(moments.is_sorted(), "{row:?}");
        }
    }

    #[test]
    fn no_kind_has_two_rows_for_one_version() {
        let mut seen = std::collections::BTreeSet::new();
        for row in API_VERSIONS {
            for kind in row.kinds {
                assert!(
                    seen.insert((row.group, *kind, row.version)),
                    "{kind} {}",
                    row.api_version()
                );
            }
        }
    }

    #[test]
    fn every_withdrawn_version_has_a_successor() {
        const WITHOUT: &[&str] = &["PodSecurityPolicy"];
        for row in API_VERSIONS
            .iter()
            .filter(|row| row.removed.is_some() && row.group != "extensions")
        {
            for kind in row.kinds.iter().filter(|kind| !WITHOUT.contains(kind)) {
                assert!(
                    current(row.group, kind).is_some(),
                    "{kind} {}",
                    row.api_version()
                );
            }
        }
    }

    #[test]
    fn looks_up_what_a_manifest_says() {
        let beta = find("source.toolkit.fluxcd.io/v1beta2", "OCIRepository").unwrap();
        assert_eq!(beta.removed, Some(Minor::new(2, 8)));
        assert_eq!(
            current("source.toolkit.fluxcd.io", "OCIRepository")
                .unwrap()
                .version,
            "v1"
        );
        assert_eq!(
            current("notification.toolkit.fluxcd.io", "Alert")
                .unwrap()
                .version,
            "v1beta3"
        );
        assert!(find("source.toolkit.fluxcd.io/v2", "OCIRepository").is_none());
    }
}
