//! Judges every leaf of an encrypted document by the document's own rule (getsops/sops 3.13: `sops.go` `walkBranch`).

use super::enc::{Shape, shape};
use super::raw::is_null;
use super::selection::Selection;
use crate::yaml::{Kind, Node};

/// What the leaves of one document are. Sound ones are only counted.
#[derive(Debug, Default)]
pub(crate) struct Leaves<'d> {
    /// Sound ciphertexts where they belong.
    pub(crate) encrypted: usize,
    /// Clear though the rule covers them; empty texts and nulls are legal and not among them.
    pub(crate) clear: Vec<Node<'d>>,
    /// Ciphertexts that cannot be decrypted, with the reason.
    pub(crate) damaged: Vec<(Node<'d>, &'static str)>,
    /// Ciphertexts where the rule does not look: SOPS leaves them as they are.
    pub(crate) stray: Vec<Node<'d>>,
    /// Clear ones of which it cannot be told.
    pub(crate) unjudged: usize,
}

/// Aliases can make a document larger than it is written.
const MAX_LEAVES: usize = 250_000;
const MAX_DEPTH: usize = 256;

/// Walks a document. The key `sops` at the top is metadata.
pub(crate) fn leaves<'d>(root: Node<'d>, selection: &Selection) -> Leaves<'d> {
    let mut walk = Walk {
        selection,
        found: Leaves::default(),
        left: MAX_LEAVES,
    };
    for (key, value) in root.entries().filter(|(key, _)| key.text() != Some("sops")) {
        walk.value(
            value,
            walk.selection.matches(key.text().unwrap_or_default()),
            0,
        );
    }
    walk.found
}

struct Walk<'s, 'd> {
    selection: &'s Selection,
    found: Leaves<'d>,
    left: usize,
}

impl<'d> Walk<'_, 'd> {
    /// `matched`: whether an element of the path so far matches; list positions are no part of a path.
    fn value(&mut self, node: Node<'d>, matched: Option<bool>, depth: usize) {
        if self.left == 0 || depth > MAX_DEPTH {
            self.found.unjudged += 1;
            return;
        }
        self.left -= 1;
        match node.kind() {
            Kind::Scalar => self.leaf(node, matched),
            Kind::Sequence => node
                .items()
                .for_each(|item| self.value(item, matched, depth + 1)),
            Kind::Mapping => {
                for (key, value) in node.entries() {
                    let matched = match matched {
                        Some(false) => self.selection.matches(key.text().unwrap_or_default()),
                        known => known,
                    };
                    self.value(value, matched, depth + 1);
                }
            }
        }
    }

    fn leaf(&mut self, node: Node<'d>, matched: Option<bool>) {
        let text = node.text().unwrap_or_default();
        if text.is_empty() || is_null(node) {
            return;
        }
        let must = matched.and_then(|matched| self.selection.verdict(matched));
        match (shape(text), must) {
            (Shape::Encrypted(_), Some(false)) => self.found.stray.push(node),
            (Shape::Encrypted(_), _) => self.found.encrypted += 1,
            (Shape::Malformed(reason), Some(true) | None) => {
                self.found.damaged.push((node, reason))
            }
            (Shape::Clear, Some(true)) => self.found.clear.push(node),
            (Shape::Clear, None) => self.found.unjudged += 1,
            (Shape::Clear | Shape::Malformed(_), Some(false)) => {}
        }
    }
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
