//! The schemas of one component or of one CustomResourceDefinition.

use std::io::Read as _;

use serde::Deserialize;

use super::node::{Id, Node};

/// What a schema was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Shipped with the program.
    Shipped {
        /// Id of the component in `data::components`.
        component: String,
        version: String,
        /// The published package, with its version.
        module: String,
    },
    /// A CustomResourceDefinition of the repository.
    Repository,
}

#[derive(Debug)]
pub(super) struct Pool {
    pub(super) source: Source,
    /// A custom resource: defaults are applied before it is judged.
    pub(super) structural: bool,
    /// Field names match whatever their case.
    pub(super) ignore_case: bool,
    pub(super) kinds: Vec<Kind>,
    pub(super) nodes: Vec<Node>,
}

/// A kind of one API version and the node it is described by.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Kind {
    pub(super) api_version: String,
    pub(super) kind: String,
    pub(super) node: Id,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct File {
    component: String,
    version: String,
    module: String,
    structural: bool,
    ignore_case: bool,
    kinds: Vec<Kind>,
    nodes: Vec<Node>,
}

impl Pool {
    /// Reads a file of `schemas/data`.
    pub(super) fn unpack(packed: &[u8]) -> Option<Self> {
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(packed)
            .read_to_end(&mut text)
            .ok()?;
        let file: File = serde_json::from_slice(&text).ok()?;
        Some(Self {
            source: Source::Shipped {
                component: file.component,
                version: file.version,
                module: file.module,
            },
            structural: file.structural,
            ignore_case: file.ignore_case,
            kinds: file.kinds,
            nodes: file.nodes,
        })
    }

    pub(super) fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    pub(super) fn root(&self, api_version: &str, kind: &str) -> Option<Id> {
        self.kinds
            .iter()
            .find(|each| each.api_version == api_version && each.kind == kind)
            .map(|each| each.node)
    }
}
