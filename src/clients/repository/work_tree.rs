//! Which Git work tree a folder belongs to: its ignore rules and the files it tracks.

use super::error::{ReadError, Unread, Why};
use super::ignores::{Ignores, MAX_IGNORE_BYTES};
use super::index::{self, BadIndex, Tracked};
use super::open::{Kind, Repository};
use super::path::RelativePath;
use std::sync::{Arc, OnceLock};

/// An index of a million files is about this large.
const MAX_INDEX_BYTES: u64 = 256 * 1024 * 1024;
/// A `.git` file holds one line.
const MAX_LINK_BYTES: u64 = 8 * 1024;

/// What holds for the files of one folder. Cheap to clone.
#[derive(Clone)]
pub(super) struct Scope {
    tree: Arc<WorkTree>,
    ignores: Option<Arc<Ignores>>,
}

/// One work tree; a nested repository or submodule is one of its own.
struct WorkTree {
    folder: RelativePath,
    /// Its Git folder, or why there is none.
    git: Result<GitFolder, NoGit>,
    tracked: OnceLock<Result<Tracked, Unread>>,
}

/// The Git folder of a work tree. That of a linked work tree can lie in another root.
#[derive(Clone)]
pub(crate) struct GitFolder {
    pub(crate) repository: Repository,
    pub(crate) path: RelativePath,
}

impl GitFolder {
    fn new(repository: &Repository, path: RelativePath) -> Self {
        Self {
            repository: repository.clone(),
            path,
        }
    }

    /// Where the objects and references are: a linked work tree has those of the main one (`commondir`). None if that
    /// leads out of the roots.
    pub(crate) fn common(&self) -> Option<Self> {
        let text = self
            .repository
            .read_file(&self.path.join(b"commondir"), MAX_LINK_BYTES);
        let text = match text {
            Ok(text) => text,
            Err(ReadError::Absent) => return Some(self.clone()),
            Err(_) => return None,
        };
        let target = std::str::from_utf8(&text).ok()?.trim();
        named(&self.repository, &self.path, target).ok()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoGit {
    /// Not a work tree.
    Absent,
    /// `.git` is a file or link that leads out of the root.
    Outside,
    /// `.git` is none of the forms that Git writes.
    Malformed,
}

impl Scope {
    /// The scope above `folder`: rules of all folders between its work tree and it, without its own.
    pub(super) fn above(repository: &Repository, folder: &RelativePath) -> Self {
        let mut scope = Self {
            tree: Arc::new(WorkTree::new(RelativePath::root(), Err(NoGit::Absent))),
            ignores: None,
        };
        for ancestor in folder.ancestors() {
            if &ancestor == folder {
                break;
            }
            let has_git = repository.kind(&ancestor.join(b".git")).is_ok();
            scope = scope.enter(repository, &ancestor, has_git).0;
        }
        scope
    }

    /// The scope inside `folder`, and what of its rules could not be read.
    pub(super) fn enter(
        mut self,
        repository: &Repository,
        folder: &RelativePath,
        has_git: bool,
    ) -> (Self, Option<Unread>) {
        if has_git {
            let git = git_folder(repository, folder);
            self.ignores = git.as_ref().ok().and_then(|git| exclude_rules(folder, git));
            self.tree = Arc::new(WorkTree::new(folder.clone(), git));
        }
        let path = folder.join(b".gitignore");
        match repository.read_file(&path, MAX_IGNORE_BYTES) {
            Ok(text) => self.ignores = Ignores::add(self.ignores.take(), folder, &text),
            Err(ReadError::Absent) => {}
            // Git does not follow a linked ignore file either; the walk reports the link.
            Err(ReadError::LinkLoop) => {}
            Err(error) => return (self, Some(error.unread(&path))),
        }
        (self, None)
    }

    pub(super) fn ignored(&self, path: &RelativePath, is_folder: bool) -> bool {
        self.ignores
            .as_ref()
            .is_some_and(|rules| rules.ignored(path, is_folder))
    }

    /// Whether Git publishes the file although a rule ignores it. Without an index nobody knows: then not.
    pub(super) fn tracks(&self, path: &RelativePath) -> bool {
        let tracked = self.tree.tracked.get_or_init(|| self.tree.read_index());
        let below = path.below(&self.tree.folder).unwrap_or_default();
        tracked.as_ref().is_ok_and(|names| names.contains(below))
    }

    /// Why it is not known which ignored files are tracked; only once somebody asked.
    pub(super) fn unread_index(&self) -> Option<Unread> {
        self.tree
            .tracked
            .get()
            .and_then(|tracked| tracked.as_ref().err())
            .filter(|unread| unread.why != Why::Absent)
            .cloned()
    }
}

impl WorkTree {
    fn new(folder: RelativePath, git: Result<GitFolder, NoGit>) -> Self {
        Self {
            folder,
            git,
            tracked: OnceLock::new(),
        }
    }

    fn read_index(&self) -> Result<Tracked, Unread> {
        let shown = self.folder.join(b".git");
        let unread = |why, hint: &str| Unread {
            path: shown.clone(),
            why,
            hint: hint.to_owned(),
        };
        let git = match &self.git {
            Ok(git) => git,
            Err(NoGit::Absent) => return Err(unread(Why::Absent, "not a Git work tree")),
            Err(NoGit::Outside) => return Err(unread(Why::Unsupported, OUTSIDE_HINT)),
            Err(NoGit::Malformed) => {
                return Err(unread(
                    Why::Unsupported,
                    "it is not a Git folder; ignored files are not read",
                ));
            }
        };
        let path = git.path.join(b"index");
        let bytes = match git.repository.read_file(&path, MAX_INDEX_BYTES) {
            Ok(bytes) => bytes,
            Err(ReadError::Absent) => return Ok(Tracked::new()),
            Err(error) => return Err(error.unread(&path)),
        };
        index::parse(&bytes).map_err(|error| Unread {
            path,
            why: Why::Unsupported,
            hint: match error {
                BadIndex::Malformed => "the Git index is damaged; ignored files that are tracked are not read".to_owned(),
                BadIndex::Split => "the Git index is split; run `git update-index --no-split-index` to have ignored files that are tracked read".to_owned(),
            },
        })
    }
}

const OUTSIDE_HINT: &str = "the Git folder lies outside the root, so ignored files that are tracked are not read; run in the main work tree";

/// `.git` is a folder, or a file that names one (gitrepository-layout); a name outside the roots is not opened.
pub(crate) fn git_folder(
    repository: &Repository,
    folder: &RelativePath,
) -> Result<GitFolder, NoGit> {
    let dot_git = folder.join(b".git");
    match repository.kind(&dot_git) {
        Ok(Kind::Folder) => return Ok(GitFolder::new(repository, dot_git)),
        Ok(Kind::File) => {}
        Ok(Kind::Link) => return linked_git_folder(repository, &dot_git),
        Ok(Kind::Special(_)) => return Err(NoGit::Malformed),
        Err(_) => return Err(NoGit::Absent),
    }
    let text = repository
        .read_file(&dot_git, MAX_LINK_BYTES)
        .map_err(|_| NoGit::Malformed)?;
    let text = std::str::from_utf8(&text).map_err(|_| NoGit::Malformed)?;
    let target = text.strip_prefix("gitdir:").ok_or(NoGit::Malformed)?.trim();
    named(repository, folder, target)
}

/// The folder that a file in `folder` names.
fn named(repository: &Repository, folder: &RelativePath, target: &str) -> Result<GitFolder, NoGit> {
    match repository.resolve(folder, target) {
        Ok((path, Kind::Folder)) => Ok(GitFolder::new(repository, path)),
        Err(ReadError::OutsideRoot) => {
            let other = repository
                .in_any_root(folder, target)
                .ok_or(NoGit::Outside)?;
            let path = other.folder().clone();
            Ok(GitFolder::new(&other, path))
        }
        _ => Err(NoGit::Malformed),
    }
}

fn linked_git_folder(repository: &Repository, dot_git: &RelativePath) -> Result<GitFolder, NoGit> {
    let path = repository
        .canonical(dot_git.as_path())
        .map_err(|_| NoGit::Outside)?;
    match repository.kind(&path) {
        Ok(Kind::Folder) => Ok(GitFolder::new(repository, path)),
        _ => Err(NoGit::Malformed),
    }
}

fn exclude_rules(folder: &RelativePath, git: &GitFolder) -> Option<Arc<Ignores>> {
    let git = git.common()?;
    let text = git
        .repository
        .read_file(&git.path.join(b"info/exclude"), MAX_IGNORE_BYTES)
        .ok()?;
    Ignores::add(None, folder, &text)
}
