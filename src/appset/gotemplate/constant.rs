//! Constants as `strconv` of Go reads them.

use super::ast::Number;
use super::error::Fail;

/// `strconv.Unquote` of a double-quoted or raw string.
pub(super) fn unquote(text: &str) -> Result<String, Fail> {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
    if text.starts_with('`') {
        return Ok(inner.replace('\r', ""));
    }
    let mut out = String::new();
    let mut rest = inner;
    while !rest.is_empty() {
        let (c, after) = one(rest, '"')?;
        out.push(c);
        rest = after;
    }
    Ok(out)
}

/// One character or escape of quoted text.
fn one(text: &str, quote: char) -> Result<(char, &str), Fail> {
    let invalid = || Fail::Error("invalid syntax".to_owned());
    let mut chars = text.chars();
    let first = chars.next().ok_or_else(invalid)?;
    if first != '\\' {
        return Ok((first, chars.as_str()));
    }
    let escape = chars.next().ok_or_else(invalid)?;
    let rest = chars.as_str();
    let coded = |digits: usize, radix: u32| -> Result<(u32, &str), Fail> {
        let (code, rest) = rest.split_at_checked(digits).ok_or_else(invalid)?;
        u32::from_str_radix(code, radix)
            .map(|code| (code, rest))
            .map_err(|_| invalid())
    };
    let (code, rest) = match escape {
        'a' => (7, rest),
        'b' => (8, rest),
        'f' => (12, rest),
        'n' => (10, rest),
        'r' => (13, rest),
        't' => (9, rest),
        'v' => (11, rest),
        '\\' => (92, rest),
        c if c == quote => (u32::from(c), rest),
        'x' => coded(2, 16)?,
        'u' => coded(4, 16)?,
        'U' => coded(8, 16)?,
        c @ '0'..='7' => {
            let (code, rest) = text
                .get(1..4)
                .and_then(|code| u32::from_str_radix(code, 8).ok())
                .zip(text.get(4..))
                .ok_or_else(invalid)?;
            let _ = c;
            (code, rest)
        }
        _ => return Err(invalid()),
    };
    if code >= 0x80 && matches!(escape, 'x' | '0'..='7') {
        return Fail::refused("a string escape of one byte beyond ASCII is not supported");
    }
    char::from_u32(code).map(|c| (c, rest)).ok_or_else(invalid)
}

/// A number or character constant.
pub(super) fn number(text: &str) -> Result<Number, Fail> {
    if let Some(inner) = text.strip_prefix('\'') {
        return character(text, inner);
    }
    if text.ends_with('i') {
        return Fail::refused("complex numbers are not supported");
    }
    let written_as_float = if is_hex(text) {
        text.contains(['p', 'P', '.'])
    } else {
        text.contains(['.', 'e', 'E'])
    };
    if is_hex(text) && written_as_float {
        return Fail::refused("hexadecimal floats are not supported");
    }
    let bad = || Fail::Error(format!("illegal number syntax: {text:?}"));
    if let Some(int) = (!written_as_float).then(|| integer(text)).flatten() {
        let float = int as f64;
        let int = i64::try_from(int)
            .map_err(|_| Fail::Refused(format!("{text} is beyond 64 bits with a sign")))?;
        return Ok(Number {
            text: text.to_owned(),
            int: Some(int),
            float,
            is_float: false,
        });
    }
    if !written_as_float {
        let is_number = text
            .trim_start_matches(['+', '-'])
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            && text.bytes().any(|byte| byte.is_ascii_digit());
        return Err(if is_number {
            Fail::Error(format!("integer overflow: {text:?}"))
        } else {
            bad()
        });
    }
    if text.contains('_') {
        return Fail::error(format!("illegal number syntax: {text:?}"));
    }
    let float: f64 = text.parse().map_err(|_| bad())?;
    if !float.is_finite() {
        return Err(bad());
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked by comparing back")]
    let whole = float as i64;
    let int = (whole as f64 == float).then_some(whole);
    Ok(Number {
        text: text.to_owned(),
        int,
        float,
        is_float: true,
    })
}

fn character(text: &str, inner: &str) -> Result<Number, Fail> {
    let inner = inner.strip_suffix('\'').unwrap_or(inner);
    let (c, rest) = one(inner, '\'')?;
    if !rest.is_empty() {
        return Fail::error(format!("malformed character constant: {text}"));
    }
    let code = i64::from(u32::from(c));
    Ok(Number {
        text: text.to_owned(),
        int: Some(code),
        float: code as f64,
        is_float: false,
    })
}

fn is_hex(text: &str) -> bool {
    let digits = text.trim_start_matches(['+', '-']);
    digits.starts_with("0x") || digits.starts_with("0X")
}

/// `strconv.ParseInt` with base 0: prefixes, a leading zero for octal, underscores only beside a prefix.
pub(super) fn integer(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, body) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, lower.get(1..)?)
    } else {
        (10, lower.as_str())
    };
    let prefixed = body.len() < lower.len();
    let misplaced =
        body.ends_with('_') || body.contains("__") || (body.starts_with('_') && !prefixed);
    let plain = body.replace('_', "");
    if misplaced || plain.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(&plain, radix)
        .ok()
        .filter(|value| *value <= i128::from(u64::MAX))?;
    Some(if negative { -value } else { value })
}
