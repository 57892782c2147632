//! One automaton over the keywords of all formats.

use super::patterns::PATTERNS;
use crate::data::tokens::{Anchor, Check, Issuer};
use aho_corasick::{AhoCorasick, AhoCorasickKind, Input, MatchKind};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A keyword of a format, at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// The index of the format in [`PATTERNS`].
    pub(super) pattern: u16,
    pub(super) start: usize,
    pub(super) end: usize,
}

struct Prefilter {
    automaton: Option<AhoCorasick>,
    /// For each keyword of the automaton.
    keywords: Vec<Keyword>,
}

struct Keyword {
    /// Where only this spelling counts.
    exact: &'static [u8],
    /// The formats that want this spelling.
    as_written: Vec<u16>,
    /// The formats that take any case.
    in_any_case: Vec<u16>,
}

static PREFILTER: LazyLock<Prefilter> = LazyLock::new(build);

/// Calls `found` for every format that has a keyword, at each place where it stands.
pub(super) fn each(bytes: &[u8], mut found: impl FnMut(Candidate)) {
    let Some(automaton) = &PREFILTER.automaton else {
        return;
    };
    let Ok(matches) = automaton.try_find_overlapping_iter(Input::new(bytes)) else {
        return;
    };
    for hit in matches {
        let Some(keyword) = PREFILTER.keywords.get(hit.pattern().as_usize()) else {
            continue;
        };
        let (start, end) = (hit.start(), hit.end());
        let spelled =
            !keyword.as_written.is_empty() && bytes.get(start..end) == Some(keyword.exact);
        let as_written = keyword.as_written.iter().filter(|_| spelled);
        for pattern in as_written.chain(&keyword.in_any_case) {
            found(Candidate {
                pattern: *pattern,
                start,
                end,
            });
        }
    }
}

fn build() -> Prefilter {
    let mut by_word: BTreeMap<(String, &'static [u8]), Keyword> = BTreeMap::new();
    for (at, pattern) in PATTERNS.iter().enumerate() {
        let Ok(at) = u16::try_from(at) else {
            break;
        };
        // One format stands for the JSON Web Tokens of all issuers: the payload tells them apart.
        if matches!(pattern.format.check, Check::Jwt(issuer) if issuer != Issuer::Any) {
            continue;
        }
        let is_any_case = matches!(pattern.format.anchor, Anchor::Key { .. });
        for word in pattern.format.keywords() {
            let exact = if is_any_case {
                b"".as_slice()
            } else {
                word.as_bytes()
            };
            let keyword = by_word
                .entry((word.to_ascii_lowercase(), exact))
                .or_insert_with(|| Keyword {
                    exact,
                    as_written: Vec::new(),
                    in_any_case: Vec::new(),
                });
            if is_any_case {
                keyword.in_any_case.push(at)
            } else {
                keyword.as_written.push(at)
            }
        }
    }
    let (words, keywords): (Vec<_>, Vec<_>) = by_word
        .into_iter()
        .map(|((word, _), keyword)| (word, keyword))
        .unzip();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(words)
        .ok();
    Prefilter {
        automaton,
        keywords,
    }
}
