//! Texts of manifests that tell which version of a component a repository installs.

use super::Version;
use super::version::Minor;

/// A text that a version follows.
#[derive(Debug)]
pub struct Marker {
    /// An id of [`super::components`].
    pub component: &'static str,
    /// What stands before the version, `v` included where the project writes it.
    pub before: &'static str,
    /// What has to stand behind it; empty for anything that is no digit, letter or dot.
    pub behind: &'static str,
}

const fn marker(component: &'static str, before: &'static str, behind: &'static str) -> Marker {
    Marker {
        component,
        before,
        behind,
    }
}

/// Release files, images and installation manifests, as the projects' own installation pages name them.
#[rustfmt::skip] // one row a line
pub static MARKERS: &[Marker] = &[
    marker("argocd", "argoproj/argocd:v", ""),
    marker("argocd", "argoproj/argo-cd/v", "/manifests"),
    marker("argocd", "argoproj/argo-cd/manifests/cluster-install?ref=v", ""),
    marker("argocd", "argoproj/argo-cd/manifests/ha/cluster-install?ref=v", ""),
    marker("argocd", "argoproj/argo-cd/releases/download/v", ""),
    marker("flux", "# Flux Version: v", ""),
    marker("flux", "fluxcd/flux2/manifests/install?ref=v", ""),
    marker("flux", "fluxcd/flux2/releases/download/v", ""),
    marker("flux", "fluxcd/flux-manifests:v", ""),
    marker("flux", "fluxcd/flux-cli:v", ""),
    marker("external-secrets", "external-secrets/external-secrets:v", ""),
    marker("external-secrets", "external-secrets/external-secrets/v", "/deploy"),
    marker("argo-rollouts", "argoproj/argo-rollouts:v", ""),
    marker("argo-rollouts", "argoproj/argo-rollouts/releases/download/v", ""),
    marker("flagger", "fluxcd/flagger:", ""),
    marker("sealed-secrets", "sealed-secrets-controller:v", ""),
    marker("sealed-secrets", "bitnami-labs/sealed-secrets/releases/download/v", ""),
    marker("kubernetes", "siderolabs/kubelet:v", ""),
    marker("kubernetes", "kindest/node:v", ""),
];

/// Helm charts whose version is that of the component.
pub static CHARTS: &[(&str, &str)] = &[
    ("external-secrets", "external-secrets"),
    ("flagger", "flagger"),
];

/// Controllers of Flux with versions of their own: image, and how far the minor of Flux 2 is ahead of theirs. Source: the
/// component versions in the release notes of each Flux minor from 2.3 on.
const PAIRED: &[(&str, u16)] = &[
    ("fluxcd/source-controller:v1.", 0),
    ("fluxcd/kustomize-controller:v1.", 0),
    ("fluxcd/helm-controller:v1.", 3),
];

/// The minor of a component that the version of one of its parts tells.
pub fn paired(line: &str) -> impl Iterator<Item = (&'static str, Minor)> {
    PAIRED.iter().filter_map(move |(before, ahead)| {
        let (_, rest) = line.split_once(before)?;
        let (minor, _) = rest.split_once('.')?;
        let minor: u16 = minor.parse().ok()?;
        Some(("flux", Minor::new(2, minor.checked_add(*ahead)?)))
    })
}

/// The versions that a line of text tells.
pub fn told(line: &str) -> impl Iterator<Item = (&'static str, Version)> {
    MARKERS.iter().filter_map(move |marker| {
        let (_, rest) = line.split_once(marker.before)?;
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (version, behind) = rest.split_at_checked(end)?;
        let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        if !behind.starts_with(marker.behind) || goes_on {
            return None;
        }
        Some((marker.component, Version::parse(version)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::components;

    #[test]
    fn every_marker_names_a_component() {
        for id in MARKERS.iter().map(|marker| marker.component) {
            assert!(components::find(id).is_some(), "{id}");
        }
        for (_, id) in CHARTS {
            assert!(components::find(id).is_some(), "{id}");
        }
    }

    #[test]
    fn versions_are_read_from_the_lines_that_projects_tell_users_to_write() {
        let one = |line: &str| told(line).next();
        assert_eq!(
            one("# Flux Version: v2.2.3"),
            Some(("flux", Version::new(2, 2, 3)))
        );
        assert_eq!(
            one(
                "- https://raw.githubusercontent.com/argoproj/argo-cd/v3.1.9/manifests/ha/install.yaml"
            ),
            Some(("argocd", Version::new(3, 1, 9)))
        );
        assert_eq!(
            one("image: quay.io/argoproj/argocd:v2.14.2@sha256:0"),
            Some(("argocd", Version::new(2, 14, 2)))
        );
        assert_eq!(
            paired("image: ghcr.io/fluxcd/helm-controller:v1.4.2").next(),
            Some(("flux", Minor::new(2, 7)))
        );
        for none in [
            "image: argoproj/argocd:v3.6.0-rc1",
            "argoproj/argo-cd/v3.1.9/docs",
            "image: argoproj/argocd:vX",
            "",
        ] {
            assert_eq!(one(none), None, "{none}");
        }
    }
}
