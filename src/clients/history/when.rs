//! Times of commits for a reader.

use super::CommitInfo;

const DAY: i64 = 86_400;

impl CommitInfo {
    /// The committer's time in UTC, as RFC 3339 has it. Years beyond four digits can only be forged and are cut off.
    #[must_use]
    pub fn rfc3339(&self) -> String {
        let time = self.time.clamp(FIRST, LAST);
        let (days, second) = (time.div_euclid(DAY), time.rem_euclid(DAY));
        let (year, month, day) = civil(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// 0000-03-01, where the arithmetic of [`civil`] begins, and the end of 9999.
const FIRST: i64 = -719_468 * DAY;
const LAST: i64 = 253_402_300_799;

/// The date of the Gregorian calendar, from days since 1970-01-01. Years begin in March here, so that the leap day
/// comes last.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (year + era * 400 + carry, month, day)
}

#[cfg(test)]
mod tests {
    use super::super::Id;
    use super::super::revision::date;
    use super::*;

    fn text(time: i64) -> String {
        let id = Id::new(&[0; 20]).unwrap();
        CommitInfo { id, time }.rfc3339()
    }

    #[test]
    fn times_for_a_reader() {
        assert_eq!(text(0), "1970-01-01T00:00:00Z");
        assert_eq!(text(951_827_415), "2000-02-29T12:30:15Z");
        assert_eq!(text(-1), "1969-12-31T23:59:59Z");
        assert_eq!(text(i64::MAX), "9999-12-31T23:59:59Z");
        assert_eq!(text(i64::MIN), "0000-03-01T00:00:00Z");
    }

    #[test]
    fn what_is_written_is_read_again() {
        for day in (-100_000..2_900_000).step_by(97) {
            let time = day * DAY + 12_345;
            assert_eq!(date(&text(time)), Some(time));
        }
    }
}
