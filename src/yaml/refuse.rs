//! Documents that a reader refuses although they can be read here.

use super::document::Document;
use super::duplicates;
use super::scalar::{Reading, Scalar};
use super::source::Encoding;
use super::tree::{Kind, Node, Role, Shape, Style, TextPlace};

/// Why a reader refuses a document that can be read here. Never quotes the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadError {
    /// Line, counted from 1.
    pub line: u32,
    pub reason: &'static str,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for ReadError {}

impl Document {
    /// Why `reading` refuses the document; empty if it accepts it.
    #[must_use]
    pub fn refusals(&self, reading: Reading) -> Vec<ReadError> {
        let mut refusals = self.origin_refusals(reading);
        if !self.origin.json || reading == Reading::Kustomize {
            refusals.extend(self.character());
            refusals.extend(self.walk().filter_map(spelling));
        }
        refusals.extend(self.walk().filter_map(|node| meaning(node, reading)));
        if reading == Reading::Kustomize {
            refusals.extend(duplicates::lines(self).map(|line| ReadError {
                line,
                reason: "a key that stands twice in one mapping",
            }));
        }
        refusals
    }

    fn origin_refusals(&self, reading: Reading) -> Vec<ReadError> {
        let kubectl = reading == Reading::Kubectl;
        let behind = self.origin.content_behind_separator && (kubectl || !self.origin.first);
        let wide = match self.source.encoding {
            Encoding::Utf8 => false,
            Encoding::Utf16Le => kubectl,
            // kubectl ends the last line itself, with one byte.
            Encoding::Utf16Be => kubectl && !self.source.text.ends_with('\n'),
        };
        let piece = self.piece();
        let ended = self.is_ended();
        let found = [
            (behind, "text behind the separator `---` on its line"),
            (wide, "UTF-16, which kubectl reads byte by byte"),
            (
                self.source.invalid_line.is_some(),
                "bytes that are no UTF-8",
            ),
            (
                starts_with_end(piece),
                "the end marker `...` before any content",
            ),
            (
                self.origin.broken_tail && !(kubectl && ended),
                "text after the end of the document that is no YAML",
            ),
        ];
        let line = self.line();
        let refused = found.into_iter().filter(|(refused, _)| *refused);
        refused
            .map(|(_, reason)| ReadError { line, reason })
            .collect()
    }

    /// The text of the piece of the file the document stands in.
    fn piece(&self) -> &str {
        let range = self.origin.start as usize..self.origin.end as usize;
        self.source.text.get(range).unwrap_or("")
    }

    /// Whether `...` ends the document.
    fn is_ended(&self) -> bool {
        let after = self.source.text.get(self.root().span().end..);
        after.is_some_and(|text| text.trim_start().starts_with("..."))
    }

    /// The first character that YAML 1.1 forbids, or takes for a line break.
    fn character(&self) -> Option<ReadError> {
        let text = self.piece();
        let (at, reason) = text
            .char_indices()
            .find_map(|(at, c)| Some((at, odd(c)?)))?;
        let before = text.get(..at)?.bytes().filter(|byte| *byte == b'\n');
        let lines = u32::try_from(before.count()).unwrap_or(u32::MAX);
        Some(ReadError {
            line: self.origin.line.saturating_add(lines),
            reason,
        })
    }
}

fn starts_with_end(piece: &str) -> bool {
    let mut lines = piece.lines();
    let first = lines.find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    first.is_some_and(|line| line == "..." || line.starts_with("... "))
}

fn odd(c: char) -> Option<&'static str> {
    match c {
        ' '..='~' | '\t' | '\n' | '\r' => None,
        '\u{85}' | '\u{2028}' | '\u{2029}' => {
            Some("a character that YAML 1.1 takes for a line break; escape it")
        }
        '\0'..'\u{A0}' | '\u{FFFE}' | '\u{FFFF}' => Some("a control character; escape it"),
        _ => None,
    }
}

/// What the readers' older grammar refuses or reads as something else.
fn spelling(node: Node<'_>) -> Option<ReadError> {
    let reason = if node.written().shape == Shape::Scalar {
        scalar_spelling(node)
    } else {
        None
    };
    let reason = reason.or_else(|| tab_behind_dash(node))?;
    Some(ReadError {
        line: node.line(),
        reason,
    })
}

fn scalar_spelling(node: Node<'_>) -> Option<&'static str> {
    let data = node.written();
    let source = node.document.source();
    let written = source.get(node.span()).unwrap_or("");
    let after = source.get(node.span().end..).unwrap_or("");
    if data.style == Style::Double && data.place == TextPlace::Decoded && has_json_escape(written) {
        return Some("an escape that only JSON has, such as `\\/`");
    }
    let in_flow = node.is_in_flow();
    if in_flow && data.role == Role::Key && is_long_key(written, after) {
        return Some("a key of more than 1,024 characters");
    }
    if data.style != Style::Plain || written.is_empty() {
        return None;
    }
    if in_flow {
        flow_spelling(written, after)
    } else {
        tab_after(after, indent(node))
    }
}

fn is_long_key(written: &str, after: &str) -> bool {
    written.len() > 1_024 && written.chars().count() > 1_024 && after.trim_start().starts_with(':')
}

fn flow_spelling(written: &str, after: &str) -> Option<&'static str> {
    if written.contains('?') || written.starts_with(':') {
        return Some("a `?` or a leading `:` inside brackets; quote the value");
    }
    let mut after = after.chars();
    if after.next() == Some(':') && matches!(after.next(), Some(',' | '[' | ']' | '{' | '}')) {
        return Some("a `:` inside brackets without a blank after it");
    }
    None
}

/// Columns that a line below a plain scalar must be indented by before a tab may stand there.
fn indent(node: Node<'_>) -> usize {
    std::iter::successors(node.parent(), |inner| inner.parent())
        .find(|collection| collection.style() == Style::Plain)
        .map_or(0, |block| block.column() as usize)
}

/// The readers look for tabs on the lines below a plain scalar, up to the next content.
fn tab_after(after: &str, indent: usize) -> Option<&'static str> {
    for line in after.split('\n').skip(1) {
        let blanks = line.bytes().take_while(|byte| *byte == b' ').count();
        if line.as_bytes().get(blanks) == Some(&b'\t') && blanks < indent {
            return Some("a tab on an otherwise empty line, where indentation is expected");
        }
        if !line.trim().is_empty() {
            return None;
        }
    }
    None
}

fn tab_behind_dash(node: Node<'_>) -> Option<&'static str> {
    let data = node.written();
    if data.role != Role::Item || node.is_in_flow() {
        return None;
    }
    let before = node.document.source().get(..node.span().start)?;
    let dash = before.rfind('-')?;
    let gap = before.get(dash + 1..)?;
    let only_blanks = gap.bytes().all(|byte| matches!(byte, b' ' | b'\t'));
    (only_blanks && gap.contains('\t')).then_some("a tab behind `-`")
}

/// `\/` and halves of surrogate pairs.
fn has_json_escape(quoted: &str) -> bool {
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            continue;
        }
        match chars.next() {
            Some('/') => return true,
            Some('u') => {
                let rest = chars.as_str();
                let half = rest
                    .get(..4)
                    .and_then(|hex| u32::from_str_radix(hex, 16).ok());
                if half.is_some_and(|unit| char::from_u32(unit).is_none()) {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

/// What cannot become JSON.
fn meaning(node: Node<'_>, reading: Reading) -> Option<ReadError> {
    let reason = match node.written().shape {
        Shape::UnknownAlias => "an alias without an anchor before it",
        Shape::SelfAlias => "an anchor that contains itself",
        _ if node.is_key() => key(node, reading)?,
        Shape::Mapping => return merge_keys(node, reading),
        Shape::Scalar => scalar(node, reading)?,
        _ => return None,
    };
    Some(ReadError {
        line: node.line(),
        reason,
    })
}

fn key(node: Node<'_>, reading: Reading) -> Option<&'static str> {
    if node.kind() != Kind::Scalar {
        return Some("a mapping or a sequence as a key");
    }
    if node.is_merge_key() || node.key_name(reading).is_some() {
        return None;
    }
    Some("a key that is no text; quote it")
}

fn scalar(node: Node<'_>, reading: Reading) -> Option<&'static str> {
    match node.resolve(reading) {
        Err(_) => Some("a value that does not fit its tag"),
        Ok(Scalar::Float(value)) if !value.is_finite() => Some("a number that JSON cannot hold"),
        // A JSON number too large for 64 bits.
        Ok(Scalar::String(_)) if node.document.is_json() && node.style() == Style::Plain => {
            (reading == Reading::Kubectl).then_some("a number that JSON cannot hold")
        }
        Ok(_) => None,
    }
}

fn merge_keys(mapping: Node<'_>, reading: Reading) -> Option<ReadError> {
    let merges = mapping.entries().filter(|(key, _)| key.is_merge_key());
    for (position, (key, value)) in merges.enumerate() {
        let refuse = |reason| {
            Some(ReadError {
                line: key.line(),
                reason,
            })
        };
        let of_mappings = match value.kind() {
            Kind::Mapping => true,
            Kind::Sequence => value.items().all(|item| item.kind() == Kind::Mapping),
            // A dead alias is refused for itself.
            Kind::Scalar => value.is_alias() && value.text().is_none(),
        };
        if !of_mappings {
            return refuse("a merge key `<<` whose value is no mapping");
        }
        if position > 0 && reading == Reading::Kustomize {
            return refuse("two merge keys `<<` in one mapping");
        }
    }
    None
}
