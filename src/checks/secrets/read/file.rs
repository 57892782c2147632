//! One file with everything that its rules ask for, read once.

use super::entry::{FIELDS, decode};
use super::literal::{Literal, literals};
use super::object::{Object, objects};
use crate::checks::secrets::external::{is_external, is_store};
use crate::checks::secrets::sealed;
use crate::checks::secrets::sops::config::{self, Config};
use crate::checks::secrets::sops::flat::Flat;
use crate::checks::secrets::sops::leaves::{Leaf, Leaves, flat_leaves, leaves};
use crate::checks::secrets::sops::metadata::Metadata;
use crate::checks::secrets::sops::raw::Raw;
use crate::checks::secrets::sops::selection::Selection;
use crate::checks::secrets::tokens;
use crate::data::tokens::{Check, Format};
use crate::model::clean::clean;
use crate::model::{Location, Severity};
use crate::yaml::{Document, Kind, Node, Stream};

/// A file as its rules see it. Values of secrets are only borrowed from it.
pub(crate) struct File<'f> {
    pub(crate) path: &'f str,
    pub(crate) stream: &'f Stream,
    pub(crate) objects: Vec<Object<'f>>,
    /// Credentials that have the format of a provider, wherever they stand.
    pub(crate) hits: Vec<Spot>,
    /// Credentials in clear outside Secrets, by their key.
    pub(crate) literals: Vec<Literal>,
    /// Entries of dotenv or INI.
    pub(crate) flat: Option<&'f Flat<'f>>,
    /// Documents that carry metadata of SOPS.
    pub(crate) encrypted: Vec<Encrypted<'f>>,
    /// The file's own content, if it is a configuration of SOPS.
    pub(crate) config: Option<Config>,
}

/// A document with metadata of SOPS.
pub(crate) struct Encrypted<'f> {
    /// Absent for dotenv and INI.
    pub(crate) root: Option<Node<'f>>,
    pub(crate) metadata: Metadata,
    /// Absent when the metadata names two rules, which SOPS refuses.
    pub(crate) leaves: Option<Leaves>,
}

/// A credential that has the format of a provider: its place, never its text.
pub(crate) struct Spot {
    pub(crate) format: &'static Format,
    pub(crate) severity: Severity,
    pub(crate) line: u32,
    /// Empty in text that is no tree.
    pub(crate) pointer: String,
}

/// Longest pointer in a finding; a longer one is of no use to a reader.
const POINTER: usize = 1_024;

impl<'f> File<'f> {
    /// Reads what there is to know. `flat` is the same text as entries, if its name says that it has no tree.
    pub(crate) fn new(
        path: &'f str,
        bytes: &[u8],
        stream: &'f Stream,
        flat: Option<&'f Flat<'f>>,
    ) -> Self {
        let documents = stream
            .documents
            .iter()
            .chain(&stream.dropped)
            .filter_map(|document| encrypted(path, document));
        let first = stream
            .documents
            .first()
            .map(Document::root)
            .filter(|_| is_config(path));
        let mut file = Self {
            path,
            stream,
            hits: spots(bytes, stream),
            literals: Vec::new(),
            objects: objects(stream),
            encrypted: documents.chain(flat.and_then(flat_encrypted)).collect(),
            flat,
            config: first
                .and_then(|root| Config::read(path, &Raw::from_node(root)))
                .map(|config| config.with_text(stream.source())),
        };
        file.literals = literals(&file, bytes);
        file.literals
            .retain(|literal| !file.hits.iter().any(|spot| spot.line == literal.line));
        file
    }

    /// Whether a line belongs to the data of a Secret, which has findings of its own.
    pub(crate) fn is_in_secret_data(&self, line: u32) -> bool {
        let secrets = self.objects.iter().filter(|object| object.is_secret());
        let fields =
            secrets.flat_map(|object| FIELDS.iter().filter_map(|(name, _)| object.node.get(name)));
        let sealed = self
            .objects
            .iter()
            .filter(|object| object.is(sealed::GROUP, "SealedSecret"));
        let sealed = sealed.filter_map(|object| object.at(&["spec", "encryptedData"]));
        fields
            .chain(sealed)
            .any(|field| (field.line()..=field.end_line()).contains(&line))
    }

    /// The place of a node.
    pub(crate) fn node(&self, node: Node<'_>) -> Location {
        Location::node(self.path, node.line(), clean(&node.pointer(), POINTER))
    }

    /// The place of a leaf.
    pub(crate) fn leaf(&self, leaf: &Leaf) -> Location {
        self.place(leaf.line, &leaf.pointer)
    }

    /// A place known by line and pointer only.
    pub(crate) fn place(&self, line: u32, pointer: &str) -> Location {
        if pointer.is_empty() {
            Location::line(self.path, line)
        } else {
            Location::node(self.path, line, clean(pointer, POINTER))
        }
    }

    /// First and last lines of what this audit judges.
    pub(crate) fn judged_lines(&self) -> impl Iterator<Item = (u32, u32)> {
        let objects = self.objects.iter().filter(|object| {
            object.is_secret()
                || object.is(sealed::GROUP, "SealedSecret")
                || is_external(object)
                || is_store(object)
        });
        let roots = self.encrypted.iter().filter_map(|encrypted| encrypted.root);
        let encrypted = roots.map(|root| (root.line(), root.end_line()));
        let config = self.config.as_ref().map(|_| (0, u32::MAX));
        objects.map(Object::lines).chain(encrypted).chain(config)
    }

    /// The encrypted document that an object stands in.
    pub(crate) fn encryption_of(&self, object: &Object<'_>) -> Option<&Encrypted<'f>> {
        self.encrypted
            .iter()
            .find(|encrypted| encrypted.root == Some(object.root))
    }
}

/// Finds credentials by their format. The same one is told once for each line.
fn spots(bytes: &[u8], stream: &Stream) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let (mut line, mut counted) = (1, 0);
    tokens::find(bytes, |hit| {
        let start = hit.start.max(counted);
        let newlines = bytes
            .get(counted..start)
            .unwrap_or_default()
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        line += u32::try_from(newlines).unwrap_or(0);
        counted = start;
        let secret = bytes.get(hit.start..hit.end).unwrap_or_default();
        // A word for a password is the default of some image rather than a credential of somebody.
        let is_word = is_word(hit.format.check, secret);
        let severity = if is_word {
            hit.format.severity.min(Severity::Medium)
        } else {
            hit.format.severity
        };
        let is_new = spots
            .last()
            .is_none_or(|last| last.line != line || last.format.id != hit.format.id);
        if is_new && spots.len() < MOST_SPOTS {
            spots.push(Spot {
                format: hit.format,
                severity,
                line,
                pointer: pointer_at(stream, hit.start),
            });
        }
    });
    spots
}

/// Whether what is secret is made of letters only.
fn is_word(check: Check, secret: &[u8]) -> bool {
    let letters = |text: &[u8]| {
        text.iter()
            .all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
    };
    match check {
        Check::UrlPassword => letters(secret),
        Check::UserPass => std::str::from_utf8(secret)
            .ok()
            .and_then(decode)
            .is_some_and(|pair| {
                pair.rsplit(|byte| *byte == b':')
                    .next()
                    .is_some_and(letters)
            }),
        _ => false,
    }
}

/// Most credentials of a known format that are told of one file.
const MOST_SPOTS: usize = 500;

/// The pointer of the scalar that covers an offset.
fn pointer_at(stream: &Stream, offset: usize) -> String {
    let documents = stream
        .documents
        .iter()
        .filter(|document| document.is_verbatim());
    let mut scalars = documents
        .flat_map(Document::walk)
        .filter(|node| node.kind() == Kind::Scalar && !node.is_alias());
    scalars
        .find(|node| node.span().contains(&offset))
        .map(Node::pointer)
        .unwrap_or_default()
}

/// Whether a file is a configuration of SOPS by its name.
pub(crate) fn is_config(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == config::FILE_NAME || name == config::IGNORED_NAME
}

fn encrypted<'f>(path: &str, document: &'f Document) -> Option<Encrypted<'f>> {
    let root = document.root();
    let metadata = Metadata::read(&Raw::from_node(root.get("sops")?))?;
    // What SOPS takes for binary has one leaf, to which no setting applies.
    let everything = Selection::Everything;
    let selection = if is_tree(path) {
        metadata.selection()
    } else {
        Some(&everything)
    };
    let leaves = selection.map(|selection| leaves(root, selection));
    Some(Encrypted {
        root: Some(root),
        metadata,
        leaves,
    })
}

fn is_tree(path: &str) -> bool {
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

fn flat_encrypted<'f>(flat: &Flat<'f>) -> Option<Encrypted<'f>> {
    let metadata = Metadata::read(&flat.metadata()?)?;
    let leaves = metadata
        .selection()
        .map(|selection| flat_leaves(&flat.pairs, selection));
    Some(Encrypted {
        root: None,
        metadata,
        leaves,
    })
}
