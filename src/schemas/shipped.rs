//! The schemas inside the program, unpacked when a kind of theirs is first asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use super::node::Id;
use super::pool::{Pool, Source};

struct File {
    name: &'static str,
    packed: &'static [u8],
    pool: OnceLock<Option<Arc<Pool>>>,
}

macro_rules! file {
    ($name:literal) => {
        File {
            name: $name,
            packed: include_bytes!(concat!("../../schemas/data/", $name, ".json.gz")),
            pool: OnceLock::new(),
        }
    };
}

static FILES: [File; 11] = [
    file!("kubernetes"),
    file!("kustomize"),
    file!("flux"),
    file!("flux-2.6"),
    file!("flux-operator"),
    file!("argocd"),
    file!("argo-rollouts"),
    file!("flagger"),
    file!("external-secrets"),
    file!("external-secrets-0.16"),
    file!("sealed-secrets"),
];

/// `apiVersion/kind` to the name of a file.
static INDEX: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../schemas/data/index.json")).unwrap_or_default()
});

impl File {
    fn pool(&self) -> Option<&Arc<Pool>> {
        self.pool
            .get_or_init(|| Pool::unpack(self.packed).map(Arc::new))
            .as_ref()
    }
}

/// The schema of a kind.
pub(super) fn find(api_version: &str, kind: &str) -> Option<(&'static Arc<Pool>, Id)> {
    let name = INDEX.get(&format!("{api_version}/{kind}"))?;
    let file = FILES.iter().find(|file| file.name == name)?;
    let pool = file.pool()?;
    Some((pool, pool.root(api_version, kind)?))
}

/// The API versions in which a kind of this group has a schema.
pub(super) fn versions(group: &str, kind: &str) -> Vec<String> {
    INDEX
        .keys()
        .filter_map(|key| key.rsplit_once('/'))
        .filter(|(version, name)| *name == kind && super::catalogue::group(version) == group)
        .map(|(version, _)| version.to_owned())
        .collect()
}

/// The metadata that every object has.
pub(super) fn object_meta() -> Option<(&'static Arc<Pool>, Id)> {
    let (pool, root) = find("v1", "ConfigMap")?;
    let metadata = pool.node(root)?.properties.get("metadata")?;
    Some((pool, *metadata))
}

/// What the shipped schemas were made from.
pub fn sources() -> Vec<Source> {
    FILES
        .iter()
        .filter_map(|file| file.pool().map(|pool| pool.source.clone()))
        .collect()
}
