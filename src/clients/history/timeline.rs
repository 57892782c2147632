//! Commits in order, and for each blob the first and the last of them that has it.

use super::bits::Bits;
use super::fault::Fault;
use super::graph::{Entry, Graph, HOSTILE, MISSING};
use super::id::Id;
use super::refs::Refs;
use super::store::Store;
use crate::clients::repository::RelativePath;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};

/// Most other names that are kept of a blob.
const MOST_NAMES: usize = 8;
/// Longest path that is told.
const MAX_PATH_BYTES: usize = 4095;

/// A blob of history.
pub(super) struct Appearance {
    pub object: u32,
    /// Places in [`Timeline::order`].
    pub first: u32,
    pub last: u32,
    pub in_head: bool,
    path: u32,
}

pub(super) struct Timeline {
    /// Positions in [`Graph::commits`], parents before children, older ones first where that leaves a choice. Commits
    /// that only a reflog remembers come last: none of them is an ancestor of another one.
    pub order: Vec<u32>,
    /// How many commits of `order` a branch, a tag or `HEAD` leads to.
    pub named: u32,
    /// Sorted by first commit, then as the trees list them.
    pub blobs: Vec<Appearance>,
    /// Where blobs stood later under another name, by object: the first place of each name.
    other_names: HashMap<u32, Vec<u32>>,
    paths: Paths,
    objects: usize,
    /// Places that could not be read, with the reason.
    pub faults: Vec<(RelativePath, Fault)>,
    /// Parents that this copy does not have.
    pub missing_parents: u64,
}

impl Timeline {
    /// Looks only below `folder`.
    pub(super) fn new(graph: &Graph, store: &Store, refs: &Refs, folder: &RelativePath) -> Self {
        let mut missing_parents = 0;
        let mut order = Vec::new();
        let mut known = Bits::new(graph.commits.len());
        let mut reach = |tips: &[Id]| {
            missing_parents += reach((graph, store), tips, &mut known, &mut order);
            u32::try_from(order.len()).unwrap_or(u32::MAX)
        };
        let named = reach(&refs.tips());
        reach(refs.remembered());
        let mut timeline = Self {
            order,
            named,
            blobs: Vec::new(),
            other_names: HashMap::new(),
            paths: Paths::default(),
            objects: store.total(),
            faults: Vec::new(),
            missing_parents,
        };
        let roots: Vec<(u32, u32)> = (0u32..)
            .zip(&timeline.order)
            .filter_map(|(place, commit)| {
                let commit = graph.commits.get(*commit as usize)?;
                Some((place, subtree(graph, commit.tree, folder)?))
            })
            .collect();
        timeline.first_appearances(graph, &roots);
        let is_lost = |id: &&Id| {
            store
                .find(id.as_bytes())
                .is_none_or(|object| graph.peel(object) == MISSING)
        };
        let lost = refs.tips().iter().filter(is_lost).count();
        timeline.faults.extend(std::iter::repeat_n(
            (RelativePath::root(), Fault::Missing),
            lost,
        ));
        timeline.last_appearances(graph, &roots);
        let head = refs
            .head
            .and_then(|id| store.find(id.as_bytes()))
            .and_then(|head| graph.commit(head));
        if let Some(tree) = head.and_then(|(_, commit)| subtree(graph, commit.tree, folder)) {
            timeline.mark_head(graph, tree);
        }
        timeline
    }

    /// Where a blob first stood, below the folder that was asked for.
    pub(super) fn path(
        &self,
        graph: &Graph,
        folder: &RelativePath,
        blob: &Appearance,
    ) -> RelativePath {
        self.paths
            .of(graph, folder, blob.path)
            .unwrap_or_else(|| folder.clone())
    }

    /// Where it stood later under other names.
    pub(super) fn other_paths(
        &self,
        graph: &Graph,
        folder: &RelativePath,
        blob: &Appearance,
    ) -> Vec<RelativePath> {
        let paths = self.other_names.get(&blob.object).into_iter().flatten();
        paths
            .filter_map(|path| self.paths.of(graph, folder, *path))
            .collect()
    }

    fn first_appearances(&mut self, graph: &Graph, roots: &[(u32, u32)]) {
        let mut seen = Bits::new(self.objects);
        let mut first_paths = vec![NO_PARENT; self.objects];
        let mut faults: BTreeMap<u32, Fault> = BTreeMap::new();
        for (place, root) in roots {
            let mut stack = vec![(*root, NO_PARENT)];
            while let Some((tree, path)) = stack.pop() {
                if tree < HOSTILE && !seen.insert(tree) {
                    continue;
                }
                let Some(entries) = graph.tree(tree) else {
                    let fault = match graph.fault(tree) {
                        _ if tree == MISSING => Fault::Missing,
                        Some(fault) => fault.clone(),
                        None => Fault::Broken,
                    };
                    // What the call had no time for is counted as a whole.
                    if !fault.is_about_the_call() {
                        faults.insert(path, fault);
                    }
                    continue;
                };
                for entry in entries.iter().rev() {
                    if entry.child < HOSTILE && seen.contains(entry.child) {
                        if let Some(first) = first_paths
                            .get(entry.child as usize)
                            .filter(|_| !entry.is_tree())
                        {
                            self.note_name(entry, *first, path);
                        }
                        continue;
                    }
                    let path = self.paths.add(path, entry.name());
                    match entry.child {
                        MISSING => _ = faults.insert(path, Fault::Missing),
                        HOSTILE => _ = faults.insert(path, Fault::HostileName),
                        child if entry.is_tree() => stack.push((child, path)),
                        object => {
                            seen.insert(object);
                            if let Some(slot) = first_paths.get_mut(object as usize) {
                                *slot = path;
                            }
                            self.blobs.push(Appearance {
                                object,
                                first: *place,
                                last: *place,
                                in_head: false,
                                path,
                            });
                        }
                    }
                }
            }
        }
        let folder = RelativePath::root();
        let told = faults.into_iter().map(|(path, fault)| {
            (
                self.paths.of(graph, &folder, path).unwrap_or_default(),
                fault,
            )
        });
        self.faults = told.collect();
    }

    /// Keeps a name that the blob did not have before.
    fn note_name(&mut self, entry: &Entry, first: u32, folder: u32) {
        if self.paths.name(first) == Some(entry.name()) {
            return;
        }
        let known = self.other_names.entry(entry.child).or_default();
        let is_known = known
            .iter()
            .any(|path| self.paths.name(*path) == Some(entry.name()));
        if !is_known && known.len() < MOST_NAMES {
            known.push(self.paths.add(folder, entry.name()));
        }
    }

    fn last_appearances(&mut self, graph: &Graph, roots: &[(u32, u32)]) {
        let mut last: HashMap<u32, u32> = HashMap::with_capacity(self.blobs.len());
        let mut seen = Bits::new(self.objects);
        let (named, remembered) =
            roots.split_at(roots.partition_point(|(place, _)| *place < self.named));
        for (place, root) in named.iter().rev().chain(remembered.iter().rev()) {
            below(graph, *root, &mut seen, |blob| {
                _ = last.entry(blob).or_insert(*place)
            });
        }
        for blob in &mut self.blobs {
            blob.last = last.get(&blob.object).copied().unwrap_or(blob.first);
        }
    }

    fn mark_head(&mut self, graph: &Graph, root: u32) {
        let mut present = Bits::new(self.objects);
        below(graph, root, &mut Bits::new(self.objects), |blob| {
            _ = present.insert(blob)
        });
        for blob in &mut self.blobs {
            blob.in_head = present.contains(blob.object);
        }
    }
}

/// Calls `each` for the blobs of all trees below `root` that were not seen before.
pub(super) fn below(graph: &Graph, root: u32, seen: &mut Bits, mut each: impl FnMut(u32)) {
    let mut stack = vec![root];
    while let Some(tree) = stack.pop() {
        if !seen.insert(tree) {
            continue;
        }
        for entry in graph
            .tree(tree)
            .unwrap_or_default()
            .iter()
            .filter(|entry| entry.child < HOSTILE)
        {
            if entry.is_tree() {
                stack.push(entry.child);
            } else {
                each(entry.child);
            }
        }
    }
}

/// The tree that stands at `folder` in this tree.
pub(super) fn subtree(graph: &Graph, mut tree: u32, folder: &RelativePath) -> Option<u32> {
    for part in folder
        .as_bytes()
        .split(|b| *b == b'/')
        .filter(|part| !part.is_empty())
    {
        let name = graph.name_number(part)?;
        let entry = graph
            .tree(tree)?
            .iter()
            .find(|entry| entry.name() == name && entry.is_tree())?;
        tree = entry.child;
    }
    Some(tree)
}

/// Adds all commits that the tips lead to and that are not known yet; the number of parents that are not here.
fn reach(
    (graph, store): (&Graph, &Store),
    tips: &[Id],
    known: &mut Bits,
    order: &mut Vec<u32>,
) -> u64 {
    let tips = tips
        .iter()
        .filter_map(|id| graph.commit(graph.peel(store.find(id.as_bytes())?)))
        .map(|(at, _)| at);
    let mut stack: Vec<u32> = tips.filter(|at| !known.contains(*at)).collect();
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut waiting: HashMap<u32, usize> = HashMap::new();
    let mut missing = 0;
    while let Some(at) = stack.pop() {
        let Some(commit) = graph
            .commits
            .get(at as usize)
            .filter(|_| !waiting.contains_key(&at))
        else {
            continue;
        };
        let parents = graph.parents(commit).iter();
        missing += parents.clone().filter(|parent| **parent == MISSING).count() as u64;
        let parents: Vec<u32> = parents
            .filter_map(|parent| graph.commit(*parent))
            .map(|(at, _)| at)
            .filter(|at| !known.contains(*at))
            .collect();
        waiting.insert(at, parents.len());
        for parent in &parents {
            children.entry(*parent).or_default().push(at);
        }
        stack.extend(parents);
    }
    waiting.keys().for_each(|at| _ = known.insert(*at));
    order.extend(in_time(graph, store, &children, waiting));
    missing
}

/// Parents first. Commits that are their own ancestors can only be forged; they come last.
fn in_time(
    graph: &Graph,
    store: &Store,
    children: &HashMap<u32, Vec<u32>>,
    mut waiting: HashMap<u32, usize>,
) -> Vec<u32> {
    let key = |at: u32| -> Reverse<(i64, Option<Id>, u32)> {
        let commit = graph.commits.get(at as usize);
        Reverse((
            commit.map_or(0, |c| c.time),
            commit.and_then(|c| store.id(c.object)),
            at,
        ))
    };
    let mut ready: BinaryHeap<_> = waiting
        .iter()
        .filter(|(_, left)| **left == 0)
        .map(|(at, _)| key(*at))
        .collect();
    let mut order = Vec::with_capacity(waiting.len());
    while let Some(Reverse((_, _, at))) = ready.pop() {
        order.push(at);
        waiting.remove(&at);
        for child in children.get(&at).into_iter().flatten() {
            if let Some(left) = waiting.get_mut(child) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    ready.push(key(*child));
                }
            }
        }
    }
    let mut forged: Vec<u32> = waiting.into_keys().collect();
    forged.sort_unstable();
    order.extend(forged);
    order
}

const NO_PARENT: u32 = u32::MAX;

/// Paths as chains of names; each link once.
#[derive(Default)]
struct Paths(Vec<(u32, u32)>);

impl Paths {
    fn add(&mut self, parent: u32, name: u32) -> u32 {
        self.0.push((parent, name));
        u32::try_from(self.0.len() - 1).unwrap_or(NO_PARENT)
    }

    /// Number of the last name.
    fn name(&self, at: u32) -> Option<u32> {
        self.0.get(at as usize).map(|(_, name)| *name)
    }

    /// None if it is longer than a path may be.
    fn of(&self, graph: &Graph, folder: &RelativePath, mut at: u32) -> Option<RelativePath> {
        let mut parts = Vec::new();
        let mut length = 0;
        while let Some((parent, name)) = self.0.get(at as usize) {
            let name = graph.name(*name);
            length += name.len() + 1;
            if length > MAX_PATH_BYTES {
                return None;
            }
            parts.push(name);
            at = *parent;
        }
        parts.reverse();
        if parts.is_empty() {
            return Some(folder.clone());
        }
        Some(folder.join(&parts.join(b"/".as_slice())))
    }
}
