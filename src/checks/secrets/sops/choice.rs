//! The rule of a file applied to the nodes of its documents, comments included (getsops/sops 3.13: `sops.go`
//! `walkBranch`, `stores/yaml/store.go`).
//!
//! SOPS keeps comments among the entries of a mapping or list: those above an entry and the one behind its value stand
//! before it, and count for it and everything below. Where a comment goes depends on the YAML reader; what is not sure is
//! not judged.

use std::collections::HashSet;

use super::pattern::Pattern;
use super::selection::Selection;
use crate::yaml::{Comment, Document, Kind, Node, Style};

/// The rule of a file for one document.
pub(crate) struct Choice<'s> {
    selection: &'s Selection,
    marks: Marks,
}

/// Entries (by the node of their key) and items for which a comment counts that the rule speaks of.
#[derive(Default)]
struct Marks {
    sure: HashSet<u32>,
    /// A comment may count for these, or for a neighbour.
    unsure: HashSet<u32>,
    /// The expression cannot be evaluated.
    unjudged: bool,
}

impl<'s> Choice<'s> {
    pub(crate) fn new(selection: &'s Selection, document: &Document) -> Self {
        let marks = match selection {
            Selection::EncryptedComments(pattern) | Selection::UnencryptedComments(pattern) => {
                Marks::of(document, pattern)
            }
            _ => Marks::default(),
        };
        Self { selection, marks }
    }

    /// Whether the entry with this key, or an element above it, is what the rule speaks of. `above` is what is known of
    /// the elements above.
    pub(crate) fn below_key(&self, above: Option<bool>, key: Node<'_>) -> Option<bool> {
        match above {
            Some(false) if self.is_by_comments() => self.marks.get(key),
            Some(false) => self.selection.matches(key.text().unwrap_or_default()),
            known => known,
        }
    }

    /// The same for an item of a list, which only a comment can choose.
    pub(crate) fn below_item(&self, above: Option<bool>, item: Node<'_>) -> Option<bool> {
        match above {
            Some(false) if self.is_by_comments() => self.marks.get(item),
            known => known,
        }
    }

    /// Whether a leaf has to be encrypted if some element of its path matches, or none does.
    pub(crate) fn verdict(&self, found: Option<bool>) -> Option<bool> {
        found.and_then(|found| self.selection.verdict(found))
    }

    /// Whether a leaf has to be encrypted; `None` when it cannot be told.
    pub(crate) fn must_encrypt(&self, leaf: Node<'_>) -> Option<bool> {
        let mut above = Vec::new();
        let mut next = Some(leaf);
        while let Some(node) = next {
            above.push(node);
            next = node.parent();
        }
        let mut found = Some(false);
        for node in above.iter().rev().skip(1) {
            found = match node.key() {
                Some(key) => self.below_key(found, key),
                None => self.below_item(found, *node),
            };
        }
        self.verdict(found)
    }

    const fn is_by_comments(&self) -> bool {
        matches!(
            self.selection,
            Selection::EncryptedComments(_) | Selection::UnencryptedComments(_)
        )
    }
}

impl Marks {
    fn of(document: &Document, pattern: &Pattern) -> Self {
        let mut marks = Self::default();
        let places = places(document.root());
        for (comment, text) in document.comments() {
            match pattern.is_match(text) {
                None => marks.unjudged = true,
                Some(true) if comment.trailing => marks.trailing(comment, &places),
                Some(true) => marks.standing(comment, column(comment, document), &places),
                Some(false) => {}
            }
        }
        marks
    }

    fn get(&self, node: Node<'_>) -> Option<bool> {
        let is_marked = self.sure.contains(&node.id);
        let is_known = is_marked || !self.unjudged && !self.unsure.contains(&node.id);
        is_known.then_some(is_marked)
    }

    /// A comment on lines of its own counts for what begins next, unless that lies further out: then it is the last
    /// thing of the inner mapping, and counts for nothing.
    fn standing(&mut self, comment: &Comment, column: u32, places: &[Place<'_>]) {
        if let Some(next) = next_after(comment.line, places)
            && column <= next.column
        {
            self.sure.insert(next.mark.id);
        }
    }

    /// A comment behind a value counts for the entry of that value, and behind a key for all below it.
    fn trailing(&mut self, comment: &Comment, places: &[Place<'_>]) {
        let on_line = places
            .iter()
            .filter(|place| place.ends_head_on(comment.line));
        match on_line.max_by_key(|place| place.mark.column()) {
            Some(place)
                if place.value.kind() != Kind::Scalar && place.value.style() == Style::Flow =>
            {
                self.unsure.insert(place.mark.id);
            }
            Some(place) => {
                self.sure.insert(place.mark.id);
            }
            // Behind a lone dash, or inside brackets.
            None => {
                let next = next_after(comment.line, places);
                self.unsure.extend(next.map(|next| next.mark.id));
            }
        }
    }
}

/// An entry or an item.
struct Place<'d> {
    /// The key, or the item.
    mark: Node<'d>,
    value: Node<'d>,
    line: u32,
    /// An item begins at its dash, one column or more before its content.
    column: u32,
}

impl Place<'_> {
    /// Whether a comment behind what ends on a line belongs to this place.
    fn ends_head_on(&self, line: u32) -> bool {
        match (self.value.kind(), self.value.style()) {
            (Kind::Scalar, Style::Literal | Style::Folded) => self.line == line,
            (Kind::Scalar, _) => self.value.end_line() == line,
            (_, Style::Flow) => self.value.end_line() == line,
            _ => self.mark != self.value && self.line == line && self.value.line() > line,
        }
    }
}

/// Every entry and item as written, in file order. What an alias stands for has its comments where its anchor is.
fn places(root: Node<'_>) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        if node.is_alias() {
            continue;
        }
        for (key, value) in node.entries() {
            found.push(Place {
                mark: key,
                value,
                line: key.line(),
                column: key.column(),
            });
            pending.push(value);
        }
        for item in node.items() {
            found.push(Place {
                mark: item,
                value: item,
                line: item.line(),
                column: item.column(),
            });
            pending.push(item);
        }
    }
    found.sort_by_key(|place| (place.line, place.column));
    found
}

/// The outermost place of the first line behind another.
fn next_after<'p, 'd>(line: u32, places: &'p [Place<'d>]) -> Option<&'p Place<'d>> {
    let at = places.partition_point(|place| place.line <= line);
    let first = places.get(at)?;
    // An item and its first key begin at the same column; the item is the outer one.
    places
        .get(at..)?
        .iter()
        .take_while(|place| place.line == first.line && place.column == first.column)
        .find(|place| place.mark == place.value)
        .or(Some(first))
}

/// Column of the sign, counted from 1.
fn column(comment: &Comment, document: &Document) -> u32 {
    let before = document
        .source()
        .get(..comment.start as usize)
        .unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let sign = line.find('#').unwrap_or(line.len());
    u32::try_from(sign).map_or(u32::MAX, |sign| sign + 1)
}
