//! Formats that the API server checks.

use std::net::{Ipv4Addr, Ipv6Addr};

use base64::Engine as _;

/// Whether a string has a format; formats that the API server does not know hold always.
pub(super) fn holds(format: &str, text: &str) -> bool {
    match format {
        "date-time" => is_date_time(text),
        "date" => is_date(text),
        "duration" => is_duration(text),
        "byte" => is_base64(text),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        "cidr" => is_cidr(text),
        "uuid" => is_uuid(text),
        _ => true,
    }
}

fn is_base64(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    base64::engine::general_purpose::STANDARD
        .decode(compact)
        .is_ok()
}

fn number(text: &str, length: usize, most: u32) -> bool {
    text.len() == length
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u32>().is_ok_and(|value| value <= most)
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut next = |length, most| parts.next().is_some_and(|part| number(part, length, most));
    next(4, 9_999) && next(2, 12) && next(2, 31)
}

/// RFC 3339.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let Some(zone) = time.find(['Z', 'z', '+', '-']) else {
        return false;
    };
    let (clock, zone) = time.split_at(zone);
    let (seconds, fraction) = clock
        .split_once('.')
        .map_or((clock, None), |(a, b)| (a, Some(b)));
    let mut parts = seconds.splitn(3, ':');
    let mut next = |most| parts.next().is_some_and(|part| number(part, 2, most));
    let clock = next(23) && next(59) && next(60);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_date(date) && clock && fraction.is_none_or(digits) && is_zone(zone)
}

fn is_zone(zone: &str) -> bool {
    if matches!(zone, "Z" | "z") {
        return true;
    }
    let offset = zone.get(1..).and_then(|rest| rest.split_once(':'));
    offset.is_some_and(|(hours, minutes)| number(hours, 2, 23) && number(minutes, 2, 59))
}

/// Go's `ParseDuration`; the API server also takes words such as `1 day`, which are let pass.
fn is_duration(text: &str) -> bool {
    if text.contains(' ') || text.contains(['d', 'w']) {
        return true;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return true;
    }
    let mut rest = unsigned;
    while !rest.is_empty() {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        if number.len() == rest.len() {
            return false;
        }
        let units = ["ns", "us", "µs", "ms", "s", "m", "h"];
        let Some(after) = units.iter().find_map(|unit| number.strip_prefix(unit)) else {
            return false;
        };
        rest = after;
    }
    !unsigned.is_empty()
}

fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else {
        return false;
    };
    let most = if address.parse::<Ipv4Addr>().is_ok() {
        32
    } else if address.parse::<Ipv6Addr>().is_ok() {
        128
    } else {
        return false;
    };
    bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}

fn is_uuid(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn formats() {
        for (format, good) in [
            ("date-time", "2026-11-24T10:00:00Z"),
            ("date-time", "2026-11-24T10:00:00.25+01:00"),
            ("duration", "1h30m"),
            ("duration", "0"),
            ("duration", "1.5s"),
            ("byte", "YWJj"),
            ("cidr", "10.0.0.0/8"),
            ("cidr", "fd00::/64"),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000"),
            ("something-else", "x"),
        ] {
            assert!(holds(format, good), "{format} {good}");
        }
        for (format, bad) in [
            ("date-time", "2026-11-24"),
            ("date-time", "2026-13-24T10:00:00Z"),
            ("date-time", "2026-11-24T10:00:00"),
            ("duration", "5"),
            ("duration", ""),
            ("duration", "1x"),
            ("byte", "a!"),
            ("cidr", "10.0.0.0"),
            ("cidr", "10.0.0.0/33"),
            ("uuid", "1234"),
        ] {
            assert!(!holds(format, bad), "{format} {bad}");
        }
    }
}
