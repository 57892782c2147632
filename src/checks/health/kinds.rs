//! The kinds of both engines and their groups.

use crate::clients::cluster::{Body, Object};

/// The group of a kind of either engine; empty for what is of neither.
pub(crate) fn group_of(kind: &str) -> &'static str {
    match kind {
        "GitRepository" | "OCIRepository" | "HelmRepository" | "HelmChart" | "Bucket"
        | "ExternalArtifact" => "source.toolkit.fluxcd.io",
        "ArtifactGenerator" => "source.extensions.fluxcd.io",
        "Kustomization" => "kustomize.toolkit.fluxcd.io",
        "HelmRelease" => "helm.toolkit.fluxcd.io",
        "Alert" | "Provider" | "Receiver" => "notification.toolkit.fluxcd.io",
        "ImageRepository" | "ImagePolicy" | "ImageUpdateAutomation" => "image.toolkit.fluxcd.io",
        "ResourceSet" | "ResourceSetInputProvider" | "FluxInstance" | "FluxReport" => {
            "fluxcd.controlplane.io"
        }
        "Application" | "ApplicationSet" | "AppProject" | "Repository" | "Cluster" => "argoproj.io",
        _ => "",
    }
}

/// Kinds of Flux that are judged; the first ones belong to every installation.
pub(crate) const FLUX: [&str; 19] = [
    "GitRepository",
    "OCIRepository",
    "HelmRepository",
    "HelmChart",
    "Bucket",
    "Kustomization",
    "HelmRelease",
    "Alert",
    "Provider",
    "Receiver",
    "ExternalArtifact",
    "ArtifactGenerator",
    "ImageRepository",
    "ImagePolicy",
    "ImageUpdateAutomation",
    "ResourceSet",
    "ResourceSetInputProvider",
    "FluxInstance",
    "FluxReport",
];

/// Kinds of Argo CD that are judged; the last two are no custom resources, its own API lists them.
pub(crate) const ARGOCD: [&str; 5] = [
    "Application",
    "ApplicationSet",
    "AppProject",
    "Repository",
    "Cluster",
];

/// Whether an object belongs to an engine itself, not to what an engine applies.
pub(super) fn is_gitops(object: &Object) -> bool {
    matches!(
        object.body,
        Body::Flux(_)
            | Body::Application(_)
            | Body::ApplicationSet(_)
            | Body::AppProject(_)
            | Body::Connection(_)
    )
}
