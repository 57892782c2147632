//! The graph of a repository: what refers to what, and what deploys what from where. Nothing is opened here.
//!
//! A reference that leaves the repository, or that only a template or a variable completes, is external: it is never
//! called missing.

mod aimless;
mod build;
mod cycle;
mod expansion;
mod glob;
mod names;
mod owners;
mod remote;
mod tree;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

pub(crate) use aimless::Aimless;
pub(crate) use build::{Clash, Missing};
pub(crate) use cycle::cycles;
pub(crate) use expansion::{Expansion, Id, Placed, is_cluster_wide};
pub(crate) use glob::{glob, glob_path};
pub(crate) use names::Lookup;
pub(crate) use owners::{BadPath, Engine, Owner};
pub(crate) use remote::{Checkout, host, is_remote, normal};
pub(crate) use tree::{Place, Target, Tree, file_name, is_below, join, parent, relative};

use super::facts::{Body, Directory, FileFacts, Kustomization, Object, Reference, is_dynamic};
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
    /// Patches for objects that their builds do not hold.
    pub(crate) aimless: Vec<Aimless<'f>>,
    /// Files that are applied as patches.
    pub(crate) patches: HashSet<usize>,
    /// Files and folders that some kustomization file names.
    pub(crate) named: HashSet<String>,
    /// What is applied from this repository, by whom.
    pub(crate) owners: Vec<Owner<'f>>,
    /// Paths of sources that are this repository, where nothing stands.
    pub(crate) bad_paths: Vec<BadPath<'f>>,
    /// Addresses and names of sources that are this repository.
    pub(crate) own_addresses: HashSet<String>,
    /// What each kustomization file builds.
    builds: HashMap<usize, Rc<Expansion<'f>>>,
    names: Names,
    /// The objects of the owners.
    owning: HashSet<Id>,
    /// The owners whose builds hold an object.
    holders: HashMap<Id, Vec<usize>>,
}

impl<'f> Graph<'f> {
    pub(crate) fn new(files: &'f [FileFacts], tree: &'f Tree, checkout: &'f Checkout) -> Self {
        let mut builder = Builder::new(files, tree);
        let mut builds = HashMap::new();
        for (at, file) in files.iter().enumerate() {
            if file.kustomization.is_some() {
                builds.insert(at, builder.kustomize(at));
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
            aimless: builder.aimless,
            patches: builder.patches,
            named: builder.named,
            owners: found.owners,
            bad_paths: found.bad_paths,
            own_addresses: found.own,
            builds,
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
        expansion::object(self.files, id)
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
        self.patches.contains(&file) || !self.named.contains(path) && path.contains("patch")
    }

    /// The object of a file that a line lies in.
    pub(crate) fn object_at(&self, file: usize, line: u32) -> Option<Id> {
        let objects = &self.files.get(file)?.objects;
        let object = objects
            .partition_point(|object| object.line <= line)
            .checked_sub(1)?;
        Some(Id { file, object })
    }

    /// The owners that apply an object.
    pub(crate) fn holders(&self, id: Id) -> impl Iterator<Item = &Owner<'f>> {
        let list = self.holders.get(&id).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|at| self.owners.get(*at))
    }

    /// The folders or files of this repository that a Git generator asks for, counted from the top.
    pub(crate) fn matching<'g>(&'g self, wanted: &'g Directory) -> impl Iterator<Item = &'g str> {
        let names: Box<dyn Iterator<Item = &str>> = if wanted.files {
            Box::new(self.tree.files())
        } else {
            Box::new(self.tree.folders())
        };
        let top = &self.tree.top;
        names.filter(move |name| {
            let below = if top.is_empty() {
                Some(*name)
            } else {
                name.strip_prefix(&**top)
            };
            below.is_some_and(|below| !below.is_empty() && glob_path(&wanted.path.value, below))
        })
    }

    /// Whether an object applies a folder of this repository.
    pub(crate) fn owns(&self, id: Id) -> bool {
        self.owning.contains(&id)
    }

    /// A path as it counts from the top of the repository.
    pub(crate) fn below_top(&self, path: &str) -> Option<String> {
        if !is_below(path, &self.tree.top) {
            return None;
        }
        Some(relative(&self.tree.top, path))
    }

    /// The name of an object of that kind that is nearly the one given.
    pub(crate) fn nearest_name(&self, kind: &str, name: &str) -> Option<&'f str> {
        let objects = self.files.iter().flat_map(|file| &file.objects);
        let near = objects
            .filter(|object| &*object.kind == kind && super::references::is_plain(&object.name))
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

    /// Whether a patch from above may change an object: of one that nothing here is seen to apply, nobody knows which.
    pub(crate) fn may_be_patched(&self, id: Id) -> bool {
        let patches =
            |object: &Object| matches!(&object.body, Body::Kustomization(flux) if flux.patched.any);
        let anywhere = || {
            self.files
                .iter()
                .flat_map(|file| &file.objects)
                .any(patches)
        };
        self.is_patched_above(id, |patched| patched.any) || !self.is_reached(id) && anywhere()
    }

    /// What a reference leads to.
    pub(crate) fn look_up(&self, from: Id, reference: &Reference) -> Lookup {
        self.names.look_up(self.object(from), from, reference)
    }

    /// The namespaces in which builds put an object, or the one that it says itself.
    pub(crate) fn namespaces(&self, id: Id) -> BTreeSet<&str> {
        let own = || self.object(id).map(|object| object.namespace.as_deref());
        let placed = self.names.placed(id);
        let all = placed.unwrap_or_else(|| own().into_iter().collect());
        all.into_iter().flatten().collect()
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

impl<'f> Graph<'f> {
    /// What each kustomization file builds.
    pub(crate) fn kustomize_builds(
        &self,
    ) -> impl Iterator<Item = (&Expansion<'f>, &'f Kustomization)> {
        let builds = self.builds.iter();
        builds.filter_map(|(at, build)| Some((&**build, self.file(*at)?.kustomization.as_deref()?)))
    }

    /// The kustomization file of a folder.
    pub(crate) fn kustomization_in(&self, folder: &str) -> Option<&'f str> {
        super::facts::kustomization_names().find_map(|name| {
            let path = join(folder, name)?;
            let at = self
                .files
                .binary_search_by(|file| (*file.path).cmp(&*path))
                .ok()?;
            self.files.get(at).map(|file| &*file.path)
        })
    }

    /// Files that some owner applies: kustomization files and files with objects.
    pub(crate) fn reached_files(&self) -> HashSet<usize> {
        let builds = self.owners.iter().map(|owner| &owner.build);
        builds
            .flat_map(|build| {
                let objects = build.objects.iter().map(|placed| placed.id.file);
                objects.chain(build.kustomizations.iter().copied())
            })
            .collect()
    }

    /// Whether some other kustomization file includes the folder of this one.
    pub(crate) fn is_included(&self, path: &str) -> bool {
        self.named.contains(parent(path))
    }

    /// Whether a path that a template or a variable completes may lead to a folder.
    pub(crate) fn may_be_applied(&self, folder: &str) -> bool {
        let mut patterns = self
            .files
            .iter()
            .flat_map(|file| &file.objects)
            .flat_map(|object| {
                let template = match &object.body {
                    Body::ApplicationSet(set) => set.template.sources.as_slice(),
                    _ => &[],
                };
                let paths = template.iter().filter_map(|source| source.path.as_ref());
                paths
                    .chain(object.body.paths())
                    .map(|text| &*text.value)
                    .filter(|text| is_dynamic(text))
            });
        let below = if self.tree.top.is_empty() {
            folder
        } else {
            folder.strip_prefix(&*self.tree.top).unwrap_or(folder)
        };
        let generated =
            self.files
                .iter()
                .flat_map(|file| &file.objects)
                .any(|object| match &object.body {
                    Body::ApplicationSet(set) => set
                        .git
                        .iter()
                        .any(|wanted| !wanted.files && glob_path(&wanted.path.value, below)),
                    _ => false,
                });
        generated || patterns.any(|pattern| glob_path(&with_stars(pattern), below))
    }

    /// For each owner the outermost owner above it: what is below one root goes to one cluster.
    pub(crate) fn clusters(&self) -> Vec<String> {
        self.owners
            .iter()
            .map(|owner| self.root_of(owner.id))
            .collect()
    }

    /// The file of the outermost owner above an object.
    pub(crate) fn root_of(&self, id: Id) -> String {
        let mut id = id;
        let mut seen = HashSet::from([id]);
        loop {
            let above = self
                .holders(id)
                .map(|owner| owner.id)
                .filter(|above| !seen.contains(above))
                .min();
            let Some(above) = above else {
                return self.path(id).to_owned();
            };
            seen.insert(above);
            id = above;
        }
    }
}

/// Expressions of templates and variables as stars.
fn with_stars(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once("{{").or_else(|| rest.split_once("${")) {
        out.push_str(before);
        out.push('*');
        rest = after
            .split_once("}}")
            .or_else(|| after.split_once('}'))
            .map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    // One expression may hold several parts of a path.
    out.split('/')
        .map(|part| if part == "*" { "**" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}
