//! Where history starts: branches, tags, `HEAD`, and what reflogs remember (gitrepository-layout).

use super::id::Id;
use crate::clients::repository::{GitFolder, Kind, ReadError, RelativePath, Repository, Unread};
use crate::model::Why;
use std::collections::BTreeMap;

/// A loose reference is one line.
const MAX_REF_BYTES: u64 = 4096;
const MAX_PACKED_BYTES: u64 = 128 << 20;
const MAX_LOG_BYTES: u64 = 64 << 20;
/// Most files below `refs` or `logs`, and folders in folders.
const MAX_FILES: usize = 200_000;
const MAX_DEPTH: usize = 64;
/// `HEAD` names a branch; no reference needs more steps.
const MAX_STEPS: usize = 8;

#[derive(Default)]
pub(super) struct Refs {
    /// Full names (`refs/heads/main`) and the objects they name.
    named: BTreeMap<String, Id>,
    pub(super) head: Option<Id>,
    /// The branch that `HEAD` names, when it has no commit yet.
    unborn: Option<String>,
    /// Commits that only a reflog remembers, such as one that was amended.
    remembered: Vec<Id>,
    pub(super) skipped: Vec<Unread>,
}

enum Value {
    Id(Id),
    Name(String),
}

impl Refs {
    /// `git` has the references of all work trees, `own` the `HEAD` of this one.
    pub(super) fn read(git: &GitFolder, own: &GitFolder) -> Self {
        let (repository, git, own) = (&git.repository, &git.path, &own.path);
        let mut refs = Self::default();
        refs.read_packed(repository, git);
        let mut symbolic = Vec::new();
        for path in refs.files(repository, &git.join(b"refs")) {
            let Some(name) = path
                .below(git)
                .and_then(|name| std::str::from_utf8(name).ok())
                .map(str::to_owned)
            else {
                continue;
            };
            match read_value(repository, &path) {
                Ok(Some(Value::Id(id))) => _ = refs.named.insert(name, id),
                Ok(Some(Value::Name(target))) => symbolic.push((name, target)),
                Ok(None) => refs.skip(path, Why::Unsupported, "it is no reference of Git"),
                Err(error) => refs.skipped.push(error.unread(&path)),
            }
        }
        for (name, target) in symbolic {
            if let Some(id) = refs.named.get(&target).copied() {
                refs.named.insert(name, id);
            }
        }
        refs.head = refs.follow(repository, git, &own.join(b"HEAD"));
        if refs.head.is_none() {
            refs.unborn = refs.without_commit(repository, git, &own.join(b"HEAD"));
        }
        let (logs, heads): (Vec<_>, Vec<_>) = refs
            .files(repository, &git.join(b"worktrees"))
            .into_iter()
            .filter(|path| path.name() == b"HEAD")
            .chain([git.join(b"HEAD")])
            .partition(|path| path.parent().is_some_and(|folder| folder.name() == b"logs"));
        for path in heads {
            let id = refs.follow(repository, git, &path);
            refs.remembered.extend(id);
        }
        let logs = [refs.files(repository, &git.join(b"logs")), logs].concat();
        refs.read_logs(repository, logs);
        refs
    }

    /// What branches, tags and `HEAD` name, each once, `HEAD` first.
    pub(super) fn tips(&self) -> Vec<Id> {
        let mut tips: Vec<Id> = self.named.values().copied().collect();
        tips.sort_unstable();
        tips.dedup();
        self.head.into_iter().chain(tips).collect()
    }

    /// What reflogs and other work trees remember.
    pub(super) fn remembered(&self) -> &[Id] {
        &self.remembered
    }

    /// A name as people write it: `main`, `v1.2`, `origin/main`, `heads/main`, `refs/heads/main`, `HEAD`.
    pub(super) fn get(&self, name: &str) -> Option<Id> {
        if name == "HEAD" || name == "@" {
            return self.head;
        }
        ["", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"]
            .iter()
            .find_map(|prefix| self.named.get(&format!("{prefix}{name}")))
            .or_else(|| self.named.get(&format!("refs/remotes/{name}/HEAD")))
            .copied()
    }

    /// Short names of branches and tags.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let short = |name: &'_ String| {
            ["refs/heads/", "refs/tags/", "refs/remotes/"]
                .iter()
                .find_map(|p| name.strip_prefix(p).map(str::len))
        };
        self.named
            .keys()
            .filter_map(move |name| name.get(name.len() - short(name)?..))
    }

    fn skip(&mut self, path: RelativePath, why: Why, hint: &str) {
        self.skipped.push(Unread {
            path,
            why,
            hint: hint.to_owned(),
        });
    }

    fn read_packed(&mut self, repository: &Repository, git: &RelativePath) {
        let path = git.join(b"packed-refs");
        let text = match repository.read_file(&path, MAX_PACKED_BYTES) {
            Ok(text) => text,
            Err(ReadError::Absent) => return,
            Err(error) => return self.skipped.push(error.unread(&path)),
        };
        for line in text
            .split(|b| *b == b'\n')
            .filter_map(|line| std::str::from_utf8(line).ok())
        {
            if let Some((id, name)) = line.split_once(' ')
                && let Some(id) = Id::from_hex(id.as_bytes())
            {
                self.named.insert(name.trim_end().to_owned(), id);
            }
        }
    }

    /// All files below a folder, sorted by folder.
    fn files(&mut self, repository: &Repository, folder: &RelativePath) -> Vec<RelativePath> {
        let mut files = Vec::new();
        let mut folders = vec![(folder.clone(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            let names = match repository.names(&folder) {
                Ok(names) => names,
                Err(ReadError::Absent | ReadError::NotAFile(_)) => continue,
                Err(error) => {
                    self.skipped.push(error.unread(&folder));
                    continue;
                }
            };
            for (name, kind) in names {
                let path = folder.join(&name);
                match kind {
                    Kind::Folder if depth < MAX_DEPTH => folders.push((path, depth + 1)),
                    Kind::File if files.len() < MAX_FILES => files.push(path),
                    Kind::Folder | Kind::File => {
                        self.skip(path, Why::Limit, "more references than are read")
                    }
                    Kind::Link | Kind::Special(_) => {
                        self.skip(path, Why::Unsupported, "it is no plain file")
                    }
                }
            }
        }
        files
    }

    fn follow(
        &self,
        repository: &Repository,
        git: &RelativePath,
        path: &RelativePath,
    ) -> Option<Id> {
        let mut value = read_value(repository, path).ok()??;
        for _ in 0..MAX_STEPS {
            let name = match value {
                Value::Id(id) => return Some(id),
                Value::Name(name) => name,
            };
            if let Some(id) = self.named.get(&name) {
                return Some(*id);
            }
            value = read_value(repository, &git.join(safe_name(&name)?)).ok()??;
        }
        None
    }

    /// The full name of the branch that a `HEAD` names, if nothing at all stands there.
    fn without_commit(
        &self,
        repository: &Repository,
        git: &RelativePath,
        head: &RelativePath,
    ) -> Option<String> {
        let Value::Name(name) = read_value(repository, head).ok()?? else {
            return None;
        };
        let place = git.join(safe_name(&name)?);
        let is_absent = matches!(repository.read_file(&place, 0), Err(ReadError::Absent));
        let packed = git.join(b"packed-refs");
        let is_known = self.skipped.iter().all(|unread| unread.path != packed);
        (is_absent && is_known && !self.named.contains_key(&name)).then_some(name)
    }

    /// Whether this names the branch that has no commit yet.
    pub(super) fn is_unborn(&self, name: &str) -> bool {
        let names = |branch: &str| {
            matches!(name, "HEAD" | "@")
                || name == branch
                || branch.strip_prefix("refs/heads/") == Some(name)
        };
        self.unborn.as_deref().is_some_and(names)
    }

    fn read_logs(&mut self, repository: &Repository, logs: Vec<RelativePath>) {
        for path in logs {
            match repository.read_file(&path, MAX_LOG_BYTES) {
                Ok(text) => self
                    .remembered
                    .extend(text.split(|b| *b == b'\n').flat_map(logged).filter(is_real)),
                Err(error) => self.skipped.push(error.unread(&path)),
            }
        }
        self.remembered.sort_unstable();
        self.remembered.dedup();
    }
}

fn read_value(repository: &Repository, path: &RelativePath) -> Result<Option<Value>, ReadError> {
    let text = repository.read_file(path, MAX_REF_BYTES)?;
    let text = String::from_utf8_lossy(&text);
    let text = text.trim();
    Ok(match text.strip_prefix("ref:") {
        Some(name) => Some(Value::Name(name.trim().to_owned())),
        None => Id::from_hex(text.as_bytes()).map(Value::Id),
    })
}

/// A reference names a file below the Git folder and nothing else.
fn safe_name(name: &str) -> Option<&[u8]> {
    let safe = name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    safe.then_some(name.as_bytes())
}

/// A line of a reflog begins with the name before and the name after.
fn logged(line: &[u8]) -> impl Iterator<Item = Id> + '_ {
    line.split(|b| *b == b' ').take(2).filter_map(Id::from_hex)
}

/// Git writes zeros for "nothing".
fn is_real(id: &Id) -> bool {
    id.as_bytes().iter().any(|byte| *byte != 0)
}
