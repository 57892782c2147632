//! What generators look at outside the ApplicationSet. The caller reads; this layer opens nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

/// Where checkouts, clusters and supplied parameters come from.
pub trait World {
    /// The files of a repository.
    ///
    /// # Errors
    /// What to supply if it is not at hand.
    fn tree(&self, url: &str, revision: &str) -> Result<Rc<dyn Tree>, Unread>;

    /// The clusters of this Argo CD; the local one only if it has a Secret of its own.
    ///
    /// # Errors
    /// What to supply if no inventory is at hand.
    fn clusters(&self) -> Result<&[Cluster], Unread>;

    /// What an outside generator (by its key, such as `pullRequest`) would give.
    ///
    /// # Errors
    /// What to supply.
    fn supplied(&self, generator: &str) -> Result<Vec<Map<String, Value>>, Unread>;
}

/// The files of a repository at one revision.
pub trait Tree {
    /// Paths from the top of the repository, sorted.
    fn files(&self) -> &[String];

    /// A file's bytes.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// A cluster as its Secret describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    pub name: String,
    pub server: String,
    pub project: String,
    pub labels: BTreeMap<String, String>,
    pub annotations: BTreeMap<String, String>,
}

/// A part that the caller did not supply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// What is missing.
    pub what: String,
    /// How to supply it.
    pub hint: String,
    /// It was named and does not exist, rather than not being supplied.
    pub absent: bool,
}
