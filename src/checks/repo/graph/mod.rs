//! The graph of a repository: what refers to what, and what deploys what from where. Nothing is opened here.
//!
//! A reference that leaves the repository, or that only a template or a variable completes, is external: it is never
//! called missing.

mod build;
mod cycle;
mod names;
mod owners;
mod remote;
mod tree;

use std::collections::{HashMap, HashSet};

pub(crate) use build::{Clash, Id, Missing, is_cluster_wide};
pub(crate) use cycle::cycles;
pub(crate) use names::Lookup;
pub(crate) use owners::{BadPath, Engine, Owner};
pub(crate) use remote::{Checkout, host, is_remote, normal};
pub(crate) use tree::{Place, Target, Tree, file_name, is_below, join, parent, relative};

use super::facts::{FileFacts, Object, Reference};
use build::Builder;
use names::Names;

/// The graph.
pub(crate) struct Graph<'f> {
    pub(crate) files: &'f [FileFacts],
    pub(crate) tree: &'f Tree,
    pub(crate) checkout: &'f Checkout,
    /// Entries of kustomization files that lead nowhere.
    pub(crate) missing: Vec<Missing<'f>>,
    /// Rings of kustomization files.
    pub(crate) kustomize_cycles: Vec<Vec<usize>>,
    /// Twice the same object in one build.
    pub(crate) clashes: Vec<Clash>,
    /// Files that are applied as patches.
    pub(crate) patches: HashSet<usize>,
    /// Files and folders that some kustomization file names.
    pub(crate) named: HashSet<String>,
    /// What is applied from this repository, by whom.
    pub(crate) owners: Vec<Owner<'f>>,
    /// Paths of sources that are this repository, where nothing stands.
    pub(crate) bad_paths: Vec<BadPath<'f>>,
    names: Names,
    /// The objects of the owners.
    owning: HashSet<Id>,
    /// The owners whose builds hold an object.
    holders: HashMap<Id, Vec<usize>>,
}

impl<'f> Graph<'f> {
    pub(crate) fn new(files: &'f [FileFacts], tree: &'f Tree, checkout: &'f Checkout) -> Self {
        let mut builder = Builder::new(files, tree);
        for (at, file) in files.iter().enumerate() {
            if file.kustomization.is_some() {
                builder.kustomize(at);
            }
        }
        let found = owners::find(&mut builder, files, tree, checkout);
        let mut holders: HashMap<Id, Vec<usize>> = HashMap::new();
        for (at, owner) in found.owners.iter().enumerate() {
            for placed in &owner.build.objects {
                let list = holders.entry(placed.id).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        builder
            .missing
            .sort_by_key(|missing| (missing.file, missing.entry.at.line));
        Self {
            names: Names::new(files, &found.owners),
            owning: found.owners.iter().map(|owner| owner.id).collect(),
            files,
            tree,
            checkout,
            missing: builder.missing,
            kustomize_cycles: builder.cycles,
            clashes: builder.clashes,
            patches: builder.patches,
            named: builder.named,
            owners: found.owners,
            bad_paths: found.bad_paths,
            holders,
        }
    }

    pub(crate) fn file(&self, at: usize) -> Option<&'f FileFacts> {
        self.files.get(at)
    }

    pub(crate) fn path(&self, id: Id) -> &'f str {
        self.files.get(id.file).map_or("", |file| &file.path)
    }

    pub(crate) fn object(&self, id: Id) -> Option<&'f Object> {
        build::object(self.files, id)
    }

    /// All objects that are no patches, with their paths.
    pub(crate) fn objects(&self) -> impl Iterator<Item = (Id, &'f str, &'f Object)> {
        let files = self.files.iter().enumerate();
        files
            .filter(|(at, file)| !self.is_patch(*at, &file.path))
            .flat_map(|(file, facts)| {
                let objects = facts.objects.iter().enumerate();
                objects.map(move |(object, facts_of)| (Id { file, object }, &*facts.path, facts_of))
            })
    }

    /// Whether a file holds parts of objects only: it is applied as a patch, or bears the name of one.
    pub(crate) fn is_patch(&self, file: usize, path: &str) -> bool {
        self.patches.contains(&file)
            || !self.named.contains(path) && file_name(path).contains("patch")
    }

    /// The owners that apply an object.
    pub(crate) fn holders(&self, id: Id) -> impl Iterator<Item = &Owner<'f>> {
        let list = self.holders.get(&id).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|at| self.owners.get(*at))
    }

    /// Whether an object applies a folder of this repository.
    pub(crate) fn owns(&self, id: Id) -> bool {
        self.owning.contains(&id)
    }

    /// A path as it counts from the top of the repository.
    pub(crate) fn from_top(&self, path: &str) -> Option<String> {
        if !is_below(path, &self.tree.top) {
            return None;
        }
        Some(relative(&self.tree.top, path))
    }

    /// The name of an object of that kind that is nearly the one given.
    pub(crate) fn nearest_name(&self, kind: &str, name: &str) -> Option<&'f str> {
        let objects = self.files.iter().flat_map(|file| &file.objects);
        let near = objects
            .filter(|object| &*object.kind == kind)
            .filter_map(|object| {
                let distance = strsim::osa_distance(name, &object.name);
                (distance * 4 <= name.len()).then_some((distance, &*object.name))
            });
        near.min().map(|(_, name)| name)
    }

    pub(crate) fn is_reached(&self, id: Id) -> bool {
        self.holders.contains_key(&id)
    }

    /// Whether an owner above an object changes what the object says.
    pub(crate) fn is_patched_above(
        &self,
        id: Id,
        does: impl Fn(super::facts::Patched) -> bool + Copy,
    ) -> bool {
        self.holders(id)
            .any(|owner| does(owner.build.patched) || does(owner.patched))
    }

    /// What a reference leads to.
    pub(crate) fn look_up(&self, from: Id, reference: &Reference) -> Lookup {
        self.names.look_up(self.object(from), from, reference)
    }

    /// The objects of one kind and name.
    pub(crate) fn named_objects(&self, kind: &str, name: &str) -> &[Id] {
        self.names.of(kind, name)
    }

    /// Of several objects the one whose path is most like that of the one that refers.
    pub(crate) fn closest(&self, from: Id, candidates: &[Id]) -> Option<Id> {
        let own = self.path(from);
        let common = |id: &Id| {
            own.bytes()
                .zip(self.path(*id).bytes())
                .take_while(|(a, b)| a == b)
                .count()
        };
        candidates
            .iter()
            .copied()
            .max_by_key(|id| (common(id), std::cmp::Reverse(*id)))
    }
}
