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

/// Deprecation and removal, as minors of the component.
struct End(Option<(u16, u16)>, Option<(u16, u16)>);

const SERVED: End = End(None, None);

const fn gone(deprecated: Option<(u16, u16)>, removed: (u16, u16)) -> End {
    End(deprecated, Some(removed))
}

const fn minor(pair: Option<(u16, u16)>) -> Option<Minor> {
    match pair {
        Some((major, minor)) => Some(Minor::new(major, minor)),
        None => None,
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
        since: Option<(u16, u16)>,
        end: End,
    ) -> ApiVersion {
        ApiVersion {
            group: self.name,
            version,
            kinds,
            component: self.component,
            since: minor(since),
            deprecated: minor(end.0),
            removed: minor(end.1),
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
    SOURCE.serves("v1", &["GitRepository"], Some((2, 0)), SERVED),
    SOURCE.serves("v1", &["HelmRepository", "HelmChart"], Some((2, 3)), SERVED),
    SOURCE.serves("v1", &["Bucket"], Some((2, 4)), SERVED),
    SOURCE.serves("v1", &["OCIRepository"], Some((2, 6)), SERVED),
    SOURCE.serves("v1", &["ExternalArtifact"], Some((2, 7)), SERVED),
    SOURCE.serves("v1beta2", OLD_SOURCES, None, gone(Some((2, 4)), (2, 8))),
    SOURCE.serves("v1beta2", &["OCIRepository"], None, gone(Some((2, 6)), (2, 8))),
    SOURCE.serves("v1beta1", OLD_SOURCES, None, gone(None, (2, 7))),
    KUSTOMIZE.serves("v1", &["Kustomization"], Some((2, 0)), SERVED),
    KUSTOMIZE.serves("v1beta2", &["Kustomization"], None, gone(Some((2, 0)), (2, 8))),
    KUSTOMIZE.serves("v1beta1", &["Kustomization"], None, gone(Some((2, 0)), (2, 7))),
    HELM.serves("v2", &["HelmRelease"], Some((2, 3)), SERVED),
    HELM.serves("v2beta2", &["HelmRelease"], Some((2, 2)), gone(Some((2, 3)), (2, 8))),
    HELM.serves("v2beta1", &["HelmRelease"], None, gone(Some((2, 2)), (2, 7))),
    IMAGE.serves("v1", IMAGES, Some((2, 7)), SERVED),
    IMAGE.serves("v1beta2", IMAGES, None, gone(Some((2, 7)), (2, 9))),
    IMAGE.serves("v1beta1", IMAGES, None, gone(None, (2, 7))),
    NOTIFY.serves("v1", &["Receiver"], Some((2, 0)), SERVED),
    NOTIFY.serves("v1beta3", &["Alert", "Provider"], Some((2, 2)), SERVED),
    NOTIFY.serves("v1beta2", &["Alert", "Provider", "Receiver"], None, gone(None, (2, 9))),
    NOTIFY.serves("v1beta1", &["Alert", "Provider", "Receiver"], None, gone(None, (2, 7))),
    WATCHER.serves("v1beta1", &["ArtifactGenerator"], Some((2, 7)), SERVED),
    OPERATOR.serves("v1", &["FluxInstance", "FluxReport", "ResourceSet", "ResourceSetInputProvider"], None, SERVED),
    ARGO_CD.serves("v1alpha1", &["Application", "ApplicationSet", "AppProject"], None, SERVED),
    ROLLOUTS.serves("v1alpha1", &["Rollout", "AnalysisTemplate", "ClusterAnalysisTemplate", "AnalysisRun", "Experiment"], None, SERVED),
    FLAGGER.serves("v1beta1", &["Canary", "MetricTemplate", "AlertProvider"], None, SERVED),
    ESO.serves("v1", STORES, Some((0, 16)), SERVED),
    ESO.serves("v1beta1", STORES, None, gone(Some((0, 17)), (0, 17))),
    ESO.serves("v1alpha1", &["ExternalSecret", "SecretStore", "ClusterSecretStore"], None, gone(None, (0, 16))),
    ESO.serves("v1alpha1", &["PushSecret", "ClusterPushSecret"], None, SERVED),
    SEALED.serves("v1alpha1", &["SealedSecret"], None, SERVED),
    KARGO.serves("v1alpha1", &["Project", "Warehouse", "Stage", "Freight", "Promotion"], None, SERVED),
    PROMOTER.serves("v1alpha1", &["PromotionStrategy", "ChangeTransferPolicy", "ArgoCDCommitStatus", "TimedCommitStatus", "GitRepository"], None, SERVED),
    builtin("apps").serves("v1", &["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"], Some((1, 9)), SERVED),
    builtin("apps").serves("v1beta2", &["Deployment", "DaemonSet", "ReplicaSet", "StatefulSet"], None, gone(None, (1, 16))),
    builtin("apps").serves("v1beta1", &["Deployment", "StatefulSet"], None, gone(None, (1, 16))),
    builtin("extensions").serves("v1beta1", &["Deployment", "DaemonSet", "ReplicaSet", "NetworkPolicy", "PodSecurityPolicy"], None, gone(None, (1, 16))),
    builtin("extensions").serves("v1beta1", &["Ingress"], None, gone(None, (1, 22))),
    builtin("networking.k8s.io").serves("v1", &["Ingress", "IngressClass"], Some((1, 19)), SERVED),
    builtin("networking.k8s.io").serves("v1beta1", &["Ingress", "IngressClass"], None, gone(None, (1, 22))),
    builtin("rbac.authorization.k8s.io").serves("v1", &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"], Some((1, 8)), SERVED),
    builtin("rbac.authorization.k8s.io").serves("v1beta1", &["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"], None, gone(None, (1, 22))),
    builtin("apiextensions.k8s.io").serves("v1", &["CustomResourceDefinition"], Some((1, 16)), SERVED),
    builtin("apiextensions.k8s.io").serves("v1beta1", &["CustomResourceDefinition"], None, gone(None, (1, 22))),
    builtin("apiregistration.k8s.io").serves("v1", &["APIService"], Some((1, 10)), SERVED),
    builtin("apiregistration.k8s.io").serves("v1beta1", &["APIService"], None, gone(None, (1, 22))),
    builtin("admissionregistration.k8s.io").serves("v1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], Some((1, 16)), SERVED),
    builtin("admissionregistration.k8s.io").serves("v1beta1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], None, gone(None, (1, 22))),
    builtin("scheduling.k8s.io").serves("v1", &["PriorityClass"], Some((1, 14)), SERVED),
    builtin("scheduling.k8s.io").serves("v1beta1", &["PriorityClass"], None, gone(None, (1, 22))),
    builtin("storage.k8s.io").serves("v1", &["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment"], None, SERVED),
    builtin("storage.k8s.io").serves("v1beta1", &["StorageClass", "CSIDriver", "CSINode", "VolumeAttachment"], None, gone(None, (1, 22))),
    builtin("storage.k8s.io").serves("v1", &["CSIStorageCapacity"], Some((1, 24)), SERVED),
    builtin("storage.k8s.io").serves("v1beta1", &["CSIStorageCapacity"], None, gone(None, (1, 27))),
    builtin("coordination.k8s.io").serves("v1", &["Lease"], Some((1, 14)), SERVED),
    builtin("coordination.k8s.io").serves("v1beta1", &["Lease"], None, gone(None, (1, 22))),
    builtin("certificates.k8s.io").serves("v1", &["CertificateSigningRequest"], Some((1, 19)), SERVED),
    builtin("certificates.k8s.io").serves("v1beta1", &["CertificateSigningRequest"], None, gone(None, (1, 22))),
    builtin("batch").serves("v1", &["CronJob"], Some((1, 21)), SERVED),
    builtin("batch").serves("v1beta1", &["CronJob"], None, gone(Some((1, 21)), (1, 25))),
    builtin("policy").serves("v1", &["PodDisruptionBudget"], Some((1, 21)), SERVED),
    builtin("policy").serves("v1beta1", &["PodDisruptionBudget", "PodSecurityPolicy"], None, gone(Some((1, 21)), (1, 25))),
    builtin("discovery.k8s.io").serves("v1", &["EndpointSlice"], Some((1, 21)), SERVED),
    builtin("discovery.k8s.io").serves("v1beta1", &["EndpointSlice"], None, gone(None, (1, 25))),
    builtin("node.k8s.io").serves("v1", &["RuntimeClass"], Some((1, 20)), SERVED),
    builtin("node.k8s.io").serves("v1beta1", &["RuntimeClass"], None, gone(None, (1, 25))),
    builtin("autoscaling").serves("v2", &["HorizontalPodAutoscaler"], Some((1, 23)), SERVED),
    builtin("autoscaling").serves("v2beta2", &["HorizontalPodAutoscaler"], None, gone(Some((1, 23)), (1, 26))),
    builtin("autoscaling").serves("v2beta1", &["HorizontalPodAutoscaler"], None, gone(None, (1, 25))),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1", &["FlowSchema", "PriorityLevelConfiguration"], Some((1, 29)), SERVED),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1beta3", &["FlowSchema", "PriorityLevelConfiguration"], Some((1, 26)), gone(Some((1, 29)), (1, 32))),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1beta2", &["FlowSchema", "PriorityLevelConfiguration"], None, gone(None, (1, 29))),
    builtin("flowcontrol.apiserver.k8s.io").serves("v1beta1", &["FlowSchema", "PriorityLevelConfiguration"], None, gone(None, (1, 26))),
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
