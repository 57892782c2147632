//! Numbers as Go's `strconv` reads them for both YAML readers: base prefixes, a leading `0` for
//! octal, and the decimal floats of `yamlStyleFloat`. Underscores are removed by the caller.

/// An integer of 64 bits, signed, or unsigned if it has no sign.
pub(crate) fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.as_bytes() {
        [b'-', ..] => (-1, text.get(1..)?),
        [b'+', ..] => (1, text.get(1..)?),
        _ => (0, text),
    };
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (digits.get(2..)?, 16),
        [b'0', b'o' | b'O', ..] => (digits.get(2..)?, 8),
        [b'0', b'b' | b'B', ..] => (digits.get(2..)?, 2),
        [b'0', _, ..] => (digits.get(1..)?, 8),
        _ => (digits, 10),
    };
    // Rust would accept a second sign here.
    if !digits.starts_with(|c: char| c.is_digit(radix)) {
        return None;
    }
    let value = i128::from(u64::from_str_radix(digits, radix).ok()?);
    match sign {
        -1 => (value <= -i128::from(i64::MIN)).then_some(-value),
        1 => (value <= i128::from(i64::MAX)).then_some(value),
        _ => Some(value),
    }
}

/// A decimal float; nothing if it is too large for 64 bits, which leaves a string.
pub(crate) fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at)?, unsigned.get(at + 1..)),
        None => (unsigned, None),
    };
    let exponent_fits = exponent.is_none_or(|text| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        !digits.is_empty() && all_digits(digits)
    });
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let some_digit = !whole.is_empty() || !fraction.is_empty();
    if !exponent_fits || !some_digit || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// A float in which single underscores may stand between digits; how a text that starts with `.`
/// is read.
pub(crate) fn separated_float(text: &str) -> Option<f64> {
    let parts = text.split('_');
    let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let well_placed = parts
        .clone()
        .skip(1)
        .all(|part| digit(part.as_bytes().first()))
        && parts
            .clone()
            .rev()
            .skip(1)
            .all(|part| digit(part.as_bytes().last()));
    if well_placed {
        float(&parts.collect::<String>())
    } else {
        None
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Go's `FormatFloat(value, 'g', -1, 32)`: how kubectl writes a float that is a key.
pub(crate) fn short_float(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, reason = "kubectl writes 32 bits")]
    let short = value as f32;
    if short.is_nan() {
        return ".nan".to_owned();
    }
    if short.is_infinite() {
        return if short > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{short:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    match exponent.parse::<i32>() {
        Ok(power) if (-4..6).contains(&power) => format!("{short}"),
        Ok(power) => {
            let sign = if power < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", power.abs())
        }
        Err(_) => scientific,
    }
}
