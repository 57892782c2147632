//! The controllers of both engines: which object is one, and which kinds it serves.

use super::fleet::{At, Fleet};
use crate::clients::cluster::Object;

/// Name of each controller and the kinds that only it looks at.
const CONTROLLERS: [(&str, &[&str]); 11] = [
    (
        "source-controller",
        &[
            "GitRepository",
            "OCIRepository",
            "HelmRepository",
            "HelmChart",
            "Bucket",
        ],
    ),
    ("kustomize-controller", &["Kustomization"]),
    ("helm-controller", &["HelmRelease"]),
    (
        "notification-controller",
        &["Alert", "Provider", "Receiver"],
    ),
    (
        "image-reflector-controller",
        &["ImageRepository", "ImagePolicy"],
    ),
    ("image-automation-controller", &["ImageUpdateAutomation"]),
    ("source-watcher", &["ArtifactGenerator"]),
    ("argocd-application-controller", &["Application"]),
    ("argocd-applicationset-controller", &["ApplicationSet"]),
    ("argocd-repo-server", &[]),
    ("argocd-server", &[]),
];

/// Controllers that an installation may do without.
const OPTIONAL: [&str; 3] = [
    "image-reflector-controller",
    "image-automation-controller",
    "source-watcher",
];

/// The controller that this Deployment or StatefulSet is, by its labels or its name. A shard is one as well.
pub(super) fn name(object: &Object) -> Option<&'static str> {
    if !matches!(&*object.kind, "Deployment" | "StatefulSet") {
        return None;
    }
    let meta = object.metadata();
    let labelled = [
        "app.kubernetes.io/component",
        "app.kubernetes.io/name",
        "app",
    ]
    .into_iter()
    .filter_map(|key| meta.label(key));
    let part_of = meta.label("app.kubernetes.io/part-of");
    let ours = matches!(part_of, Some("flux" | "argocd")) || object.namespace() == "flux-system";
    labelled.chain([object.name()]).find_map(|text| {
        CONTROLLERS
            .iter()
            .map(|(name, _)| *name)
            .find(|name| text == *name || (ours && name.strip_prefix("argocd-") == Some(text)))
    })
}

pub(super) fn is_flux(name: &str) -> bool {
    !name.starts_with("argocd-")
}

pub(super) fn is_optional(name: &str) -> bool {
    OPTIONAL.contains(&name)
}

/// The controller that looks at a kind.
pub(super) fn for_kind(kind: &str) -> Option<&'static str> {
    CONTROLLERS
        .iter()
        .find(|(_, kinds)| kinds.contains(&kind))
        .map(|(name, _)| *name)
}

/// The Deployments of the controller that looks at a kind.
pub(super) fn of_kind(fleet: &Fleet<'_>, kind: &str) -> Vec<At> {
    for_kind(kind).map_or_else(Vec::new, |name| named(fleet, name))
}

/// The Deployments of a controller.
pub(super) fn named(fleet: &Fleet<'_>, wanted: &str) -> Vec<At> {
    fleet.controllers(wanted).to_vec()
}

/// How many objects a controller serves.
pub(super) fn serves(fleet: &Fleet<'_>, name: &str) -> usize {
    let kinds = CONTROLLERS.iter().find(|(known, _)| *known == name);
    kinds.map_or(0, |(_, kinds)| {
        kinds.iter().map(|kind| fleet.of_kind(kind).count()).sum()
    })
}
