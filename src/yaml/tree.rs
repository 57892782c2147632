//! The nodes of a document: an arena in document order, read through [`Node`].

use std::ops::Range;

use super::document::Document;

/// "No node".
pub(crate) const NONE: u32 = u32::MAX;

/// How a node is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Mapping,
    Sequence,
    Scalar,
    /// `text_start` holds the target.
    Alias,
    /// No anchor of that name stands before it.
    UnknownAlias,
    /// Its target contains it.
    SelfAlias,
}

/// What a node is once aliases are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Mapping,
    Sequence,
    Scalar,
}

/// How a scalar is written; mappings and sequences are `Plain` in block style, `Flow` in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    #[default]
    Plain,
    Single,
    Double,
    Literal,
    Folded,
    Flow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextPlace {
    Source,
    Decoded,
}

/// What a node is to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Root,
    Item,
    Key,
    Value,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeData {
    pub(crate) shape: Shape,
    pub(crate) style: Style,
    pub(crate) place: TextPlace,
    pub(crate) tagged: bool,
    pub(crate) text_start: u32,
    pub(crate) text_len: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) parent: u32,
    pub(crate) role: Role,
    /// An item's position, a value's key (its node number).
    pub(crate) ordinal: u32,
    /// The node after this one and all below it.
    pub(crate) next: u32,
}

/// What an id outside the arena reads as; ids come from the arena, so it is never seen.
static NOTHING: NodeData = NodeData {
    shape: Shape::UnknownAlias,
    style: Style::Plain,
    place: TextPlace::Source,
    tagged: false,
    text_start: 0,
    text_len: 0,
    start: 0,
    end: 0,
    line: 1,
    column: 1,
    parent: NONE,
    role: Role::Root,
    ordinal: 0,
    next: NONE,
};

/// A place in a document. An alias stands where it is written and reads as its target.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    pub(crate) document: &'d Document,
    pub(crate) id: u32,
}

impl std::fmt::Debug for Node<'_> {
    /// Never the text: it may be a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} at line {}", self.kind(), self.line())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && std::ptr::eq(self.document, other.document)
    }
}

impl Eq for Node<'_> {}

impl<'d> Node<'d> {
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.content().shape {
            Shape::Mapping => Kind::Mapping,
            Shape::Sequence => Kind::Sequence,
            _ => Kind::Scalar,
        }
    }

    /// Line where it is written, counted from 1.
    #[must_use]
    pub fn line(self) -> u32 {
        self.written().line
    }

    /// Column where it is written, in characters, counted from 1.
    #[must_use]
    pub fn column(self) -> u32 {
        self.written().column
    }

    /// Line where it ends.
    #[must_use]
    pub fn end_line(self) -> u32 {
        let data = self.written();
        let text = self.document.source_text(data.start..data.end);
        let newlines = text.trim_end().bytes().filter(|byte| *byte == b'\n');
        data.line
            .saturating_add(u32::try_from(newlines.count()).unwrap_or(u32::MAX))
    }

    /// Bytes it covers in [`Document::source`], quotes and brackets included, tag and anchor not.
    #[must_use]
    pub fn span(self) -> Range<usize> {
        let data = self.written();
        data.start as usize..data.end as usize
    }

    /// JSON pointer (RFC 6901) of the place; a key has the pointer of its value.
    #[must_use]
    pub fn pointer(self) -> String {
        let mut steps = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            steps.push(node.step());
            node = parent;
        }
        let mut pointer = String::new();
        for step in steps.iter().rev() {
            pointer.push('/');
            pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        }
        pointer
    }

    /// The mapping or sequence it is written in.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let parent = self.written().parent;
        (parent != NONE).then(|| self.at(parent))
    }

    /// Whether it is written as the key of a mapping.
    #[must_use]
    pub fn is_key(self) -> bool {
        self.written().role == Role::Key
    }

    /// Whether it is written as an alias.
    #[must_use]
    pub fn is_alias(self) -> bool {
        matches!(
            self.written().shape,
            Shape::Alias | Shape::UnknownAlias | Shape::SelfAlias
        )
    }

    /// Text of a scalar after YAML unescaping; nothing for a mapping, a sequence or a dead alias.
    #[must_use]
    pub fn text(self) -> Option<&'d str> {
        let data = self.content();
        if data.shape != Shape::Scalar {
            return None;
        }
        let from = match data.place {
            TextPlace::Source => &self.document.source.text,
            TextPlace::Decoded => &self.document.decoded,
        };
        let start = data.text_start as usize;
        from.get(start..start + data.text_len as usize)
    }

    #[must_use]
    pub fn style(self) -> Style {
        self.content().style
    }

    /// The tag in its long form without the common prefix: `!!int` reads `!!int`, `!foo` reads `!foo`.
    #[must_use]
    pub fn tag(self) -> Option<&'d str> {
        let id = self.content_id();
        if !self.at(id).written().tagged {
            return None;
        }
        let tags = &self.document.tags;
        let place = tags.binary_search_by_key(&id, |(node, _)| *node).ok()?;
        tags.get(place).map(|(_, tag)| tag.as_ref())
    }

    /// Entries of a mapping as written, merge keys included; empty for anything else.
    pub fn entries(self) -> impl Iterator<Item = (Self, Self)> {
        let mut children = self.children(Kind::Mapping);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// Items of a sequence; empty for anything else.
    pub fn items(self) -> impl Iterator<Item = Self> {
        self.children(Kind::Sequence)
    }

    fn children(self, kind: Kind) -> impl Iterator<Item = Self> {
        let id = self.content_id();
        let end = if self.kind() == kind {
            self.at(id).written().next
        } else {
            0
        };
        let mut child = id.saturating_add(1);
        std::iter::from_fn(move || {
            if child >= end {
                return None;
            }
            let node = self.at(child);
            child = node.written().next;
            Some(node)
        })
    }

    /// The key a value is written under.
    #[must_use]
    pub fn key(self) -> Option<Self> {
        let data = self.written();
        (data.role == Role::Value).then(|| self.at(data.ordinal))
    }

    fn step(self) -> String {
        let data = self.written();
        match data.role {
            Role::Root => String::new(),
            Role::Item => data.ordinal.to_string(),
            // A key that is a collection has no text.
            Role::Key => self.text().unwrap_or("").to_owned(),
            Role::Value => self.at(data.ordinal).text().unwrap_or("").to_owned(),
        }
    }

    fn at(self, id: u32) -> Self {
        self.document.node(id)
    }

    pub(crate) fn written(self) -> &'d NodeData {
        self.document
            .nodes
            .get(self.id as usize)
            .unwrap_or(&NOTHING)
    }

    pub(crate) fn content_id(self) -> u32 {
        let data = self.written();
        if data.shape == Shape::Alias {
            data.text_start
        } else {
            self.id
        }
    }

    fn content(self) -> &'d NodeData {
        self.at(self.content_id()).written()
    }
}
