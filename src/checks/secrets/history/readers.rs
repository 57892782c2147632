//! Who can open SOPS files of the past: recipients that were taken out of a file read every older version of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::checks::secrets::audit::Judged;
use crate::checks::secrets::sops::recipients::Recipient;
use crate::clients::history::{BlobVisit, CommitInfo};

/// Recipients by file, today and in history.
#[derive(Default)]
pub(super) struct Readers {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    now: BTreeMap<String, BTreeSet<Recipient>>,
    past: BTreeMap<Recipient, BTreeMap<String, Version>>,
}

/// What one recipient can read of one file's past.
struct Version {
    versions: u64,
    /// Place of `last` in the order of history.
    order: u32,
    last: CommitInfo,
}

/// A recipient that was taken out of at least one file that is still encrypted.
pub(crate) struct FormerReader {
    pub(crate) recipient: Recipient,
    /// Ordered by path.
    pub(crate) files: Vec<FormerFile>,
    /// It opens no file of today at all.
    pub(crate) is_gone: bool,
}

/// A file of which a former reader has older versions.
pub(crate) struct FormerFile {
    pub(crate) path: String,
    pub(crate) versions: u64,
    /// The last commit with a version that the recipient reads.
    pub(crate) last: CommitInfo,
}

/// Most pairs of recipient and file that are kept.
const MOST_PAIRS: usize = 100_000;

impl Readers {
    /// Notes who reads a file of today.
    pub(super) fn today(&self, path: &str, judged: &Judged) {
        if judged.facts.encrypted.is_empty() {
            return;
        }
        let recipients = judged.facts.encrypted.iter();
        let recipients = recipients.flat_map(|document| document.recipients.iter().cloned());
        self.lock()
            .now
            .entry(path.to_owned())
            .or_default()
            .extend(recipients);
    }

    /// Notes who reads a version in history.
    pub(super) fn past(&self, path: &str, judged: &Judged, visit: &BlobVisit<'_>) {
        if judged.facts.encrypted.is_empty() || visit.is_old || !visit.in_refs {
            return;
        }
        let recipients: BTreeSet<&Recipient> = judged
            .facts
            .encrypted
            .iter()
            .flat_map(|document| &document.recipients)
            .collect();
        let mut inner = self.lock();
        let kept: usize = inner.past.values().map(BTreeMap::len).sum();
        for recipient in recipients.into_iter().take(MOST_PAIRS.saturating_sub(kept)) {
            let files = inner.past.entry(recipient.clone()).or_default();
            let version = files.entry(path.to_owned()).or_insert(Version {
                versions: 0,
                order: visit.order.1,
                last: visit.last,
            });
            version.versions += 1;
            if visit.order.1 > version.order {
                version.order = visit.order.1;
                version.last = visit.last;
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Recipients that lost a file. Of one that opens nothing today, files that are gone count too.
    pub(super) fn former(self) -> Vec<FormerReader> {
        let Inner { now, past } = self
            .inner
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let current: BTreeSet<&Recipient> = now.values().flatten().collect();
        past.into_iter()
            .filter_map(|(recipient, files)| {
                let is_gone = !current.contains(&recipient);
                let lost = |path: &str| now.get(path).map(|readers| !readers.contains(&recipient));
                if !files.keys().any(|path| lost(path) == Some(true)) {
                    return None;
                }
                let files = files
                    .into_iter()
                    .filter(|(path, _)| lost(path).unwrap_or(is_gone))
                    .map(|(path, version)| FormerFile {
                        path,
                        versions: version.versions,
                        last: version.last,
                    })
                    .collect();
                Some(FormerReader {
                    recipient,
                    files,
                    is_gone,
                })
            })
            .collect()
    }
}
