//! Edits of a file as data, and the unified diff that they make, for `git apply` at the top of the work tree.

use std::ops::Range;

use similar::TextDiff;

use crate::yaml::{Document, Kind, Node, Stream, Style};

/// One edit of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Position among the documents of the file.
    pub(crate) document: usize,
    /// JSON pointer of what is changed.
    pub(crate) pointer: String,
    /// What becomes of it.
    pub(crate) change: Change,
}

/// What becomes of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// The scalar becomes this text, as YAML writes it.
    Set(String),
    /// The entry or item goes; what it leaves empty goes with it.
    Remove,
    /// The key of the entry becomes this one.
    Rename(String),
    /// The lines of the entry become these, which are indented as it was.
    Replace(String),
    /// The mapping or sequence gets these lines at its end.
    Add(String),
}

/// The diff of these edits; none where one of them cannot be made by whole lines of block style.
pub(crate) fn diff(path: &str, stream: &Stream, edits: &[Edit]) -> Option<String> {
    let text = stream.source();
    let mut pieces = edits
        .iter()
        .map(|edit| piece(text, stream.documents.get(edit.document)?, edit))
        .collect::<Option<Vec<_>>>()?;
    pieces.sort_by_key(|(range, _)| (range.start, range.end));
    pieces.dedup();
    let mut new = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for (range, with) in &pieces {
        new.push_str(text.get(at..range.start)?);
        new.push_str(with);
        at = range.end;
    }
    new.push_str(text.get(at..)?);
    if pieces.is_empty() || new == text {
        return None;
    }
    let diff = TextDiff::from_lines(text, &new);
    let (old, new) = (format!("a/{path}"), format!("b/{path}"));
    let mut unified = diff.unified_diff();
    Some(unified.context_radius(3).header(&old, &new).to_string())
}

type Piece = (Range<usize>, String);

fn piece(text: &str, document: &Document, edit: &Edit) -> Option<Piece> {
    if !document.is_verbatim() || document.is_json() {
        return None;
    }
    let node = document.at(&edit.pointer)?;
    if node.is_alias() {
        return None;
    }
    match &edit.change {
        Change::Set(with) => {
            let plain = matches!(node.style(), Style::Plain | Style::Single | Style::Double);
            (node.kind() == Kind::Scalar && plain && !node.span().is_empty())
                .then(|| (node.span(), with.clone()))
        }
        Change::Rename(key) => Some((node.key()?.span(), key.clone())),
        Change::Remove => {
            let lines = whole_lines(text, emptied(node))?;
            Some((lines, String::new()))
        }
        Change::Replace(with) => {
            let lines = whole_lines(text, node)?;
            let column = node.key().unwrap_or(node).column();
            Some((lines, indented(text, with, column)))
        }
        Change::Add(with) => add(text, node, with),
    }
}

/// The entry to remove so that nothing empty stays behind.
fn emptied(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    while let Some(parent) = node.parent()
        && parent.parent().is_some()
        && parent.items().count() + parent.entries().count() == 1
    {
        node = parent;
    }
    node
}

/// The lines of an entry or item that has its lines to itself.
fn whole_lines(text: &str, node: Node<'_>) -> Option<Range<usize>> {
    let first = node.key().unwrap_or(node);
    let start = line_start(text, first.span().start);
    let before = text.get(start..first.span().start)?.trim();
    let is_item = node.key().is_none() && node.parent().is_some();
    let alone = if is_item {
        before == "-"
    } else {
        before.is_empty()
    };
    let end = line_end(text, node.span().end.max(first.span().end));
    let after = text.get(node.span().end..end).unwrap_or_default().trim();
    let block = node
        .parent()
        .is_none_or(|parent| parent.style() != Style::Flow);
    let ended =
        after.is_empty() || after.starts_with('#') || node.span().end == start_of(text, node);
    (alone && ended && block).then(|| start..trimmed_end(text, node, end))
}

/// A block ends behind blank lines that belong to what follows: they stay.
fn trimmed_end(text: &str, node: Node<'_>, end: usize) -> usize {
    let span = node.span();
    let inside = text.get(span.clone()).unwrap_or_default();
    let kept = inside.trim_end().len();
    if kept == inside.len() || kept == 0 {
        return end;
    }
    line_end(text, span.start + kept)
}

fn start_of(text: &str, node: Node<'_>) -> usize {
    line_start(text, node.span().end)
}

fn add(text: &str, node: Node<'_>, with: &str) -> Option<Piece> {
    if node.style() == Style::Flow {
        return None;
    }
    let (column, last) = match node.items().next() {
        // The dash stands before the item.
        Some(first) => (dash_column(text, first)?, node.items().last()?.span().end),
        None => {
            let (first, _) = node.entries().next()?;
            let (key, value) = node.entries().last()?;
            (first.column(), value.span().end.max(key.span().end))
        }
    };
    let end = line_end(text, text.get(..last)?.trim_end().len());
    let mut lines = indented(text, with, column);
    if !text.get(..end)?.ends_with('\n') {
        lines.insert_str(0, line_break(text));
    }
    Some((end..end, lines))
}

fn dash_column(text: &str, item: Node<'_>) -> Option<u32> {
    let start = line_start(text, item.span().start);
    let before = text.get(start..item.span().start)?.trim_end();
    let blanks = before.strip_suffix('-')?;
    let column = u32::try_from(blanks.len()).ok()?;
    blanks.trim().is_empty().then(|| column + 1)
}

/// Lines at a column, each with the line break of the file.
fn indented(text: &str, lines: &str, column: u32) -> String {
    let indent = " ".repeat(column.saturating_sub(1) as usize);
    let line_break = line_break(text);
    lines
        .lines()
        .map(|line| format!("{indent}{line}{line_break}"))
        .collect()
}

fn line_break(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .and_then(|before| before.rfind('\n'))
        .map_or(0, |newline| newline + 1)
}

/// Behind the line break.
fn line_end(text: &str, at: usize) -> usize {
    text.get(at..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |newline| at + newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Budget, parse};

    fn edited(text: &str, pointer: &str, change: Change) -> Option<String> {
        let stream = parse(text.as_bytes(), &Budget::default());
        let edit = Edit {
            document: 0,
            pointer: pointer.to_owned(),
            change,
        };
        let (range, with) = piece(stream.source(), stream.documents.first()?, &edit)?;
        Some(format!(
            "{}{with}{}",
            &text[..range.start],
            &text[range.end..]
        ))
    }

    const TEXT: &str = "a: 1 # one\nlist:\n  - x.yaml\n  - y.yaml\n\nlast:\n  only:\n    - z\n";

    #[test]
    fn sets_removes_renames_and_adds() {
        assert_eq!(
            edited(TEXT, "/a", Change::Set("2".into())).unwrap(),
            TEXT.replace("a: 1", "a: 2")
        );
        assert_eq!(
            edited(TEXT, "/list/0", Change::Remove).unwrap(),
            TEXT.replace("  - x.yaml\n", "")
        );
        assert_eq!(
            edited(TEXT, "/list/1", Change::Remove).unwrap(),
            TEXT.replace("  - y.yaml\n", "")
        );
        assert_eq!(
            edited(TEXT, "/list", Change::Remove).unwrap(),
            TEXT.replace("list:\n  - x.yaml\n  - y.yaml\n", "")
        );
        assert_eq!(
            edited(TEXT, "/last/only/0", Change::Remove).unwrap(),
            TEXT.replace("last:\n  only:\n    - z\n", "")
        );
        assert_eq!(
            edited(TEXT, "/list", Change::Rename("items".into())).unwrap(),
            TEXT.replace("list:", "items:")
        );
        assert_eq!(
            edited(TEXT, "/last", Change::Add("more: 1".into())).unwrap(),
            format!("{TEXT}  more: 1\n")
        );
        assert_eq!(
            edited(TEXT, "/list", Change::Replace("l:\n  - q".into())).unwrap(),
            TEXT.replace("list:\n  - x.yaml\n  - y.yaml\n", "l:\n  - q\n")
        );
    }

    #[test]
    fn refuses_what_is_not_whole_lines() {
        for (text, pointer) in [
            ("a: [x, y]\n", "/a/0"),
            ("{a: 1}\n", "/a"),
            ("- a: 1\n  b: 2\n", "/0/a"),
        ] {
            assert_eq!(edited(text, pointer, Change::Remove), None, "{text}");
        }
        assert_eq!(edited("a: |\n  x\n", "/a", Change::Set("y".into())), None);
    }

    #[test]
    fn keeps_the_line_breaks_of_the_file() {
        let text = "a:\r\n  b: 1\r\nc: 2";
        assert_eq!(
            edited(text, "/a", Change::Add("d: 3".into())).unwrap(),
            "a:\r\n  b: 1\r\n  d: 3\r\nc: 2"
        );
        assert_eq!(
            edited(text, "", Change::Add("d: 3".into())).unwrap(),
            "a:\r\n  b: 1\r\nc: 2\r\nd: 3\r\n"
        );
    }
}
