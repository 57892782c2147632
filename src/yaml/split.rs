//! Cuts a stream into documents where kubectl cuts it: at every line that begins with `---`
//! (`YAMLReader` of k8s.io/apimachinery 0.37, pkg/util/yaml/decoder.go).
//!
//! Each piece is parsed alone, so one broken document never hides the next.

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

impl<'s> Segment<'s> {
    /// What stands behind `---` on its own line, without blanks and comment.
    /// kubectl refuses any such text, Kustomize reads it.
    pub(crate) fn behind_separator(&self) -> &'s str {
        let Some(rest) = self.text.strip_prefix("---") else {
            return "";
        };
        let line = rest.split('\n').next().unwrap_or("").trim();
        if line.starts_with('#') { "" } else { line }
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
        let end = rest.find("\n---").map(|at| at + 1);
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
