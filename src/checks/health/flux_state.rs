//! What the status of an object of Flux says, by its own semantics (fluxcd/pkg apis/meta/conditions.go).

use super::symptom::Subject;
use crate::clients::cluster::{Condition, Flux, Metadata};

/// Kinds that give content.
pub(super) const SOURCES: [&str; 7] = [
    "GitRepository",
    "OCIRepository",
    "HelmRepository",
    "HelmChart",
    "Bucket",
    "ExternalArtifact",
    "ArtifactGenerator",
];

/// Kinds whose status no controller writes: Alert and Provider since v1beta3, HelmRepository of type `oci`.
pub(super) fn has_status(kind: &str, flux: &Flux) -> bool {
    !(matches!(kind, "Alert" | "Provider")
        || kind == "HelmRepository" && flux.spec.kind.as_deref() == Some("oci"))
}

/// Whether a controller has looked at this generation. A failing object keeps its old `observedGeneration`; the
/// conditions carry their own. Asking for deletion raises the generation by one, and no controller writes that down.
pub(super) fn is_observed(meta: &Metadata, flux: &Flux) -> bool {
    let conditions = flux.status.conditions.iter();
    let seen = conditions
        .filter_map(|condition| condition.observed_generation)
        .chain(flux.status.observed_generation)
        .max();
    let by_deletion = i64::from(meta.deletion_timestamp.is_some());
    match (meta.generation, seen) {
        (Some(wanted), Some(seen)) => seen >= wanted - by_deletion,
        (_, None) => !flux.status.conditions.is_empty(),
        (None, _) => true,
    }
}

/// The Flux part of an object whose status says something about today: not suspended, and observed.
pub(super) fn current<'s>(subject: &Subject<'_, 's>) -> Option<&'s Flux> {
    let flux = subject.flux()?;
    (!flux.spec.suspend && is_observed(subject.object.metadata(), flux)).then_some(flux)
}

/// The condition that tells why an object is not ready: Ready, or Stalled where Ready says nothing.
pub(super) fn not_ready(flux: &Flux) -> Option<&Condition> {
    let ready = flux.status.condition("Ready");
    ready.filter(|condition| condition.is_false()).or_else(|| {
        let unknown = ready.is_none_or(|condition| !condition.is_true());
        flux.status
            .condition("Stalled")
            .filter(|condition| unknown && condition.is_true())
    })
}

/// ` (Stalled: the controller will not try again by itself)`, where it will not.
pub(super) fn stalled(flux: &Flux) -> &'static str {
    match flux.status.condition("Stalled") {
        Some(condition) if condition.is_true() => {
            "; it is stalled: the controller will not try again by itself"
        }
        _ => "",
    }
}

/// A revision short enough for a sentence: `main@sha1:1f2e3d4c`.
pub(super) fn short(revision: &str) -> String {
    let revision = crate::model::clean::clean(revision, 200);
    match revision.rsplit_once(':') {
        Some((head, hash))
            if hash.len() > 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            format!("{head}:{}", hash.get(..8).unwrap_or(hash))
        }
        _ if revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            revision.get(..8).unwrap_or(&revision).to_owned()
        }
        _ => revision,
    }
}
