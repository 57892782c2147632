use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cursor, CursorError, Finding};

/// Bytes of a default answer, in either form.
const DEFAULT_BUDGET: usize = 8_192;
/// Bytes of any answer, in either form.
const LARGEST_BUDGET: usize = 32_000;
/// Findings of a default answer.
const DEFAULT_LIMIT: u32 = 20;
/// Entries of `skipped` that are named one by one; the rest is told as a number for each reason.
const NAMED_SKIPS: usize = 8;

/// What a checking tool answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// One sentence; never sounds healthy when `complete` is false.
    pub summary: String,
    /// False when anything that was asked for could not be read.
    pub complete: bool,
    /// Exact counts by kind.
    pub checked: BTreeMap<String, Count>,
    /// What is wrong, the place to begin first.
    pub findings: Vec<Finding>,
    /// Parts that were asked for and could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// What baselines, inline allows and comparisons hide.
    #[serde(default, skip_serializing_if = "Suppressed::is_empty")]
    pub suppressed: Suppressed,
    /// Hand it back as `cursor` to read on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Findings after this page, exact.
    pub omitted: u64,
}

/// How many of a kind were seen, and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Count {
    /// Seen at all.
    pub seen: u64,
    /// Judged and found sound.
    pub healthy: u64,
    /// Seen and not judged, by reason; nobody asked for these or nobody can judge them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub not_judged: BTreeMap<String, u64>,
}

/// A part that was asked for and could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Skipped {
    /// What was not read.
    pub what: String,
    /// Why not.
    pub why: Why,
    /// What to do about it.
    pub hint: String,
}

/// Why something was not read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// The reader has no right to it.
    Denied,
    /// It was named or is referred to, and does not exist.
    Absent,
    /// The other side did not answer.
    Unreachable,
    /// Time ran out.
    Timeout,
    /// This reader cannot read it.
    Unsupported,
    /// A budget was used up.
    Limit,
}

impl Why {
    /// The word used on the wire and in text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Absent => "absent",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Unsupported => "unsupported",
            Self::Limit => "limit",
        }
    }
}

/// Findings that are hidden, by what hides them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suppressed {
    /// Listed in the baseline file.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub baseline: u64,
    /// Allowed by a comment beside the place.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub inline: u64,
    /// Present before the change that is looked at.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub compare_to: u64,
}

impl Suppressed {
    /// Whether nothing is hidden.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.baseline == 0 && self.inline == 0 && self.compare_to == 0
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
const fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// What a check looked at and could not look at. A report is made from it, so that `complete` is computed, never set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Exact counts by kind.
    pub checked: BTreeMap<String, Count>,
    /// Parts that could not be read.
    pub skipped: Vec<Skipped>,
    /// Findings that are hidden.
    pub suppressed: Suppressed,
}

impl Coverage {
    /// Counts `n` of a kind as seen.
    pub fn seen(&mut self, kind: &str, n: u64) {
        self.count(kind).seen += n;
    }

    /// Counts `n` of a kind as judged and sound (they must also be counted as seen).
    pub fn healthy(&mut self, kind: &str, n: u64) {
        self.count(kind).healthy += n;
    }

    /// Counts `n` of a kind as not judged, with the reason (they must also be counted as seen).
    pub fn not_judged(&mut self, kind: &str, reason: &str, n: u64) {
        if n > 0 {
            *self
                .count(kind)
                .not_judged
                .entry(reason.to_owned())
                .or_default() += n;
        }
    }

    /// Records a part that could not be read.
    pub fn skip(&mut self, what: impl Into<String>, why: Why, hint: impl Into<String>) {
        self.skipped.push(Skipped {
            what: what.into(),
            why,
            hint: hint.into(),
        });
    }

    /// Adds what another part of the same check looked at.
    pub fn merge(&mut self, other: Self) {
        for (kind, count) in other.checked {
            let own = self.count(&kind);
            own.seen += count.seen;
            own.healthy += count.healthy;
            for (reason, n) in count.not_judged {
                *own.not_judged.entry(reason).or_default() += n;
            }
        }
        self.skipped.extend(other.skipped);
        self.suppressed.baseline += other.suppressed.baseline;
        self.suppressed.inline += other.suppressed.inline;
        self.suppressed.compare_to += other.suppressed.compare_to;
    }

    fn count(&mut self, kind: &str) -> &mut Count {
        if !self.checked.contains_key(kind) {
            self.checked.insert(kind.to_owned(), Count::default());
        }
        self.checked.entry(kind.to_owned()).or_default()
    }
}

/// How much of an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    /// Without patches, related places and all but the first evidence.
    #[default]
    Summary,
    /// Everything.
    Full,
}

/// Which page of a report is wanted.
#[derive(Debug, Clone, Default)]
pub struct Page<'a> {
    /// At most this many findings.
    pub limit: Option<u32>,
    /// Where to read on.
    pub cursor: Option<&'a str>,
    /// How much of each finding.
    pub detail: Detail,
    /// Tool and arguments but for paging: binds the cursor to the question.
    pub question: &'a str,
}

impl Page<'_> {
    /// A default answer has the small budget; whoever asks for more gets the large one.
    pub(crate) const fn budget(&self) -> usize {
        if self.limit.is_none() && matches!(self.detail, Detail::Summary) {
            DEFAULT_BUDGET
        } else {
            LARGEST_BUDGET
        }
    }
}

impl Report {
    /// Makes a report. `clean` is what the summary says when everything was read and nothing is wrong; `subject` names
    /// what was looked at, for example "41 Secrets in 312 files".
    #[must_use]
    pub fn new(coverage: Coverage, mut findings: Vec<Finding>, subject: &str, clean: &str) -> Self {
        findings.sort_by(|a, b| order(a).cmp(&order(b)));
        let complete = coverage.skipped.is_empty();
        Self {
            summary: summary(&coverage, &findings, subject, clean),
            complete,
            checked: coverage.checked,
            findings,
            skipped: coverage.skipped,
            suppressed: coverage.suppressed,
            next_cursor: None,
            omitted: 0,
        }
    }

    /// Cuts the report to a page: at most `limit` findings and within the budget of bytes, at a whole finding, with the
    /// exact number left out and a cursor. `size` measures the larger of the two forms of an answer.
    pub fn page(
        mut self,
        page: &Page<'_>,
        size: impl Fn(&Self) -> usize,
    ) -> Result<Self, CursorError> {
        let prints: Vec<String> = self
            .findings
            .iter()
            .map(|finding| finding.fingerprint.clone())
            .collect();
        let list = || prints.iter().map(String::as_str);
        let start = page
            .cursor
            .map(|text| Cursor::decode(text, page.question, list()))
            .transpose()?
            .map_or(0, |cursor| cursor.offset);
        let total = self.findings.len();
        let start = usize::try_from(start).unwrap_or(total).min(total);
        let limit = page.limit.unwrap_or(DEFAULT_LIMIT) as usize;
        let mut waiting: Vec<Finding> = self.findings.drain(..).skip(start).take(limit).collect();
        if page.detail == Detail::Summary {
            waiting.iter_mut().for_each(shorten);
        }
        self.fold_skipped();
        let cursor = |taken: usize| {
            let next = start + taken;
            (next < total).then(|| Cursor::new(next as u64, page.question, list()).to_string())
        };
        let mut taken = waiting.len();
        loop {
            self.findings = waiting.get(..taken).unwrap_or_default().to_vec();
            self.omitted = (total - start - taken) as u64;
            self.next_cursor = cursor(taken);
            let bytes = size(&self);
            if bytes <= page.budget() || taken <= 1 {
                return Ok(self);
            }
            // Proportional first guess, then one at a time.
            taken = (taken * page.budget() / bytes).clamp(1, taken - 1);
        }
    }

    /// Tells the first skipped parts one by one and the rest as a number for each reason.
    fn fold_skipped(&mut self) {
        self.skipped.sort();
        if self.skipped.len() <= NAMED_SKIPS {
            return;
        }
        let mut rest: BTreeMap<Why, u64> = BTreeMap::new();
        for part in self.skipped.drain(NAMED_SKIPS..) {
            *rest.entry(part.why).or_default() += 1;
        }
        self.skipped
            .extend(rest.into_iter().map(|(why, n)| Skipped {
                what: format!("{n} more"),
                why,
                hint: "ask for a smaller folder to see them one by one".to_owned(),
            }));
    }
}

/// Severity, then what is affected, then rule and place.
fn order(
    finding: &Finding,
) -> (
    std::cmp::Reverse<super::Severity>,
    std::cmp::Reverse<u64>,
    &str,
    &super::Location,
    &str,
) {
    let affected = finding.affects.as_ref().map_or(0, |affects| affects.count);
    (
        std::cmp::Reverse(finding.severity),
        std::cmp::Reverse(affected),
        &finding.rule,
        &finding.location,
        &finding.message,
    )
}

fn shorten(finding: &mut Finding) {
    finding.related.clear();
    finding.evidence.truncate(1);
    if let Some(fix) = &mut finding.fix {
        fix.patch = None;
    }
}

fn summary(coverage: &Coverage, findings: &[Finding], subject: &str, clean: &str) -> String {
    let unread = match coverage.skipped.len() {
        0 => String::new(),
        1 => " One part could not be read, so this is not the whole answer.".to_owned(),
        n => format!(" {n} parts could not be read, so this is not the whole answer."),
    };
    let hidden =
        coverage.suppressed.baseline + coverage.suppressed.inline + coverage.suppressed.compare_to;
    let hidden = match hidden {
        0 => String::new(),
        1 => " One known finding is hidden.".to_owned(),
        n => format!(" {n} known findings are hidden."),
    };
    if findings.is_empty() {
        let told = match (unread.is_empty(), hidden.is_empty()) {
            (true, true) => clean.to_owned(),
            (true, false) => format!("Nothing that is not known already was found in {subject}."),
            (false, _) => format!("Nothing was found in what could be read of {subject}."),
        };
        return format!("{told}{hidden}{unread}");
    }
    let counts: Vec<String> = super::Severity::ALL
        .into_iter()
        .filter_map(|severity| {
            let n = findings
                .iter()
                .filter(|finding| finding.severity == severity)
                .count();
            (n > 0).then(|| format!("{n} {}", severity.name()))
        })
        .collect();
    let noun = if findings.len() == 1 {
        "finding"
    } else {
        "findings"
    };
    format!(
        "{} {noun} ({}) in {subject}.{hidden}{unread}",
        findings.len(),
        counts.join(", ")
    )
}
