//! Reads what is known before anything is judged.

use super::baseline::{Baseline, NoBaseline};
use super::before::Before;
use super::{Asked, Known, KnownError};
use crate::clients::history::is_bare;
use crate::clients::repository::{Kind, NoGit, ReadError, RelativePath, Repository, git_folder};
use crate::model::clean::{clean, echo};

/// Largest baseline: some 60,000 findings.
const MAX_BASELINE: u64 = 16 << 20;
/// Most names that an error offers.
const NEAREST: usize = 5;
/// Longest message of the reader of TOML.
const LONGEST_REASON: usize = 200;

impl Known {
    /// Reads the baseline and finds the revision. What cannot be read is an error, never an empty answer.
    pub fn open(repository: &Repository, asked: &Asked<'_>) -> Result<Self, KnownError> {
        let baseline = asked.baseline.map(|given| read(repository, given, asked));
        let before = asked
            .compare_to
            .map(|revision| Before::open(repository, revision).map_err(KnownError::Revision));
        Ok(Self {
            today: asked.today,
            work_tree: work_tree(repository),
            baseline: baseline.transpose()?.unwrap_or_default(),
            before: before.transpose()?,
        })
    }
}

/// The Git work tree that the folder belongs to; the root if there is none.
fn work_tree(repository: &Repository) -> RelativePath {
    git_top(repository).unwrap_or_default()
}

/// The top of the Git work tree, or the bare repository, that the folder belongs to.
pub(crate) fn git_top(repository: &Repository) -> Option<RelativePath> {
    let mut folders = repository.folder().ancestors();
    folders.reverse();
    let is_work_tree = |folder: &RelativePath| {
        is_bare(repository, folder) || !matches!(git_folder(repository, folder), Err(NoGit::Absent))
    };
    folders.into_iter().find(is_work_tree)
}

/// A path is meant from the folder that was asked for, or else from the top of the work tree.
fn read(repository: &Repository, given: &str, asked: &Asked<'_>) -> Result<Baseline, KnownError> {
    let folder = repository.folder();
    let (path, kind) = repository
        .resolve(folder, given)
        .or_else(|error| match error {
            ReadError::Absent => repository.resolve(&work_tree(repository), given),
            other => Err(other),
        })
        .map_err(|error| unread(repository, given, error))?;
    let bytes = match kind {
        Kind::Folder => Err(ReadError::NotAFile("a folder")),
        _ => repository.read_file(&path, MAX_BASELINE),
    };
    let bytes = bytes.map_err(|error| unread(repository, given, error))?;
    let text = String::from_utf8(bytes).map_err(|_| NoBaseline {
        line: None,
        reason: "it is not UTF-8".to_owned(),
    });
    text.and_then(|text| Baseline::read(&path.to_string(), &text, asked.today))
        .map_err(|problem| KnownError::NoBaseline {
            given: echo(given),
            problem: NoBaseline {
                reason: clean(&problem.reason, LONGEST_REASON),
                ..problem
            },
        })
}

fn unread(repository: &Repository, given: &str, error: ReadError) -> KnownError {
    let nearest = match error {
        ReadError::Absent => nearest(repository, given),
        _ => Vec::new(),
    };
    KnownError::Unread {
        given: echo(given),
        error,
        nearest,
    }
}

/// Files of nearly that name, where the missing one was looked for.
fn nearest(repository: &Repository, given: &str) -> Vec<String> {
    let (folder, name) = given.rsplit_once('/').unwrap_or((".", given));
    let wanted = name.to_lowercase();
    let mut near: Vec<(usize, String)> = Vec::new();
    for start in [repository.folder().clone(), work_tree(repository)] {
        let Ok((folder, Kind::Folder)) = repository.resolve(&start, folder) else {
            continue;
        };
        let names = repository.names(&folder).unwrap_or_default();
        for (name, _) in names.iter().filter(|(_, kind)| *kind == Kind::File) {
            let distance =
                strsim::osa_distance(&String::from_utf8_lossy(name).to_lowercase(), &wanted);
            if distance <= (wanted.chars().count() / 3).max(1) {
                near.push((distance, folder.join(name).to_string()));
            }
        }
    }
    near.sort();
    near.dedup();
    near.into_iter()
        .take(NEAREST)
        .map(|(_, name)| name)
        .collect()
}
