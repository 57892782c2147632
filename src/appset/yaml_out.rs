//! YAML as go.yaml.in/yaml/v2 2.4 writes it, which sigs.k8s.io/yaml and with it `toYaml` use: block style, sorted keys,
//! lists not indented, lines folded at 80 columns.

use serde_json::{Map, Value};

use crate::yaml::{Budget, Reading, Scalar, parse};

const WIDTH: usize = 80;

/// A value as a document, with its closing newline.
#[must_use]
pub fn write(value: &Value) -> String {
    let mut writer = Writer {
        out: String::new(),
        line: 0,
    };
    writer.value(value, 0, Place::Root);
    if !writer.out.ends_with('\n') {
        writer.out.push('\n');
    }
    writer.out
}

/// Where a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    /// Behind `key:`.
    Value,
    /// Behind `-`.
    Item,
}

struct Writer {
    out: String,
    /// Where the current line begins.
    line: usize,
}

impl Writer {
    fn column(&self) -> usize {
        self.out
            .get(self.line..)
            .map_or(0, |line| line.chars().count())
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.line = self.out.len();
        self.out.push_str(&" ".repeat(indent));
    }

    fn value(&mut self, value: &Value, indent: usize, place: Place) {
        match value {
            Value::Object(map) if !map.is_empty() => self.mapping(map, indent, place),
            Value::Array(items) if !items.is_empty() => self.sequence(items, indent, place),
            scalar => {
                if place != Place::Root {
                    self.out.push(' ');
                }
                match scalar {
                    Value::Object(_) => self.out.push_str("{}"),
                    Value::Array(_) => self.out.push_str("[]"),
                    Value::String(text) => self.text(
                        text,
                        indent + if place == Place::Root { 2 } else { 0 },
                        false,
                    ),
                    Value::Null => self.out.push_str("null"),
                    Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
                    Value::Number(number) => self.out.push_str(&plain_number(number)),
                }
            }
        }
    }

    /// `indent` is that of what stands below; the first key of an item stands behind its dash.
    fn mapping(&mut self, map: &Map<String, Value>, indent: usize, place: Place) {
        let mut keys: Vec<&String> = map.keys().collect();
        keys.sort_by(|a, b| natural(a, b));
        for (at, key) in keys.into_iter().enumerate() {
            match (at, place) {
                (0, Place::Root) => {}
                (0, Place::Item) => self.out.push(' '),
                _ => self.line(indent),
            }
            self.text(key, indent, true);
            self.out.push(':');
            if let Some(value) = map.get(key) {
                // A list below a key is not indented; anything else is.
                let below = if value.is_array() { indent } else { indent + 2 };
                self.value(value, below, Place::Value);
            }
        }
    }

    fn sequence(&mut self, items: &[Value], indent: usize, place: Place) {
        for (at, item) in items.iter().enumerate() {
            match (at, place) {
                (0, Place::Root) => {}
                (0, Place::Item) => self.out.push(' '),
                _ => self.line(indent),
            }
            self.out.push('-');
            self.value(item, indent + 2, Place::Item);
        }
    }

    fn text(&mut self, text: &str, indent: usize, is_key: bool) {
        let looks = Looks::of(text);
        if text.contains('\n') && looks.block && !is_key {
            return self.literal(text, indent);
        }
        if text.contains('\n') || looks.other_breaks || !resolves_to_text(text) {
            let double = text.contains('\n') || !resolves_to_text(text) || !looks.single;
            return if double {
                self.double(text, indent, is_key)
            } else {
                self.single(text, indent, is_key)
            };
        }
        match (looks.plain && !(text.is_empty() && is_key), looks.single) {
            (true, _) => self.folded(text, indent, (is_key, "")),
            (false, true) => self.single(text, indent, is_key),
            (false, false) => self.double(text, indent, is_key),
        }
    }

    fn single(&mut self, text: &str, indent: usize, is_key: bool) {
        self.out.push('\'');
        self.folded(text, indent, (is_key, "'"));
        self.out.push('\'');
    }

    /// Plain or single-quoted text; a single blank beyond the width becomes a line break.
    fn folded(&mut self, text: &str, indent: usize, (is_key, doubled): (bool, &str)) {
        let mut blank_before = false;
        let mut chars = text.chars().peekable();
        let mut at_start = true;
        while let Some(c) = chars.next() {
            let folds = c == ' ' && !is_key && !blank_before && !at_start && self.column() > WIDTH;
            if folds && chars.peek().is_some_and(|next| *next != ' ') {
                self.line(indent);
            } else {
                if doubled.contains(c) {
                    self.out.push(c);
                }
                self.out.push(c);
            }
            blank_before = c == ' ';
            at_start = false;
        }
    }

    fn double(&mut self, text: &str, indent: usize, is_key: bool) {
        self.out.push('"');
        let mut blank_before = false;
        let mut chars = text.chars().peekable();
        let mut at_start = true;
        while let Some(c) = chars.next() {
            let folds = c == ' '
                && !is_key
                && !blank_before
                && !at_start
                && self.column() > WIDTH
                && chars.peek().is_some();
            if folds {
                self.line(indent);
                if chars.peek() == Some(&' ') {
                    self.out.push('\\');
                }
            } else {
                push_escaped(&mut self.out, c);
            }
            blank_before = c == ' ';
            at_start = false;
        }
        self.out.push('"');
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        let lines = text.trim_end_matches('\n');
        match text.len() - lines.len() {
            0 => self.out.push('-'),
            1 if !lines.is_empty() => {}
            _ => self.out.push('+'),
        }
        let body = text.strip_suffix('\n').unwrap_or(text);
        for line in body.split('\n') {
            if line.is_empty() {
                self.line(0);
            } else {
                self.line(indent);
                self.out.push_str(line);
            }
        }
        if text.ends_with("\n\n") || lines.is_empty() {
            self.out.push('\n');
            self.line = self.out.len();
        }
    }
}

/// What libyaml's emitter allows for a text.
struct Looks {
    plain: bool,
    single: bool,
    block: bool,
    /// A line break other than `\n`.
    other_breaks: bool,
}

impl Looks {
    fn of(text: &str) -> Self {
        let is_break = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let special = text.chars().any(|c| !is_printable(c));
        let breaks = text.chars().any(is_break);
        let pairs = || text.chars().zip(text.chars().skip(1));
        let break_space = pairs().any(|(a, b)| is_break(a) && b == ' ');
        let space_break = pairs().any(|(a, b)| a == ' ' && is_break(b));
        let edge = |c: char| c == ' ' || is_break(c);
        let edges = text.starts_with(edge) || text.ends_with(edge);
        Self {
            plain: !special && !breaks && !edges && !has_indicator(text),
            single: !special && !break_space && !space_break,
            block: !special && !space_break && !text.ends_with(' '),
            other_breaks: breaks && !text.contains('\n'),
        }
    }
}

fn has_indicator(text: &str) -> bool {
    if text.starts_with("---") || text.starts_with("...") {
        return true;
    }
    let blank = |c: Option<char>| {
        c.is_none_or(|c| {
            matches!(
                c,
                ' ' | '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        })
    };
    let mut chars = text.chars();
    let mut before = None;
    let mut first = true;
    while let Some(c) = chars.next() {
        let next = chars.clone().next();
        let found = match c {
            '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
            | '@' | '`'
                if first =>
            {
                true
            }
            '?' | ':' | '-' if first => blank(next),
            ':' => blank(next),
            '#' => blank(before),
            _ => false,
        };
        if found {
            return true;
        }
        first = false;
        before = Some(c);
    }
    false
}

/// libyaml's `is_printable`: no tab, no characters beyond the basic plane in this release.
fn is_printable(c: char) -> bool {
    matches!(u32::from(c), 0x0A | 0x20..=0x7E | 0xA0..=0xD7FF | 0xE000..=0xFEFE | 0xFF00..=0xFFFD)
}

fn push_escaped(out: &mut String, c: char) {
    let code = u32::from(c);
    let short = match code {
        0x00 => '0',
        0x07 => 'a',
        0x08 => 'b',
        0x09 => 't',
        0x0a => 'n',
        0x0b => 'v',
        0x0c => 'f',
        0x0d => 'r',
        0x1b => 'e',
        0x22 => '"',
        0x5c => '\\',
        0x85 => 'N',
        0x2028 => 'L',
        0x2029 => 'P',
        _ if is_printable(c) => return out.push(c),
        0..=0xff => return out.push_str(&format!("\\x{code:02X}")),
        0x100..=0xffff => return out.push_str(&format!("\\u{code:04X}")),
        _ => return out.push_str(&format!("\\U{code:08X}")),
    };
    out.push('\\');
    out.push(short);
}

/// Whether a plain scalar of this text reads as a string for the readers of Kubernetes.
pub(crate) fn reads_as_text(text: &str) -> bool {
    resolves_to_text(text)
}

/// Whether a plain scalar of this text reads as a string again.
fn resolves_to_text(text: &str) -> bool {
    if text.is_empty() || is_base_60(text) {
        return false;
    }
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-._~<=: ".contains(&byte));
    if !plain || text.starts_with(' ') || text.ends_with(' ') || has_indicator(text) {
        return true;
    }
    let stream = parse(text.as_bytes(), &Budget::default());
    match stream
        .documents
        .first()
        .map(|document| document.root().resolve(Reading::Kubectl))
    {
        Some(Ok(Scalar::String(_))) => !is_timestamp(text),
        None | Some(_) => false,
    }
}

/// go-yaml quotes what it would read as a time, although the JSON reading is text.
fn is_timestamp(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    digits == 4 && bytes.get(4) == Some(&b'-') && {
        let mut parts = text.split('-');
        let number = |part: Option<&str>, most: u32| {
            part.is_some_and(|part| {
                matches!(part.len(), 1 | 2)
                    && part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n))
            })
        };
        parts.next();
        let (month, day) = (
            parts.next(),
            text.get(5..)
                .and_then(|rest| rest.split_once('-'))
                .map(|(_, day)| day),
        );
        let day = day.map(|day| day.split(['T', 't', ' ']).next().unwrap_or(day));
        number(month, 12) && number(day, 31)
    }
}

/// `190:20:30`, which YAML 1.1 takes for a number.
fn is_base_60(text: &str) -> bool {
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let mut parts = body.split(':');
    let first = parts.next().unwrap_or("");
    let rest: Vec<&str> = parts.collect();
    let Some((last, middle)) = rest.split_last() else {
        return false;
    };
    let sixty =
        |part: &str| matches!(part.len(), 1 | 2) && part.parse::<u32>().is_ok_and(|n| n < 60);
    let last = last.split_once('.').map_or(*last, |(whole, _)| whole);
    first.starts_with(|c: char| c.is_ascii_digit())
        && first
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
        && middle.iter().all(|part| sixty(part))
        && sixty(last)
}

/// Integers as they are, others in the shortest form of Go's `%g`.
fn plain_number(number: &serde_json::Number) -> String {
    if number.is_i64() || number.is_u64() {
        return number.to_string();
    }
    super::gotemplate::float(number.as_f64().unwrap_or(0.0), 'g', None)
}

/// Digits in names count as numbers: `a2` stands before `a10`.
fn natural(a: &str, b: &str) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(at) = a.iter().zip(&b).position(|(a, b)| a != b) else {
        return a.len().cmp(&b.len());
    };
    let (Some(&left), Some(&right)) = (a.get(at), b.get(at)) else {
        return Ordering::Equal;
    };
    match (left.is_alphabetic(), right.is_alphabetic()) {
        (true, true) => return left.cmp(&right),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let digits = |all: &[char]| {
        all.get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count()
    };
    let value = |all: &[char], length: usize| {
        all.iter().skip(at).take(length).fold(0u64, |n, c| {
            n.wrapping_mul(10)
                .wrapping_add(u64::from(c.to_digit(10).unwrap_or(0)))
        })
    };
    // Behind digits of which one is not zero, a zero is a digit like the others.
    let inside = (left == '0' || right == '0')
        && a.iter()
            .take(at)
            .rev()
            .take_while(|c| c.is_ascii_digit())
            .any(|c| *c != '0');
    let start = if inside { 1 } else { 0 };
    let (a_digits, b_digits) = (digits(&a), digits(&b));
    let scale = |digits: usize| {
        10u64
            .checked_pow(u32::try_from(digits).unwrap_or(u32::MAX))
            .unwrap_or(u64::MAX)
            .wrapping_mul(start)
    };
    let left_value = scale(a_digits).wrapping_add(value(&a, a_digits));
    let right_value = scale(b_digits).wrapping_add(value(&b, b_digits));
    left_value
        .cmp(&right_value)
        .then(a_digits.cmp(&b_digits))
        .then(left.cmp(&right))
}
