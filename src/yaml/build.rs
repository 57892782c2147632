//! Builds the arena of one document from parser events, within a budget.

use super::budget::Budget;
use super::error::Error;
use super::tree::{NONE, NodeData, Role, Shape, Style, TextPlace};

/// Where an event stands in the file. Offsets are bytes, lines and columns count from 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct At {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What the whole file has used so far; shared by its documents.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    pub(crate) nodes: usize,
    pub(crate) events: usize,
    pub(crate) aliases: usize,
}

/// Size and nesting of a node with every alias replaced by its target.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    nodes: u64,
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
struct Anchor {
    node: u32,
    extent: Option<Extent>,
}

#[derive(Debug)]
struct Frame {
    node: u32,
    anchor: usize,
    children: u32,
    mapping: bool,
    last_key: u32,
    inside: Extent,
    last_end: u32,
}

impl Frame {
    /// The role of the child that arrives, and its position or its key.
    fn next_child(&mut self, id: u32) -> (Role, u32) {
        let position = self.children;
        self.children += 1;
        if !self.mapping {
            return (Role::Item, position);
        }
        if position % 2 == 1 {
            return (Role::Value, self.last_key);
        }
        self.last_key = id;
        (Role::Key, position)
    }
}

/// A node as it arrives: where, and with which properties.
#[derive(Debug, Default)]
pub(crate) struct Arrival<'t> {
    pub(crate) at: At,
    pub(crate) style: Style,
    pub(crate) tag: Option<&'t str>,
    /// Parser's number of the anchor, 0 for none.
    pub(crate) anchor: usize,
}

/// A scalar's text: a range of the source, or text that had to be decoded.
#[derive(Debug)]
pub(crate) enum Text<'t> {
    Source { start: u32, len: u32 },
    Decoded(&'t str),
}

/// What the builder leaves behind for one document.
#[derive(Debug, Default)]
pub(crate) struct Built {
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) decoded: String,
    pub(crate) tags: Vec<(u32, Box<str>)>,
}

#[derive(Debug)]
pub(crate) struct Builder<'b> {
    budget: &'b Budget,
    spent: &'b mut Spent,
    built: Built,
    open: Vec<Frame>,
    anchors: Vec<Option<Anchor>>,
    written: u64,
}

impl<'b> Builder<'b> {
    pub(crate) fn new(budget: &'b Budget, spent: &'b mut Spent) -> Self {
        Self {
            budget,
            spent,
            built: Built::default(),
            open: Vec::new(),
            anchors: Vec::new(),
            written: 0,
        }
    }

    /// Counts one parser event.
    pub(crate) fn event(&mut self, line: u32) -> Result<(), Error> {
        self.spent.events += 1;
        within("events", self.spent.events, self.budget.max_events, line)
    }

    pub(crate) fn open(&mut self, shape: Shape, arrival: &Arrival<'_>) -> Result<(), Error> {
        let depth = self.open.len() + 1;
        within(
            "levels of nesting",
            depth,
            self.budget.depth(),
            arrival.at.line,
        )?;
        let node = self.push(shape, arrival)?;
        self.anchor(arrival.anchor, node, None);
        self.open.push(Frame {
            node,
            anchor: arrival.anchor,
            children: 0,
            mapping: shape == Shape::Mapping,
            last_key: NONE,
            inside: Extent { nodes: 1, depth: 0 },
            last_end: arrival.at.end,
        });
        Ok(())
    }

    /// Closes the innermost mapping or sequence; `end` is where its closing bracket ends,
    /// nothing for block style, which ends with its last child.
    pub(crate) fn close(&mut self, end: Option<u32>) {
        let Some(frame) = self.open.pop() else {
            return;
        };
        let next = index(self.built.nodes.len());
        let end = end.unwrap_or(frame.last_end);
        if let Some(node) = self.built.nodes.get_mut(frame.node as usize) {
            node.next = next;
            node.end = node.end.max(end);
        }
        let extent = Extent {
            nodes: frame.inside.nodes,
            depth: frame.inside.depth + 1,
        };
        self.anchor(frame.anchor, frame.node, Some(extent));
        self.grow(extent, end);
    }

    pub(crate) fn scalar(&mut self, text: &Text<'_>, arrival: &Arrival<'_>) -> Result<(), Error> {
        let (place, start, len) = match *text {
            Text::Source { start, len } => (TextPlace::Source, start, len),
            Text::Decoded(decoded) => {
                let start = index(self.built.decoded.len());
                self.built.decoded.push_str(decoded);
                (TextPlace::Decoded, start, index(decoded.len()))
            }
        };
        let limit = self.budget.max_scalar;
        within("bytes in one value", len as usize, limit, arrival.at.line)?;
        let id = self.push(Shape::Scalar, arrival)?;
        if let Some(node) = self.built.nodes.get_mut(id as usize) {
            node.place = place;
            node.text_start = start;
            node.text_len = len;
        }
        let extent = Extent { nodes: 1, depth: 0 };
        self.anchor(arrival.anchor, id, Some(extent));
        self.grow(extent, arrival.at.end);
        Ok(())
    }

    /// An alias; `anchor` is nothing when no anchor of that name stands before it.
    pub(crate) fn alias(&mut self, anchor: Option<usize>, at: At) -> Result<(), Error> {
        self.spent.aliases += 1;
        within(
            "aliases",
            self.spent.aliases,
            self.budget.max_aliases,
            at.line,
        )?;
        let arrival = Arrival {
            at,
            ..Arrival::default()
        };
        let known = anchor.and_then(|id| self.anchors.get(id).copied().flatten());
        let (shape, target, extent) = match known {
            None => (Shape::UnknownAlias, NONE, Extent { nodes: 1, depth: 0 }),
            // The target is still open: it contains this alias.
            Some(Anchor { extent: None, .. }) => {
                (Shape::SelfAlias, NONE, Extent { nodes: 1, depth: 0 })
            }
            Some(Anchor {
                node,
                extent: Some(extent),
            }) => (Shape::Alias, node, extent),
        };
        within(
            "levels of nesting",
            self.open.len() + extent.depth,
            self.budget.depth(),
            at.line,
        )?;
        let id = self.push(shape, &arrival)?;
        if let Some(node) = self.built.nodes.get_mut(id as usize) {
            node.text_start = target;
        }
        self.grow(extent, at.end);
        self.expansion(at.line)
    }

    /// The finished document, nothing if no node was seen; the builder is ready for the next one.
    pub(crate) fn finish(&mut self) -> Option<Built> {
        let built = std::mem::take(&mut self.built);
        self.open.clear();
        self.anchors.clear();
        self.written = 0;
        (!built.nodes.is_empty()).then_some(built)
    }

    fn push(&mut self, shape: Shape, arrival: &Arrival<'_>) -> Result<u32, Error> {
        self.spent.nodes += 1;
        self.written += 1;
        let At {
            start,
            end,
            line,
            column,
        } = arrival.at;
        within("nodes", self.spent.nodes, self.budget.max_nodes, line)?;
        let id = index(self.built.nodes.len());
        let (parent, role, ordinal) = match self.open.last_mut() {
            Some(frame) => {
                let (role, ordinal) = frame.next_child(id);
                (frame.node, role, ordinal)
            }
            None => (NONE, Role::Root, 0),
        };
        if let Some(tag) = arrival.tag {
            self.built.tags.push((id, tag.into()));
        }
        self.built.nodes.push(NodeData {
            shape,
            style: arrival.style,
            place: TextPlace::Source,
            tagged: arrival.tag.is_some(),
            text_start: start,
            text_len: 0,
            start,
            end,
            line,
            column,
            parent,
            role,
            ordinal,
            next: id + 1,
        });
        Ok(id)
    }

    fn anchor(&mut self, id: usize, node: u32, extent: Option<Extent>) {
        if id == 0 {
            return;
        }
        if self.anchors.len() <= id {
            self.anchors.resize(id + 1, None);
        }
        if let Some(slot) = self.anchors.get_mut(id) {
            *slot = Some(Anchor { node, extent });
        }
    }

    fn grow(&mut self, by: Extent, end: u32) {
        let Some(frame) = self.open.last_mut() else {
            return;
        };
        frame.last_end = end;
        frame.inside.nodes = frame.inside.nodes.saturating_add(by.nodes);
        frame.inside.depth = frame.inside.depth.max(by.depth);
    }

    /// Refuses alias bombs: the expanded size of what is open so far against what is written.
    fn expansion(&self, line: u32) -> Result<(), Error> {
        let expanded = self.open.last().map_or(0, |frame| frame.inside.nodes);
        let ratio = self.budget.max_expansion_ratio as u64;
        let allowed = self
            .written
            .saturating_mul(ratio)
            .max(Budget::FREE_EXPANSION as u64);
        if expanded <= allowed {
            return Ok(());
        }
        Err(Error::Budget {
            which: "nodes once aliases are expanded, per node written,",
            limit: ratio,
            line,
        })
    }
}

fn within(which: &'static str, used: usize, limit: usize, line: u32) -> Result<(), Error> {
    if used <= limit {
        return Ok(());
    }
    Err(Error::Budget {
        which,
        limit: limit as u64,
        line,
    })
}

/// Offsets and node numbers fit 32 bits because the budget caps the file.
fn index(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(NONE)
}
