//! One document of a file: its nodes, its comments and where it came from.

use std::ops::Range;
use std::sync::Arc;

use super::source::Source;
use super::tree::{Kind, NONE, Node, NodeData};

/// A comment as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Line, counted from 1.
    pub line: u32,
    /// Something other than blanks stands before it on its line.
    pub trailing: bool,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Comment {
    pub(crate) fn text<'s>(&self, source: &'s Source) -> &'s str {
        let range = self.start as usize..self.end as usize;
        source.text.get(range).unwrap_or("")
    }
}

/// One document of a file.
#[derive(Debug)]
pub struct Document {
    pub(crate) index: usize,
    pub(crate) source: Arc<Source>,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) decoded: String,
    pub(crate) tags: Vec<(u32, Box<str>)>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) origin: Origin,
}

/// Facts about the text a document was read from, which decide who refuses it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Origin {
    /// Read by the JSON reader.
    pub(crate) json: bool,
    /// Not the first of several JSON values in a row.
    pub(crate) json_follower: bool,
    /// Content stands behind `---` on its line.
    pub(crate) content_behind_separator: bool,
    /// In the first piece of the file.
    pub(crate) first: bool,
    /// The text behind `...` is no YAML.
    pub(crate) broken_tail: bool,
    /// The bytes of the piece in the file, and its first line.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) line: u32,
}

impl Document {
    /// Position among the documents of the file that hold something, counted from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Line of the first node.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.root().line()
    }

    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.node(0)
    }

    /// The node at a JSON pointer (RFC 6901); keys are compared by their text, as written.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<Node<'_>> {
        if pointer.is_empty() {
            return Some(self.root());
        }
        let mut node = self.root();
        for step in pointer.strip_prefix('/')?.split('/') {
            let step = step.replace("~1", "/").replace("~0", "~");
            node = match node.kind() {
                Kind::Mapping => node.get(&step)?,
                Kind::Sequence => node.items().nth(step.parse().ok()?)?,
                Kind::Scalar => return None,
            };
        }
        Some(node)
    }

    /// Comments in file order, with the text behind `#`.
    pub fn comments(&self) -> impl Iterator<Item = (&Comment, &str)> {
        self.comments
            .iter()
            .map(|comment| (comment, comment.text(&self.source)))
    }

    /// Every node as written, keys too, parents before children. Aliases are not followed.
    pub fn walk(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len()).map(|id| self.node(u32::try_from(id).unwrap_or(NONE)))
    }

    /// The text the spans of the nodes point into: the whole file.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source.text
    }

    /// Whether [`Self::source`] is byte for byte the file, so that spans can be used to patch it.
    #[must_use]
    pub fn is_verbatim(&self) -> bool {
        self.source.is_verbatim()
    }

    /// Whether it was read as JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.origin.json
    }

    pub(crate) fn node(&self, id: u32) -> Node<'_> {
        Node { document: self, id }
    }

    pub(crate) fn source_text(&self, range: Range<u32>) -> &str {
        let range = range.start as usize..range.end as usize;
        self.source.text.get(range).unwrap_or("")
    }
}
