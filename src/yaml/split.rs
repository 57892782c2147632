//! Cuts a stream into documents where kubectl cuts it: at every line that begins with `---`
//! (`YAMLReader` of k8s.io/apimachinery 0.37, pkg/util/yaml/decoder.go).
//!
//! Each piece is parsed alone, so one broken document never hides the next.

use memchr::memmem;

/// A piece of the text that holds at most one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment<'s> {
    /// Includes the `---` line that opens it.
    pub(crate) text: &'s str,
    /// Byte offset of `text` in the file.
    pub(crate) start: usize,
    /// Line of the first byte, counted from 1.
    pub(crate) line: u32,
}

/// What stands behind `---` on its own line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BehindSeparator {
    /// Nothing, blanks, or a comment.
    Nothing,
    /// A comment without a blank before it: a comment to the field's readers, text to YAML.
    Comment,
    /// Content after a blank. kubectl refuses it, Kustomize only after the first document.
    Content,
    /// Text without a blank: refused by both.
    Text,
}

impl<'s> Segment<'s> {
    pub(crate) fn behind_separator(&self) -> BehindSeparator {
        let Some(rest) = self.text.strip_prefix("---") else {
            return BehindSeparator::Nothing;
        };
        let line = rest.split('\n').next().unwrap_or("");
        let content = line.trim();
        match content.chars().next() {
            None => BehindSeparator::Nothing,
            Some('#') if line.starts_with('#') => BehindSeparator::Comment,
            Some('#') => BehindSeparator::Nothing,
            Some(_) if line.starts_with(content) => BehindSeparator::Text,
            Some(_) => BehindSeparator::Content,
        }
    }

    /// The piece without its first line.
    fn without_separator(&self) -> Self {
        let line = self.text.find('\n').map_or(self.text.len(), |at| at + 1);
        Self {
            text: self.text.get(line..).unwrap_or(""),
            start: self.start + line,
            line: self.line.saturating_add(1),
        }
    }

    /// The piece as it is to be parsed: both readers skip a byte order mark that opens a document,
    /// and take `---#` for a separator with a comment.
    pub(crate) fn body(&self) -> Self {
        let body = self.without_separator();
        if self.behind_separator() == BehindSeparator::Comment {
            return body;
        }
        match body.text.strip_prefix('\u{FEFF}') {
            Some(text) if self.text.starts_with("---") => Self {
                text,
                start: body.start + '\u{FEFF}'.len_utf8(),
                line: body.line,
            },
            _ => *self,
        }
    }

    /// The piece up to a line, counted in the file.
    pub(crate) fn before_line(&self, line: u32) -> Self {
        let lines = line.saturating_sub(self.line) as usize;
        let length: usize = self
            .text
            .split_inclusive('\n')
            .take(lines)
            .map(str::len)
            .sum();
        Self {
            text: self.text.get(..length).unwrap_or(""),
            ..*self
        }
    }
}

/// Iterates over the pieces of `text`.
pub(crate) fn segments(text: &str) -> impl Iterator<Item = Segment<'_>> {
    let bom = if text.starts_with('\u{FEFF}') { 3 } else { 0 };
    let mut start = bom;
    let mut line: u32 = 1;
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let rest = text.get(start..)?;
        let end = memmem::find(rest.as_bytes(), b"\n---").map(|at| at + 1);
        let piece = end.and_then(|end| rest.get(..end)).unwrap_or(rest);
        done = end.is_none();
        let segment = Segment {
            text: piece,
            start,
            line,
        };
        start += piece.len();
        line = line.saturating_add(newlines(piece));
        Some(segment)
    })
}

fn newlines(text: &str) -> u32 {
    let count = text.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
