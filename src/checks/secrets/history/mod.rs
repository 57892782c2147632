//! What Git's history adds to an audit: which commit brought a leak, whether it is still there, and what was removed but
//! can still be read by everyone who has a copy.
//!
//! Every version of every file is judged once, by the same functions as the files of today.

mod exposure;
mod ledger;
mod read;
mod readers;
mod value;
mod weave;

use super::walk::{of_head, of_work_tree};
use super::{Check, RULES};
use crate::checks::known::Known;
use crate::clients::history::{self, HistoryError};
use crate::clients::repository::{Repository, Watch};
use crate::model::{Finding, Report};
use exposure::exposures;
use read::read;
use readers::Readers;
use value::Identities;
use weave::weave;

pub(crate) use readers::FormerReader;
pub(crate) use weave::{Leaked, commit};

/// Judges the folder and its history. `since` is a date or a revision; what is older is left out of history, never out
/// of the folder. In a bare repository the files of `HEAD` stand for the folder.
pub fn audit_with_history(
    repository: &Repository,
    since: Option<&str>,
    known: &Known,
    watch: &dyn Watch,
) -> Result<Report, HistoryError> {
    let history = history::open(repository)?;
    let since = since.map(|text| history.since(text)).transpose()?;
    let identities = Identities::default();
    let readers = Readers::default();
    let also = |path: &str, bytes: &[u8], judged: &_| {
        readers.today(path, judged);
        exposures(path, bytes, judged, &identities)
    };
    let (files, today) = if history.is_bare() {
        of_head(&history, watch, also)
    } else {
        of_work_tree(repository, watch, also)
    };
    let today: Vec<_> = today.into_iter().flatten().collect();
    let after = After {
        watch,
        done: files.count as u64,
    };
    let past = read(&history, since, (&identities, &readers), &after);
    let mut whole = files.conclude();
    let leaked = weave(&mut whole.audit.findings, &today, &past.sightings);
    whole.coverage.merge(past.coverage);
    let findings = known.settle_past(judge(&leaked, &readers.former()), &mut whole.coverage);
    Ok(whole.report((repository, known, watch), Some((findings, past.commits))))
}

/// Findings with the object that each was about.
fn judge(leaked: &[Leaked], former: &[FormerReader]) -> Vec<(Finding, String)> {
    let mut findings = Vec::new();
    for rule in RULES {
        match rule.check {
            Check::History(check) => findings.extend(leaked.iter().map(|one| {
                let finding = rule.meta.finding(check(one));
                (finding, one.spot.subject.clone())
            })),
            Check::Reader(check) => findings.extend(former.iter().filter_map(|one| {
                let finding = rule.meta.finding(check(one)?);
                Some((finding, one.recipient.id.clone()))
            })),
            Check::File(_) | Check::Opened(_) | Check::Repository(_) => {}
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
        let total = total.map(|total| self.done + total);
        self.watch.progress(self.done + done, total);
    }
}
