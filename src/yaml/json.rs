//! Reads JSON the way Go's `encoding/json` does, into the same arena, with places.
//!
//! kubectl reads a file that starts with `{` as JSON, objects in a row included
//! (`YAMLOrJSONDecoder` of k8s.io/apimachinery 0.37).

use super::budget::Budget;
use super::build::{Arrival, At, Builder, Built, Spent, Text};
use super::error::Error;
use super::split::Segment;
use super::tree::{Shape, Style};

/// All values of the piece, or nothing if it is not JSON throughout.
pub(crate) fn read(
    segment: &Segment<'_>,
    budget: &Budget,
    spent: &mut Spent,
) -> Option<Result<Vec<Built>, Error>> {
    let mut scanner = Scanner::new(segment);
    let mut builder = Builder::new(budget, spent);
    let mut documents = Vec::new();
    loop {
        scanner.blanks();
        if scanner.done() {
            return Some(Ok(documents));
        }
        match scanner.value(&mut builder) {
            Ok(()) => documents.extend(builder.finish()),
            Err(Stop::NotJson) => return None,
            Err(Stop::Budget(error)) => return Some(Err(error)),
        }
    }
}

enum Stop {
    NotJson,
    Budget(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Budget(error)
    }
}

type Step<T> = Result<T, Stop>;

struct Scanner<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    base: usize,
    line: u32,
    /// Where the column was last counted, and its value there.
    counted: (usize, u32),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Mapping,
    Sequence,
}

impl Open {
    fn closer(self) -> u8 {
        match self {
            Self::Mapping => b'}',
            Self::Sequence => b']',
        }
    }
}

enum Expect {
    Value,
    FirstOrEnd,
    CommaOrEnd,
}

impl<'s> Scanner<'s> {
    fn new(segment: &Segment<'s>) -> Self {
        Self {
            text: segment.text,
            bytes: segment.text.as_bytes(),
            at: 0,
            base: segment.start,
            line: segment.line,
            counted: (0, 1),
        }
    }

    fn done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(byte @ (b' ' | b'\t' | b'\n' | b'\r')) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                self.line = self.line.saturating_add(1);
                self.counted = (self.at, 1);
            }
        }
    }

    /// Position of a token that starts here and ends at `end`.
    fn place(&mut self, end: usize) -> At {
        let (from, column) = self.counted;
        let passed = self.text.get(from..self.at).unwrap_or("").chars().count();
        let column = column.saturating_add(number(passed));
        self.counted = (self.at, column);
        At {
            start: number(self.base + self.at),
            end: number(self.base + end),
            line: self.line,
            column,
        }
    }

    /// One value with all it holds. Nesting is kept on a list, not on the call stack.
    fn value(&mut self, builder: &mut Builder<'_>) -> Step<()> {
        let mut open = Vec::new();
        let mut expect = Expect::Value;
        loop {
            self.blanks();
            let next = self.peek();
            expect = match (expect, open.last().copied()) {
                (Expect::Value, _) => match next {
                    Some(b'{') => self.open(Open::Mapping, &mut open, builder)?,
                    Some(b'[') => self.open(Open::Sequence, &mut open, builder)?,
                    _ => self.scalar(builder)?,
                },
                (_, None) => return Ok(()),
                (_, Some(kind)) if next == Some(kind.closer()) => {
                    self.at += 1;
                    open.pop();
                    builder.close(Some(number(self.base + self.at)));
                    Expect::CommaOrEnd
                }
                (Expect::FirstOrEnd, Some(kind)) => self.key(kind, builder)?,
                (Expect::CommaOrEnd, Some(kind)) if next == Some(b',') => {
                    self.at += 1;
                    self.blanks();
                    self.key(kind, builder)?
                }
                (Expect::CommaOrEnd, Some(_)) => return Err(Stop::NotJson),
            };
        }
    }

    fn open(
        &mut self,
        kind: Open,
        open: &mut Vec<Open>,
        builder: &mut Builder<'_>,
    ) -> Step<Expect> {
        let shape = match kind {
            Open::Mapping => Shape::Mapping,
            Open::Sequence => Shape::Sequence,
        };
        let at = self.place(self.at + 1);
        builder.event(at.line)?;
        builder.open(shape, &arrival(at, Style::Flow))?;
        open.push(kind);
        self.at += 1;
        Ok(Expect::FirstOrEnd)
    }

    /// The key and colon before a value; nothing in a sequence.
    fn key(&mut self, kind: Open, builder: &mut Builder<'_>) -> Step<Expect> {
        if kind == Open::Sequence {
            return Ok(Expect::Value);
        }
        if self.peek() != Some(b'"') {
            return Err(Stop::NotJson);
        }
        self.scalar(builder)?;
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(Stop::NotJson);
        }
        self.at += 1;
        Ok(Expect::Value)
    }

    fn scalar(&mut self, builder: &mut Builder<'_>) -> Step<Expect> {
        let rest = self.text.get(self.at..).unwrap_or("");
        if rest.starts_with('"') {
            self.string(rest, builder)?;
            return Ok(Expect::CommaOrEnd);
        }
        let end = rest
            .find(|c: char| !matches!(c, '0'..='9' | 'a'..='z' | 'E' | '+' | '-' | '.'))
            .unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or("");
        if !matches!(word, "true" | "false" | "null") && !is_number(word) {
            return Err(Stop::NotJson);
        }
        let at = self.place(self.at + end);
        builder.event(at.line)?;
        let text = Text::Source {
            start: at.start,
            len: number(end),
        };
        builder.scalar(&text, &arrival(at, Style::Plain))?;
        self.at += end;
        Ok(Expect::CommaOrEnd)
    }

    fn string(&mut self, rest: &str, builder: &mut Builder<'_>) -> Step<()> {
        let (end, escaped) = string_end(rest).ok_or(Stop::NotJson)?;
        let inner = rest.get(1..end - 1).unwrap_or("");
        let at = self.place(self.at + end);
        builder.event(at.line)?;
        let arrival = arrival(at, Style::Double);
        if escaped {
            let decoded = unescape(inner).ok_or(Stop::NotJson)?;
            builder.scalar(&Text::Decoded(&decoded), &arrival)?;
        } else {
            let text = Text::Source {
                start: at.start + 1,
                len: number(inner.len()),
            };
            builder.scalar(&text, &arrival)?;
        }
        self.at += end;
        Ok(())
    }
}

fn arrival(at: At, style: Style) -> Arrival<'static> {
    Arrival {
        at,
        style,
        ..Arrival::default()
    }
}

/// Length of a string with its quotes, and whether it has escapes.
fn string_end(text: &str) -> Option<(usize, bool)> {
    let mut bytes = text.bytes().enumerate().skip(1);
    let mut escaped = false;
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some((at + 1, escaped)),
            b'\\' => {
                escaped = true;
                bytes.next();
            }
            0..0x20 => return None,
            _ => {}
        }
    }
    None
}

fn unescape(inner: &str) -> Option<String> {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut chars = escape.chars();
        match chars.next()? {
            same @ ('"' | '\\' | '/') => text.push(same),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'n' => text.push('\n'),
            'r' => text.push('\r'),
            't' => text.push('\t'),
            'u' => {
                let (decoded, after) = code_point(chars.as_str())?;
                text.push(decoded);
                rest = after;
                continue;
            }
            _ => return None,
        }
        rest = chars.as_str();
    }
    text.push_str(rest);
    Some(text)
}

/// The character of `\uXXXX`, or of two in a row that form a pair; half a pair is U+FFFD.
fn code_point(text: &str) -> Option<(char, &str)> {
    let (first, rest) = unit(text)?;
    if let Some(plain) = char::from_u32(u32::from(first)) {
        return Some((plain, rest));
    }
    let second = rest.strip_prefix("\\u").and_then(unit);
    if let Some((second, after)) = second
        && let Some(Ok(pair)) = char::decode_utf16([first, second]).next()
    {
        return Some((pair, after));
    }
    Some((char::REPLACEMENT_CHARACTER, rest))
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some((u16::from_str_radix(digits, 16).ok()?, rest))
}

/// The number grammar of RFC 8259.
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at).unwrap_or(""), unsigned.get(at + 1..)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent = exponent.map(|text| text.strip_prefix(['+', '-']).unwrap_or(text));
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Offsets fit 32 bits because the budget caps the file.
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
