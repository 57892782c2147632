//! One file: its documents, and what could not be read.

use std::sync::Arc;

use super::budget::Budget;
use super::build::{Built, Spent};
use super::class::{has_template_action, has_template_mapping};
use super::document::{Comment, Document, Origin};
use super::error::{Error, Note};
use super::events::{self, Piece};
use super::source::{Encoding, Source, line_at};
use super::split::{BehindSeparator, Segment, segments};
use super::{duplicates, json};

/// What one file holds.
#[derive(Debug)]
pub struct Stream {
    /// Documents that hold something, in file order.
    pub documents: Vec<Document>,
    /// Documents behind `...`: written in the file, dropped by both readers.
    pub dropped: Vec<Document>,
    /// What could not be read. The documents before and after it are there.
    pub errors: Vec<Error>,
    pub notes: Vec<Note>,
    source: Arc<Source>,
    /// Comments of pieces without a document, such as a licence above the first `---`.
    loose: Vec<Comment>,
}

/// Reads a file as YAML, or as JSON where a document starts with `{` and is JSON throughout.
#[must_use]
pub fn parse(bytes: &[u8], budget: &Budget) -> Stream {
    let mut stream = Stream::empty(budget, bytes);
    let source = Arc::clone(&stream.source);
    let mut spent = Spent::default();
    for (count, segment) in segments(&source.text).enumerate() {
        if !stream.errors.is_empty() && is_over_budget(&stream.errors) {
            break;
        }
        if count > budget.max_documents {
            stream.errors.push(Error::Budget {
                which: "documents",
                limit: budget.max_documents as u64,
                line: segment.line,
            });
            break;
        }
        stream.read(&segment, budget, &mut spent);
    }
    stream
}

/// A budget of the whole file that is used up ends the reading.
fn is_over_budget(errors: &[Error]) -> bool {
    errors.iter().any(|error| {
        matches!(
            error,
            Error::Budget {
                which: "nodes" | "events" | "aliases",
                ..
            }
        )
    })
}

impl Stream {
    /// All comments of the file in file order, with the text behind `#`.
    #[must_use]
    pub fn comments(&self) -> Vec<(&Comment, &str)> {
        let documents = self.documents.iter().chain(&self.dropped);
        let mut comments: Vec<_> = documents
            .flat_map(|document| &document.comments)
            .chain(&self.loose)
            .map(|comment| (comment, comment.text(&self.source)))
            .collect();
        comments.sort_by_key(|(comment, _)| comment.line);
        comments
    }

    /// Whether some document is text for a template engine: such a file is "not judged".
    #[must_use]
    pub fn is_template(&self) -> bool {
        self.errors.iter().any(Error::is_template)
    }

    /// The text the spans of the nodes point into: the whole file.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source.text
    }

    fn empty(budget: &Budget, bytes: &[u8]) -> Self {
        let mut errors = Vec::new();
        let mut source = Source::default();
        if bytes.len() > budget.bytes() {
            errors.push(Error::Budget {
                which: "bytes",
                limit: budget.bytes() as u64,
                line: 1,
            });
        } else {
            source = Source::decode(bytes);
            if let Some(at) = source.text.find('\0') {
                let line = line_at(source.text.as_bytes(), at);
                errors.push(Error::Encoding {
                    line,
                    message: "a NUL byte: this is no text",
                });
                source = Source::default();
            }
        }
        let invalid = source.invalid_line.map(|line| Note::InvalidUtf8 { line });
        Self {
            documents: Vec::new(),
            dropped: Vec::new(),
            errors,
            notes: invalid.into_iter().collect(),
            source: Arc::new(source),
            loose: Vec::new(),
        }
    }

    fn read(&mut self, segment: &Segment<'_>, budget: &Budget, spent: &mut Spent) {
        // kubectl reads JSON only from the start of the file, up to the first separator.
        let first = segment.start == 0;
        if first && segment.text.trim_start().starts_with('{') {
            match json::read(segment, budget, spent) {
                Some(Ok(values)) => return self.add_json(values, segment),
                Some(Err(error)) => return self.errors.push(error),
                None => {}
            }
        }
        if segment.behind_separator() == BehindSeparator::Text {
            self.errors.push(Error::Syntax {
                line: segment.line,
                column: 4,
                message: "text behind the document separator `---`".to_owned(),
            });
            return;
        }
        self.read_yaml(segment, budget, spent);
    }

    fn add_json(&mut self, values: Vec<Built>, segment: &Segment<'_>) {
        for (position, built) in values.into_iter().enumerate() {
            let origin = Origin {
                json: true,
                json_follower: position > 0,
                ..origin(segment)
            };
            self.add(built, origin);
            if position == 1
                && let Some(document) = self.documents.last()
            {
                let line = document.line();
                self.notes.push(Note::JsonInARow { line });
            }
        }
    }

    fn read_yaml(&mut self, segment: &Segment<'_>, budget: &Budget, spent: &mut Spent) {
        let mut piece = events::read(&segment.body(), budget, spent);
        let mut origin = origin(segment);
        match piece.error.take() {
            None => {}
            Some(Error::Syntax { line, .. }) if !piece.documents.is_empty() => {
                origin.broken_tail = true;
                piece.after_end.get_or_insert(line);
            }
            Some(Error::Syntax { line, .. }) if has_template_action(segment.text) => {
                self.errors.push(Error::Template { line });
            }
            Some(error) => self.errors.push(error),
        }
        let place = self.documents.len();
        self.keep(piece, origin);
        if self.documents.len() > place {
            self.drop_template();
        }
    }

    /// Keeps what the field's readers keep: the first document of a piece, and of a file in
    /// UTF-16, where they see no separators, only the first of all.
    fn keep(&mut self, piece: Piece, origin: Origin) {
        if let Some(line) = piece.after_end {
            self.notes.push(Note::TextAfterEnd { line });
        }
        let hidden = !origin.first && self.source.encoding != Encoding::Utf8;
        let mut documents = piece.documents.into_iter();
        let mut comments = Some(piece.comments);
        if !hidden && let Some(built) = documents.next() {
            self.add(built, origin);
            if let Some(document) = self.documents.last_mut() {
                document.comments = comments.take().unwrap_or_default();
            }
        }
        for built in documents {
            let document = self.document(self.dropped.len(), built, origin);
            if hidden {
                let line = document.line();
                self.notes.push(Note::TextAfterEnd { line });
            }
            self.dropped.push(document);
        }
        self.loose.extend(comments.into_iter().flatten());
    }

    /// Takes the last document out again if its braces are template actions.
    fn drop_template(&mut self) {
        let Some(line) = self.documents.last().and_then(has_template_mapping) else {
            return;
        };
        self.documents.pop();
        self.errors.push(Error::Template { line });
    }

    fn add(&mut self, built: Built, origin: Origin) {
        let document = self.document(self.documents.len(), built, origin);
        self.notes.extend(duplicates::find(&document));
        self.documents.push(document);
    }

    fn document(&self, index: usize, built: Built, origin: Origin) -> Document {
        Document {
            index,
            source: Arc::clone(&self.source),
            nodes: built.nodes,
            decoded: built.decoded,
            tags: built.tags,
            comments: Vec::new(),
            origin,
        }
    }
}

fn origin(segment: &Segment<'_>) -> Origin {
    let start = u32::try_from(segment.start).unwrap_or(u32::MAX);
    let length = u32::try_from(segment.text.len()).unwrap_or(u32::MAX);
    Origin {
        content_behind_separator: segment.behind_separator() == BehindSeparator::Content,
        first: segment.line == 1,
        start,
        end: start.saturating_add(length),
        line: segment.line,
        ..Origin::default()
    }
}
