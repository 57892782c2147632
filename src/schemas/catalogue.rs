//! Finds the schema of a kind: the repository's own definitions first, then the shipped ones.

use std::collections::HashMap;
use std::sync::Arc;

use super::crd;
use super::judge::NoSchema;
use super::node::Id;
use super::pool::Pool;
use super::shipped;
use crate::yaml::Document;

/// The schemas that apply to a repository.
#[derive(Debug, Default)]
pub struct Catalogue {
    own: HashMap<(String, String), (Arc<Pool>, Id)>,
}

impl Catalogue {
    /// Takes the schemas of a CustomResourceDefinition (`apiextensions.k8s.io/v1`), and says how many
    /// versions it brought. A kind whose schema is shipped keeps the shipped one.
    pub fn add_crd(&mut self, document: &Document) -> usize {
        let Some(pool) = crd::read(document) else {
            return 0;
        };
        let pool = Arc::new(pool);
        let mut added = 0;
        for each in &pool.kinds {
            if shipped::find(&each.api_version, &each.kind).is_some() {
                continue;
            }
            let name = (each.api_version.clone(), each.kind.clone());
            added += 1;
            self.own.insert(name, (Arc::clone(&pool), each.node));
        }
        added
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
