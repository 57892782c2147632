//! Lists the files below a folder, in parallel, each real file once.

use super::error::{ReadError, Unread, Why};
use super::found::Found;
use super::links::{LinkOut, Target, resolve};
use super::open::{Kind, MAX_PATH_BYTES, Repository, kind_of};
use super::path::RelativePath;
use super::watch::Watch;
use super::work_tree::Scope;
use cap_std::fs::DirEntry;
use std::collections::BTreeSet;
use std::os::unix::ffi::OsStrExt as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// A regular file as the walk saw it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub path: RelativePath,
    /// Bytes; the file may have changed by the time it is read.
    pub size: u64,
}

/// Most files and bytes of one walk; what lies beyond is counted exactly and left out in path order.
#[derive(Debug, Clone, Copy)]
pub struct WalkLimits {
    pub files: usize,
    pub bytes: u64,
    /// Folders in folders.
    pub depth: usize,
    pub threads: usize,
}

impl Default for WalkLimits {
    fn default() -> Self {
        Self {
            files: 100_000,
            bytes: 1 << 30,
            depth: 256,
            threads: thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// What was found below a folder. All lists are sorted by path.
#[derive(Debug, Default)]
pub struct Walk {
    pub files: Vec<Entry>,
    pub skipped: Vec<Unread>,
    /// Files that Git ignores and does not track: counted, not read.
    pub ignored: u64,
    /// Links whose target lies inside the root; each target is in `files` once, under its real path.
    pub links_inside: u64,
    pub links_out: Vec<LinkOut>,
    /// Files beyond the limits.
    pub omitted: Omitted,
    pub cancelled: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Omitted {
    pub files: u64,
    pub bytes: u64,
}

impl Repository {
    /// Lists the files of the folder that was asked for. `.git` is never entered; ignored files are counted, but
    /// those that Git tracks all the same are listed.
    pub fn walk(&self, limits: &WalkLimits, watch: &dyn Watch) -> Walk {
        let mut found = Found::default();
        let mut starts = BTreeSet::from([self.folder().clone()]);
        let mut pending = vec![self.folder().clone()];
        while !pending.is_empty() && !watch.cancelled() {
            found.merge(
                Walker {
                    repository: self,
                    limits,
                    watch,
                    seen: &AtomicU64::new(0),
                }
                .run(pending),
                limits,
            );
            pending = self.follow(&mut found, &mut starts);
        }
        found.finish(limits, watch.cancelled())
    }

    /// Judges the links met so far and returns the folders they lead to that no walk covers yet.
    fn follow(&self, found: &mut Found, starts: &mut BTreeSet<RelativePath>) -> Vec<RelativePath> {
        let mut pending = Vec::new();
        let mut links = std::mem::take(&mut found.links);
        links.sort();
        for link in links {
            match resolve(self, &link) {
                Err(why) => found.links_out.push(LinkOut { path: link, why }),
                Ok(Target::File(path)) => {
                    found.links_inside += 1;
                    if !covered(&path, starts) && found.linked_files.insert(path.clone()) {
                        let size = self.size(&path).unwrap_or_default();
                        found.files.push(Entry { path, size });
                    }
                }
                Ok(Target::Folder(path)) => {
                    found.links_inside += 1;
                    let holds_a_start = starts.iter().any(|start| start.below(&path).is_some());
                    if !covered(&path, starts) && !holds_a_start {
                        starts.insert(path.clone());
                        pending.push(path);
                    }
                }
            }
        }
        pending
    }
}

fn covered(path: &RelativePath, starts: &BTreeSet<RelativePath>) -> bool {
    starts.iter().any(|start| path.below(start).is_some())
}

/// A folder that waits to be listed.
pub(super) struct Task {
    folder: RelativePath,
    depth: usize,
    scope: Scope,
    /// An ignore rule matched this folder or one above it.
    ignored: bool,
}

/// The folders that wait, and how many are being listed; empty and idle means done.
#[derive(Default)]
struct Queue {
    tasks: Vec<Task>,
    busy: usize,
}

struct Walker<'a> {
    repository: &'a Repository,
    limits: &'a WalkLimits,
    watch: &'a dyn Watch,
    seen: &'a AtomicU64,
}

impl Walker<'_> {
    fn run(&self, folders: Vec<RelativePath>) -> Vec<Found> {
        let tasks = folders
            .into_iter()
            .map(|folder| Task {
                scope: Scope::above(self.repository, &folder),
                folder,
                depth: 0,
                ignored: false,
            })
            .collect();
        let queue = Mutex::new(Queue { tasks, busy: 0 });
        let wake = Condvar::new();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..self.limits.threads.max(1))
                .map(|_| scope.spawn(|| self.work(&queue, &wake)))
                .collect();
            threads
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .collect()
        })
    }

    fn work(&self, queue: &Mutex<Queue>, wake: &Condvar) -> Found {
        let mut found = Found::default();
        while let Some(task) = self.next(queue, wake) {
            self.list(&task, &mut found);
            let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
            queue.tasks.append(&mut found.children);
            queue.busy -= 1;
            drop(queue);
            wake.notify_all();
        }
        found
    }

    fn next(&self, queue: &Mutex<Queue>, wake: &Condvar) -> Option<Task> {
        let mut queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if self.watch.cancelled() {
                return None;
            }
            if let Some(task) = queue.tasks.pop() {
                queue.busy += 1;
                return Some(task);
            }
            if queue.busy == 0 {
                return None;
            }
            queue = wake.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn list(&self, task: &Task, found: &mut Found) {
        let entries = match self.entries(task) {
            Ok(entries) => entries,
            Err(_) if task.ignored => return,
            Err(error) => return found.skipped.push(error.unread(&task.folder)),
        };
        let before = found.files.len();
        let scope = self.scope_inside(task, &entries, found);
        let here = Here {
            task,
            scope: &scope,
        };
        for entry in entries.into_iter().filter(|entry| entry.name != b".git") {
            self.sort_in(entry, &here, found);
        }
        found.skipped.extend(scope.unread_index());
        let new = found.files.len().saturating_sub(before) as u64;
        let seen = self.seen.fetch_add(new, Ordering::Relaxed) + new;
        self.watch.progress(seen, None);
    }

    fn scope_inside(&self, task: &Task, entries: &[Named], found: &mut Found) -> Scope {
        let has = |name: &[u8]| entries.iter().any(|entry| entry.name == name);
        let has_git = has(b".git");
        if task.ignored || !(has_git || has(b".gitignore")) {
            return task.scope.clone();
        }
        let (inside, unread) = task
            .scope
            .clone()
            .enter(self.repository, &task.folder, has_git);
        found.skipped.extend(unread);
        inside
    }

    fn entries(&self, task: &Task) -> Result<Vec<Named>, ReadError> {
        let dir = self
            .repository
            .open_folder(&task.folder)
            .map_err(|e| ReadError::from_io(&e))?;
        let entries = dir.entries().map_err(|e| ReadError::from_io(&e))?;
        entries
            .map(|entry| {
                entry
                    .and_then(Named::new)
                    .map_err(|e| ReadError::from_io(&e))
            })
            .collect()
    }

    /// Puts one name where it belongs: file, folder to list, link to judge, or something that is not read.
    fn sort_in(&self, entry: Named, here: &Here<'_>, found: &mut Found) {
        let path = here.task.folder.join(&entry.name);
        let is_folder = entry.kind == Kind::Folder;
        let ignored = here.task.ignored || here.scope.ignored(&path, is_folder);
        let too_long = path.as_bytes().len() > MAX_PATH_BYTES;
        if is_folder {
            let depth = here.task.depth + 1;
            if too_long || depth > self.limits.depth {
                return found.skipped.push(too_deep(path));
            }
            let scope = here.scope.clone();
            return found.children.push(Task {
                folder: path,
                depth,
                scope,
                ignored,
            });
        }
        if ignored && !here.scope.tracks(&path) {
            found.ignored += 1;
            return;
        }
        match entry.kind {
            _ if too_long => found.skipped.push(too_deep(path)),
            Kind::Link => found.links.push(path),
            Kind::Special(what) => found.skipped.push(ReadError::NotAFile(what).unread(&path)),
            Kind::File | Kind::Folder => found.push(
                Entry {
                    path,
                    size: entry.size,
                },
                self.limits,
            ),
        }
    }
}

/// A folder that is being listed, and what holds inside it.
struct Here<'a> {
    task: &'a Task,
    scope: &'a Scope,
}

fn too_deep(path: RelativePath) -> Unread {
    Unread {
        path,
        why: Why::Limit,
        hint: "it lies too deep in folders; nothing below it was read".to_owned(),
    }
}

/// A name in a folder.
struct Named {
    name: Vec<u8>,
    kind: Kind,
    size: u64,
}

impl Named {
    fn new(entry: DirEntry) -> std::io::Result<Self> {
        let name = entry.file_name().as_bytes().to_vec();
        let kind = kind_of(entry.file_type()?);
        if !matches!(kind, Kind::File | Kind::Special(_)) {
            return Ok(Self {
                name,
                kind,
                size: 0,
            });
        }
        match entry.metadata() {
            Ok(meta) => Ok(Self {
                name,
                kind: kind_of(meta.file_type()),
                size: meta.len(),
            }),
            // Gone, or not allowed to look: the read will say so.
            Err(_) => Ok(Self {
                name,
                kind,
                size: 0,
            }),
        }
    }
}
