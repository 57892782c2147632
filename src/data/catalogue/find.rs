//! Finds the catalogue rows that a message belongs to.

use super::{Failure, all};

/// A row whose pattern occurs in the message.
#[derive(Clone, Copy, Debug)]
pub struct Match {
    pub failure: &'static Failure,
    /// The most specific pattern of the row that occurs.
    pub pattern: &'static str,
    /// How many literal characters of it do: more is more specific.
    pub weight: usize,
}

/// The rows of both catalogues that this message fits, the deepest and most specific first.
///
/// Case and white space do not matter. A row that only wraps another message comes after the rest.
#[must_use]
pub fn find(message: &str) -> Vec<Match> {
    let text = normalise(beginning(message));
    let mut found: Vec<_> = all().filter_map(|failure| best(failure, &text)).collect();
    found.sort_by_key(|hit| (hit.failure.wrapper, std::cmp::Reverse(hit.weight)));
    found
}

/// The part of a message that is looked at: messages repeat themselves long before this.
fn beginning(message: &str) -> &str {
    const LONGEST: usize = 16 * 1024;
    let end = (0..=LONGEST.min(message.len()))
        .rev()
        .find(|end| message.is_char_boundary(*end));
    message.get(..end.unwrap_or(0)).unwrap_or(message)
}

fn best(failure: &'static Failure, text: &str) -> Option<Match> {
    let hits = failure.patterns.iter().filter_map(|pattern| {
        let pieces = pieces(pattern);
        occurs(&pieces, text).then(|| Match {
            failure,
            pattern,
            weight: pieces.iter().map(Piece::weight).sum(),
        })
    });
    hits.max_by_key(|hit| hit.weight)
}

fn normalise(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// This text, in lower case.
    Text(String),
    /// Anything, nothing included.
    Gap,
    /// One name: something without white space.
    Name,
}

impl Piece {
    fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Gap | Self::Name => 0,
        }
    }
}

/// Splits a pattern. Letter case tells names from words, so the pattern comes as it is written.
fn pieces(pattern: &str) -> Vec<Piece> {
    let words: Vec<_> = pattern.split_whitespace().collect();
    let written: Vec<char> = words.join(" ").chars().collect();
    let mut pieces = Vec::new();
    let mut text = String::new();
    for (at, letter) in written.iter().enumerate() {
        let piece = match letter {
            '…' => Piece::Gap,
            c if c.is_ascii_uppercase() && stands_alone(&written, at) => Piece::Name,
            c => {
                text.extend(c.to_lowercase());
                continue;
            }
        };
        flush(&mut text, &mut pieces);
        pieces.push(piece);
    }
    flush(&mut text, &mut pieces);
    pieces
}

fn flush(text: &mut String, pieces: &mut Vec<Piece>) {
    let trimmed = match pieces.last() {
        Some(Piece::Gap) => text.trim_start(),
        _ => text.as_str(),
    };
    if !trimmed.is_empty() {
        pieces.push(Piece::Text(trimmed.to_owned()));
    }
    text.clear();
}

fn stands_alone(written: &[char], at: usize) -> bool {
    let glued = |index: Option<usize>| {
        let neighbour = index.and_then(|index| written.get(index));
        neighbour.is_some_and(|c| c.is_alphanumeric() || *c == '_')
    };
    !glued(at.checked_sub(1)) && !glued(at.checked_add(1))
}

/// Whether the pieces occur in this order, each next to the one before. The first text may stand anywhere.
fn occurs(pieces: &[Piece], text: &str) -> bool {
    match pieces {
        [] => false,
        [Piece::Text(first), rest @ ..] => after_each(text, first).any(|tail| follows(rest, tail)),
        [Piece::Gap | Piece::Name, rest @ ..] => occurs(rest, text),
    }
}

fn follows(pieces: &[Piece], text: &str) -> bool {
    match pieces {
        [] | [Piece::Gap] => true,
        [Piece::Name] => !text.is_empty(),
        [Piece::Text(next), rest @ ..] => text
            .strip_prefix(next.as_str())
            .is_some_and(|tail| follows(rest, tail)),
        [Piece::Gap, Piece::Text(next), rest @ ..] => {
            after_each(text, next.trim_end()).any(|tail| follows(rest, tail))
        }
        [Piece::Name, Piece::Text(next), rest @ ..] => {
            let names = text
                .match_indices(next.as_str())
                .take_while(|(at, _)| is_name(text.get(..*at)));
            names
                .filter_map(|(at, found)| text.get(at + found.len()..))
                .any(|tail| follows(rest, tail))
        }
        [Piece::Gap | Piece::Name, rest @ ..] => follows(rest, text),
    }
}

/// A name may be empty in front of its end: messages print empty groups and namespaces.
fn is_name(text: Option<&str>) -> bool {
    text.is_some_and(|name| !name.contains(char::is_whitespace))
}

fn after_each<'t>(text: &'t str, part: &str) -> impl Iterator<Item = &'t str> {
    let ends: Vec<_> = text
        .match_indices(part)
        .map(|(at, found)| at + found.len())
        .collect();
    ends.into_iter().filter_map(move |end| text.get(end..))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(pattern: &str, message: &str) -> bool {
        occurs(&pieces(pattern), &normalise(message))
    }

    #[test]
    fn letters_that_stand_alone_are_names() {
        let pattern = "application repo X is not permitted in project 'P'";
        assert!(fits(
            pattern,
            "application repo https://example.com/a.git is not permitted in project 'team-a'"
        ));
        assert!(!fits(
            pattern,
            "application repo is not permitted in project 'team-a'"
        ));
        assert!(!fits(
            pattern,
            "application repo a b is not permitted in project 'team-a'"
        ));
    }

    #[test]
    fn a_gap_takes_anything_and_case_and_space_do_not_matter() {
        assert!(fits(
            "code = Unavailable … EOF",
            "rpc error: code = unavailable\n desc =  read: eof"
        ));
        assert!(fits("i/o timeout", "dial tcp: I/O timeout"));
        assert!(!fits("i/o timeout", "dial tcp: a/b timeout"));
    }

    #[test]
    fn a_pattern_without_text_fits_nothing() {
        assert!(!fits("…", "anything"));
        assert!(!fits("", "anything"));
    }

    #[test]
    fn hostile_messages_end() {
        let long = "dependency '".repeat(50_000);
        assert!(find(&long).is_empty());
        assert!(find("ſ…\u{130}İ '").is_empty());
    }
}
