//! Times and durations as Kubernetes writes them.

/// Seconds since 1970 of `2026-11-24T08:00:00Z`, fractions and offsets allowed (RFC 3339).
pub(super) fn seconds(text: &str) -> Option<i64> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let zone = text
        .get(19..)?
        .trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
    let offset = match zone.split_at_checked(1) {
        Some(("Z", "")) => 0,
        Some((sign @ ("+" | "-"), rest)) => {
            let (hours, minutes) = rest.split_once(':')?;
            let seconds = hours.parse::<i64>().ok()? * 3_600 + minutes.parse::<i64>().ok()? * 60;
            if sign == "+" { seconds } else { -seconds }
        }
        _ => return None,
    };
    Some(days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

/// Days since 1970 in the Gregorian calendar.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Seconds of a Go duration such as `1m30s`, `10m`, `1h0m0s`; fractions are dropped.
pub(super) fn duration(text: &str) -> Option<i64> {
    let mut total = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, tail) = rest.split_at_checked(digits)?;
        let whole = number.split('.').next()?.parse::<i64>().ok()?;
        let letters = tail
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(letters)?;
        total += match unit {
            "h" => whole * 3_600,
            "m" => whole * 60,
            "s" => whole,
            "ms" | "us" | "µs" | "ns" => 0,
            _ => return None,
        };
        rest = tail;
    }
    Some(total)
}

/// `3 h 20 min`, for a reader.
pub(super) fn words(seconds: i64) -> String {
    match seconds {
        ..60 => format!("{} s", seconds.max(0)),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_durations_are_read() {
        assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(seconds("2026-11-24T08:00:00Z"), Some(1_795_507_200));
        assert_eq!(
            seconds("2026-11-24T09:00:00.123456+01:00"),
            Some(1_795_507_200)
        );
        for wrong in [
            "",
            "yesterday",
            "2026-11-24",
            "2026-11-24T08:00:00",
            "2026-11-24T08:00:00Zulu",
        ] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
        assert_eq!(duration("1h2m3s"), Some(3_723));
        assert_eq!(duration("10m"), Some(600));
        assert_eq!(duration("1.5s"), Some(1));
        assert_eq!(duration("soon"), None);
    }
}
