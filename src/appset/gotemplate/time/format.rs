use chrono::{Datelike as _, Timelike as _};

use super::super::error::Fail;
use super::Moment;
use super::layout::{Part, Zone, parts};

pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
pub(super) const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

impl Moment {
    /// `Time.Format`.
    pub(in super::super) fn format(&self, layout: &str) -> Result<String, Fail> {
        let mut out = String::new();
        for part in parts(layout) {
            out.push_str(&self.part(part)?);
        }
        Ok(out)
    }

    fn part(&self, part: Part<'_>) -> Result<String, Fail> {
        let at = &self.at;
        let month = MONTHS.get(at.month0() as usize).copied().unwrap_or("");
        let day = at.weekday().num_days_from_monday() as usize;
        let day = DAYS.get(day).copied().unwrap_or("");
        let (late, hour) = at.hour12();
        let short = |name: &str| name.chars().take(3).collect();
        Ok(match part {
            Part::Text(text) => text.to_owned(),
            Part::Year => format!("{:04}", at.year()),
            Part::Year2 => format!("{:02}", at.year().rem_euclid(100)),
            Part::Month => at.month().to_string(),
            Part::Month2 => format!("{:02}", at.month()),
            Part::MonthName => month.to_owned(),
            Part::MonthShort => short(month),
            Part::Weekday => day.to_owned(),
            Part::WeekdayShort => short(day),
            Part::Day => at.day().to_string(),
            Part::Day2 => format!("{:02}", at.day()),
            Part::DayBlank => format!("{:2}", at.day()),
            Part::YearDay(' ') => format!("{:3}", at.ordinal()),
            Part::YearDay(_) => format!("{:03}", at.ordinal()),
            Part::Hour24 => format!("{:02}", at.hour()),
            Part::Hour12 => hour.to_string(),
            Part::Hour12Two => format!("{hour:02}"),
            Part::Minute => at.minute().to_string(),
            Part::Minute2 => format!("{:02}", at.minute()),
            Part::Second => at.second().to_string(),
            Part::Second2 => format!("{:02}", at.second()),
            Part::Half(capitals) => match (late, capitals) {
                (true, true) => "PM",
                (true, false) => "pm",
                (false, true) => "AM",
                (false, false) => "am",
            }
            .to_owned(),
            Part::ZoneName if self.zone.is_empty() => offset(at.offset().local_minus_utc(), false),
            Part::ZoneName => self.zone.clone(),
            Part::Zone(zone) => zone.shown(at.offset().local_minus_utc()),
            Part::Fraction(separator, digits, cut) => {
                fraction(at.nanosecond(), (separator, digits, cut))?
            }
        })
    }
}

/// `+02` or `+0230`; with minutes in any case if `whole`.
pub(super) fn offset(seconds: i32, whole: bool) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    if minutes % 60 == 0 && !whole {
        return format!("{sign}{:02}", minutes / 60);
    }
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

impl Zone {
    fn shown(self, seconds: i32) -> String {
        if self.letter && seconds == 0 {
            return "Z".to_owned();
        }
        let sign = if seconds < 0 { '-' } else { '+' };
        let rest = seconds.abs();
        let fields = [rest / 3600, rest / 60 % 60, rest % 60].map(|field| format!("{field:02}"));
        let fields: Vec<String> = fields.into_iter().take(self.fields).collect();
        format!("{sign}{}", fields.join(if self.colons { ":" } else { "" }))
    }
}

fn fraction(nanos: u32, (separator, digits, cut): (char, usize, bool)) -> Result<String, Fail> {
    if digits > 9 {
        return Fail::refused("a fraction of more than nine digits is not supported");
    }
    let text: String = format!("{nanos:09}").chars().take(digits).collect();
    let text = if cut {
        text.trim_end_matches('0')
    } else {
        &text
    };
    if text.is_empty() {
        return Ok(String::new());
    }
    Ok(format!("{separator}{text}"))
}
