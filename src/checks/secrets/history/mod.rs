//! What Git's history adds to an audit: which commit brought a leak, whether it is still there, and what was removed but
//! can still be read by everyone who has a copy.
//!
//! Every version of every file is judged once, by the same functions as the files of today.

mod exposure;
mod ledger;
mod read;
mod value;
mod weave;

use super::audit::conclude;
use super::walk::{Files, count_of_files, of_head, of_work_tree};
use super::{Check, RULES};
use crate::clients::history::{self, HistoryError};
use crate::clients::repository::{Repository, Watch};
use crate::model::{Finding, Report};
use exposure::exposures;
use read::read;
use value::Identities;
use weave::weave;

pub(crate) use weave::{Leaked, commit};

/// Judges the folder and its history. `since` is a date or a revision; what is older is left out of history, never out
/// of the folder. In a bare repository the files of `HEAD` stand for the folder.
pub fn audit_with_history(repository: &Repository, since: Option<&str>, watch: &dyn Watch) -> Result<Report, HistoryError> {
    let history = history::open(repository)?;
    let since = since.map(|text| history.since(text)).transpose()?;
    let identities = Identities::default();
    let also = |path: &str, bytes: &[u8], judged: &_| exposures(path, bytes, judged, &identities);
    let (files, today) = if history.is_bare() { of_head(&history, watch, also) } else { of_work_tree(repository, watch, also) };
    let Files { judged, findings: of_folder, coverage: mut all, count } = files;
    let past = read(&history, since, &identities, &After { watch, done: count as u64 });
    let audit = conclude(judged);
    let mut findings = audit.findings;
    let today: Vec<_> = today.into_iter().flatten().collect();
    let leaked = weave(&mut findings, &today, &past.sightings);
    findings.extend(judge(&leaked));
    findings.extend(of_folder);
    all.merge(audit.coverage);
    all.merge(past.coverage);
    let subject = format!("{} ({}) and {} commits", count_of_files(count), audit.tally.summary(), past.commits);
    let clean = format!("No leaked secret and no fault of encryption in {subject}.");
    Ok(Report::new(all, findings, &subject, &clean))
}

fn judge(leaked: &[Leaked]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in RULES {
        if let Check::History(check) = rule.check {
            findings.extend(check(leaked).into_iter().map(|problem| rule.meta.finding(problem)));
        }
    }
    findings
}

/// Progress goes on where that of the files ended.
struct After<'a> {
    watch: &'a dyn Watch,
    done: u64,
}

impl Watch for After<'_> {
    fn cancelled(&self) -> bool {
        self.watch.cancelled()
    }

    fn progress(&self, done: u64, total: Option<u64>) {
        self.watch.progress(self.done + done, total.map(|total| self.done + total));
    }
}
