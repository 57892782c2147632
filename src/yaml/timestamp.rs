//! Timestamps as the YAML readers recognise them: four layouts of Go's `time.Parse`.

/// The instant in RFC 3339, as Kustomize writes it back; nothing if `text` is no timestamp.
pub(crate) fn rfc3339(text: &str) -> Option<String> {
    let mut reader = Reader { rest: text };
    let year = reader.digits(4, 4)?;
    let month = reader.after('-')?.digits(1, 2)?;
    let day = reader.after('-')?.digits(1, 2)?;
    if !(1..=12).contains(&month) || day < 1 || day > days(year, month) {
        return None;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if reader.rest.is_empty() {
        return Some(format!("{date}T00:00:00Z"));
    }
    let zoned = !reader.rest.starts_with(' ');
    let time = reader.after_any(&['T', 't', ' '])?.time()?;
    let zone = if zoned {
        reader.zone()?
    } else {
        "Z".to_owned()
    };
    reader
        .rest
        .is_empty()
        .then(|| format!("{date}T{time}{zone}"))
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn after(&mut self, expected: char) -> Option<&mut Self> {
        self.after_any(&[expected])
    }

    fn after_any(&mut self, expected: &[char]) -> Option<&mut Self> {
        self.rest = self.rest.strip_prefix(expected)?;
        Some(self)
    }

    /// A number of `least` to `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let count = self
            .rest
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        if count < least {
            return None;
        }
        let (digits, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        digits.parse().ok()
    }

    fn time(&mut self) -> Option<String> {
        let hour = self.digits(1, 2)?;
        let minute = self.after(':')?.digits(1, 2)?;
        let second = self.after(':')?.digits(1, 2)?;
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let fraction = self.fraction()?;
        Some(format!("{hour:02}:{minute:02}:{second:02}{fraction}"))
    }

    /// Fractional seconds, cut to nanoseconds, without trailing zeros.
    fn fraction(&mut self) -> Option<String> {
        let Some(rest) = self.rest.strip_prefix(['.', ',']) else {
            return Some(String::new());
        };
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        if count == 0 {
            return None;
        }
        let (digits, rest) = rest.split_at_checked(count)?;
        self.rest = rest;
        let kept = digits.get(..9).unwrap_or(digits).trim_end_matches('0');
        Some(if kept.is_empty() {
            String::new()
        } else {
            format!(".{kept}")
        })
    }

    fn zone(&mut self) -> Option<String> {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            return Some("Z".to_owned());
        }
        let sign = self
            .rest
            .chars()
            .next()
            .filter(|c| matches!(c, '+' | '-'))?;
        let hours = self.after(sign)?.digits(2, 2)?;
        let minutes = self.after(':')?.digits(2, 2)?;
        if hours > 24 || minutes > 60 {
            return None;
        }
        Some(if hours == 0 && minutes == 0 {
            "Z".to_owned()
        } else {
            format!("{sign}{hours:02}:{minutes:02}")
        })
    }
}
