//! Documents inside a text.

use crate::checks::secrets::value::settings::markup;
use crate::yaml::{Budget, Kind, Node, Stream, Style, parse};

/// The place of a text that holds a document.
#[derive(Debug, Clone)]
pub(crate) struct Outer {
    line: u32,
    pointer: String,
    /// Of other styles the lines of the text are not those of the file.
    has_lines: bool,
}

impl Outer {
    pub(crate) fn new(node: Node<'_>) -> Self {
        Self {
            line: node.line(),
            pointer: node.pointer(),
            has_lines: node.style() == Style::Literal,
        }
    }

    /// The place of a line of the text, counted from 1.
    pub(crate) fn at(&self, line: u32) -> (u32, String) {
        let below = if self.has_lines { line } else { 0 };
        (self.line.saturating_add(below), self.pointer.clone())
    }
}

/// The document in a text that is JSON, or YAML in flow style.
pub(super) fn tree(text: &str) -> Option<Stream> {
    let is_candidate = text.trim_start().starts_with(['{', '[']) && text.contains(':');
    let stream = is_candidate.then(|| parse(text.as_bytes(), &Budget::default()))?;
    let is_sound = stream.errors.is_empty()
        && stream
            .documents
            .first()
            .is_some_and(|document| document.root().kind() != Kind::Scalar);
    is_sound.then_some(stream)
}

/// Pairs of a text in XML.
pub(super) fn pairs_of_markup(text: &str) -> Vec<(&str, &str)> {
    if text.trim_start().starts_with('<') && text.contains("</") {
        markup(text)
    } else {
        Vec::new()
    }
}
