//! Revisions and dates as people write them. They are read here and never handed to a Git process.

use super::HistoryError;
use super::id::Id;
use super::object::{ObjectKind, commit, tag_target};
use super::refs::Refs;
use super::store::Store;
use crate::model::clean::{echo, misleads};

/// Longest revision; a branch name has at most 255 bytes for each part.
const MAX_REVISION: usize = 1024;
const MIN_ABBREVIATION: usize = 4;
/// Largest commit or tag that is read to follow it.
const MAX_OBJECT: u64 = 1 << 20;
/// Most steps of `~N`.
const MAX_STEPS: u32 = 100_000;
const NEAREST: usize = 5;

/// The commit that a revision names: a branch, a tag, `HEAD`, a full or shortened name of a commit, each with
/// `~N` or `^N` behind it. Everything else that Git understands (`@{…}`, `:/text`, ranges) is refused.
pub(super) fn resolve(store: &Store, refs: &Refs, revision: &str) -> Result<u32, HistoryError> {
    let refused = || HistoryError::BadRevision {
        given: echo(revision),
    };
    let hidden = |c: char| {
        misleads(c) || c.is_whitespace() || matches!(c, ':' | '?' | '*' | '[' | '\\' | '{' | '}')
    };
    if revision.is_empty()
        || revision.len() > MAX_REVISION
        || revision.starts_with('-')
        || revision.contains(hidden)
        || revision.contains("..")
    {
        return Err(refused());
    }
    let cut = revision.find(['~', '^']).unwrap_or(revision.len());
    let (name, steps) = revision.split_at_checked(cut).ok_or_else(refused)?;
    let unknown = || HistoryError::UnknownRevision {
        given: echo(revision),
        nearest: nearest(refs, name),
    };
    let id = named(store, refs, name, revision)?.ok_or_else(|| match steps {
        "" if refs.is_unborn(name) => HistoryError::NoCommitYet,
        _ => unknown(),
    })?;
    let object = store.find(id.as_bytes()).ok_or_else(|| not_here(store))?;
    let mut at = peel(store, object).ok_or_else(unknown)?;
    for step in parse_steps(steps).ok_or_else(refused)? {
        at = step.from(store, at).ok_or_else(unknown)?;
    }
    Ok(at)
}

/// A name that is known, and a commit that is not in this copy.
fn not_here(store: &Store) -> HistoryError {
    let reason = store.skipped.first().map_or(
        "the commit of this revision is not in this copy; fetch it",
        |unread| unread.hint.as_str(),
    );
    HistoryError::Unreadable(reason.to_owned())
}

fn named(store: &Store, refs: &Refs, name: &str, given: &str) -> Result<Option<Id>, HistoryError> {
    if let Some(id) = refs.get(name) {
        return Ok(Some(id));
    }
    let is_hex = name.len() >= MIN_ABBREVIATION && name.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_hex {
        return Ok(None);
    }
    let commits: Vec<Id> = store.with_prefix(&name.to_ascii_lowercase());
    match commits.as_slice() {
        [] => Ok(None),
        [id] => Ok(Some(*id)),
        _ => Err(HistoryError::AmbiguousRevision { given: echo(given) }),
    }
}

/// Follows tags to a commit; none if it is something else.
fn peel(store: &Store, mut at: u32) -> Option<u32> {
    for _ in 0..16 {
        match store.read(at, MAX_OBJECT).ok()? {
            (ObjectKind::Commit, _) => return Some(at),
            (ObjectKind::Tag, bytes) => at = store.find(tag_target(&bytes)?.as_bytes())?,
            _ => return None,
        }
    }
    None
}

enum Step {
    /// `~N`: N times the first parent.
    Back(u32),
    /// `^N`: the Nth parent; 0 is the commit itself.
    Parent(u32),
}

impl Step {
    fn from(&self, store: &Store, at: u32) -> Option<u32> {
        let parent = |at: u32, which: u32| -> Option<u32> {
            let (_, bytes) = store.read(at, MAX_OBJECT).ok()?;
            let commit = commit(&bytes)?;
            store.find(commit.parents.get(which as usize)?.as_bytes())
        };
        match self {
            Self::Back(count) => (0..*count).try_fold(at, |at, _| parent(at, 0)),
            Self::Parent(0) => Some(at),
            Self::Parent(which) => parent(at, which - 1),
        }
    }
}

fn parse_steps(mut text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    while let Some(sign) = text.chars().next() {
        let rest = text.get(1..)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at_checked(digits)?;
        let number = if number.is_empty() {
            1
        } else {
            number.parse().ok().filter(|n| *n <= MAX_STEPS)?
        };
        steps.push(match sign {
            '~' => Step::Back(number),
            '^' => Step::Parent(number),
            _ => return None,
        });
        text = after;
    }
    Some(steps)
}

fn nearest(refs: &Refs, name: &str) -> Vec<String> {
    let wanted = name.to_lowercase();
    let mut near: Vec<(usize, &str)> = refs
        .names()
        .map(|known| (strsim::osa_distance(&known.to_lowercase(), &wanted), known))
        .filter(|(distance, _)| *distance <= (wanted.chars().count() / 3).max(1))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter()
        .take(NEAREST)
        .map(|(_, name)| echo(name))
        .collect()
}

/// Seconds since 1970 of `2026-01-31` or `2026-01-31T10:00:00Z` (or `+01:00`); none if it is no such date.
pub(crate) fn date(text: &str) -> Option<i64> {
    let (day, clock) = text.split_at_checked(10)?;
    let days = days(day)?;
    if clock.is_empty() {
        return Some(days * 86_400);
    }
    let clock = clock.strip_prefix(['T', 't', ' '])?;
    let zone_at = clock.find(['Z', 'z', '+', '-'])?;
    let (time, zone) = clock.split_at_checked(zone_at)?;
    let (hours, minutes) = (
        two(time.get(..2)?, 23)?,
        two(time.get(2..)?.strip_prefix(':')?.get(..2)?, 59)?,
    );
    let seconds = match time.get(5..)? {
        "" => 0,
        rest => two(rest.strip_prefix(':')?, 60)?,
    };
    Some(days * 86_400 + hours * 3600 + minutes * 60 + seconds - offset(zone)?)
}

fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = zone.split_at_checked(1)?;
    let (hours, minutes) = rest.split_once(':')?;
    let offset = two(hours, 23)? * 3600 + two(minutes, 59)? * 60;
    Some(if sign == "-" { -offset } else { offset })
}

/// Days since 1970-01-01 of a date of the Gregorian calendar.
fn days(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, month, day) = (year.parse::<i64>().ok()?, two(month, 12)?, two(day, 31)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if month == 0 || day == 0 || day > length {
        return None;
    }
    // Years begin in March here, so that the leap day comes last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    Some(
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + (153 * month + 2) / 5 + day
            - 1
            - 719_468,
    )
}

fn two(text: &str, max: i64) -> Option<i64> {
    let digits = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| digits && *number <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date("1970-01-01"), Some(0));
        assert_eq!(date("2026-11-24"), Some(1_795_478_400));
        assert_eq!(date("2000-02-29T12:30:15Z"), Some(951_827_415));
        assert_eq!(date("2000-02-29T12:30:15+01:30"), Some(951_827_415 - 5400));
        assert_eq!(date("2000-02-29 12:30-00:30"), Some(951_827_400 + 1800));
        assert_eq!(date("1969-12-31"), Some(-86_400));
        for wrong in [
            "2001-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "26-01-01",
            "2026-01-01T",
            "2026-01-01T25:00Z",
            "yesterday",
            "2026-01-01x",
            "",
            "é026-01-01",
        ] {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn steps() {
        assert_eq!(parse_steps("~2^^2").unwrap().len(), 3);
        assert!(parse_steps("~2x").is_none());
        assert!(parse_steps("~99999999999").is_none());
    }
}
