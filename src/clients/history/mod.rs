//! The history of a repository, read in place: no Git process, no option that reaches one, nothing outside the root.
//!
//! Each blob is read once. It is told with the first commit that has it, the last one, and whether it is still in
//! `HEAD`. Packs are read in the order of their bytes, on several threads, and each delta is applied once.

mod bits;
mod delta;
mod error;
mod fault;
mod forest;
mod graph;
mod id;
mod inflate;
mod object;
mod pack;
mod pack_index;
mod refs;
mod revision;
mod snapshot;
mod store;
mod timeline;
mod touched;
mod walk;
mod when;

use crate::clients::repository::{
    GitFolder, Kind, NoGit, RelativePath, Repository, Unread, Watch, git_folder,
};
pub use error::HistoryError;
use forest::Bounds;
pub use id::Id;
use refs::Refs;
pub(crate) use revision::date;
pub use snapshot::{Snapshot, TreeFile};
use std::ops::Range;
use std::sync::atomic::AtomicU64;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};
use store::Store;

/// The objects and references of one repository.
pub struct History {
    store: Store,
    refs: Refs,
    /// Beneath the root.
    work_tree: RelativePath,
    /// Beneath the work tree.
    folder: RelativePath,
    is_bare: bool,
}

/// What bounds a look at history.
#[derive(Debug, Clone, Copy)]
pub struct HistoryLimits {
    /// Larger objects are reported, not read; so is what is stored as a difference to one.
    pub object_bytes: u64,
    /// Bytes of all objects together, after decompression.
    pub total_bytes: u64,
    pub threads: usize,
}

impl Default for HistoryLimits {
    fn default() -> Self {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        Self {
            object_bytes: 10 << 20,
            total_bytes: 64 << 30,
            threads,
        }
    }
}

impl HistoryLimits {
    fn bounds<'a>(&self, watch: &'a dyn Watch) -> Bounds<'a> {
        Bounds {
            threads: self.threads,
            object: self.object_bytes,
            total: AtomicU64::new(self.total_bytes),
            watch,
        }
    }
}

/// A commit, without its message: that may hold a secret itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitInfo {
    pub id: Id,
    /// Seconds since 1970, as the committer's clock said.
    pub time: i64,
}

/// From where on history is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// Seconds since 1970.
    Time(i64),
    /// What this commit and its ancestors have is old.
    Commit(Id),
}

/// One version of a file.
pub struct BlobVisit<'a> {
    pub id: Id,
    /// Where it first stood, relative to the root of the work tree.
    pub path: RelativePath,
    /// Where it stood later under another name, once for each.
    pub other_paths: Vec<RelativePath>,
    /// The commit that brought it. Of several, the oldest by ancestry, then by time.
    pub first: CommitInfo,
    /// The last commit that has it.
    pub last: CommitInfo,
    /// Places of `first` and `last` in the order of history: parents before children, then by time.
    pub order: (u32, u32),
    pub in_head: bool,
    /// A branch, a tag or `HEAD` leads to it. Otherwise only the reflog of this copy does.
    pub in_refs: bool,
    /// It was there before `since`, and where that begins it still is: for comparison.
    pub is_old: bool,
    pub bytes: &'a [u8],
    /// The parts of `bytes` that were not copied from another version which `work` has seen. What lies wholly outside
    /// them stands in that version too, which may be an older or a newer one.
    pub fresh: &'a [Range<usize>],
}

/// What a walk through history made.
#[derive(Debug, Default)]
pub struct HistoryWalk<T> {
    /// Sorted by first commit, then by place in the tree.
    pub made: Vec<T>,
    /// One for each path and reason; the hint tells how many versions.
    pub skipped: Vec<Unread>,
    pub commits: u64,
    /// Versions of files that were read.
    pub blobs: u64,
    pub cancelled: bool,
}

/// Opens the Git folder that belongs to the folder asked for: its work tree's, or itself if it is a bare repository.
pub fn open(repository: &Repository) -> Result<History, HistoryError> {
    let (own, work_tree) = find_git(repository)?;
    let git = own.common().ok_or(HistoryError::Outside)?;
    if git.repository.kind(&git.path.join(b"reftable")).is_ok() {
        return Err(HistoryError::Unsupported(
            "the repository keeps its references in a reftable",
        ));
    }
    let store = Store::open(&git.repository, &git.path)
        .map_err(|error| HistoryError::Unreadable(error.to_string()))?;
    let refs = Refs::read(&git, &own);
    let folder = repository
        .folder()
        .below(&work_tree)
        .map(RelativePath::from_clean)
        .unwrap_or_default();
    let is_bare = own.path == work_tree;
    let folder = if is_bare {
        RelativePath::root()
    } else {
        folder
    };
    Ok(History {
        store,
        refs,
        work_tree,
        folder,
        is_bare,
    })
}

/// Whether a folder is a repository without a work tree.
pub fn is_bare(repository: &Repository, folder: &RelativePath) -> bool {
    let is = |name: &[u8], kind| repository.kind(&folder.join(name)).is_ok_and(|k| k == kind);
    is(b"HEAD", Kind::File) && is(b"objects", Kind::Folder) && is(b"refs", Kind::Folder)
}

/// The Git folder, and the folder whose history it keeps.
fn find_git(repository: &Repository) -> Result<(GitFolder, RelativePath), HistoryError> {
    for folder in repository.folder().ancestors().into_iter().rev() {
        if is_bare(repository, &folder) {
            let git = GitFolder {
                repository: repository.clone(),
                path: folder.clone(),
            };
            return Ok((git, folder));
        }
        match git_folder(repository, &folder) {
            Ok(git) => return Ok((git, folder)),
            Err(NoGit::Absent) => {}
            Err(NoGit::Outside) => return Err(HistoryError::Outside),
            Err(NoGit::Malformed) => {
                return Err(HistoryError::Unsupported(
                    "`.git` is neither a folder nor a file that names one",
                ));
            }
        }
    }
    Err(HistoryError::NoHistory)
}

impl History {
    /// Whether there is no work tree beside it.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        self.is_bare
    }

    /// Looks at the whole repository instead of the folder that was asked for.
    #[must_use]
    pub fn whole(self) -> Self {
        Self {
            folder: RelativePath::root(),
            ..self
        }
    }

    /// The top of the work tree, beneath the root.
    #[must_use]
    pub fn work_tree(&self) -> &RelativePath {
        &self.work_tree
    }

    /// A path of history as one beneath the root.
    #[must_use]
    pub fn beneath_root(&self, path: &RelativePath) -> RelativePath {
        if path.is_root() {
            return self.work_tree.clone();
        }
        self.work_tree.join(path.as_bytes())
    }

    /// Reads `since` of a call: a date (`2026-01-31`, RFC 3339) or a revision.
    pub fn since(&self, text: &str) -> Result<Since, HistoryError> {
        let Some(time) = revision::date(text) else {
            let commit = revision::resolve(&self.store, &self.refs, text)?;
            let id = self.store.id(commit).ok_or(HistoryError::NoHistory)?;
            return Ok(Since::Commit(id));
        };
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(i64::MAX, |now| {
                i64::try_from(now.as_secs()).unwrap_or(i64::MAX)
            });
        if time > now {
            return Err(HistoryError::SinceInFuture {
                given: crate::model::clean::echo(text),
            });
        }
        Ok(Since::Time(time))
    }
}
