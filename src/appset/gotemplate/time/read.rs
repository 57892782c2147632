use chrono::{FixedOffset, NaiveDate, TimeZone as _};

use super::super::error::Fail;
use super::format::{DAYS, MONTHS};
use super::layout::{Part, Zone, parts};
use super::{Moment, UTC, zero_offset};

/// What was read so far.
struct Reading<'v> {
    rest: &'v str,
    whole: &'v str,
    date: (i32, u32, u32),
    clock: (u32, u32, u32),
    nanos: u32,
    /// PM or AM was read.
    late: Option<bool>,
    /// Seconds east, and whether a name told it.
    zone: Option<(i32, bool)>,
}

/// `time.ParseInLocation` with the local zone.
pub(in super::super) fn read(layout: &str, text: &str) -> Result<Moment, Fail> {
    let mut reading = Reading {
        rest: text,
        whole: text,
        date: (0, 1, 1),
        clock: (0, 0, 0),
        nanos: 0,
        late: None,
        zone: None,
    };
    let all = parts(layout);
    for (at, part) in all.iter().enumerate() {
        reading.part(*part)?;
        let seconds = matches!(part, Part::Second | Part::Second2);
        if seconds && !matches!(all.get(at + 1), Some(Part::Fraction(..))) {
            reading.fraction(None)?;
        }
    }
    if !reading.rest.is_empty() {
        return reading.wrong();
    }
    reading.moment()
}

impl<'v> Reading<'v> {
    fn wrong<T>(&self) -> Result<T, Fail> {
        Fail::error(format!(
            "parsing time {:?}: it does not fit the layout",
            crate::model::clean::echo(self.whole)
        ))
    }

    fn part(&mut self, part: Part<'_>) -> Result<(), Fail> {
        match part {
            Part::Text(text) => self.skip(text)?,
            Part::Year => self.date.0 = self.digits(4)? as i32,
            Part::Year2 => {
                let year = self.digits(2)? as i32;
                self.date.0 = year + if year >= 69 { 1900 } else { 2000 };
            }
            Part::Month => self.date.1 = self.number(false)?,
            Part::Month2 => self.date.1 = self.number(true)?,
            Part::MonthName => self.date.1 = self.name(&MONTHS, false)?,
            Part::MonthShort => self.date.1 = self.name(&MONTHS, true)?,
            Part::Weekday => _ = self.name(&DAYS, false)?,
            Part::WeekdayShort => _ = self.name(&DAYS, true)?,
            Part::Day => self.date.2 = self.number(false)?,
            Part::DayBlank => {
                self.rest = self.rest.strip_prefix(' ').unwrap_or(self.rest);
                self.date.2 = self.number(false)?;
            }
            Part::Day2 => self.date.2 = self.number(true)?,
            Part::YearDay(_) => return Fail::refused("a day of the year is not supported"),
            Part::Hour24 => self.clock.0 = self.number(false)?,
            Part::Hour12 => self.clock.0 = self.half_day(false)?,
            Part::Hour12Two => self.clock.0 = self.half_day(true)?,
            Part::Minute => self.clock.1 = self.number(false)?,
            Part::Minute2 => self.clock.1 = self.number(true)?,
            Part::Second => self.clock.2 = self.number(false)?,
            Part::Second2 => self.clock.2 = self.number(true)?,
            Part::Half(capitals) => self.half(capitals)?,
            Part::ZoneName => self.zone_name()?,
            Part::Zone(zone) => self.offset(zone)?,
            Part::Fraction(separator, digits, cut) => {
                self.fraction(Some((separator, digits, cut)))?;
            }
        }
        Ok(())
    }

    /// A run of blanks in the layout stands for any run of them.
    fn skip(&mut self, text: &str) -> Result<(), Fail> {
        let mut text = text;
        while let Some(letter) = text.chars().next() {
            if letter == ' ' {
                if !self.rest.is_empty() && !self.rest.starts_with(' ') {
                    return self.wrong();
                }
                text = text.trim_start_matches(' ');
                self.rest = self.rest.trim_start_matches(' ');
                continue;
            }
            let Some(rest) = self.rest.strip_prefix(letter) else {
                return self.wrong();
            };
            self.rest = rest;
            text = text.get(letter.len_utf8()..).unwrap_or_default();
        }
        Ok(())
    }

    fn take(&mut self, bytes: usize) -> Result<&'v str, Fail> {
        match self.rest.split_at_checked(bytes) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => self.wrong(),
        }
    }

    fn digits(&mut self, count: usize) -> Result<u32, Fail> {
        let taken = self.take(count)?;
        match taken.parse() {
            Ok(number) if taken.bytes().all(|it| it.is_ascii_digit()) => Ok(number),
            _ => self.wrong(),
        }
    }

    /// Two digits, or one where that is allowed.
    fn number(&mut self, both: bool) -> Result<u32, Fail> {
        let digits = self
            .rest
            .bytes()
            .take(2)
            .take_while(u8::is_ascii_digit)
            .count();
        if digits == 0 || both && digits < 2 {
            return self.wrong();
        }
        self.digits(digits)
    }

    fn half_day(&mut self, both: bool) -> Result<u32, Fail> {
        match self.number(both)? {
            hour @ 0..=12 => Ok(hour),
            _ => self.wrong(),
        }
    }

    /// Whatever its letters are like; its place from one.
    fn name(&mut self, names: &[&str], short: bool) -> Result<u32, Fail> {
        for (at, name) in names.iter().enumerate() {
            let name = if short {
                name.get(..3).unwrap_or(name)
            } else {
                name
            };
            let front = self.rest.get(..name.len()).unwrap_or_default();
            if front.eq_ignore_ascii_case(name) {
                self.rest = self.rest.get(name.len()..).unwrap_or_default();
                return Ok(at as u32 + 1);
            }
        }
        self.wrong()
    }

    fn half(&mut self, capitals: bool) -> Result<(), Fail> {
        let names = if capitals { ["AM", "PM"] } else { ["am", "pm"] };
        let taken = self.take(2)?;
        match names.iter().position(|name| *name == taken) {
            Some(at) => self.late = Some(at == 1),
            None => return self.wrong(),
        }
        Ok(())
    }

    fn zone_name(&mut self) -> Result<(), Fail> {
        let Some(rest) = self.rest.strip_prefix(UTC) else {
            return Fail::refused("the short name of a zone says no offset by itself");
        };
        self.rest = rest;
        self.zone = Some((0, true));
        Ok(())
    }

    fn offset(&mut self, zone: Zone) -> Result<(), Fail> {
        if zone.letter
            && let Some(rest) = self.rest.strip_prefix('Z')
        {
            self.rest = rest;
            self.zone = Some((0, true));
            return Ok(());
        }
        let sign = match self.take(1)? {
            "+" => 1,
            "-" => -1,
            _ => return self.wrong(),
        };
        let mut fields = [0_u32; 3];
        for (at, field) in fields.iter_mut().take(zone.fields).enumerate() {
            if at > 0 && zone.colons && self.take(1)? != ":" {
                return self.wrong();
            }
            *field = self.digits(2)?;
        }
        let [hours, minutes, seconds] = fields;
        if hours > 24 || minutes > 60 || seconds > 60 {
            return self.wrong();
        }
        self.zone = Some((sign * (hours * 3600 + minutes * 60 + seconds) as i32, false));
        Ok(())
    }

    /// Behind seconds a fraction is read even where the layout has none.
    fn fraction(&mut self, wanted: Option<(char, usize, bool)>) -> Result<(), Fail> {
        let mut letters = self.rest.chars();
        let starts = letters.next().is_some_and(|it| matches!(it, '.' | ','));
        let digits = letters.take_while(char::is_ascii_digit).count();
        let present = starts && digits > 0;
        match wanted {
            None | Some((_, _, true)) if !present => return Ok(()),
            Some((_, count, false)) if !present || digits < count => return self.wrong(),
            _ => {}
        }
        let digits = match wanted {
            Some((_, count, false)) => count,
            _ => digits,
        };
        if digits > 9 {
            return Fail::refused("a fraction of more than nine digits is not supported");
        }
        self.take(1)?;
        self.nanos = self.digits(digits)? * 10_u32.pow(9 - digits as u32);
        Ok(())
    }

    fn moment(&self) -> Result<Moment, Fail> {
        let (year, month, day) = self.date;
        let (hour, minute, second) = self.clock;
        let hour = match (self.late, hour) {
            (Some(true), 0..12) => hour + 12,
            (Some(false), 12) => 0,
            _ => hour,
        };
        let naive = NaiveDate::from_ymd_opt(year, month, day)
            .and_then(|date| date.and_hms_nano_opt(hour, minute, second, self.nanos));
        let Some(naive) = naive else {
            return self.wrong();
        };
        let (offset, zone) = match self.zone {
            None | Some((0, _)) => (zero_offset(), UTC),
            Some((seconds, _)) => (
                FixedOffset::east_opt(seconds)
                    .ok_or_else(|| Fail::Error("an offset of more than a day".to_owned()))?,
                "",
            ),
        };
        match offset.from_local_datetime(&naive).single() {
            Some(at) => Ok(Moment {
                at,
                zone: zone.to_owned(),
            }),
            None => self.wrong(),
        }
    }
}
