//! Finds the schema of a kind: the repository's own definitions first, then the shipped ones.

use std::collections::HashMap;
use std::sync::Arc;

use super::crd::Definition;
use super::judge::NoSchema;
use super::node::Id;
use super::pool::Pool;
use super::shipped;

/// The schemas that apply to a repository.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    own: HashMap<(String, String), (Arc<Pool>, Id)>,
}

impl Catalogue {
    /// Takes the schemas of a definition. A kind whose schema is shipped keeps the shipped one.
    pub fn add(&mut self, definition: &Definition) {
        let Some(pool) = definition.unpack() else {
            return;
        };
        let pool = Arc::new(pool);
        for each in &pool.kinds {
            let name = (each.api_version.clone(), each.kind.clone());
            self.own.insert(name, (Arc::clone(&pool), each.node));
        }
    }

    /// Whether a kind has a schema.
    #[must_use]
    pub fn knows(&self, api_version: &str, kind: &str) -> bool {
        self.find(api_version, kind).is_ok()
    }

    pub(super) fn find(&self, api_version: &str, kind: &str) -> Result<(&Arc<Pool>, Id), NoSchema> {
        if let Some(found) = shipped::find(api_version, kind) {
            return Ok(found);
        }
        let name = (api_version.to_owned(), kind.to_owned());
        if let Some((pool, node)) = self.own.get(&name) {
            return Ok((pool, *node));
        }
        let known = shipped::versions(group(api_version), kind);
        if known.is_empty() {
            Err(NoSchema::UnknownKind)
        } else {
            Err(NoSchema::OtherVersion { known })
        }
    }
}

/// The group of an API version; the core group has no name.
pub(super) fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}
