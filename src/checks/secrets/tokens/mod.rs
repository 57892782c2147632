//! Finds the credentials of [`crate::data::tokens`] in bytes of any kind.
//!
//! One automaton runs over the bytes once. Where it meets a keyword, a few bytes around it are looked at; only then
//! does the regular expression of that one format run, over a small window. Nothing here returns matched text.

mod attempt;
mod boundary;
mod codes;
mod filler;
mod generic;
mod key;
mod patterns;
mod prefilter;
mod url;
mod verify;

use crate::data::tokens::Format;

pub use generic::{Judgement, Likeness, generic};
pub use patterns::compiles;

/// Where a credential stands, and of which format. Positions only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The format that it has.
    pub format: &'static Format,
    /// The offset of its first byte.
    pub start: usize,
    /// The offset after its last byte.
    pub end: usize,
}

/// Calls `found` for every credential in `bytes`, in the order of their places.
///
/// Where a format that only says what carries the credential (a URL, a JSON Web Token, a PEM block) meets one that
/// says whose it is, the second is told; of two where one holds the other, the longer. The cost is linear in the number of bytes.
pub fn find(bytes: &[u8], found: impl FnMut(Hit)) {
    let mut hits = Vec::new();
    prefilter::each(bytes, |candidate| {
        hits.extend(attempt::attempt(bytes, candidate))
    });
    settle(hits).into_iter().for_each(found);
}

/// Judges a value whose key is known, where the value alone says nothing: `DD_API_KEY` and 32 hexadecimal digits.
/// Positions are those in `value`.
pub fn find_named(key: &str, value: &[u8], found: impl FnMut(Hit)) {
    let mut hits = Vec::new();
    prefilter::each(key.as_bytes(), |candidate| {
        hits.extend(attempt::named(key.as_bytes(), value, candidate))
    });
    settle(hits).into_iter().for_each(found);
}

/// Sorts, and drops what another hit tells better.
fn settle(mut hits: Vec<Hit>) -> Vec<Hit> {
    if hits.len() < 2 {
        return hits;
    }
    hits.sort_by_key(|hit| (hit.start, usize::MAX - hit.end, hit.format.generic));
    let specific: Vec<(usize, usize)> = hits
        .iter()
        .filter(|hit| !hit.format.generic)
        .map(|hit| (hit.start, hit.end))
        .collect();
    hits.retain(|hit| !hit.format.generic || !overlaps(&specific, hit));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        if kept.last().is_none_or(|last| hit.end > last.end) {
            kept.push(hit);
        }
    }
    kept
}

/// Whether a hit shares a byte with one of the ranges, which are in order of their starts.
fn overlaps(ranges: &[(usize, usize)], hit: &Hit) -> bool {
    let after = ranges.partition_point(|(start, _)| *start < hit.end);
    let near = ranges
        .get(after.saturating_sub(8)..after)
        .unwrap_or_default();
    near.iter().any(|(_, end)| *end > hit.start)
}
