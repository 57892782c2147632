//! Living with what is known: one mechanism for every tool that judges a repository.
//!
//! Three things hide a finding, and each hidden one is counted under the first that does: an allow comment at its place,
//! an entry of a baseline file, and its presence at the revision that a call compares with. A statement that was meant to
//! hide something and does not, because it has expired or gives no reason, is told as a finding of its own.

mod allow;
pub mod baseline;
mod before;
mod day;
mod error;
mod fault;
mod identity;
mod notes;
mod open;

use std::collections::HashSet;

use self::baseline::Baseline;
use self::before::Before;
pub use self::day::Day;
pub use self::error::KnownError;
pub(crate) use self::fault::{Fault, Faulty, Source};
use self::identity::{identify, identify_past};
pub(crate) use self::notes::{Notes, Object};
pub(crate) use self::open::git_top;
use super::repo;
use crate::clients::repository::RelativePath;
use crate::model::{Coverage, Finding};

/// What a call says about what is known.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// A file of the repository.
    pub baseline: Option<&'a str>,
    /// A revision of Git.
    pub compare_to: Option<&'a str>,
    /// The day on which expiries are judged.
    pub today: Day,
}

/// What is known, read and ready to be held against findings.
pub struct Known {
    today: Day,
    work_tree: RelativePath,
    baseline: Baseline,
    before: Option<Before>,
}

/// Whether a rule tells of statements that hide nothing. Its findings are no candidates for a baseline themselves.
#[must_use]
pub fn is_about_known(rule: &str) -> bool {
    repo::RULES
        .iter()
        .any(|known| known.meta.id == rule && matches!(known.check, repo::Check::Known(_)))
}

/// What judging one state of a repository gave.
pub(crate) struct State {
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Notes,
}

impl Known {
    /// Keeps the findings that are not known, and counts the others. `before` is the state at the revision to compare
    /// with, if there is one: what stood there openly is known.
    pub(crate) fn settle(
        &self,
        now: State,
        before: Option<State>,
        coverage: &mut Coverage,
    ) -> Vec<Finding> {
        let hidden = &mut coverage.suppressed;
        let (mut findings, inline) = self.open_findings(now);
        hidden.inline += inline;
        hidden.baseline += take(&mut findings, |finding| self.baseline.hides(finding));
        if let Some(before) = before {
            let (old, _) = self.open_findings(before);
            let old: HashSet<&str> = old
                .iter()
                .map(|finding| finding.fingerprint.as_str())
                .collect();
            hidden.compare_to += take(&mut findings, |finding| {
                old.contains(finding.fingerprint.as_str())
            });
        }
        findings.extend(self.told(self.baseline.faulty()));
        findings
    }

    /// Keeps the findings of the past that are not known, each given with the object that it was about. What comments
    /// allow in the files of today says nothing about them.
    pub(crate) fn settle_past(
        &self,
        findings: Vec<(Finding, String)>,
        coverage: &mut Coverage,
    ) -> Vec<Finding> {
        let own = |(mut finding, object): (Finding, String)| {
            identify_past(&mut finding, &object, &self.work_tree);
            finding
        };
        let mut findings: Vec<Finding> = findings.into_iter().map(own).collect();
        coverage.suppressed.baseline += take(&mut findings, |finding| self.baseline.hides(finding));
        findings
    }

    /// The findings of a state that no comment allows, each with its own fingerprint, and how many are allowed.
    fn open_findings(&self, mut state: State) -> (Vec<Finding>, u64) {
        let notes = state.notes.index();
        identify(&mut state.findings, &notes, &self.work_tree);
        let allowed = notes.allow(state.findings, self.today);
        let mut open = allowed.open;
        open.extend(self.told(&allowed.faulty));
        (open, allowed.hidden)
    }

    fn told(&self, faulty: &[Faulty]) -> Vec<Finding> {
        let mut findings: Vec<Finding> = faulty.iter().flat_map(repo::judge_known).collect();
        identify(&mut findings, &Notes::default().index(), &self.work_tree);
        findings
    }
}

/// Takes out what `known` says, and counts it.
fn take(findings: &mut Vec<Finding>, known: impl Fn(&Finding) -> bool) -> u64 {
    let before = findings.len();
    findings.retain(|finding| !known(finding));
    (before - findings.len()) as u64
}
