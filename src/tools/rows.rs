//! Findings first, then the rows of a list beside them, with one cursor.

use serde::Serialize;

use super::beside::Beside;
use super::paging::{self, Wanted};
use super::{Answer, Failure};
use crate::model::{Cursor, Page, Report};

/// The page that was asked for. `beside` takes rows and the number of those that are left out.
pub(super) fn page<T: Clone + Serialize>(
    (report, rows): (Report, Vec<T>),
    beside: &dyn Fn(Vec<T>, u64) -> Beside,
    question: &str,
    wanted: &Wanted<'_>,
) -> Result<Answer, Failure> {
    if wanted.whole {
        return Ok(Answer::Report(report, beside(rows, 0)));
    }
    let question = format!("{question} {}", digest(&rows));
    let findings = report.findings.iter();
    let prints: Vec<String> = findings.map(|one| one.fingerprint.clone()).collect();
    let list = || prints.iter().map(String::as_str);
    let start = start(wanted.cursor, &question, list())?;
    let Answer::Report(mut report, _) = paging::page_beside(
        (report, beside(Vec::new(), rows.len() as u64)),
        &question,
        wanted,
    )?
    else {
        return Err(Failure::new(
            "The page could not be made.",
            "ask again without `cursor`",
        ));
    };
    let from = start.saturating_sub(prints.len()).min(rows.len());
    let rest = rows.get(from..).unwrap_or_default();
    let cursor = |taken: usize| {
        let next = (prints.len() + from + taken) as u64;
        (taken < rest.len()).then(|| Cursor::new(next, &question, list()).to_string())
    };
    let fits = |report: Report, taken: usize| {
        let shown = rest.get(..taken).unwrap_or_default().to_vec();
        let left = (rest.len() - taken) as u64;
        Answer::Report(report, beside(shown, left))
    };
    let mut taken = most(&report, rest.len(), wanted);
    let budget = Page {
        limit: wanted.limit,
        cursor: None,
        detail: wanted.detail,
        question: "",
    }
    .budget();
    loop {
        if report.omitted == 0 {
            report.next_cursor = cursor(taken);
        }
        let answer = fits(report.clone(), taken);
        let structured = answer.structured().to_string();
        let bytes = answer.markdown().len().max(structured.len());
        let least = usize::from(report.findings.is_empty());
        if bytes <= budget || taken <= least {
            return Ok(answer);
        }
        taken = (taken * budget / bytes).clamp(least, taken - 1);
    }
}

/// Where the page begins: behind the findings, positions count rows.
fn start<'p>(
    cursor: Option<&str>,
    question: &str,
    prints: impl Iterator<Item = &'p str>,
) -> Result<usize, Failure> {
    let Some(text) = cursor else {
        return Ok(0);
    };
    let cursor = Cursor::decode(text, question, prints)
        .map_err(|error| Failure::new("`cursor` was refused.", error.to_string()))?;
    Ok(usize::try_from(cursor.offset).unwrap_or(usize::MAX))
}

/// Rows that the limit leaves room for behind the findings.
fn most(report: &Report, rest: usize, wanted: &Wanted<'_>) -> usize {
    if report.omitted > 0 {
        return 0;
    }
    let room = wanted.limit.unwrap_or(20) as usize;
    room.saturating_sub(report.findings.len()).min(rest)
}

/// Tells one list of rows from another, so that a cursor does not outlive it.
fn digest<T: Serialize>(rows: &[T]) -> u64 {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    for row in rows {
        serde_json::to_string(row)
            .unwrap_or_default()
            .hash(&mut hasher);
    }
    hasher.finish()
}
