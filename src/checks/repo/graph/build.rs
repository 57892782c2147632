//! Builds followed by structure: which objects a folder brings, and what stands in the way.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::super::facts::{Body, Entry, FileFacts, Patched, Role, Use, is_dynamic};
use super::aimless::Aimless;
use super::expansion::{Expansion, Id, object};
use super::remote::is_remote;
use super::tree::{Place, Target, Tree, is_below, parent};
use crate::checks::repo::facts::kustomization_names;

/// An entry of a kustomization file that leads nowhere.
#[derive(Debug)]
pub(crate) struct Missing<'f> {
    pub(crate) file: usize,
    pub(crate) entry: &'f Entry,
    /// Where nothing stands, or the folder that holds no kustomization file.
    pub(crate) path: String,
    pub(crate) is_folder: bool,
}

/// Two objects of one identity in one build.
#[derive(Debug)]
pub(crate) struct Clash {
    /// Folder of the build in which they meet.
    pub(crate) folder: String,
    pub(crate) first: Id,
    pub(crate) second: Id,
}

/// Follows kustomization files, each folder once.
pub(crate) struct Builder<'f> {
    pub(super) files: &'f [FileFacts],
    pub(super) tree: &'f Tree,
    positions: HashMap<&'f str, usize>,
    memo: HashMap<String, Rc<Expansion<'f>>>,
    open: Vec<usize>,
    pub(crate) missing: Vec<Missing<'f>>,
    /// Kustomization files that include each other in a ring.
    pub(crate) cycles: Vec<Vec<usize>>,
    pub(crate) clashes: Vec<Clash>,
    /// Patches for objects that the build does not hold.
    pub(crate) aimless: Vec<Aimless<'f>>,
    clashing: HashSet<(Id, Id)>,
    placed: usize,
    /// Files that are applied as patches.
    pub(crate) patches: HashSet<usize>,
    /// Files and folders that some kustomization file names.
    pub(crate) named: HashSet<String>,
}

impl<'f> Builder<'f> {
    pub(crate) fn new(files: &'f [FileFacts], tree: &'f Tree) -> Self {
        Self {
            files,
            tree,
            positions: super::tree::positions(files),
            memo: HashMap::new(),
            open: Vec::new(),
            missing: Vec::new(),
            cycles: Vec::new(),
            clashes: Vec::new(),
            aimless: Vec::new(),
            clashing: HashSet::new(),
            placed: 0,
            patches: HashSet::new(),
            named: HashSet::new(),
        }
    }

    /// The position of a file that was parsed.
    pub(crate) fn position(&self, path: &str) -> Option<usize> {
        self.positions.get(path).copied()
    }

    /// Whether a file stands in a folder.
    pub(crate) fn has_file(&self, folder: &str, name: &str) -> bool {
        super::tree::join(folder, name).is_some_and(|path| self.tree.has_file(&path))
    }

    /// The kustomization file of a folder.
    pub(crate) fn kustomization_of(&self, folder: &str) -> Option<usize> {
        kustomization_names().find_map(|name| {
            let path = if folder.is_empty() {
                name.to_owned()
            } else {
                format!("{folder}/{name}")
            };
            let at = self.position(&path)?;
            self.files.get(at)?.kustomization.is_some().then_some(at)
        })
    }

    /// What Flux builds of a folder: its kustomization file, or all manifests below it.
    pub(crate) fn folder(&mut self, folder: &str) -> Rc<Expansion<'f>> {
        match self.kustomization_of(folder) {
            Some(file) => self.kustomize(file),
            None => self.plain(folder, true),
        }
    }

    /// The manifests of a folder without a kustomization file; `deep` takes those of the folders below too, each of
    /// which that has a kustomization file is built by that.
    pub(crate) fn plain(&mut self, folder: &str, deep: bool) -> Rc<Expansion<'f>> {
        let key = format!("{folder}/{}", if deep { "**" } else { "*" });
        if let Some(known) = self.memo.get(&key) {
            return Rc::clone(known);
        }
        let mut found = Expansion::default();
        let mut built = HashSet::new();
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let from = self.files.partition_point(|file| *file.path < *prefix);
        for at in from..self.files.len() {
            let Some(file) = self
                .files
                .get(at)
                .filter(|file| file.path.starts_with(&prefix))
            else {
                break;
            };
            match self.nearest_kustomization(folder, parent(&file.path)) {
                Some(other) if deep && built.insert(other) => {
                    let inner = self.kustomize(other);
                    found.take(&inner);
                }
                Some(_) => {}
                None if file.yaml && (deep || parent(&file.path) == folder) => {
                    found.add_file(file, at)
                }
                None => {}
            }
        }
        self.find_clashes(folder, &mut found);
        let found = Rc::new(found);
        self.memo.insert(key, Rc::clone(&found));
        found
    }

    /// The topmost kustomization file between a folder and one below it.
    fn nearest_kustomization(&self, top: &str, folder: &str) -> Option<usize> {
        let mut found = None;
        let mut folder = folder;
        while folder.len() > top.len() && is_below(folder, top) {
            found = self.kustomization_of(folder).or(found);
            folder = parent(folder);
        }
        found
    }

    /// What a kustomization file builds.
    pub(crate) fn kustomize(&mut self, file: usize) -> Rc<Expansion<'f>> {
        let Some((facts, kustomization)) = self
            .files
            .get(file)
            .and_then(|facts| Some((facts, facts.kustomization.as_deref()?)))
        else {
            return Rc::default();
        };
        if let Some(known) = self.memo.get(&*facts.path) {
            return Rc::clone(known);
        }
        if let Some(start) = self.open.iter().position(|open| *open == file) {
            self.cycles
                .push(self.open.get(start..).unwrap_or_default().to_vec());
            return Rc::new(Expansion {
                opaque: true,
                ..Expansion::default()
            });
        }
        if self.open.len() >= DEEPEST {
            return Rc::new(Expansion {
                opaque: true,
                ..Expansion::default()
            });
        }
        self.open.push(file);
        let mut found = Expansion {
            kustomizations: vec![file],
            ..Expansion::default()
        };
        let folder = parent(&facts.path);
        for entry in &kustomization.entries {
            self.entry((file, folder), entry, &mut found);
        }
        self.open.pop();
        self.find_aimless((file, folder), kustomization, &found);
        found.transform(self.files, kustomization);
        self.find_clashes(folder, &mut found);
        let found = Rc::new(found);
        self.memo.insert(facts.path.to_string(), Rc::clone(&found));
        found
    }

    fn entry(
        &mut self,
        (file, folder): (usize, &str),
        entry: &'f Entry,
        found: &mut Expansion<'f>,
    ) {
        let included = entry.role.is_included();
        let reference = &*entry.at.value;
        let target = self.tree.resolve(folder, reference);
        let path = match target {
            Target::At(place) => place,
            Target::Missing(path) if !is_remote(reference) => {
                found.opaque |= included;
                return self.missing.push(Missing {
                    file,
                    entry,
                    path,
                    is_folder: false,
                });
            }
            Target::Missing(_) | Target::External => {
                found.opaque |= included;
                return;
            }
        };
        let (Place::File(name) | Place::Folder(name)) = &path;
        self.named.insert(name.clone());
        match path {
            Place::File(path) if included => self.include(&path, found),
            Place::File(path) if entry.role == Role::Patch => self.patch(&path, found),
            Place::File(_) => {}
            Place::Folder(path) => match self.kustomization_of(&path) {
                Some(inner) if included => {
                    let inner = self.kustomize(inner);
                    found.take(&inner);
                }
                Some(_) => {}
                None if included => {
                    found.opaque = true;
                    self.missing.push(Missing {
                        file,
                        entry,
                        path,
                        is_folder: true,
                    });
                }
                None => {}
            },
        }
    }

    fn include(&mut self, path: &str, found: &mut Expansion<'f>) {
        match self
            .position(path)
            .and_then(|at| Some((at, self.files.get(at)?)))
        {
            Some((at, file)) => found.add_file(file, at),
            None => found.opaque = true,
        }
    }

    fn patch(&mut self, path: &str, found: &mut Expansion<'f>) {
        let Some((at, file)) = self
            .position(path)
            .and_then(|at| Some((at, self.files.get(at)?)))
        else {
            return;
        };
        self.patches.insert(at);
        for object in &file.objects {
            if let Body::Kustomization(flux) = &object.body {
                found.patched = found.patched.or(Patched {
                    any: true,
                    decryption: flux.decrypts,
                    substitution: flux.substitutes,
                    source: object
                        .references
                        .iter()
                        .any(|reference| reference.role == Use::Source),
                });
            }
        }
    }

    /// Objects of one identity that are told by no build inside this one; of each one stays, so that towers of bases
    /// do not double.
    fn find_clashes(&mut self, folder: &str, found: &mut Expansion<'f>) {
        let mut seen: HashMap<Identity<'_>, Id> = HashMap::new();
        let files = self.files;
        found.objects.retain(|placed| {
            let Some(object) = object(files, placed.id) else {
                return false;
            };
            let name = placed
                .name
                .clone()
                .unwrap_or_else(|| Rc::from(&*object.name));
            let namespace = placed.namespace.or(object.namespace.as_deref());
            let dynamic = is_dynamic(&name);
            let key = (&*object.api_version, &*object.kind, namespace, name);
            let Some(first) = seen.insert(key, placed.id) else {
                return true;
            };
            if !dynamic && self.clashing.insert((first, placed.id)) {
                let (folder, second) = (folder.to_owned(), placed.id);
                self.clashes.push(Clash {
                    folder,
                    first,
                    second,
                });
            }
            first != placed.id
        });
        self.placed += found.objects.len();
        if self.placed > MOST_PLACED {
            found.opaque = true;
            found.objects.clear();
        }
    }
}

/// Version, kind, namespace and name.
type Identity<'f> = (&'f str, &'f str, Option<&'f str>, Rc<str>);

/// Most objects in all builds together; beyond it a build counts as not known.
const MOST_PLACED: usize = 4_000_000;
/// Deepest ladder of bases.
const DEEPEST: usize = 64;
