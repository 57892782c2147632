//! Judges every leaf of an encrypted document by the document's own rule (getsops/sops 3.13: `sops.go` `walkBranch`).

use super::choice::Choice;
use super::enc::{Shape, shape};
use super::flat::Pair;
use super::raw::is_null;
use super::selection::Selection;
use crate::checks::secrets::value::content::{Content, content};
use crate::checks::secrets::value::trivial::is_trivial;
use crate::yaml::{Kind, Node};

/// What the leaves of one document are. Sound ones are only counted.
#[derive(Debug, Default)]
pub(crate) struct Leaves {
    /// Sound ciphertexts where they belong.
    pub(crate) encrypted: usize,
    /// Clear though the rule covers them; empty texts and nulls are legal and not among them.
    pub(crate) clear: Vec<Leaf>,
    /// Ciphertexts that cannot be decrypted, with the reason.
    pub(crate) damaged: Vec<(Leaf, &'static str)>,
    /// Ciphertexts where the rule does not look: SOPS leaves them as they are.
    pub(crate) stray: Vec<Leaf>,
    /// Clear ones of which it cannot be told.
    pub(crate) unjudged: usize,
    /// Clear ones that the rule leaves in clear.
    pub(crate) uncovered: usize,
}

/// The place of a leaf that something is wrong with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) line: u32,
    pub(crate) pointer: String,
    /// The clear text tells something: it is no switch, number, address or reference.
    pub(crate) tells: bool,
}

/// Aliases can make a document larger than it is written.
const MAX_LEAVES: usize = 250_000;
const MAX_DEPTH: usize = 256;
/// Places that are kept of one kind; the rest is counted as not judged.
const MAX_PLACES: usize = 1_000;

/// Walks a document. The key `sops` at the top is metadata.
pub(crate) fn leaves(root: Node<'_>, selection: &Selection) -> Leaves {
    let mut walk = Walk {
        choice: Choice::new(selection, root.document),
        found: Found::default(),
        left: MAX_LEAVES,
    };
    for (key, value) in root.entries().filter(|(key, _)| key.text() != Some("sops")) {
        let matched = walk.choice.below_key(Some(false), key);
        walk.value(value, matched, 0);
    }
    walk.found.leaves
}

/// Judges the entries of a flat file. A section of INI is an element of the path.
pub(crate) fn flat_leaves(pairs: &[Pair<'_>], selection: &Selection) -> Leaves {
    let mut found = Found::default();
    for pair in pairs {
        let path: Vec<&str> = pair.section.into_iter().chain([pair.key]).collect();
        let must = selection.must_encrypt(&path);
        found.text(pair.value, must, || Leaf {
            line: pair.line,
            pointer: pair.pointer(),
            tells: tells(pair.value),
        });
    }
    found.leaves
}

struct Walk<'s> {
    choice: Choice<'s>,
    found: Found,
    left: usize,
}

#[derive(Default)]
struct Found {
    leaves: Leaves,
}

impl Walk<'_> {
    /// `matched`: whether an element of the path so far matches; list positions are no part of a path.
    fn value(&mut self, node: Node<'_>, matched: Option<bool>, depth: usize) {
        if self.left == 0 || depth > MAX_DEPTH {
            self.found.leaves.unjudged += 1;
            return;
        }
        self.left -= 1;
        match node.kind() {
            Kind::Scalar if is_null(node) => {}
            Kind::Scalar => {
                let text = node.text().unwrap_or_default();
                let must = self.choice.verdict(matched);
                self.found.text(text, must, || Leaf {
                    line: node.line(),
                    pointer: node.pointer(),
                    tells: tells(text),
                });
            }
            Kind::Sequence => node.items().for_each(|item| {
                let matched = self.choice.below_item(matched, item);
                self.value(item, matched, depth + 1);
            }),
            Kind::Mapping => node.entries().for_each(|(key, value)| {
                let matched = self.choice.below_key(matched, key);
                self.value(value, matched, depth + 1);
            }),
        }
    }
}

impl Found {
    fn text(&mut self, text: &str, must: Option<bool>, leaf: impl FnOnce() -> Leaf) {
        if text.is_empty() {
            return;
        }
        let found = &mut self.leaves;
        if found.clear.len() + found.damaged.len() + found.stray.len() > MAX_PLACES {
            found.unjudged += 1;
            return;
        }
        match (shape(text), must) {
            (Shape::Encrypted(_), Some(false)) => found.stray.push(leaf()),
            (Shape::Encrypted(_), _) => found.encrypted += 1,
            (Shape::Malformed(reason), Some(true) | None) => found.damaged.push((leaf(), reason)),
            (Shape::Clear, Some(true)) => found.clear.push(leaf()),
            (Shape::Clear, None) => found.unjudged += 1,
            (Shape::Clear | Shape::Malformed(_), Some(false)) => found.uncovered += 1,
        }
    }
}

fn tells(text: &str) -> bool {
    content(text) == Content::Clear && !is_trivial(text)
}

/// The first value of a document that has the form of a SOPS ciphertext.
pub(crate) fn first_ciphertext(root: Node<'_>) -> Option<Node<'_>> {
    // As written: an alias adds nothing that is not found where its anchor stands.
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        match node.kind() {
            _ if node.is_alias() => {}
            Kind::Scalar if node.text().is_some_and(super::enc::is_enc) => return Some(node),
            Kind::Scalar => {}
            Kind::Sequence => pending.extend(node.items()),
            Kind::Mapping => pending.extend(node.entries().map(|(_, value)| value)),
        }
    }
    None
}
