//! What has to change in a manifest beside its `apiVersion` when it moves to the version that is served today.

use super::apis::{self, ApiVersion};

/// A field that the served version no longer has.
#[derive(Debug)]
pub struct Gone {
    pub group: &'static str,
    pub kind: &'static str,
    /// Keys from the root of the object; `*` is every item.
    pub at: &'static [&'static str],
    /// What to write instead.
    pub instead: &'static str,
    pub source: &'static str,
}

/// A version whose successor has another shape: the new `apiVersion` alone is not enough.
#[derive(Debug)]
pub struct Reshaped {
    pub group: &'static str,
    pub version: &'static str,
    pub kind: &'static str,
    /// What changes.
    pub how: &'static str,
}

/// The group that took over kinds of a group that is no longer served.
const HEIRS: &[(&str, &str, &str)] = &[
    ("extensions", "Deployment", "apps"),
    ("extensions", "DaemonSet", "apps"),
    ("extensions", "ReplicaSet", "apps"),
    ("extensions", "NetworkPolicy", "networking.k8s.io"),
    ("extensions", "Ingress", "networking.k8s.io"),
];

/// The version to write instead of one that is no longer served; none where the kind has no successor.
#[must_use]
pub fn successor(row: &ApiVersion, kind: &str) -> Option<String> {
    let heir = HEIRS
        .iter()
        .find(|(group, of, _)| *group == row.group && *of == kind);
    let group = heir.map_or(row.group, |(_, _, heir)| heir);
    if (group, kind) == ("networking.k8s.io", "NetworkPolicy") {
        return Some("networking.k8s.io/v1".to_owned());
    }
    apis::current(group, kind).map(ApiVersion::api_version)
}

/// Fields that the served version of this kind no longer has.
pub fn gone(group: &str, kind: &str) -> impl Iterator<Item = &'static Gone> {
    GONE.iter()
        .filter(move |row| row.group == group && row.kind == kind)
}

/// What changes beside the version, for a manifest of this version.
#[must_use]
pub fn reshaped(row: &ApiVersion, kind: &str) -> Option<&'static Reshaped> {
    RESHAPED
        .iter()
        .find(|move_| (move_.group, move_.version, move_.kind) == (row.group, row.version, kind))
}

const fn gone_from(
    (group, kind): (&'static str, &'static str),
    at: &'static [&'static str],
    instead: &'static str,
    source: &'static str,
) -> Gone {
    Gone {
        group,
        kind,
        at,
        instead,
        source,
    }
}

const RELEASE: (&str, &str) = ("helm.toolkit.fluxcd.io", "HelmRelease");
const KUSTOMIZATION: (&str, &str) = ("kustomize.toolkit.fluxcd.io", "Kustomization");
const HELM_API: &str = "helm-controller CHANGELOG 1.0.0 and api/v2";
const KUSTOMIZE_API: &str = "kustomize-controller CHANGELOG 1.0.0 and api/v1";
const SOURCE_API: &str = "source-controller CHANGELOG 1.0.0 and api/v1";
const ALERT_API: &str = "notification-controller CHANGELOG 1.2.0 and api/v1beta3";

#[rustfmt::skip] // one row a line
pub static GONE: &[Gone] = &[
    gone_from(RELEASE, &["spec", "chart", "spec", "valuesFile"], "`spec.chart.spec.valuesFiles`, a list", HELM_API),
    gone_from(RELEASE, &["spec", "postRenderers", "*", "kustomize", "patchesStrategicMerge"], "`patches` of the same post-renderer", HELM_API),
    gone_from(RELEASE, &["spec", "postRenderers", "*", "kustomize", "patchesJson6902"], "`patches` of the same post-renderer", HELM_API),
    gone_from(KUSTOMIZATION, &["spec", "validation"], "nothing: objects are always validated by a server-side dry run", KUSTOMIZE_API),
    gone_from(KUSTOMIZATION, &["spec", "patchesStrategicMerge"], "`spec.patches`", KUSTOMIZE_API),
    gone_from(KUSTOMIZATION, &["spec", "patchesJson6902"], "`spec.patches`", KUSTOMIZE_API),
    gone_from(("source.toolkit.fluxcd.io", "GitRepository"), &["spec", "gitImplementation"], "nothing: there is one implementation", SOURCE_API),
    gone_from(("source.toolkit.fluxcd.io", "GitRepository"), &["spec", "accessFrom"], "nothing: it was never implemented", SOURCE_API),
    gone_from(("source.toolkit.fluxcd.io", "HelmRepository"), &["spec", "accessFrom"], "nothing: it was never implemented", SOURCE_API),
    gone_from(("source.toolkit.fluxcd.io", "HelmChart"), &["spec", "valuesFile"], "`spec.valuesFiles`, a list", SOURCE_API),
    gone_from(("source.toolkit.fluxcd.io", "Bucket"), &["spec", "accessFrom"], "nothing: it was never implemented", SOURCE_API),
    gone_from(("notification.toolkit.fluxcd.io", "Alert"), &["spec", "summary"], "`spec.eventMetadata.summary`", ALERT_API),
];

const fn reshaped_from(
    (group, version, kind): (&'static str, &'static str, &'static str),
    how: &'static str,
) -> Reshaped {
    Reshaped {
        group,
        version,
        kind,
        how,
    }
}

const BACKEND: &str = "`serviceName` and `servicePort` become `service.name` and `service.port`, and each path needs a `pathType`";
const METRICS: &str = "each metric names its target by `target.type` and a value";
const SELECTOR: &str = "`spec.selector` is required and cannot be changed later";
const HOOKS: &str = "each webhook needs `sideEffects` and `admissionReviewVersions`";

/// Source of all rows: Kubernetes documentation, Deprecated API Migration Guide.
#[rustfmt::skip] // one row a line
pub static RESHAPED: &[Reshaped] = &[
    reshaped_from(("extensions", "v1beta1", "Ingress"), BACKEND),
    reshaped_from(("networking.k8s.io", "v1beta1", "Ingress"), BACKEND),
    reshaped_from(("autoscaling", "v2beta1", "HorizontalPodAutoscaler"), METRICS),
    reshaped_from(("extensions", "v1beta1", "Deployment"), SELECTOR),
    reshaped_from(("extensions", "v1beta1", "DaemonSet"), SELECTOR),
    reshaped_from(("extensions", "v1beta1", "ReplicaSet"), SELECTOR),
    reshaped_from(("apps", "v1beta1", "Deployment"), SELECTOR),
    reshaped_from(("apps", "v1beta2", "Deployment"), SELECTOR),
    reshaped_from(("apps", "v1beta1", "StatefulSet"), SELECTOR),
    reshaped_from(("apps", "v1beta2", "StatefulSet"), SELECTOR),
    reshaped_from(("apps", "v1beta2", "DaemonSet"), SELECTOR),
    reshaped_from(("apps", "v1beta2", "ReplicaSet"), SELECTOR),
    reshaped_from(("apiextensions.k8s.io", "v1beta1", "CustomResourceDefinition"), "the schema moves below each version, is required and structural"),
    reshaped_from(("admissionregistration.k8s.io", "v1beta1", "MutatingWebhookConfiguration"), HOOKS),
    reshaped_from(("admissionregistration.k8s.io", "v1beta1", "ValidatingWebhookConfiguration"), HOOKS),
    reshaped_from(("certificates.k8s.io", "v1beta1", "CertificateSigningRequest"), "`signerName` is required"),
    reshaped_from(("discovery.k8s.io", "v1beta1", "EndpointSlice"), "`topology` becomes `nodeName` and `zone`"),
    reshaped_from(("flowcontrol.apiserver.k8s.io", "v1beta2", "PriorityLevelConfiguration"), "`assuredConcurrencyShares` becomes `nominalConcurrencyShares`"),
    reshaped_from(("flowcontrol.apiserver.k8s.io", "v1beta1", "PriorityLevelConfiguration"), "`assuredConcurrencyShares` becomes `nominalConcurrencyShares`"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::apis::API_VERSIONS;

    #[test]
    fn every_row_is_about_a_version_that_the_table_of_apis_knows() {
        for row in RESHAPED {
            let known = API_VERSIONS.iter().any(|api| {
                (api.group, api.version) == (row.group, row.version)
                    && api.kinds.contains(&row.kind)
                    && api.removed.is_some()
            });
            assert!(known, "{row:?}");
        }
        for row in GONE {
            assert!(apis::of(row.group, row.kind).count() > 1, "{row:?}");
        }
    }

    #[test]
    fn what_is_no_longer_served_has_a_successor_or_is_known_to_have_none() {
        for row in API_VERSIONS.iter().filter(|row| row.removed.is_some()) {
            for kind in row.kinds {
                let next = successor(row, kind);
                assert!(next.is_some() || *kind == "PodSecurityPolicy", "{row:?}");
                assert_ne!(next, Some(row.api_version()));
            }
        }
    }
}
