//! What a scalar looks like to the emitter and the reader of go.yaml.in/yaml/v2 2.4.

use crate::yaml::{Budget, Reading, Scalar, parse};

/// What libyaml's emitter allows for a text.
pub(super) struct Looks {
    pub(super) plain: bool,
    pub(super) single: bool,
    pub(super) block: bool,
    /// A line break other than `\n`.
    pub(super) other_breaks: bool,
}

impl Looks {
    pub(super) fn of(text: &str) -> Self {
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

pub(super) fn push_escaped(out: &mut String, c: char) {
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
pub(super) fn reads_as_text(text: &str) -> bool {
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
