//! The same folder at another revision, judged by the same functions.

use std::collections::BTreeSet;

use super::Known;
use crate::clients::history::{self, History, HistoryError, HistoryLimits, Snapshot, TreeFile};
use crate::clients::repository::{RelativePath, Repository, Unread, Watch};
use crate::model::Coverage;

/// A revision to compare with.
pub(super) struct Before {
    history: History,
    snapshot: Snapshot,
    /// As it was asked for; checked by the history client.
    name: String,
}

/// Most links that are followed, one after the other.
const MOST_LINKS: usize = 40;

impl Before {
    pub(super) fn open(repository: &Repository, revision: &str) -> Result<Self, HistoryError> {
        let history = history::open(repository)?.whole();
        let snapshot = match history.revision(revision) {
            // Before the first commit there is nothing, and all is new.
            Err(HistoryError::NoCommitYet) => Snapshot::default(),
            snapshot => snapshot?,
        };
        Ok(Self {
            history,
            snapshot,
            name: revision.to_owned(),
        })
    }

    fn read<T: Send>(
        &self,
        files: &[TreeFile],
        watch: &dyn Watch,
        work: impl Fn(&RelativePath, &[u8]) -> T + Sync,
    ) -> Vec<Result<T, Unread>> {
        let limits = HistoryLimits::default();
        self.history
            .read_each(files, (&limits, watch), |file, bytes| {
                work(&self.history.beneath_root(&file.path), bytes)
            })
    }

    fn skip(&self, unread: &Unread, coverage: &mut Coverage) {
        let path = self.history.beneath_root(&unread.path);
        coverage.skip(
            format!("{path} at {}", self.name),
            unread.why,
            unread.hint.clone(),
        );
    }
}

impl Known {
    /// Judges the wanted files of the revision to compare with; none if there is nothing to compare with. Paths are
    /// beneath the root. What cannot be read there is skipped by name: its findings all look new.
    pub(crate) fn each_before<T: Send>(
        &self,
        (watch, coverage): (&dyn Watch, &mut Coverage),
        wanted: impl Fn(&RelativePath) -> bool,
        work: impl Fn(&RelativePath, &[u8]) -> T + Sync,
    ) -> Option<Vec<T>> {
        let before = self.before.as_ref()?;
        let is_wanted = |path: &RelativePath| wanted(&before.history.beneath_root(path));
        let files = before.snapshot.files.iter();
        let files: Vec<TreeFile> = files
            .filter(|file| is_wanted(&file.path))
            .cloned()
            .collect();
        let mut made = Vec::with_capacity(files.len());
        for result in before.read(&files, watch, work) {
            match result {
                Ok(one) => made.push(one),
                Err(unread) => before.skip(&unread, coverage),
            }
        }
        for unread in &before.snapshot.skipped {
            before.skip(unread, coverage);
        }
        Some(made)
    }

    /// The names of all files at the revision to compare with, beneath the root.
    pub(crate) fn names_before(&self) -> Option<Vec<String>> {
        let before = self.before.as_ref()?;
        let files = before.snapshot.files.iter();
        Some(
            files
                .map(|file| before.history.beneath_root(&file.path).to_string())
                .collect(),
        )
    }

    /// Symbolic links of the revision to compare with that led to no file and no folder of it. One that runs through
    /// another link is taken as sound, so that a finding about it is told rather than hidden.
    pub(crate) fn broken_links_before(&self, watch: &dyn Watch) -> Vec<RelativePath> {
        let Some(before) = &self.before else {
            return Vec::new();
        };
        let tree = Tree::new(&before.snapshot);
        let links = &before.snapshot.links;
        let targets =
            before
                .history
                .read_each(links, (&HistoryLimits::default(), watch), |link, target| {
                    (link.path.clone(), lexical(&link.path, target))
                });
        let targets: Vec<_> = targets.into_iter().filter_map(Result::ok).collect();
        let broken = targets
            .iter()
            .filter(|(_, target)| !tree.leads_somewhere(target.as_ref(), &targets));
        broken
            .map(|(path, _)| before.history.beneath_root(path))
            .collect()
    }
}

/// The names of a revision.
struct Tree<'s> {
    files: BTreeSet<&'s RelativePath>,
    folders: BTreeSet<RelativePath>,
    links: BTreeSet<&'s RelativePath>,
}

type Targets = [(RelativePath, Option<RelativePath>)];

impl<'s> Tree<'s> {
    fn new(snapshot: &'s Snapshot) -> Self {
        let files: BTreeSet<_> = snapshot.files.iter().map(|file| &file.path).collect();
        let mut folders = BTreeSet::new();
        for file in &files {
            let mut folder = file.parent();
            while let Some(path) = folder {
                folder = path.parent();
                if !folders.insert(path) {
                    break;
                }
            }
        }
        Self {
            files,
            folders,
            links: snapshot.links.iter().map(|link| &link.path).collect(),
        }
    }

    fn leads_somewhere(&self, target: Option<&RelativePath>, targets: &Targets) -> bool {
        let mut target = target;
        for _ in 0..MOST_LINKS {
            let Some(path) = target else {
                return false;
            };
            if self.files.contains(path) || self.folders.contains(path) {
                return true;
            }
            let through_a_link =
                |folder: &RelativePath| folder != path && self.links.contains(folder);
            if path.ancestors().iter().any(through_a_link) {
                return true;
            }
            let next = targets.binary_search_by(|(link, _)| link.cmp(path));
            target = next
                .ok()
                .and_then(|at| targets.get(at))
                .and_then(|(_, target)| target.as_ref());
        }
        false
    }
}

/// Where the text of a link leads, by names only; none if that is outside.
fn lexical(link: &RelativePath, target: &[u8]) -> Option<RelativePath> {
    if target.starts_with(b"/") {
        return None;
    }
    let mut at = link.parent()?;
    for part in target.split(|byte| *byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => at = at.parent()?,
            name => at = at.join(name),
        }
    }
    Some(at)
}
