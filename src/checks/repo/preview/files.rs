//! The files of a repository, as they are or at a revision.

use std::collections::HashMap;
use std::rc::Rc;

use crate::appset::world::Tree;
use crate::clients::history::{History, HistoryLimits, Snapshot};
use crate::clients::repository::{RelativePath, Repository, Unwatched, WalkLimits, Watch};

/// Largest file that a generator reads.
const LARGEST: u64 = 10 << 20;

/// A tree of files beneath the top of a repository.
pub(super) struct Files {
    paths: Vec<String>,
    from: From,
}

enum From {
    WorkTree {
        repository: Repository,
        top: RelativePath,
    },
    /// Contents of data files, read at once.
    Revision(HashMap<String, Vec<u8>>),
}

fn is_data(path: &str) -> bool {
    [".json", ".yaml", ".yml"]
        .iter()
        .any(|end| path.to_ascii_lowercase().ends_with(end))
}

impl Files {
    /// The files of the work tree but those that Git ignores.
    pub(super) fn of_work_tree(
        repository: &Repository,
        top: &RelativePath,
        watch: &dyn Watch,
    ) -> Rc<Self> {
        let walk = repository
            .at(top.clone())
            .walk(&WalkLimits::default(), watch);
        let paths = walk
            .files
            .iter()
            .filter_map(|entry| below(&entry.path, top))
            .collect();
        Self::new(
            paths,
            From::WorkTree {
                repository: repository.clone(),
                top: top.clone(),
            },
        )
    }

    pub(super) fn of_revision(history: &History, snapshot: &Snapshot) -> Rc<Self> {
        let wanted: Vec<_> = snapshot
            .files
            .iter()
            .filter(|file| file.path.as_str().is_some_and(is_data))
            .cloned()
            .collect();
        let read = history.read_each(
            &wanted,
            (&HistoryLimits::default(), &Unwatched),
            |file, bytes| (file.path.as_str().unwrap_or("").to_owned(), bytes.to_vec()),
        );
        let contents = read.into_iter().filter_map(Result::ok).collect();
        let paths = snapshot
            .files
            .iter()
            .filter_map(|file| file.path.as_str().map(str::to_owned))
            .collect();
        Self::new(paths, From::Revision(contents))
    }

    fn new(mut paths: Vec<String>, from: From) -> Rc<Self> {
        paths.sort();
        Rc::new(Self { paths, from })
    }

    /// Whether a file or folder stands there.
    pub(super) fn has(&self, path: &str) -> bool {
        let path = path.trim_matches('/');
        let path = path.strip_prefix("./").unwrap_or(path);
        if matches!(path, "" | ".") {
            return true;
        }
        let folder = format!("{path}/");
        let at = self.paths.partition_point(|known| known.as_str() < path);
        self.paths
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|known| known.starts_with(path))
            .any(|known| known == path || known.starts_with(&folder))
    }

    /// Paths of possible manifests.
    pub(super) fn data(&self) -> impl Iterator<Item = &str> {
        self.paths
            .iter()
            .map(String::as_str)
            .filter(|path| is_data(path))
    }
}

/// The path beneath the top, as text.
fn below(path: &RelativePath, top: &RelativePath) -> Option<String> {
    String::from_utf8(path.below(top)?.to_vec()).ok()
}

impl Tree for Files {
    fn files(&self) -> &[String] {
        &self.paths
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match &self.from {
            From::WorkTree { repository, top } => repository
                .read_path(top, path, LARGEST)
                .map_err(|error| error.to_string()),
            From::Revision(contents) => contents
                .get(path)
                .cloned()
                .ok_or_else(|| "it could not be read at that revision".to_owned()),
        }
    }
}
