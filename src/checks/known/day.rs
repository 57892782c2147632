//! Days, as expiries are written.

use crate::clients::history::date;

const SECONDS: i64 = 86_400;

/// A day of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// The day of a moment in seconds since 1970.
    #[must_use]
    pub const fn of(seconds: i64) -> Self {
        Self(seconds.div_euclid(SECONDS))
    }

    /// Reads `2027-01-31`; nothing else is a day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        date(text)
            .filter(|_| text.len() == "2027-01-31".len())
            .map(Self::of)
    }
}
