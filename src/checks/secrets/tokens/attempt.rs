//! From a keyword to a hit.

use super::patterns::{self, PATTERNS, Pattern};
use super::prefilter::Candidate;
use super::{Hit, boundary, filler, key, url, verify};
use crate::data::tokens::{Anchor, Check};

/// A token's own range, and that of the part that is secret.
struct Found {
    start: usize,
    end: usize,
    secret: (usize, usize),
}

/// Looks at one keyword.
pub(super) fn attempt(bytes: &[u8], candidate: Candidate) -> Option<Hit> {
    let pattern = PATTERNS.get(usize::from(candidate.pattern))?;
    let found = match pattern.format.anchor {
        Anchor::Start(_) => at_start(pattern, bytes, candidate.start)?,
        Anchor::Inside { before, .. } => around(pattern, bytes, candidate, before)?,
        Anchor::Key { also, .. } => {
            let name = key::name(bytes, candidate.start, candidate.end)?;
            let at = key::value(bytes, name)?;
            key::has_one_of(bytes.get(name.0..name.1)?, also).then_some(())?;
            value(pattern, bytes, at)?
        }
    };
    judge(pattern, bytes, &found)
}

/// Looks at one keyword in the name of a key, for a value that stands elsewhere.
pub(super) fn named(name: &[u8], value_bytes: &[u8], candidate: Candidate) -> Option<Hit> {
    let pattern = PATTERNS.get(usize::from(candidate.pattern))?;
    let Anchor::Key { also, .. } = pattern.format.anchor else {
        return None;
    };
    key::has_one_of(name, also).then_some(())?;
    let start = value_bytes
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())?;
    judge(pattern, value_bytes, &value(pattern, value_bytes, start)?)
}

fn at_start(pattern: &Pattern, bytes: &[u8], at: usize) -> Option<Found> {
    boundary::before(bytes, at).then_some(())?;
    let found = matched(pattern, bytes, at, at + pattern.format.window)?;
    boundary::after(bytes, found.end).then_some(found)
}

fn around(pattern: &Pattern, bytes: &[u8], candidate: Candidate, before: usize) -> Option<Found> {
    if pattern.format.check == Check::UrlPassword && !url::has_password(bytes, candidate.end) {
        return None;
    }
    let from = candidate.start.saturating_sub(before);
    let found = matched(pattern, bytes, from, candidate.end + pattern.format.window)?;
    let covers = found.start <= candidate.start && candidate.end <= found.end;
    (covers && boundary::before(bytes, found.start) && boundary::after(bytes, found.end))
        .then_some(found)
}

fn value(pattern: &Pattern, bytes: &[u8], at: usize) -> Option<Found> {
    let found = matched(pattern, bytes, at, at + pattern.format.window)?;
    boundary::value_ends(bytes, found.end).then_some(found)
}

fn matched(pattern: &Pattern, bytes: &[u8], from: usize, to: usize) -> Option<Found> {
    let window = bytes.get(from..to.min(bytes.len()))?;
    let regex = pattern.regex()?;
    if regex.captures_len() == 1 {
        let whole = regex.find(window)?;
        let range = (from + whole.start(), from + whole.end());
        return Some(Found {
            start: range.0,
            end: range.1,
            secret: range,
        });
    }
    let groups = regex.captures(window)?;
    let (whole, secret) = (groups.get(0)?, groups.get(1).or_else(|| groups.get(0))?);
    Some(Found {
        start: from + whole.start(),
        end: from + whole.end(),
        secret: (from + secret.start(), from + secret.end()),
    })
}

fn judge(pattern: &Pattern, bytes: &[u8], found: &Found) -> Option<Hit> {
    let format = pattern.format;
    let whole = bytes.get(found.start..found.end)?;
    let secret = bytes.get(found.secret.0..found.secret.1)?;
    let is_plain =
        format.min_entropy > 0.0 && filler::entropy(secret) < f64::from(format.min_entropy);
    if is_plain || filler::is_filler(secret) {
        return None;
    }
    let format = match format.check {
        Check::Jwt(_) => patterns::of_issuer(verify::issuer(secret)?)?,
        check => verify::holds(check, whole, secret).then_some(format)?,
    };
    Some(Hit {
        format,
        start: found.secret.0,
        end: found.secret.1,
    })
}
