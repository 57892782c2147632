//! Schedules of five fields, read as robfig/cron 3 reads them (`parser.go`, `spec.go`): that is what Argo CD asks.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, Timelike as _};

/// Days that are looked at for a next time, as many as robfig/cron does: five years.
const DAYS: i64 = 5 * 366;
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// The values of each field as bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cron {
    minute: u64,
    hour: u64,
    day: u64,
    month: u64,
    weekday: u64,
    /// Neither the day nor the weekday is a star: one of the two is enough.
    either: bool,
}

/// Smallest and largest value of a field, and the names of its values.
struct Field {
    least: u32,
    most: u32,
    names: &'static [&'static str],
}

const fn field(least: u32, most: u32, names: &'static [&'static str]) -> Field {
    Field { least, most, names }
}

impl Cron {
    /// `None` where the schedule is no valid one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else {
            return None;
        };
        let (day, any_day) = field(1, 31, &[]).bits(day)?;
        let (weekday, any_weekday) = field(0, 6, &WEEKDAYS).bits(weekday)?;
        Some(Self {
            minute: field(0, 59, &[]).bits(minute)?.0,
            hour: field(0, 23, &[]).bits(hour)?.0,
            day,
            month: field(1, 12, &MONTHS).bits(month)?.0,
            weekday,
            either: !any_day && !any_weekday,
        })
    }

    /// The first time behind this one; `None` where there is none for years (31 February).
    pub(super) fn after(&self, time: NaiveDateTime) -> Option<NaiveDateTime> {
        let first = time.with_second(0)?.with_nanosecond(0)? + TimeDelta::minutes(1);
        let later = (1..DAYS).filter_map(|days| {
            let date = first.date().checked_add_signed(TimeDelta::days(days))?;
            self.within(date, (0, 0))
        });
        self.within(first.date(), (first.hour(), first.minute()))
            .into_iter()
            .chain(later)
            .next()
    }

    /// The first time of a day, from an hour and minute on.
    fn within(&self, date: NaiveDate, (hour, minute): (u32, u32)) -> Option<NaiveDateTime> {
        if !self.has_day(date) {
            return None;
        }
        (hour..24).filter(|it| has(self.hour, *it)).find_map(|it| {
            let from = if it == hour { minute } else { 0 };
            let at = (from..60).find(|minute| has(self.minute, *minute))?;
            date.and_hms_opt(it, at, 0)
        })
    }

    fn has_day(&self, date: NaiveDate) -> bool {
        let day = has(self.day, date.day());
        let weekday = has(self.weekday, date.weekday().num_days_from_sunday());
        has(self.month, date.month())
            && if self.either {
                day || weekday
            } else {
                day && weekday
            }
    }
}

const fn has(bits: u64, value: u32) -> bool {
    bits >> value & 1 == 1
}

impl Field {
    /// The values of a list of ranges, and whether it is a plain star.
    fn bits(&self, text: &str) -> Option<(u64, bool)> {
        let (mut bits, mut star) = (0, false);
        for range in text.split(',').filter(|it| !it.is_empty()) {
            let (more, is_star) = self.range(range)?;
            bits |= more;
            star |= is_star;
        }
        (bits != 0).then_some((bits, star))
    }

    /// `*`, `4`, `1-5`, `mon-fri`, each with `/step`; `4/2` goes on to the largest value.
    fn range(&self, text: &str) -> Option<(u64, bool)> {
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let star = matches!(range, "*" | "?");
        let (start, end) = match range.split_once('-') {
            _ if star => (self.least, self.most),
            Some((start, end)) => (self.value(start)?, self.value(end)?),
            None => {
                let only = self.value(range)?;
                (only, if step.is_some() { self.most } else { only })
            }
        };
        let step = step.unwrap_or(1);
        if start < self.least || end > self.most || start > end || step == 0 {
            return None;
        }
        let bits = (start..=end)
            .step_by(usize::try_from(step).ok()?)
            .fold(0, |bits, value| bits | 1 << value);
        Some((bits, star && step == 1))
    }

    fn value(&self, text: &str) -> Option<u32> {
        let lower = text.to_ascii_lowercase();
        let named = self.names.iter().position(|name| *name == lower);
        match named {
            Some(at) => Some(self.least + u32::try_from(at).ok()?),
            None => text.parse().ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(schedule: &str, from: &str) -> String {
        let from = NaiveDateTime::parse_from_str(from, "%Y-%m-%d %H:%M:%S").unwrap();
        Cron::parse(schedule)
            .unwrap()
            .after(from)
            .map_or("never".to_owned(), |it| {
                it.format("%Y-%m-%d %H:%M").to_string()
            })
    }

    /// Expected values are those of robfig/cron 3.0.1 (`Parser.Parse`, `Schedule.Next`).
    #[test]
    fn the_next_time_is_that_of_the_controller() {
        let tuesday = "2026-11-24 08:00:00";
        for (schedule, expected) in [
            ("* * * * *", "2026-11-24 08:01"),
            ("0 8 * * *", "2026-11-25 08:00"),
            ("*/15 * * * *", "2026-11-24 08:15"),
            ("5/20 9-10 * * *", "2026-11-24 09:05"),
            ("0 0 1 1 *", "2027-01-01 00:00"),
            ("30 22 * * MON-FRI", "2026-11-24 22:30"),
            ("0 6 * * sat,sun", "2026-11-28 06:00"),
            ("0 0 29 2 *", "2028-02-29 00:00"),
            ("0 0 31 2 *", "never"),
            // Day and weekday: one of the two is enough, unless one is a star.
            ("0 0 13 * 5", "2026-11-27 00:00"),
            ("0 0 13 * ?", "2026-12-13 00:00"),
            // A star with a step is no star.
            ("0 0 */2 * 3", "2026-11-25 00:00"),
        ] {
            assert_eq!(next(schedule, tuesday), expected, "{schedule}");
        }
        assert_eq!(next("0 8 * * *", "2026-11-24 07:59:59"), "2026-11-24 08:00");
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for wrong in [
            "",
            "@daily",
            "* * * *",
            "* * * * * *",
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 7",
            "5-1 * * * *",
            "*/0 * * * *",
            "a * * * *",
            "1-2-3 * * * *",
            ", * * * *",
            "TZ=UTC 0 6 * * *",
        ] {
            assert_eq!(Cron::parse(wrong), None, "{wrong}");
        }
    }
}
