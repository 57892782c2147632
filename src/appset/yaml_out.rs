//! YAML as go.yaml.in/yaml/v2 2.4 writes it, which sigs.k8s.io/yaml and with it `toYaml` use: block style, sorted keys,
//! lists not indented, lines folded at 80 columns.

use serde_json::{Map, Value};

use super::yaml_scalar::{Looks, push_escaped, reads_as_text};

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
        if text.contains('\n') || looks.other_breaks || !reads_as_text(text) {
            let double = text.contains('\n') || !reads_as_text(text) || !looks.single;
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
