//! One way to cut a report to a page, for every tool that answers with one.

use serde_json::{Map, Value};

use super::beside::Beside;
use super::{Answer, Failure};
use crate::model::{Detail, Page, Report};

/// Arguments that choose a page of an answer, not the answer.
const PAGING: [&str; 3] = ["limit", "cursor", "detail"];

/// The question without paging: what a cursor is bound to.
pub(super) fn question(tool: &str, given: &Map<String, Value>) -> String {
    let mut rest: Vec<(&String, &Value)> = given
        .iter()
        .filter(|(name, value)| !PAGING.contains(&name.as_str()) && !value.is_null())
        .collect();
    rest.sort_by_key(|(name, _)| *name);
    format!("{tool} {rest:?}")
}

/// How much of an answer a caller asked for.
pub(super) struct Wanted<'a> {
    pub(super) limit: Option<u32>,
    pub(super) cursor: Option<&'a str>,
    pub(super) detail: Detail,
    pub(super) whole: bool,
}

/// The page that was asked for, within the budget of both forms of an answer.
pub(super) fn page(report: Report, question: &str, wanted: &Wanted<'_>) -> Result<Answer, Failure> {
    page_beside((report, Beside::Nothing), question, wanted)
}

/// The page with what the tool tells beside its findings, which counts towards the same budget.
pub(super) fn page_beside(
    (report, beside): (Report, Beside),
    question: &str,
    wanted: &Wanted<'_>,
) -> Result<Answer, Failure> {
    if wanted.whole {
        return Ok(Answer::Report(report, beside));
    }
    let page = Page {
        limit: wanted.limit,
        cursor: wanted.cursor,
        detail: wanted.detail,
        question,
    };
    let size = |report: &Report| {
        let answer = Answer::Report(report.clone(), beside.clone());
        answer
            .markdown()
            .len()
            .max(answer.structured().to_string().len())
    };
    report
        .page(&page, size)
        .map(|report| Answer::Report(report, beside.clone()))
        .map_err(|error| Failure::new("`cursor` was refused.", error.to_string()))
}
