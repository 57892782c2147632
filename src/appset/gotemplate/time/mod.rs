//! `time.Time` of Go as far as templates meet it: layouts, zones, durations.
//!
//! The local zone is UTC, as in the image of Argo CD.

mod duration;
mod format;
mod layout;
mod read;

use chrono::{DateTime, Datelike as _, FixedOffset, Offset as _, TimeZone as _, Timelike as _};
use chrono_tz::OffsetName as _;

pub(super) use self::duration::{Duration, parse as duration};
pub(super) use self::read::read;
use super::error::Fail;
use super::value::Value;

const UTC: &str = "UTC";

/// An instant in a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    at: DateTime<FixedOffset>,
    /// Short name of the zone; empty where only the offset is known.
    zone: String,
}

fn zero_offset() -> FixedOffset {
    chrono::Utc.fix()
}

impl Moment {
    /// Seconds since 1970.
    pub(super) fn unix(seconds: i64) -> Result<Self, Fail> {
        let at = DateTime::from_timestamp(seconds, 0).ok_or_else(beyond)?;
        Ok(Self {
            at: at.with_timezone(&zero_offset()),
            zone: UTC.to_owned(),
        })
    }

    /// What Go gives for a time that was never set.
    pub(super) fn zero() -> Result<Self, Fail> {
        Self::unix(-62_135_596_800)
    }

    pub(super) fn seconds(&self) -> i64 {
        self.at.timestamp()
    }

    /// The same instant in a zone of the database; in UTC where there is no such zone.
    pub(super) fn within(&self, zone: &str) -> Self {
        let Some(known) = zone.parse::<chrono_tz::Tz>().ok().filter(|_| zone != UTC) else {
            return Self {
                at: self.at.with_timezone(&zero_offset()),
                zone: UTC.to_owned(),
            };
        };
        let there = known.from_utc_datetime(&self.at.naive_utc());
        let offset = there.offset().fix();
        let zone = match there.offset().abbreviation() {
            Some(name) => name.to_owned(),
            None => format::offset(offset.local_minus_utc(), false),
        };
        Self {
            at: self.at.with_timezone(&offset),
            zone,
        }
    }

    pub(super) fn moved(&self, by: Duration) -> Result<Self, Fail> {
        let at = self
            .at
            .checked_add_signed(chrono::TimeDelta::nanoseconds(by.0))
            .ok_or_else(beyond)?;
        Ok(Self {
            at,
            zone: self.zone.clone(),
        })
    }

    /// A method without arguments, as a template calls it.
    pub(super) fn field(&self, name: &str) -> Result<Value, Fail> {
        Ok(match name {
            "Year" => Value::Int(self.at.year().into()),
            "Day" => Value::Int(self.at.day().into()),
            "Hour" => Value::Int(self.at.hour().into()),
            "Minute" => Value::Int(self.at.minute().into()),
            "Second" => Value::Int(self.at.second().into()),
            "Nanosecond" => Value::Int(self.at.nanosecond().into()),
            "YearDay" => Value::Int(self.at.ordinal().into()),
            "Unix" => Value::Int64(self.seconds()),
            "String" => Value::from(self.to_string()),
            other => return unknown(other),
        })
    }

    /// A method with one argument.
    pub(super) fn method(&self, name: &str, argument: &Value) -> Result<Value, Fail> {
        match (name, argument) {
            ("Format", Value::Str(layout)) => Ok(Value::from(self.format(layout)?)),
            (other, _) => unknown(other),
        }
    }

    /// As `encoding/json` writes it.
    pub(super) fn json(&self) -> String {
        self.format("2006-01-02T15:04:05.999999999Z07:00")
            .unwrap_or_default()
    }
}

fn unknown<T>(name: &str) -> Result<T, Fail> {
    Fail::refused(format!("the method `{name}` of a time is not supported"))
}

fn beyond() -> Fail {
    Fail::Refused("a time of that year is not supported".to_owned())
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = self.format("2006-01-02 15:04:05.999999999 -0700 MST");
        f.write_str(&text.unwrap_or_default())
    }
}
