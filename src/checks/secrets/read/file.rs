//! One file with everything that its rules ask for, read once.

use super::object::{Object, objects};
use crate::checks::secrets::external::{is_external, is_store};
use crate::checks::secrets::sealed;
use crate::checks::secrets::sops::config::{self, Config};
use crate::checks::secrets::sops::leaves::{Leaves, leaves};
use crate::checks::secrets::sops::metadata::Metadata;
use crate::checks::secrets::sops::raw::Raw;
use crate::model::Location;
use crate::model::clean::clean;
use crate::yaml::{Document, Node, Stream};

/// A file of YAML or JSON. Values of secrets are only borrowed from it.
pub(crate) struct File<'f> {
    pub(crate) path: &'f str,
    pub(crate) stream: &'f Stream,
    pub(crate) objects: Vec<Object<'f>>,
    /// Documents that carry metadata of SOPS.
    pub(crate) encrypted: Vec<Encrypted<'f>>,
    /// The file's own content, if it is a configuration of SOPS.
    pub(crate) config: Option<Config>,
}

/// A document with metadata of SOPS.
pub(crate) struct Encrypted<'f> {
    pub(crate) root: Node<'f>,
    pub(crate) metadata: Metadata,
    /// Absent when the metadata names two rules, which SOPS refuses.
    pub(crate) leaves: Option<Leaves<'f>>,
}

/// Longest pointer in a finding; a longer one is of no use to a reader.
const POINTER: usize = 1_024;

impl<'f> File<'f> {
    /// Reads what there is to know.
    pub(crate) fn new(path: &'f str, stream: &'f Stream) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_config = name == config::FILE_NAME || name == config::IGNORED_NAME;
        let first = stream
            .documents
            .first()
            .map(Document::root)
            .filter(|_| is_config);
        Self {
            path,
            stream,
            objects: objects(stream),
            encrypted: stream
                .documents
                .iter()
                .chain(&stream.dropped)
                .filter_map(encrypted)
                .collect(),
            config: first.and_then(|root| Config::read(path, &Raw::from_node(root))),
        }
    }

    /// The place of a node.
    pub(crate) fn node(&self, node: Node<'_>) -> Location {
        Location::node(self.path, node.line(), clean(&node.pointer(), POINTER))
    }

    /// A place known by line and pointer only.
    pub(crate) fn place(&self, line: u32, pointer: &str) -> Location {
        Location::node(self.path, line, clean(pointer, POINTER))
    }

    /// First and last lines of what this audit judges.
    pub(crate) fn judged_lines(&self) -> impl Iterator<Item = (u32, u32)> {
        let objects = self.objects.iter().filter(|object| {
            object.is_secret()
                || object.is(sealed::GROUP, "SealedSecret")
                || is_external(object)
                || is_store(object)
        });
        let encrypted = self
            .encrypted
            .iter()
            .map(|encrypted| (encrypted.root.line(), encrypted.root.end_line()));
        let config = self.config.as_ref().map(|_| (0, u32::MAX));
        objects.map(Object::lines).chain(encrypted).chain(config)
    }

    /// The encrypted document that an object stands in.
    pub(crate) fn encryption_of(&self, object: &Object<'_>) -> Option<&Encrypted<'f>> {
        self.encrypted
            .iter()
            .find(|encrypted| encrypted.root == object.root)
    }
}

fn encrypted(document: &Document) -> Option<Encrypted<'_>> {
    let root = document.root();
    let metadata = Metadata::read(&Raw::from_node(root.get("sops")?))?;
    let leaves = metadata
        .selection()
        .map(|selection| leaves(root, selection));
    Some(Encrypted {
        root,
        metadata,
        leaves,
    })
}
