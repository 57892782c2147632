use serde::{Deserialize, Deserializer};

use super::metadata::Metadata;
use super::values;

/// A repository or a cluster as the API of Argo CD lists it. Its credentials are passed over while decoding.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    /// The name is the URL: that is what Applications refer to.
    pub metadata: Metadata,
    /// The name of a cluster, or of a repository.
    pub alias: Box<str>,
    /// The project that it belongs to; empty for all.
    pub project: Box<str>,
    pub state: ConnectionState,
}

/// Whether Argo CD reached it when it last tried.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ConnectionState {
    /// `Successful`, `Failed`, or `Unknown` where nothing uses it.
    pub status: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
    pub attempted_at: Option<Box<str>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Written {
    repo: String,
    server: String,
    name: Option<Box<str>>,
    project: Option<Box<str>>,
    connection_state: ConnectionState,
    info: Info,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Info {
    connection_state: Option<ConnectionState>,
}

impl<'de> Deserialize<'de> for Connection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = Written::deserialize(deserializer)?;
        let url = if written.repo.is_empty() {
            written.server
        } else {
            written.repo
        };
        Ok(Self {
            metadata: Metadata::named(url, None),
            alias: written.name.unwrap_or_default(),
            project: written.project.unwrap_or_default(),
            // `connectionState` of a cluster is deprecated in favour of the one in `info`.
            state: written
                .info
                .connection_state
                .unwrap_or(written.connection_state),
        })
    }
}

impl Connection {
    #[must_use]
    pub fn is_failed(&self) -> bool {
        &*self.state.status == "Failed"
    }

    /// Whether a reference of an Application means this one: by URL or by name, as Argo CD compares them.
    #[must_use]
    pub fn is_named(&self, reference: &str) -> bool {
        let plain = |text: &str| {
            text.trim_end_matches('/')
                .trim_end_matches(".git")
                .to_ascii_lowercase()
        };
        plain(&self.metadata.name) == plain(reference)
            || (!self.alias.is_empty() && &*self.alias == reference)
    }
}
