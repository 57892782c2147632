//! Health overrides of Argo CD: Lua of the user that decides about a kind. It is not evaluated here; what it decides
//! about is named, and not judged by other rules in its place.

use super::sync_windows::glob;
use crate::clients::cluster::{Body, HEALTH_OVERRIDE, Object, Snapshot};
use crate::model::clean::clean;

/// One override: the kinds that it is about, and where it stands.
pub(super) struct Override<'s> {
    group: &'s str,
    kind: &'s str,
    key: &'s str,
    namespace: &'s str,
}

/// The overrides of every `argocd-cm` that was read.
pub(super) fn all(snapshot: &Snapshot) -> Vec<Override<'_>> {
    let maps = snapshot
        .objects
        .iter()
        .filter_map(|object| match &object.body {
            Body::Keys(keys) if &*object.kind == "ConfigMap" && object.name() == "argocd-cm" => {
                Some((object.namespace(), keys))
            }
            _ => None,
        });
    maps.flat_map(|(namespace, keys)| {
        keys.data.iter().filter_map(move |key| {
            let about = key.strip_prefix(HEALTH_OVERRIDE)?;
            let (group, kind) = about.rsplit_once('_').unwrap_or(("", about));
            Some(Override {
                group,
                kind,
                key,
                namespace,
            })
        })
    })
    .collect()
}

impl Override<'_> {
    pub(super) fn is_about(&self, object: &Object) -> bool {
        glob(self.group, object.group()) && glob(self.kind, &object.kind)
    }

    /// `key` of ConfigMap argocd/argocd-cm.
    pub(super) fn place(&self) -> String {
        clean(
            &format!("`{}` of ConfigMap {}/argocd-cm", self.key, self.namespace),
            300,
        )
    }
}
