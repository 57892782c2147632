//! Upper and lower case by words: goutils 1.1 and github.com/huandu/xstrings 1.5.

use super::super::arg::text;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Text};
use super::texts::single;

pub(super) static TABLE: &[Function] = &[
    Function::new("camelcase", &[Text], |context, args| {
        context.text(pascal(ascii(text(args, 0))?))
    }),
    Function::new("initials", &[Text], |context, args| {
        context.text(initials(ascii(text(args, 0))?))
    }),
    Function::new("kebabcase", &[Text], |context, args| {
        context.text(connected(ascii(text(args, 0))?, '-'))
    }),
    Function::new("snakecase", &[Text], |context, args| {
        context.text(connected(ascii(text(args, 0))?, '_'))
    }),
    Function::new("swapcase", &[Text], |context, args| {
        context.text(swap(text(args, 0)))
    }),
    Function::new("title", &[Text], |context, args| {
        context.text(title(text(args, 0)))
    }),
    Function::new("untitle", &[Text], |context, args| {
        context.text(untitle(text(args, 0)))
    }),
];

fn ascii(text: &str) -> Result<&str, Fail> {
    if text.is_ascii() {
        Ok(text)
    } else {
        Fail::refused("text beyond ASCII is not supported")
    }
}

fn initials(text: &str) -> String {
    text.split(is_space)
        .filter_map(|word| word.chars().next())
        .collect()
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{b}'
}

fn swap(text: &str) -> String {
    let mut at_start = true;
    let mut one = |c: char| {
        if c.is_uppercase() {
            at_start = false;
            return single(c, c.to_lowercase());
        }
        if c.is_lowercase() {
            at_start = false;
            return single(c, c.to_uppercase());
        }
        at_start = is_space(c);
        c
    };
    text.chars().map(&mut one).collect()
}

/// `strings.Title`: a word begins after anything but a letter, a digit or `_`.
fn title(text: &str) -> String {
    let mut before = ' ';
    text.chars()
        .map(|c| {
            let separates = if before.is_ascii() {
                !(before.is_ascii_alphanumeric() || before == '_')
            } else {
                is_space(before)
            };
            before = c;
            if separates {
                single(c, c.to_uppercase())
            } else {
                c
            }
        })
        .collect()
}

fn untitle(text: &str) -> String {
    let mut at_start = true;
    text.chars()
        .map(|c| {
            let lower = std::mem::replace(&mut at_start, is_space(c)) && !is_space(c);
            if lower {
                single(c, c.to_lowercase())
            } else {
                c
            }
        })
        .collect()
}

/// What xstrings calls the kinds of words, for ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    None,
    Number,
    Upper,
    Alphabet,
    Connector,
    Punctuation,
    Other,
}

fn is_connector(c: u8) -> bool {
    matches!(c, b'-' | b'_' | b' ' | b'\t' | b'\n' | b'\r' | 0xb | 0xc)
}

fn is_punctuation(c: u8) -> bool {
    c.is_ascii_punctuation()
        && !matches!(
            c,
            b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'`' | b'|' | b'~'
        )
}

fn run(text: &[u8], is: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|c| !is(*c)).unwrap_or(text.len())
}

fn next_word(text: &str) -> (Word, &str, &str) {
    let bytes = text.as_bytes();
    let (kind, length) = match bytes.first().copied() {
        None => (Word::None, 0),
        Some(c) if is_connector(c) => (Word::Connector, run(bytes, is_connector)),
        Some(c) if is_punctuation(c) => (Word::Punctuation, run(bytes, is_punctuation)),
        Some(c) if c.is_ascii_uppercase() => (Word::Upper, upper_word(bytes)),
        Some(c) if c.is_ascii_lowercase() => {
            (Word::Alphabet, run(bytes, |c| c.is_ascii_lowercase()))
        }
        Some(c) if c.is_ascii_digit() => (Word::Number, run(bytes, |c| c.is_ascii_digit())),
        Some(_) => (
            Word::Other,
            run(bytes, |c| {
                !(is_connector(c) || c.is_ascii_alphanumeric() || is_punctuation(c))
            }),
        ),
    };
    let (word, rest) = text.split_at_checked(length).unwrap_or((text, ""));
    (kind, word, rest)
}

/// `HTTPServer` is `HTTP` and `Server`.
fn upper_word(bytes: &[u8]) -> usize {
    let uppers = run(bytes, |c| c.is_ascii_uppercase());
    let lowers = bytes
        .get(uppers..)
        .map_or(0, |rest| run(rest, |c| c.is_ascii_lowercase()));
    match (uppers, lowers) {
        (1, lowers) => 1 + lowers,
        (uppers, 0) => uppers,
        (uppers, _) => uppers - 1,
    }
}

fn push_lower(out: &mut String, (kind, word): (Word, &str), connector: char) {
    if !matches!(kind, Word::Upper | Word::Connector) {
        out.push_str(word);
        return;
    }
    out.extend(word.chars().map(|c| {
        if is_connector(c as u8) {
            connector
        } else {
            c.to_ascii_lowercase()
        }
    }));
}

/// `snakecase` and `kebabcase`: digits stay with the letters around them.
fn connected(text: &str, connector: char) -> String {
    let mut out = String::new();
    let (mut kind, mut word, mut rest) = next_word(text);
    let joins = |kind: Word| !matches!(kind, Word::None | Word::Connector | Word::Punctuation);
    while !rest.is_empty() {
        if kind != Word::Connector {
            push_lower(&mut out, (kind, word), connector);
        }
        let (before, last) = (kind, word);
        (kind, word, rest) = next_word(rest);
        match before {
            Word::Number => {
                (kind, word, rest) = absorb(&mut out, (kind, word, rest), connector);
                if joins(kind) {
                    out.push(connector);
                }
            }
            Word::Connector => push_lower(&mut out, (before, last), connector),
            Word::Punctuation => {}
            _ if kind != Word::Number => {
                if !matches!(kind, Word::Connector | Word::Punctuation) {
                    out.push(connector);
                }
            }
            _ if rest.is_empty() => {}
            _ => {
                let number = word;
                (kind, word, rest) = next_word(rest);
                if kind == Word::Alphabet {
                    out.push(connector);
                    out.push_str(number);
                    (kind, word, rest) = absorb(&mut out, (kind, word, rest), connector);
                    if joins(kind) {
                        out.push(connector);
                    }
                } else {
                    out.push_str(number);
                    if !matches!(kind, Word::Connector | Word::Punctuation) {
                        out.push(connector);
                    }
                }
            }
        }
    }
    push_lower(&mut out, (kind, word), connector);
    out
}

/// Writes letters and numbers up to another kind of word.
fn absorb<'t>(
    out: &mut String,
    (mut kind, mut word, mut rest): (Word, &'t str, &'t str),
    connector: char,
) -> (Word, &'t str, &'t str) {
    while matches!(kind, Word::Alphabet | Word::Number) {
        push_lower(out, (kind, word), connector);
        (kind, word, rest) = next_word(rest);
    }
    (kind, word, rest)
}

/// `camelcase`: leading connectors stay, a letter behind a connector becomes a capital, and a run of capitals at the
/// start of a word becomes lower case.
fn pascal(text: &str) -> String {
    let connects = |c: char| u8::try_from(c).is_ok_and(is_connector);
    let mut out = String::new();
    let mut chars = text.chars();
    let (mut last, mut first_is_upper) = ('\0', false);
    for c in chars.by_ref() {
        last = c;
        if !connects(c) {
            first_is_upper = c.is_ascii_uppercase();
            last = c.to_ascii_uppercase();
            break;
        }
        out.push(c);
    }
    for c in chars {
        let before = std::mem::replace(&mut last, c);
        if connects(c) && connects(before) {
            out.push(before);
        } else if connects(before) {
            first_is_upper = c.is_ascii_uppercase();
            last = c.to_ascii_uppercase();
        } else {
            if first_is_upper && c.is_ascii_uppercase() {
                last = c.to_ascii_lowercase();
            } else {
                first_is_upper = false;
            }
            out.push(before);
        }
    }
    if last != '\0' {
        out.push(last);
    }
    out
}
