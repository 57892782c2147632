//! One file: its documents, and what could not be read.

use std::sync::Arc;

use super::budget::Budget;
use super::build::{Built, Spent};
use super::class::{has_template_action, has_template_mapping};
use super::error::{Error, Note};
use super::source::{Source, line_at};
use super::split::{Segment, segments};
use super::tree::{Comment, Document, Origin};
use super::{duplicates, events, json};

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
            if let Some(at) = source.text.bytes().position(|byte| byte == 0) {
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
        if segment.text.trim_start().starts_with('{') {
            match json::read(segment, budget, spent) {
                Some(Ok(values)) => {
                    for built in values {
                        self.add(built, segment, true);
                    }
                    return;
                }
                Some(Err(error)) => return self.errors.push(error),
                None => {}
            }
        }
        self.read_yaml(segment, budget, spent);
    }

    fn read_yaml(&mut self, segment: &Segment<'_>, budget: &Budget, spent: &mut Spent) {
        let piece = events::read(segment, budget, spent);
        let templated = segment.text.contains("{{") || segment.text.contains("{%");
        if let Some(error) = piece.error {
            self.errors.push(match error {
                Error::Syntax { line, .. } if templated && has_template_action(segment.text) => {
                    Error::Template { line }
                }
                other => other,
            });
        }
        let mut documents = piece.documents.into_iter();
        let before = self.documents.len();
        if let Some(first) = documents.next() {
            self.add(first, segment, false);
        }
        if templated && self.documents.len() > before {
            self.drop_template();
        }
        if let Some(line) = piece.after_end {
            self.notes.push(Note::TextAfterEnd { line });
        }
        for (index, built) in documents.enumerate() {
            self.dropped
                .push(self.document(index, built, segment, false));
        }
        match self.documents.get_mut(before) {
            Some(document) => document.comments = piece.comments,
            None => self.loose.extend(piece.comments),
        }
    }

    /// Takes the last document out again if its braces are template actions.
    fn drop_template(&mut self) {
        let Some(line) = self.documents.last().and_then(has_template_mapping) else {
            return;
        };
        self.documents.pop();
        self.errors.push(Error::Template { line });
    }

    fn add(&mut self, built: Built, segment: &Segment<'_>, json: bool) {
        let document = self.document(self.documents.len(), built, segment, json);
        self.notes.extend(duplicates::find(&document));
        self.documents.push(document);
    }

    fn document(&self, index: usize, built: Built, segment: &Segment<'_>, json: bool) -> Document {
        let start = u32::try_from(segment.start).unwrap_or(u32::MAX);
        let length = u32::try_from(segment.text.len()).unwrap_or(u32::MAX);
        Document {
            index,
            source: Arc::clone(&self.source),
            nodes: built.nodes,
            decoded: built.decoded,
            tags: built.tags,
            comments: Vec::new(),
            origin: Origin {
                json,
                text_behind_separator: !segment.behind_separator().is_empty(),
                start,
                end: start.saturating_add(length),
            },
        }
    }
}
