//! Components, their releases and what each minor line supports.

use super::version::{Minor, Version};

/// A program whose versions the product knows about.
#[derive(Debug)]
pub struct Component {
    /// Stable id, used by `plan_upgrade`, in generated blocks and in the other tables.
    pub id: &'static str,
    pub name: &'static str,
    /// Which versions the project itself supports, in words.
    pub policy: &'static str,
    /// What a reader of the newest version must know: how sure it is that nothing newer exists.
    pub note: &'static str,
}

/// One release. A version that no row names is not known to exist.
#[derive(Debug)]
pub struct Release {
    pub component: &'static str,
    pub version: Version,
    /// Day of the release (ISO 8601); `None` where no source says it.
    pub date: Option<&'static str>,
    /// Why texts name this release; empty for one that is listed because it is the newest of its line.
    pub why: &'static str,
    pub source: &'static str,
}

/// What one minor line supports.
#[derive(Debug)]
pub struct Line {
    pub component: &'static str,
    pub minor: Minor,
    /// The Kubernetes minors that the project tests or supports, oldest and newest.
    pub kubernetes: Option<(Minor, Minor)>,
    /// Whether the project still mended this line on [`super::CHECKED_ON`].
    pub supported: bool,
    pub source: &'static str,
}

/// The component with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Component> {
    COMPONENTS.iter().find(|component| component.id == id)
}

/// The releases of a component, newest first.
#[must_use]
pub fn releases(id: &str) -> Vec<&'static Release> {
    let mut found: Vec<_> = RELEASES.iter().filter(|row| row.component == id).collect();
    found.sort_by_key(|row| std::cmp::Reverse(row.version));
    found
}

/// The newest release of a component that the table knows.
#[must_use]
pub fn newest(id: &str) -> Option<&'static Release> {
    releases(id).first().copied()
}

/// The minor lines of a component, newest first.
#[must_use]
pub fn lines(id: &str) -> Vec<&'static Line> {
    let mut found: Vec<_> = LINES.iter().filter(|row| row.component == id).collect();
    found.sort_by_key(|row| std::cmp::Reverse(row.minor));
    found
}

const fn component(
    id: &'static str,
    name: &'static str,
    policy: &'static str,
    note: &'static str,
) -> Component {
    Component {
        id,
        name,
        policy,
        note,
    }
}

const LAST_THREE: &str = "the last three minors";
const NEWEST_ONLY: &str = "the newest minor only";
const UNSTATED: &str = "not stated by the project";

/// In the order in which tables show them.
#[rustfmt::skip] // one row a line
pub static COMPONENTS: &[Component] = &[
    component("argocd", "Argo CD", LAST_THREE, ""),
    component("flux", "Flux", LAST_THREE, "Controllers were tagged on 2026-10-01 (patches) and from 2026-10-24 on (the next minor); no Flux distribution with them was seen, so look for a newer one before you pin this."),
    component("source-controller", "source-controller", "with its Flux minor", ""),
    component("kustomize-controller", "kustomize-controller", "with its Flux minor", ""),
    component("helm-controller", "helm-controller", "with its Flux minor", ""),
    component("kubernetes", "Kubernetes", LAST_THREE, ""),
    component("external-secrets", "External Secrets Operator", NEWEST_ONLY, "A minor comes about every three weeks: look up the newest before you pin one."),
    component("sealed-secrets", "Sealed Secrets", UNSTATED, ""),
    component("sops", "SOPS", UNSTATED, ""),
    component("age", "age", UNSTATED, ""),
    component("cosign", "cosign", UNSTATED, ""),
    component("notation", "notation", UNSTATED, "Newer ones were not looked for beyond the stable line."),
    component("argo-rollouts", "Argo Rollouts", UNSTATED, ""),
    component("flagger", "Flagger", UNSTATED, "Last seen in the project's repository in August 2026."),
    component("kargo", "Kargo", UNSTATED, "Last seen in the project's repository in August 2026."),
    component("gitops-promoter", "GitOps Promoter", UNSTATED, "Last seen in the project's repository in August 2026; its API is v1alpha1."),
    component("flux-operator", "Flux Operator", UNSTATED, ""),
];

type Row = (
    &'static str,
    Version,
    Option<&'static str>,
    &'static str,
    &'static str,
);

const fn release(row: Row) -> Release {
    let (component, version, date, why, source) = row;
    Release {
        component,
        version,
        date,
        why,
        source,
    }
}

const fn v(major: u16, minor: u16, patch: u16) -> Version {
    Version::new(major, minor, patch)
}

const GO: &str = "Go module proxy, date of the tagged commit";
const TAGS: &str = "tags of the project's repository";
const CHANGELOG: &str = "CHANGELOG of the project";

/// Every release that a text of the product may name, and the newest of each line in use.
#[rustfmt::skip] // one row a line
pub static RELEASES: &[Release] = &[
    release(("argocd", v(3, 6, 1), Some("2026-11-04"), "", GO)),
    release(("argocd", v(3, 6, 0), Some("2026-11-03"), "first of its line", GO)),
    release(("argocd", v(3, 5, 7), Some("2026-11-02"), "", GO)),
    release(("argocd", v(3, 5, 0), Some("2026-08-04"), "first of its line; Helm 4", GO)),
    release(("argocd", v(3, 4, 13), Some("2026-11-02"), "", GO)),
    release(("argocd", v(3, 4, 0), Some("2026-05-05"), "first of its line", GO)),
    release(("argocd", v(3, 3, 19), Some("2026-11-02"), "the last before 3.6 ended the support of its line", GO)),
    release(("argocd", v(3, 3, 3), Some("2026-03-09"), "cluster version label changed in this line too", GO)),
    release(("argocd", v(3, 3, 2), Some("2026-02-22"), "the ClientSideApplyMigration=false workaround ends", GO)),
    release(("argocd", v(3, 3, 0), Some("2026-02-02"), "first of its line; server-side apply needed", TAGS)),
    release(("argocd", v(3, 2, 0), Some("2025-11-04"), "first of its line", TAGS)),
    release(("argocd", v(3, 1, 0), Some("2025-08-13"), "first of its line; OCI sources", TAGS)),
    release(("argocd", v(3, 0, 0), Some("2025-05-06"), "first of its line; annotation tracking", TAGS)),
    release(("flux", v(2, 9, 5), Some("2026-08-31"), "", GO)),
    release(("flux", v(2, 9, 0), Some("2026-06-30"), "first of its line; strict substitution", TAGS)),
    release(("flux", v(2, 8, 0), Some("2026-02-24"), "first of its line; Helm 4", TAGS)),
    release(("flux", v(2, 7, 2), Some("2025-10-08"), "first that bootstraps source-watcher", "source-watcher README")),
    release(("flux", v(2, 7, 0), Some("2025-09-30"), "first of its line; image automation v1", TAGS)),
    release(("flux", v(2, 6, 0), Some("2025-05-29"), "first of its line; OCIRepository v1", TAGS)),
    release(("source-controller", v(1, 10, 1), Some("2026-10-26"), "", GO)),
    release(("source-controller", v(1, 9, 6), Some("2026-10-01"), "newest of the Flux 2.9 line", GO)),
    release(("source-controller", v(1, 8, 0), Some("2026-02-17"), "v1beta2 removed; cosign bundles", TAGS)),
    release(("kustomize-controller", v(1, 10, 1), Some("2026-10-26"), "", GO)),
    release(("kustomize-controller", v(1, 9, 6), Some("2026-10-01"), "newest of the Flux 2.9 line", GO)),
    release(("kustomize-controller", v(1, 9, 0), Some("2026-06-17"), "strict substitution", TAGS)),
    release(("helm-controller", v(1, 7, 1), Some("2026-10-26"), "", "Go module proxy, module helm-controller/api, date of the tagged commit")),
    release(("helm-controller", v(1, 6, 5), Some("2026-10-01"), "newest of the Flux 2.9 line", "Go module proxy, module helm-controller/api")),
    release(("helm-controller", v(1, 5, 0), Some("2026-02-20"), "Helm 4; v2beta2 removed", TAGS)),
    release(("kubernetes", v(1, 37, 2), Some("2026-10-27"), "", GO)),
    release(("kubernetes", v(1, 37, 0), Some("2026-08-26"), "first of its line", GO)),
    release(("external-secrets", v(2, 9, 0), Some("2026-08-07"), "", "external-secrets docs/introduction/stability-support.md")),
    release(("external-secrets", v(2, 0, 0), Some("2026-02-06"), "first of the 2.x line", TAGS)),
    release(("external-secrets", v(1, 0, 0), Some("2025-11-07"), "first stable", TAGS)),
    release(("external-secrets", v(0, 17, 0), Some("2025-05-14"), "v1beta1 no longer served", TAGS)),
    release(("sealed-secrets", v(0, 40, 0), Some("2026-09-10"), "", GO)),
    release(("sealed-secrets", v(0, 36, 0), Some("2026-02-25"), "two security fixes", TAGS)),
    release(("sealed-secrets", v(0, 24, 0), Some("2023-09-15"), "what old guides pin", TAGS)),
    release(("sops", v(3, 13, 3), Some("2026-07-23"), "", GO)),
    release(("sops", v(3, 12, 0), Some("2026-02-19"), "post-quantum age identities", TAGS)),
    release(("sops", v(3, 10, 0), Some("2025-03-30"), "age plugins", TAGS)),
    release(("age", v(1, 3, 2), Some("2026-08-29"), "", GO)),
    release(("cosign", v(3, 1, 3), Some("2026-08-05"), "", GO)),
    release(("cosign", v(3, 0, 5), Some("2026-02-19"), "signed timestamps required with Rekor v2", CHANGELOG)),
    release(("cosign", v(3, 0, 4), Some("2026-01-09"), "bundle verification fix GHSA-whqx-f9j3-ch6m", CHANGELOG)),
    release(("cosign", v(3, 0, 1), Some("2025-10-07"), "first published of the 3.x line", CHANGELOG)),
    release(("cosign", v(2, 6, 2), Some("2026-01-09"), "the same fix for the 2.x line", CHANGELOG)),
    release(("cosign", v(2, 0, 0), Some("2023-02-23"), "identity and issuer required", TAGS)),
    release(("notation", v(1, 3, 2), Some("2025-04-24"), "", GO)),
    release(("argo-rollouts", v(1, 10, 2), Some("2026-11-03"), "", GO)),
    release(("argo-rollouts", v(1, 10, 0), Some("2026-08-05"), "first of its line", GO)),
    release(("flagger", v(1, 44, 0), Some("2026-07-14"), "", CHANGELOG)),
    release(("flagger", v(1, 43, 0), Some("2026-04-21"), "Traefik group renamed", CHANGELOG)),
    release(("kargo", v(1, 11, 2), Some("2026-08-17"), "", TAGS)),
    release(("gitops-promoter", v(0, 36, 0), Some("2026-08-21"), "", TAGS)),
    release(("flux-operator", v(0, 59, 0), Some("2026-08-31"), "", GO)),
];

type LineRow = (
    &'static str,
    (u16, u16),
    Option<(u16, u16)>,
    bool,
    &'static str,
);

const fn line(row: LineRow) -> Line {
    let (component, minor, kubernetes, supported, source) = row;
    let kubernetes = match kubernetes {
        Some((oldest, newest)) => Some((Minor::new(1, oldest), Minor::new(1, newest))),
        None => None,
    };
    Line {
        component,
        minor: Minor::new(minor.0, minor.1),
        kubernetes,
        supported,
        source,
    }
}

const TESTED: &str =
    "argo-cd docs/operator-manual/tested-kubernetes-versions.md at the newest tag of the line";
const ANNOUNCED: &str = "Flux release announcement, Supported Versions";
const CADENCE: &str = "three-minor rule; a tested-versions table of this line was not read";

/// Minor lines: which Kubernetes each supports and whether it is still mended.
#[rustfmt::skip] // one row a line
pub static LINES: &[Line] = &[
    line(("argocd", (3, 6), None, true, CADENCE)),
    line(("argocd", (3, 5), Some((33, 36)), true, TESTED)),
    line(("argocd", (3, 4), Some((32, 35)), true, TESTED)),
    line(("argocd", (3, 3), Some((32, 35)), false, TESTED)),
    line(("argocd", (3, 2), Some((31, 34)), false, TESTED)),
    line(("argocd", (3, 1), Some((31, 34)), false, TESTED)),
    line(("argocd", (3, 0), None, false, CADENCE)),
    line(("flux", (2, 9), Some((34, 36)), true, ANNOUNCED)),
    line(("flux", (2, 8), Some((33, 35)), true, ANNOUNCED)),
    line(("flux", (2, 7), Some((32, 34)), true, ANNOUNCED)),
    line(("flux", (2, 6), Some((31, 33)), false, ANNOUNCED)),
    line(("kubernetes", (1, 37), None, true, "three-minor rule")),
    line(("kubernetes", (1, 36), None, true, "three-minor rule")),
    line(("kubernetes", (1, 35), None, true, "three-minor rule")),
    line(("kubernetes", (1, 34), None, false, "three-minor rule")),
];
