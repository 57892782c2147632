//! Reads all versions.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::exposure::{Exposure, exposures};
use super::ledger::{Ledger, Sighting};
use super::readers::Readers;
use super::value::Identities;
use crate::checks::secrets::audit::{Judged, judge};
use crate::checks::walked::skip;
use crate::clients::history::{BlobVisit, History, HistoryLimits, Since};
use crate::clients::repository::{Unread, Watch};
use crate::model::{Coverage, Why};

/// What history showed.
pub(super) struct Past {
    /// In the order of history.
    pub(super) sightings: Vec<Sighting>,
    pub(super) coverage: Coverage,
    pub(super) commits: u64,
}

/// The kind under which versions of files are counted.
const VERSION: &str = "version in history";

/// Judges each version once, on several threads.
pub(super) fn read(
    history: &History,
    since: Option<Since>,
    (identities, readers): (&Identities, &Readers),
    watch: &dyn Watch,
) -> Past {
    let ledger = Ledger::default();
    let account = Mutex::new(Account::default());
    let walk = history.blobs(since, (&HistoryLimits::default(), watch), |visit| {
        let path = history.beneath_root(&visit.path).to_string();
        let judged = judge(&path, visit.bytes);
        readers.past(&path, &judged, visit);
        let mut found = exposures(&path, visit.bytes, &judged, identities);
        for other in &visit.other_paths {
            under_other_name(
                &mut found,
                &path,
                &history.beneath_root(other).to_string(),
                (visit.bytes, identities),
            );
        }
        account
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .add(visit, &path, (&judged, &found));
        if !found.is_empty() {
            ledger.add(visit, found);
        }
        None::<()>
    });
    let (sightings, dropped) = ledger.close();
    let mut coverage = account
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .close();
    coverage.seen("commit", walk.commits);
    walk.skipped
        .iter()
        .for_each(|unread| told(&mut coverage, history, unread));
    if dropped > 0 {
        coverage.skip(
            format!("{dropped} values in history beyond the limit"),
            Why::Limit,
            "narrow history with `since`",
        );
    }
    Past {
        sightings,
        coverage,
        commits: walk.commits,
    }
}

/// What a file holds does not depend on its name, but what is looked for does: a manifest can begin its life as `.txt`.
/// It is told where it first stood.
fn under_other_name(
    found: &mut Vec<Exposure>,
    path: &str,
    other: &str,
    (bytes, identities): (&[u8], &Identities),
) {
    for mut exposure in exposures(other, bytes, &judge(other, bytes), identities) {
        path.clone_into(&mut exposure.spot.path);
        if !found
            .iter()
            .any(|known| known.spot == exposure.spot && known.value == exposure.value)
        {
            found.push(exposure);
        }
    }
}

/// What is not about one file is about history as a whole.
fn told(coverage: &mut Coverage, history: &History, unread: &Unread) {
    if unread.path.is_root() {
        return coverage.skip("history", unread.why, unread.hint.clone());
    }
    skip(
        coverage,
        &Unread {
            path: history.beneath_root(&unread.path),
            ..unread.clone()
        },
    );
}

#[derive(Default)]
struct Account {
    coverage: Coverage,
    /// Versions with Secrets that could not be read, by path.
    unread: BTreeMap<String, Broken>,
}

struct Broken {
    versions: u64,
    /// Place and name of the oldest commit with one.
    first: (u32, String),
    why: Why,
}

impl Account {
    fn add(&mut self, visit: &BlobVisit<'_>, path: &str, (judged, found): (&Judged, &[Exposure])) {
        if visit.is_old {
            return;
        }
        self.coverage.seen(VERSION, 1);
        let count = judged.coverage.checked.get("file");
        let reason = count
            .iter()
            .flat_map(|count| &count.not_judged)
            .map(|(reason, _)| reason)
            .next();
        match reason {
            Some(reason) => self.coverage.not_judged(VERSION, reason, 1),
            None => self.coverage.healthy(VERSION, u64::from(found.is_empty())),
        }
        let hides_secrets = judged.coverage.checked.contains_key("Secret");
        for part in judged
            .coverage
            .skipped
            .iter()
            .filter(|part| hides_secrets || part.why == Why::Limit)
        {
            let first = (visit.order.0, visit.first.id.to_string());
            let broken = self
                .unread
                .entry(path.to_owned())
                .or_insert_with(|| Broken {
                    versions: 0,
                    first: first.clone(),
                    why: part.why,
                });
            broken.versions += 1;
            // Versions come in the order of their bytes on disk.
            if first < broken.first {
                broken.first = first;
            }
        }
    }

    fn close(mut self) -> Coverage {
        for (path, broken) in self.unread {
            let what = format!("{path}: {} versions in history", broken.versions);
            self.coverage.skip(
                what,
                broken.why,
                format!(
                    "a Secret in them cannot be parsed; look at {path} of commit {}",
                    broken.first.1
                ),
            );
        }
        self.coverage
    }
}
