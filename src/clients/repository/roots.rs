//! Which folders may be read at all.

use super::error::{Grammar, OpenError};
use super::open::{Kind, Repository, canonical, check_grammar, clean, kind_of};
use super::path::{RelativePath, escaped};
use crate::model::clean::echo;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Most names that an error offers instead of a path that does not exist.
const NEAREST: usize = 5;
/// Names looked at to find the nearest ones.
const NEAREST_SCAN: usize = 10_000;
/// Longest file that names a Git folder.
const MAX_LINE: u64 = 8 * 1024;

/// The roots of a server, or, for the command line, the one work tree that holds the path.
pub struct Roots {
    roots: Arc<[Root]>,
    /// Set for the command line: relative paths start where the person stands, and the first link is theirs.
    working_folder: Option<PathBuf>,
}

#[derive(Clone)]
pub(super) struct Root {
    pub(super) dir: Arc<Dir>,
    /// Without links.
    pub(super) real: PathBuf,
    /// As it was given, if that differs.
    given: PathBuf,
}

impl Roots {
    /// The roots of a server. Without any, its working folder, unless that is `/` or the home folder.
    pub fn new(dirs: &[PathBuf], home: Option<&Path>) -> Result<Self, OpenError> {
        if dirs.is_empty() {
            return Self::working_folder(home);
        }
        let roots = dirs
            .iter()
            .map(|dir| Root::open(dir))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            roots,
            working_folder: None,
        })
    }

    fn working_folder(home: Option<&Path>) -> Result<Self, OpenError> {
        let here = std::env::current_dir().map_err(|e| OpenError::from_io(".", e))?;
        Self::default_root(&here, home)
    }

    /// The root of a server that was started in `here` without `--root`.
    pub fn default_root(here: &Path, home: Option<&Path>) -> Result<Self, OpenError> {
        let root = Root::open(here)?;
        let is_home = home
            .and_then(|h| h.canonicalize().ok())
            .is_some_and(|h| h == root.real);
        if is_home || root.real.parent().is_none() {
            return Err(OpenError::DefaultRootTooWide {
                path: show(&root.real),
            });
        }
        Ok(Self {
            roots: [root].into(),
            working_folder: None,
        })
    }

    /// For a call on the command line: the Git work tree that holds `path`, or `path` itself outside Git. To a linked
    /// work tree belongs the Git folder of the main one.
    pub fn for_command_line(path: &Path) -> Result<Self, OpenError> {
        let here = std::env::current_dir().map_err(|e| OpenError::from_io(".", e))?;
        let given = here.join(path);
        check(&path.to_string_lossy())?;
        let real = given
            .canonicalize()
            .map_err(|e| not_found(OpenError::from_io(&path.to_string_lossy(), e), &given))?;
        if !real.is_dir() {
            return Err(OpenError::NotAFolder {
                path: echo(&path.to_string_lossy()),
            });
        }
        let top = work_tree_of(&real).unwrap_or(&real);
        let git = linked_git_folder(top).and_then(|git| Root::open(&git).ok());
        Ok(Self {
            roots: [Root::open(top)?].into_iter().chain(git).collect(),
            working_folder: Some(here),
        })
    }

    /// For an export that the user's own configuration or command line names: its folder, or the folder that holds it.
    pub fn for_export(path: &Path) -> Result<Self, OpenError> {
        let here = std::env::current_dir().map_err(|e| OpenError::from_io(".", e))?;
        let given = here.join(path);
        let folder = if given.is_dir() {
            given.as_path()
        } else {
            given.parent().unwrap_or(&given)
        };
        let root = Root::open(folder)?;
        Ok(Self {
            roots: [root].into(),
            working_folder: Some(here),
        })
    }

    /// These roots and those of another, for a call that reads a checkout and an export.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.roots = self.roots.iter().chain(&*other.roots).cloned().collect();
        self
    }

    /// Whether a file, its links followed, lies below one of the roots.
    #[must_use]
    pub fn hold(&self, file: &Path) -> bool {
        file.canonicalize()
            .is_ok_and(|real| self.roots.iter().any(|root| real.starts_with(&root.real)))
    }

    /// Opens a folder inside one of the roots. A relative path is looked for in each root in turn.
    pub fn open(&self, path: &str) -> Result<Repository, OpenError> {
        check(path)?;
        if let Some(here) = &self.working_folder {
            return self.open_as_person(here, path);
        }
        let inside: Vec<(&Root, PathBuf)> = self
            .roots
            .iter()
            .filter_map(|root| Some((root, root.inside(Path::new(path))?)))
            .collect();
        let mut refusal = self.outside(path);
        for (root, relative) in inside {
            match root.folder(&relative, path, &self.roots) {
                Ok(repository) => return Ok(repository),
                Err(OpenError::OutsideRoot { .. }) => {}
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    /// The person's own links are followed once, then the root holds.
    fn open_as_person(&self, here: &Path, path: &str) -> Result<Repository, OpenError> {
        let given = here.join(path);
        let real = given
            .canonicalize()
            .map_err(|e| not_found(OpenError::from_io(path, e), &given))?;
        let root = self
            .roots
            .iter()
            .find(|root| real.starts_with(&root.real))
            .ok_or_else(|| self.outside(path))?;
        let relative = root.inside(&real).ok_or_else(|| self.outside(path))?;
        root.folder(&relative, path, &self.roots)
    }

    fn outside(&self, path: &str) -> OpenError {
        let roots = self.roots.iter().map(|root| show(&root.given)).collect();
        OpenError::OutsideRoot {
            path: echo(path),
            roots,
        }
    }
}

impl Root {
    fn open(given: &Path) -> Result<Self, OpenError> {
        let shown = given.to_string_lossy();
        let real = given
            .canonicalize()
            .map_err(|e| not_found(OpenError::from_io(&shown, e), given))?;
        if ["/proc", "/sys", "/dev"]
            .iter()
            .any(|kernel| real.starts_with(kernel))
        {
            return Err(OpenError::KernelFolder { path: echo(&shown) });
        }
        let dir = Dir::open_ambient_dir(&real, ambient_authority())
            .map_err(|e| OpenError::from_io(&shown, e))?;
        Ok(Self {
            dir: Arc::new(dir),
            real,
            given: given.to_path_buf(),
        })
    }

    /// The part below this root; none for an absolute path that does not start with it. `..` stays in the path
    /// and is judged by the kernel.
    fn inside(&self, path: &Path) -> Option<PathBuf> {
        if !path.is_absolute() {
            return Some(path.to_path_buf());
        }
        [&self.real, &self.given]
            .into_iter()
            .find_map(|root| path.strip_prefix(root).ok())
            .map(Path::to_path_buf)
    }

    fn folder(
        &self,
        relative: &Path,
        shown: &str,
        roots: &Arc<[Self]>,
    ) -> Result<Repository, OpenError> {
        let asked = if relative.as_os_str().is_empty() {
            Path::new(".")
        } else {
            relative
        };
        let folder = canonical(&self.dir, asked).map_err(|e| self.refusal(asked, shown, e))?;
        let meta = self
            .dir
            .symlink_metadata(folder.as_path())
            .map_err(|e| self.refusal(asked, shown, e))?;
        if kind_of(meta.file_type()) != Kind::Folder {
            return Err(OpenError::NotAFolder { path: echo(shown) });
        }
        Ok(Repository::new(
            Arc::clone(&self.dir),
            folder,
            Arc::clone(roots),
        ))
    }

    /// The folder of an absolute path, if it lies beneath this root.
    pub(super) fn beneath(&self, path: &Path, roots: &Arc<[Self]>) -> Option<Repository> {
        let relative = self.inside(&without_dots(path))?;
        self.folder(&relative, "", roots).ok()
    }

    fn refusal(&self, relative: &Path, shown: &str, error: std::io::Error) -> OpenError {
        match OpenError::from_io(shown, error) {
            OpenError::NotFound { path, .. } => OpenError::NotFound {
                path,
                nearest: nearest(&self.dir, relative),
            },
            OpenError::OutsideRoot { path, .. } => OpenError::OutsideRoot {
                path,
                roots: vec![show(&self.given)],
            },
            other => other,
        }
    }
}

fn check(path: &str) -> Result<(), OpenError> {
    check_grammar(path).map_err(|problem: Grammar| OpenError::Grammar {
        path: echo(path),
        problem,
    })
}

/// The nearest folder at or above `path` that Git calls a work tree; a bare repository is no work tree.
fn work_tree_of(path: &Path) -> Option<&Path> {
    if path.join("HEAD").is_file() && path.join("objects").is_dir() {
        return None;
    }
    path.ancestors()
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// The Git folder of the main work tree, when `top` is a linked one. It lies beyond the root, and `.git` of a hostile
/// work tree can name any folder: so that folder has to name this work tree in turn. `git worktree` writes its place
/// into `worktrees/NAME/gitdir` (Git documentation, gitrepository-layout).
fn linked_git_folder(top: &Path) -> Option<PathBuf> {
    let dot_git = top.join(".git");
    let admin = top
        .join(one_line(&dot_git)?.strip_prefix("gitdir:")?.trim())
        .canonicalize()
        .ok()?;
    let common = admin
        .join(one_line(&admin.join("commondir"))?)
        .canonicalize()
        .ok()?;
    let back = admin
        .join(one_line(&admin.join("gitdir"))?)
        .canonicalize()
        .ok()?;
    (back == dot_git && admin.parent()? == common.join("worktrees")).then_some(common)
}

/// A regular file of one line.
fn one_line(path: &Path) -> Option<String> {
    path.symlink_metadata()
        .ok()
        .filter(|meta| meta.file_type().is_file())?;
    let mut text = String::new();
    File::open(path)
        .ok()?
        .take(MAX_LINE)
        .read_to_string(&mut text)
        .ok()?;
    Some(text.trim().to_owned())
}

/// Takes `.` and `..` away by names only; where a link is on the way, the root still holds.
fn without_dots(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = clean.pop(),
            other => clean.push(other),
        }
    }
    clean
}

fn not_found(error: OpenError, given: &Path) -> OpenError {
    let OpenError::NotFound { path, .. } = error else {
        return error;
    };
    let nearest = existing_ancestor(given)
        .and_then(|(folder, rest)| {
            let dir = Dir::open_ambient_dir(&folder, ambient_authority()).ok()?;
            Some(nearest(&dir, &rest))
        })
        .unwrap_or_default();
    OpenError::NotFound { path, nearest }
}

fn existing_ancestor(path: &Path) -> Option<(PathBuf, PathBuf)> {
    let folder = path.ancestors().skip(1).find(|folder| folder.is_dir())?;
    let rest = path.strip_prefix(folder).ok()?;
    Some((folder.to_path_buf(), rest.to_path_buf()))
}

/// Folders beside the first missing part whose names are near to it, relative to the root.
fn nearest(root: &Dir, path: &Path) -> Vec<String> {
    let path = clean(path);
    let Some(missing) = path
        .ancestors()
        .into_iter()
        .find(|p| root.symlink_metadata(p.as_path()).is_err())
    else {
        return Vec::new();
    };
    let parent = missing.parent().unwrap_or_default();
    let wanted = String::from_utf8_lossy(missing.name()).to_lowercase();
    let Ok(entries) = root.read_dir(parent.as_path()) else {
        return Vec::new();
    };
    let mut names: Vec<(usize, RelativePath)> = entries
        .take(NEAREST_SCAN)
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.file_name())
        .filter_map(|name| {
            let distance = strsim::osa_distance(&name.to_string_lossy().to_lowercase(), &wanted);
            near_enough(distance, &wanted).then(|| (distance, parent.join(name.as_bytes())))
        })
        .collect();
    names.sort();
    names
        .into_iter()
        .take(NEAREST)
        .map(|(_, path)| path.to_string())
        .collect()
}

fn near_enough(distance: usize, wanted: &str) -> bool {
    distance <= (wanted.chars().count() / 3).max(1)
}

fn show(path: &Path) -> String {
    escaped(path.as_os_str().as_bytes()).into_owned()
}
