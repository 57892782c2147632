use super::super::error::Fail;

/// `time.Duration`: nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Duration(pub(in super::super) i64);

const UNITS: [(&str, f64); 8] = [
    ("ns", 1.0),
    ("us", 1e3),
    ("µs", 1e3),
    ("μs", 1e3),
    ("ms", 1e6),
    ("s", 1e9),
    ("m", 60e9),
    ("h", 3600e9),
];

/// `time.ParseDuration`: `-1.5h`, `2h45m`.
pub(in super::super) fn parse(text: &str) -> Result<Duration, Fail> {
    let invalid = || {
        Fail::Error(format!(
            "time: invalid duration {:?}",
            crate::model::clean::echo(text)
        ))
    };
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(Duration(0));
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut nanos = 0_f64;
    while !rest.is_empty() {
        let end = rest
            .find(|it: char| !it.is_ascii_digit() && it != '.')
            .ok_or_else(invalid)?;
        let (number, tail) = rest.split_at_checked(end).ok_or_else(invalid)?;
        let number: f64 = Some(number)
            .filter(|number| number.bytes().any(|it| it.is_ascii_digit()))
            .and_then(|number| number.parse().ok())
            .ok_or_else(invalid)?;
        let end = tail
            .find(|it: char| it.is_ascii_digit() || it == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(end).ok_or_else(invalid)?;
        let (_, size) = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .ok_or_else(invalid)?;
        nanos += number * size;
        rest = tail;
    }
    if nanos > 9e15 {
        return Fail::refused("a duration of more than a hundred days is not computed exactly");
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits")]
    let whole = nanos.round() as i64;
    Ok(Duration(if negative { -whole } else { whole }))
}

impl std::fmt::Display for Duration {
    /// Of whole seconds only, which is all that Sprig prints.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.0 / 1_000_000_000;
        if seconds < 0 {
            f.write_str("-")?;
        }
        let rest = seconds.unsigned_abs();
        let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
        if hours > 0 {
            return write!(f, "{hours}h{minutes}m{seconds}s");
        }
        if minutes > 0 {
            return write!(f, "{minutes}m{seconds}s");
        }
        write!(f, "{seconds}s")
    }
}
