//! Commits and trees of a repository in memory, as numbers: what points to what.

use super::fault::Fault;
use super::forest::Bounds;
use super::object::{EntryKind, ObjectKind, TreeEntries, commit, is_hostile_name, tag_target};
use super::store::{Select, Store};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// Stands for an object that this copy does not have.
pub(super) const MISSING: u32 = u32::MAX;
/// Stands for an entry whose name Git refuses; it is told, not followed.
pub(super) const HOSTILE: u32 = u32::MAX - 1;
const TREE_BIT: u32 = 1 << 31;

#[derive(Default)]
pub(super) struct Graph {
    pub(super) commits: Vec<CommitNode>,
    parents: Vec<u32>,
    /// Index in `commits`, by object.
    commit_at: HashMap<u32, u32>,
    entries: Vec<Entry>,
    /// Entries of a tree, by object.
    trees: HashMap<u32, Range<u32>>,
    names: Names,
    tags: HashMap<u32, u32>,
    pub(super) faults: Vec<(u32, Fault)>,
}

pub(super) struct CommitNode {
    pub object: u32,
    /// Seconds since 1970.
    pub time: i64,
    pub tree: u32,
    parents: Range<u32>,
}

#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// An object, or [`MISSING`] or [`HOSTILE`].
    pub child: u32,
    /// Number of the name, and whether the child is a tree.
    name: u32,
}

impl Entry {
    pub(super) fn name(self) -> u32 {
        self.name & !TREE_BIT
    }

    pub(super) fn is_tree(self) -> bool {
        self.name & TREE_BIT != 0
    }
}

impl Graph {
    /// Reads every commit, tree and tag that the store holds, once each.
    pub(super) fn read(store: &Store, bounds: &Bounds<'_>) -> Self {
        let graph = Mutex::new(Self::default());
        let select = Select {
            wanted: &|_| true,
            keep: |kind| kind != ObjectKind::Blob,
        };
        let out = store.visit(&select, bounds, |object| {
            let (bytes, object, kind) = (object.bytes, object.number, object.kind);
            let added = match kind {
                ObjectKind::Commit => add_commit(&graph, store, object, bytes),
                ObjectKind::Tree => add_tree(&graph, store, object, bytes),
                ObjectKind::Tag => add_tag(&graph, store, object, bytes),
                ObjectKind::Blob => Some(()),
            };
            added.map(|()| None::<()>).ok_or(Fault::Broken)
        });
        let mut graph = graph.into_inner().unwrap_or_else(PoisonError::into_inner);
        graph.faults = out.faults;
        graph.faults.sort_unstable();
        graph
    }

    /// Why a commit, a tree or a tag could not be read.
    pub(super) fn fault(&self, object: u32) -> Option<&Fault> {
        let at = self
            .faults
            .binary_search_by_key(&object, |(object, _)| *object)
            .ok()?;
        self.faults.get(at).map(|(_, fault)| fault)
    }

    pub(super) fn name(&self, number: u32) -> &[u8] {
        self.names
            .list
            .get(number as usize)
            .map_or(&[], |name| name)
    }

    pub(super) fn name_number(&self, name: &[u8]) -> Option<u32> {
        self.names.numbers.get(name).copied()
    }

    /// None for a tree that could not be read.
    pub(super) fn tree(&self, object: u32) -> Option<&[Entry]> {
        let range = self.trees.get(&object)?;
        self.entries.get(range.start as usize..range.end as usize)
    }

    pub(super) fn commit(&self, object: u32) -> Option<(u32, &CommitNode)> {
        let at = *self.commit_at.get(&object)?;
        Some((at, self.commits.get(at as usize)?))
    }

    /// Objects; [`MISSING`] where a shallow copy ends.
    pub(super) fn parents(&self, commit: &CommitNode) -> &[u32] {
        self.parents
            .get(commit.parents.start as usize..commit.parents.end as usize)
            .unwrap_or_default()
    }

    /// What a tag, or a tag of a tag, names in the end.
    pub(super) fn peel(&self, mut object: u32) -> u32 {
        for _ in 0..16 {
            match self.tags.get(&object) {
                Some(target) => object = *target,
                None => return object,
            }
        }
        object
    }
}

fn add_commit(graph: &Mutex<Graph>, store: &Store, object: u32, bytes: &[u8]) -> Option<()> {
    let commit = commit(bytes)?;
    let number = |id: &super::id::Id| store.find(id.as_bytes()).unwrap_or(MISSING);
    let tree = number(&commit.tree);
    let parents: Vec<u32> = commit.parents.iter().map(number).collect();
    let graph = &mut *graph.lock().unwrap_or_else(PoisonError::into_inner);
    let start = u32::try_from(graph.parents.len()).ok()?;
    graph.parents.extend(parents);
    let end = u32::try_from(graph.parents.len()).ok()?;
    graph
        .commit_at
        .insert(object, u32::try_from(graph.commits.len()).ok()?);
    graph.commits.push(CommitNode {
        object,
        time: commit.time,
        tree,
        parents: start..end,
    });
    Some(())
}

fn add_tree(graph: &Mutex<Graph>, store: &Store, object: u32, bytes: &[u8]) -> Option<()> {
    let mut entries = TreeEntries::new(bytes, store.id_len);
    let found: Vec<(u32, bool, &[u8])> = entries
        .by_ref()
        .filter(|entry| matches!(entry.kind, EntryKind::Tree | EntryKind::File))
        .map(|entry| {
            let child = if is_hostile_name(entry.name) {
                HOSTILE
            } else {
                store.find(entry.id).unwrap_or(MISSING)
            };
            (child, entry.kind == EntryKind::Tree, entry.name)
        })
        .collect();
    let graph = &mut *graph.lock().unwrap_or_else(PoisonError::into_inner);
    let start = u32::try_from(graph.entries.len()).ok()?;
    for (child, is_tree, name) in found {
        let name = graph.names.number(name)? | if is_tree { TREE_BIT } else { 0 };
        graph.entries.push(Entry { child, name });
    }
    let end = u32::try_from(graph.entries.len()).ok()?;
    graph.trees.insert(object, start..end);
    (!entries.broken).then_some(())
}

fn add_tag(graph: &Mutex<Graph>, store: &Store, object: u32, bytes: &[u8]) -> Option<()> {
    let target = store.find(tag_target(bytes)?.as_bytes()).unwrap_or(MISSING);
    graph
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .tags
        .insert(object, target);
    Some(())
}

/// Every different name of files and folders once.
#[derive(Default)]
struct Names {
    list: Vec<Arc<[u8]>>,
    numbers: HashMap<Arc<[u8]>, u32>,
}

impl Names {
    fn number(&mut self, name: &[u8]) -> Option<u32> {
        if let Some(number) = self.numbers.get(name) {
            return Some(*number);
        }
        let number = u32::try_from(self.list.len())
            .ok()
            .filter(|number| *number < TREE_BIT)?;
        let name: Arc<[u8]> = name.into();
        self.list.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        Some(number)
    }
}
