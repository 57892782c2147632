//! YAML text to documents, one piece of the stream at a time.

use std::borrow::Cow;

use granit_parser::{
    ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, Span, StructureStyle, Tag,
};

use super::budget::Budget;
use super::build::{Arrival, At, Builder, Built, Spent, Text};
use super::document::Comment;
use super::error::Error;
use super::split::Segment;
use super::tree::{Shape, Style};

/// What one piece held.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    /// Documents in file order. YAML readers of the field stop after the first one of a piece.
    pub(crate) documents: Vec<Built>,
    /// Line of the first text behind `...`.
    pub(crate) after_end: Option<u32>,
    /// Line of a `...` that the parser refuses for the text behind it.
    text_on_end_line: Option<u32>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) error: Option<Error>,
}

/// Reads one piece. A document that breaks is dropped, those closed before it stay.
pub(crate) fn read(segment: &Segment<'_>, budget: &Budget, spent: &mut Spent) -> Piece {
    let mut piece = read_strictly(segment, budget, spent);
    if let Some(line) = piece.text_on_end_line {
        // The field's readers stop at `...` whatever follows on its line.
        piece = read_strictly(&segment.before_line(line), budget, spent);
        piece.after_end.get_or_insert(line);
    }
    piece
}

fn read_strictly(segment: &Segment<'_>, budget: &Budget, spent: &mut Spent) -> Piece {
    let mut reader = Reader {
        segment,
        piece: Piece::default(),
        started: 0,
    };
    if let Err(error) = reader.run(&mut Builder::new(budget, spent)) {
        reader.piece.error = Some(error);
    }
    reader.piece
}

/// Nesting is ours to count: the parser's own limit only has to be the looser one.
const PARSER_DEPTH: usize = Budget::HARD_DEPTH + 1;

fn options() -> Options {
    granit_parser::options! {
        emit_unresolved_aliases: true,
        bom_inside_document_as_content: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: PARSER_DEPTH,
        block_nesting_limit: PARSER_DEPTH,
    }
}

struct Reader<'p, 's> {
    segment: &'p Segment<'s>,
    piece: Piece,
    started: usize,
}

impl<'s> Reader<'_, 's> {
    fn run(&mut self, builder: &mut Builder<'_>) -> Result<(), Error> {
        let mut parser = Parser::new_from_str_with_options(self.segment.text, options());
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| self.error(&error))?;
            let at = self.at(&span);
            builder.event(at.line)?;
            self.take(event, at, builder)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'s>, at: At, builder: &mut Builder<'_>) -> Result<(), Error> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref().map(tag_text);
                let style = scalar_style(style);
                let text = self.text(&text, at);
                let at = match style {
                    Style::Literal | Style::Folded => self.header_place(at),
                    _ => at,
                };
                builder.scalar(&text, &arrival(at, style, anchor, tag.as_deref()))
            }
            Event::MappingStart(style, anchor, tag) => {
                let tag = tag.as_deref().map(tag_text);
                let arrival = arrival(at, structure_style(style), anchor, tag.as_deref());
                builder.open(Shape::Mapping, &arrival)
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = tag.as_deref().map(tag_text);
                let arrival = arrival(at, structure_style(style), anchor, tag.as_deref());
                builder.open(Shape::Sequence, &arrival)
            }
            Event::MappingEnd | Event::SequenceEnd => {
                // Block style ends where its last child ends, and has an empty event there.
                builder.close((at.end > at.start).then_some(at.end));
                Ok(())
            }
            Event::Alias(id) => builder.alias(Some(id), at),
            Event::UnresolvedAlias(_) => builder.alias(None, at),
            Event::Comment(..) => {
                self.comment(at);
                Ok(())
            }
            Event::DocumentStart(..) => {
                self.started += 1;
                if self.started > 1 {
                    self.piece.after_end.get_or_insert(at.line);
                }
                Ok(())
            }
            Event::DocumentEnd => {
                self.piece.documents.extend(builder.finish());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn comment(&mut self, at: At) {
        let start = at.start as usize - self.segment.start;
        let before = self.segment.text.get(..start).unwrap_or("");
        let line = before.rsplit('\n').next().unwrap_or("");
        self.piece.comments.push(Comment {
            line: at.line,
            trailing: !line.trim().is_empty(),
            start: at.start + 1,
            end: at.end,
        });
    }

    fn at(&self, span: &Span) -> At {
        let base = offset(self.segment.start);
        let start = offset(span.start.byte_offset().unwrap_or(0));
        let end = offset(span.end.byte_offset().unwrap_or(0));
        At {
            start: base + start,
            end: base + end.max(start),
            line: self.line(span.start.line()),
            column: offset(span.start.col() + 1),
        }
    }

    fn line(&self, in_segment: usize) -> u32 {
        self.segment.line + offset(in_segment).saturating_sub(1)
    }

    /// The scalar's text as a range of the source where the parser borrowed it from there.
    #[expect(clippy::ptr_arg, reason = "whether the text is borrowed decides")]
    fn text<'t>(&self, text: &'t Cow<'s, str>, at: At) -> Text<'t> {
        if at.start == at.end {
            // Nothing is written: the parser reports an empty value as `~`.
            return Text::Source {
                start: at.start,
                len: 0,
            };
        }
        if let Cow::Borrowed(borrowed) = text {
            let base = self.segment.text.as_ptr() as usize;
            let from = (borrowed.as_ptr() as usize).wrapping_sub(base);
            if self
                .segment
                .text
                .get(from..from.saturating_add(borrowed.len()))
                == Some(borrowed)
            {
                return Text::Source {
                    start: offset(self.segment.start + from),
                    len: offset(borrowed.len()),
                };
            }
        }
        Text::Decoded(text)
    }

    /// The parser starts a block scalar at its content; the place is that of `|` or `>`.
    fn header_place(&self, at: At) -> At {
        let start = at.start as usize - self.segment.start;
        let above = self.segment.text.get(..start).unwrap_or("");
        // Only blanks can stand between the header's line and the content.
        let above = above.trim_end();
        let line_start = above.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = above.get(line_start..).unwrap_or("");
        let Some(header) = header(line) else {
            return at;
        };
        let skipped = self.segment.text.get(line_start..start).unwrap_or("");
        let lines = skipped.bytes().filter(|byte| *byte == b'\n').count();
        let column = line.get(..header).unwrap_or("").chars().count() + 1;
        At {
            start: offset(self.segment.start + line_start + header),
            line: at.line.saturating_sub(offset(lines)),
            column: offset(column),
            ..at
        }
    }

    fn error(&mut self, error: &ScanError) -> Error {
        let line = self.line(error.marker().line());
        if *error.kind() == ErrorKind::InvalidDocumentEnd && self.piece.documents.is_empty() {
            self.piece.text_on_end_line = Some(line);
        }
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => Error::Budget {
                which: "levels of nesting",
                limit: Budget::HARD_DEPTH as u64,
                line,
            },
            kind => Error::Syntax {
                line,
                column: offset(error.marker().col() + 1),
                message: message(kind),
            },
        }
    }
}

/// Where a block scalar's header stands in its line: `|` or `>`, indicators, perhaps a comment.
fn header(line: &str) -> Option<usize> {
    line.match_indices(['|', '>']).map(|(at, _)| at).find(|at| {
        let rest = line.get(at + 1..).unwrap_or("");
        let rest = rest.trim_start_matches(|c: char| matches!(c, '+' | '-' | '1'..='9'));
        let comment = rest.trim_start();
        comment.is_empty() || (comment.starts_with('#') && comment.len() < rest.len())
    })
}

/// The parser's words, without the one message that quotes the source.
fn message(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::UnexpectedCharacter { .. } => {
            "a value starts with a reserved character; quote it".to_owned()
        }
        kind => kind.to_string(),
    }
}

fn arrival(at: At, style: Style, anchor: usize, tag: Option<&str>) -> Arrival<'_> {
    Arrival {
        at,
        style,
        tag,
        anchor,
    }
}

/// Tags of the common namespace in their short form.
fn tag_text(tag: &Tag) -> String {
    match tag.suffix_in_namespace("tag:yaml.org,2002:") {
        Some(name) => format!("!!{name}"),
        None => tag.to_string(),
    }
}

fn scalar_style(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted => Style::Single,
        ScalarStyle::DoubleQuoted => Style::Double,
        ScalarStyle::Literal => Style::Literal,
        ScalarStyle::Folded => Style::Folded,
    }
}

fn structure_style(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Block => Style::Plain,
        StructureStyle::Flow => Style::Flow,
    }
}

/// Offsets, lines and columns fit 32 bits because the budget caps the file.
fn offset(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
