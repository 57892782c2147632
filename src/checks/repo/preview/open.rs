//! What a question names, opened beneath the roots.

use std::fmt;
use std::rc::Rc;

use super::super::graph::Checkout;
use super::PreviewQuestion;
use super::clusters;
use super::files::Files;
use super::sets::{self, Manifest};
use super::world::Copy;
use crate::appset::world::Cluster;
use crate::checks::known::git_top;
use crate::clients::history::{self, HistoryError};
use crate::clients::repository::{
    GitFolder, OpenError, RelativePath, Repository, Roots, Watch, git_folder,
};
use crate::model::Coverage;
use crate::model::clean::echo;

/// Largest inventory, and largest file of Git beside the repository's own.
const LARGEST: u64 = 16 << 20;
const MAX_CONFIG: u64 = 1 << 20;

/// Why a preview cannot be made.
#[derive(Debug)]
pub enum NoPreview {
    /// `path`, or the folder of a repository.
    Path(OpenError),
    /// A file that cannot be read.
    File {
        argument: &'static str,
        path: String,
        reason: String,
    },
    Revision(HistoryError),
    /// `compare_to` is a revision of `path`.
    CompareWithoutPath,
    NoApplicationSet,
}

impl fmt::Display for NoPreview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(error) => error.fmt(f),
            Self::File {
                argument,
                path,
                reason,
            } => write!(f, "`{argument}`: {path} could not be read: {reason}"),
            Self::Revision(error) => error.fmt(f),
            Self::CompareWithoutPath => {
                f.write_str("`compare_to` is a revision of `path`, which is missing")
            }
            Self::NoApplicationSet => f.write_str("there is no ApplicationSet in it"),
        }
    }
}

impl std::error::Error for NoPreview {}

/// The repository of `path`.
pub(super) struct Main {
    repository: Repository,
    top: RelativePath,
    /// Beneath the top; a folder or one file.
    asked: String,
}

/// A folder, or the folder of a file and its name.
fn open(roots: &Roots, path: &str) -> Result<(Repository, Option<String>), OpenError> {
    let error = match roots.open(path) {
        Ok(repository) => return Ok((repository, None)),
        Err(error @ OpenError::NotAFolder { .. }) => error,
        Err(error) => return Err(error),
    };
    let trimmed = path.trim_end_matches('/');
    let (folder, name) = trimmed.rsplit_once('/').unwrap_or((".", trimmed));
    match roots.open(if folder.is_empty() { "/" } else { folder }) {
        Ok(repository) if path == trimmed => Ok((repository, Some(name.to_owned()))),
        _ => Err(error),
    }
}

pub(super) fn path(roots: &Roots, path: &str) -> Result<Main, NoPreview> {
    let (repository, name) = open(roots, path).map_err(NoPreview::Path)?;
    let top = git_top(&repository).unwrap_or_else(|| repository.folder().clone());
    let folder = repository
        .folder()
        .below(&top)
        .map(|rest| String::from_utf8_lossy(rest).into_owned())
        .unwrap_or_default();
    let asked = match name {
        Some(name) if folder.is_empty() => name,
        Some(name) => format!("{folder}/{name}"),
        None => folder,
    };
    Ok(Main {
        repository,
        top,
        asked,
    })
}

/// Other checkouts, each with its own remotes.
pub(super) fn repositories(
    roots: &Roots,
    given: &[(String, String)],
    watch: &dyn Watch,
) -> Result<Vec<Copy>, NoPreview> {
    given
        .iter()
        .map(|(url, path)| {
            let repository = roots.open(path).map_err(NoPreview::Path)?;
            let top = git_top(&repository).unwrap_or_else(|| repository.folder().clone());
            let files = Files::of_work_tree(&repository, &top, watch);
            Ok(Copy {
                url: Some(url.clone()),
                checkout: checkout(&repository, &top),
                repository,
                top,
                files,
            })
        })
        .collect()
}

pub(super) fn clusters(
    roots: &Roots,
    question: &PreviewQuestion<'_>,
) -> Result<Option<Vec<Cluster>>, NoPreview> {
    let Some(path) = question.clusters_from else {
        return Ok(question.clusters.clone());
    };
    let bad = |reason: String| NoPreview::File {
        argument: "clusters_from",
        path: echo(path),
        reason,
    };
    let (repository, name) = open(roots, path).map_err(|error| bad(error.to_string()))?;
    let Some(name) = name else {
        return Err(bad("it is a folder, not a file of clusters".to_owned()));
    };
    let bytes = repository
        .read_path(repository.folder(), &name, LARGEST)
        .map_err(|error| bad(error.to_string()))?;
    let mut all = question.clusters.clone().unwrap_or_default();
    all.extend(clusters::read(&bytes).map_err(bad)?);
    Ok(Some(all))
}

fn checkout(repository: &Repository, top: &RelativePath) -> Checkout {
    let Ok(git) = git_folder(repository, top) else {
        return Checkout::default();
    };
    let common = git.common().unwrap_or_else(|| git.clone());
    let read = |git: &GitFolder, name: &str| {
        let bytes = git
            .repository
            .read_file(&git.path.join(name.as_bytes()), MAX_CONFIG);
        String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
    };
    Checkout::read(&read(&common, "config"), &read(&git, "HEAD"))
}

impl Main {
    pub(super) fn copy(&self, files: Rc<Files>) -> Copy {
        Copy {
            url: None,
            repository: self.repository.clone(),
            top: self.top.clone(),
            checkout: checkout(&self.repository, &self.top),
            files,
        }
    }

    pub(super) fn now(&self, watch: &dyn Watch) -> Rc<Files> {
        Files::of_work_tree(&self.repository, &self.top, watch)
    }

    pub(super) fn at(&self, revision: &str) -> Result<Rc<Files>, NoPreview> {
        let history = history::open(&self.repository)
            .map_err(NoPreview::Revision)?
            .whole();
        let snapshot = history.revision(revision).map_err(NoPreview::Revision)?;
        Ok(Files::of_revision(&history, &snapshot))
    }

    /// The ApplicationSets of what was asked for.
    pub(super) fn manifests(&self, files: &Rc<Files>, coverage: &mut Coverage) -> Vec<Manifest> {
        let folder = if self.asked.is_empty() {
            String::new()
        } else {
            format!("{}/", self.asked)
        };
        let mut found = Vec::new();
        for path in files
            .data()
            .filter(|path| *path == self.asked || path.starts_with(&folder))
        {
            let Ok(bytes) = crate::appset::world::Tree::read(&**files, path) else {
                continue;
            };
            found.extend(sets::find(&self.shown(path), &bytes, coverage));
        }
        found
    }

    /// The path beneath the root, as every answer tells it.
    fn shown(&self, path: &str) -> String {
        self.top.join(path.as_bytes()).to_string()
    }

    /// The path beneath the top of the work tree, for patches.
    pub(super) fn in_work_tree<'p>(&self, shown: &'p str) -> &'p str {
        let top = if self.top.is_root() {
            String::new()
        } else {
            format!("{}/", self.top)
        };
        shown.strip_prefix(top.as_str()).unwrap_or(shown)
    }
}
