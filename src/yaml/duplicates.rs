//! Keys that stand twice in one mapping.

use std::collections::HashMap;

use super::document::Document;
use super::error::Note;
use super::tree::{Kind, Node};

/// Up to here comparing each pair is faster than hashing.
const FEW: usize = 12;

/// Every repetition, with the line of the first key of that text.
pub(crate) fn find(document: &Document) -> Vec<Note> {
    let note = |(first, second): (Node<'_>, Node<'_>)| Note::DuplicateKey {
        document: document.index(),
        pointer: second.pointer(),
        first_line: first.line(),
        line: second.line(),
        key: second.text().unwrap_or("").to_owned(),
    };
    pairs(document).into_iter().map(note).collect()
}

/// Lines of repeated keys.
pub(crate) fn lines(document: &Document) -> impl Iterator<Item = u32> {
    pairs(document).into_iter().map(|(_, second)| second.line())
}

fn pairs(document: &Document) -> Vec<(Node<'_>, Node<'_>)> {
    let mut found = Vec::new();
    let mut keys = Vec::new();
    for mapping in document.walk() {
        if mapping.is_alias() || mapping.kind() != Kind::Mapping {
            continue;
        }
        keys.clear();
        keys.extend(
            mapping
                .entries()
                .filter(|(key, _)| !key.is_merge_key())
                .filter_map(|(key, _)| Some((key.text()?, key))),
        );
        found.extend(repeated(&keys));
    }
    found
}

fn repeated<'d>(keys: &[(&'d str, Node<'d>)]) -> Vec<(Node<'d>, Node<'d>)> {
    if keys.len() > FEW {
        return repeated_of_many(keys);
    }
    let mut pairs = Vec::new();
    for (at, (text, second)) in keys.iter().enumerate() {
        let before = keys.iter().take(at);
        if let Some((_, first)) = before.clone().find(|(earlier, _)| earlier == text) {
            pairs.push((*first, *second));
        }
    }
    pairs
}

fn repeated_of_many<'d>(keys: &[(&'d str, Node<'d>)]) -> Vec<(Node<'d>, Node<'d>)> {
    let mut seen = HashMap::with_capacity(keys.len());
    let mut pairs = Vec::new();
    for (text, node) in keys {
        let first = *seen.entry(*text).or_insert(*node);
        if first != *node {
            pairs.push((first, *node));
        }
    }
    pairs
}
