//! The files of one commit.

use super::fault::Fault;
use super::object::{EntryKind, ObjectKind, TreeEntries, commit, is_hostile_name};
use super::revision::resolve;
use super::store::{Select, Store};
use super::{History, HistoryError, HistoryLimits, Id};
use crate::clients::repository::{RelativePath, Unread, Watch};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Largest commit or tree that is read.
const MAX_OBJECT: u64 = 64 << 20;
/// Most tree entries that are looked at, and most files that are listed.
const MAX_ENTRIES: usize = 2_000_000;
const MAX_FILES: usize = 200_000;
const MAX_PATH_BYTES: usize = 4095;

/// What a revision holds below the folder that was asked for.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// Sorted by path.
    pub files: Vec<TreeFile>,
    /// Symbolic links, sorted by path; what [`History::read_each`] reads of one is the path it leads to.
    pub links: Vec<TreeFile>,
    pub skipped: Vec<Unread>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TreeFile {
    /// Relative to the root of the work tree.
    pub path: RelativePath,
    pub id: Id,
    object: u32,
}

impl History {
    /// Lists the files of a revision; their contents are read with [`History::read_each`].
    pub fn revision(&self, revision: &str) -> Result<Snapshot, HistoryError> {
        let object = resolve(&self.store, &self.refs, revision)?;
        let broken =
            |fault: Fault| HistoryError::Unreadable(fault.unread(RelativePath::root()).hint);
        let (_, bytes) = self.store.read(object, MAX_OBJECT).map_err(broken)?;
        let found = commit(&bytes).ok_or_else(|| broken(Fault::Broken))?;
        let mut lister = Lister {
            store: &self.store,
            files: Vec::new(),
            links: Vec::new(),
            skipped: Vec::new(),
            entries: 0,
        };
        if let Some(tree) = lister.subtree(found.tree, &self.folder) {
            lister.list(tree, &self.folder);
        }
        let (mut files, mut links, mut skipped) = (lister.files, lister.links, lister.skipped);
        files.sort();
        links.sort();
        skipped.sort();
        Ok(Snapshot {
            files,
            links,
            skipped,
        })
    }

    /// Calls `work` for each file and returns the results in their order; each object is read once.
    pub fn read_each<T: Send>(
        &self,
        files: &[TreeFile],
        (limits, watch): (&HistoryLimits, &dyn Watch),
        work: impl Fn(&TreeFile, &[u8]) -> T + Sync,
    ) -> Vec<Result<T, Unread>> {
        let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, file) in files.iter().enumerate() {
            places.entry(file.object).or_default().push(at);
        }
        let at = |object: u32| places.get(&object).map(Vec::as_slice).unwrap_or_default();
        let select = Select {
            wanted: &|object| places.contains_key(&object),
            keep: |_| true,
        };
        let out = self.store.visit(&select, &limits.bounds(watch), |object| {
            if object.kind != ObjectKind::Blob {
                return Err(Fault::Broken);
            }
            let one = |at: &usize| {
                let file = files.get(*at)?;
                let made = catch_unwind(AssertUnwindSafe(|| work(file, object.bytes)))
                    .map_err(|_| Fault::Panic.unread(file.path.clone()));
                Some((*at, made))
            };
            Ok(Some(
                at(object.number).iter().filter_map(one).collect::<Vec<_>>(),
            ))
        });
        let mut results: Vec<_> = files
            .iter()
            .map(|file| Err(Fault::Missing.unread(file.path.clone())))
            .collect();
        let faults = out
            .faults
            .iter()
            .flat_map(|(object, fault)| at(*object).iter().map(move |at| (*at, fault)));
        let faults: Vec<_> = faults
            .filter_map(|(at, fault)| Some((at, Err(fault.unread(files.get(at)?.path.clone())))))
            .collect();
        for (at, result) in out.made.into_iter().flatten().chain(faults) {
            if let Some(slot) = results.get_mut(at) {
                *slot = result;
            }
        }
        results
    }
}

struct Lister<'a> {
    store: &'a Store,
    files: Vec<TreeFile>,
    links: Vec<TreeFile>,
    skipped: Vec<Unread>,
    entries: usize,
}

impl Lister<'_> {
    fn tree(&self, id: &[u8]) -> Result<Vec<u8>, Fault> {
        let object = self.store.find(id).ok_or(Fault::Missing)?;
        match self.store.read(object, MAX_OBJECT)? {
            (ObjectKind::Tree, bytes) => Ok(bytes),
            _ => Err(Fault::Broken),
        }
    }

    fn subtree(&mut self, mut tree: Id, folder: &RelativePath) -> Option<Id> {
        for part in folder
            .as_bytes()
            .split(|b| *b == b'/')
            .filter(|part| !part.is_empty())
        {
            let bytes = self
                .tree(tree.as_bytes())
                .map_err(|fault| self.skipped.push(fault.unread(folder.clone())))
                .ok()?;
            let entry = TreeEntries::new(&bytes, self.store.id_len)
                .find(|entry| entry.name == part && entry.kind == EntryKind::Tree)?;
            tree = Id::new(entry.id)?;
        }
        Some(tree)
    }

    fn list(&mut self, tree: Id, folder: &RelativePath) {
        let mut stack = vec![(tree, folder.clone())];
        while let Some((tree, folder)) = stack.pop() {
            match self.tree(tree.as_bytes()) {
                Ok(bytes) => self.sort_in(&bytes, &folder, &mut stack),
                Err(fault) => self.skipped.push(fault.unread(folder)),
            }
            if self.entries > MAX_ENTRIES || self.files.len() > MAX_FILES {
                return self
                    .skipped
                    .push(Fault::Budget.unread(RelativePath::root()));
            }
        }
    }

    fn sort_in(
        &mut self,
        bytes: &[u8],
        folder: &RelativePath,
        stack: &mut Vec<(Id, RelativePath)>,
    ) {
        let mut entries = TreeEntries::new(bytes, self.store.id_len);
        for entry in entries
            .by_ref()
            .filter(|entry| entry.kind != EntryKind::Other)
        {
            self.entries += 1;
            let path = folder.join(entry.name);
            let Some(id) = Id::new(entry.id) else {
                continue;
            };
            match (entry.kind, self.store.find(entry.id)) {
                _ if is_hostile_name(entry.name) => {
                    self.skipped.push(Fault::HostileName.unread(path))
                }
                _ if path.as_bytes().len() > MAX_PATH_BYTES => {
                    self.skipped.push(Fault::TooDeep.unread(folder.clone()))
                }
                (EntryKind::Tree, _) => stack.push((id, path)),
                (EntryKind::Link, Some(object)) => self.links.push(TreeFile { path, id, object }),
                (_, Some(object)) => self.files.push(TreeFile { path, id, object }),
                (_, None) => self.skipped.push(Fault::Missing.unread(path)),
            }
        }
        if entries.broken {
            self.skipped.push(Fault::Broken.unread(folder.clone()));
        }
    }
}
