//! Objects of a YAML text, one document or list item at a time, so that memory holds one object.

use std::io::{self, BufRead};

use serde_json::Value;

use super::decode::{self, Broken};
use super::object::Object;
use super::snapshot::Whole;
use crate::yaml::{Budget, Reading, parse};

/// Largest document or list item.
const LARGEST: usize = 16 << 20;

/// Calls `sink` for each object of the text, in order.
pub(super) fn each(
    mut from: impl BufRead,
    whole: Option<&Whole>,
    sink: &mut dyn FnMut(Result<Object, Broken>),
) -> io::Result<()> {
    let sink = &mut |one: Result<Value, Broken>| sink(one.and_then(|value| decoded(value, whole)));
    let mut split = Split {
        chunk: Vec::new(),
        first: 1,
        part: Part::Document,
    };
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read = io::Read::take(&mut from, LARGEST as u64).read_until(b'\n', &mut line)?;
        if read == 0 {
            split.flush(sink);
            return Ok(());
        }
        number += 1;
        split.line(&line, number, sink);
    }
}

fn decoded(value: Value, whole: Option<&Whole>) -> Result<Object, Broken> {
    let text = whole.map(|_| value.to_string());
    let object = decode::value(value)?;
    if let (Some(whole), Some(text)) = (whole, text) {
        whole(&object.api_version, &object.kind, &text);
    }
    Ok(object)
}

#[derive(PartialEq, Eq)]
enum Part {
    Document,
    /// Items of a list that kubectl printed: `items:` and then `- ` at the first column.
    Items,
    /// What follows the items: kind and metadata of the list itself.
    Rest,
}

struct Split {
    chunk: Vec<u8>,
    first: u32,
    part: Part,
}

impl Split {
    fn line(&mut self, line: &[u8], number: u32, sink: &mut dyn FnMut(Result<Value, Broken>)) {
        if line.starts_with(b"---") {
            self.flush(sink);
            self.part = Part::Document;
            self.first = number;
        } else if line.starts_with(b"- ") && self.opens_items() {
            if self.part == Part::Items {
                self.flush(sink);
            }
            self.chunk.clear();
            self.part = Part::Items;
            self.first = number;
            self.chunk.push(b' ');
            self.chunk
                .extend_from_slice(line.get(1..).unwrap_or_default());
            return;
        } else if self.part == Part::Items && line.first().is_some_and(u8::is_ascii_alphabetic) {
            self.flush(sink);
            self.part = Part::Rest;
        }
        if self.part == Part::Rest {
            return;
        }
        if self.chunk.len() + line.len() <= LARGEST {
            self.chunk.extend_from_slice(line);
        } else {
            // Too large to be read; what was kept makes the reader say so.
            self.chunk.truncate(LARGEST);
            self.chunk.extend_from_slice(b"\n\t: too large");
        }
    }

    /// Whether `- ` at the first column is an item of a list of objects.
    fn opens_items(&self) -> bool {
        self.part == Part::Items
            || self.part == Part::Document
                && (self.chunk.ends_with(b"\nitems:\n") || self.chunk == b"items:\n")
    }

    fn flush(&mut self, sink: &mut dyn FnMut(Result<Value, Broken>)) {
        let chunk = std::mem::take(&mut self.chunk);
        if chunk.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let budget = Budget {
            max_bytes: LARGEST,
            max_nodes: 1_000_000,
            max_events: 4_000_000,
            ..Budget::default()
        };
        match parse(&chunk, &budget).objects(Reading::Kubectl) {
            Ok(objects) => objects.into_iter().for_each(|object| sink(Ok(object))),
            Err(error) => sink(Err(Broken {
                what: format!("the document at line {}", self.first),
                why: format!("it is not valid YAML: {}", error.reason),
            })),
        }
    }
}
