//! Who applies what from this repository: Kustomizations of Flux and sources of Applications.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use super::super::facts::{
    Application, Body, FileFacts, FluxKustomization, Object, Patched, Text, Use, is_dynamic,
};
use super::build::Builder;
use super::expansion::{self, Expansion, Id, Placed};
use super::remote::{Checkout, normal};
use super::tree::{Place, Target, Tree, join};

/// What applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Flux,
    ArgoCd,
}

/// Something that applies a folder of this repository.
pub(crate) struct Owner<'f> {
    pub(crate) id: Id,
    pub(crate) engine: Engine,
    /// The folder, relative to the root.
    pub(crate) folder: String,
    pub(crate) build: Rc<Expansion<'f>>,
    /// What its own patches do to objects of Flux.
    pub(crate) patched: Patched,
    /// `targetNamespace`, or the namespace of the destination.
    pub(crate) namespace: Option<&'f str>,
    /// Not suspended.
    pub(crate) active: bool,
    /// Which cluster, where that is another one than its own; empty otherwise.
    pub(crate) cluster: String,
}

/// A path of a source that is this repository, where nothing stands.
pub(crate) struct BadPath<'f> {
    pub(crate) id: Id,
    pub(crate) text: &'f Text,
    pub(crate) path: String,
    /// The remotes of the checkout say that it is this repository; otherwise the other paths of the source do.
    pub(crate) certain: bool,
}

pub(super) struct Owners<'f> {
    pub(super) owners: Vec<Owner<'f>>,
    pub(super) bad_paths: Vec<BadPath<'f>>,
    /// Addresses and names of sources that are this repository.
    pub(super) own: HashSet<String>,
}

impl Owner<'_> {
    /// The namespace in which an object of the build ends up, as far as the repository tells.
    pub(crate) fn namespace_of<'a>(
        &'a self,
        placed: &'a Placed<'_>,
        object: &'a Object,
    ) -> Option<&'a str> {
        let own = placed.namespace.or(object.namespace.as_deref());
        match self.engine {
            Engine::Flux => self.namespace.or(own),
            Engine::ArgoCd => own.or(self.namespace),
        }
    }
}

/// A wish to apply a path of a source.
struct Claim<'f> {
    id: Id,
    engine: Engine,
    /// What identifies the source: its address, or its name where that is unknown.
    source: String,
    path: Option<&'f Text>,
    current: bool,
}

pub(super) fn find<'f>(
    builder: &mut Builder<'f>,
    files: &'f [FileFacts],
    tree: &'f Tree,
    checkout: &Checkout,
) -> Owners<'f> {
    let claims = claims(files, checkout);
    let own = own_sources(&claims, tree, checkout);
    let mut found = Owners {
        owners: Vec::new(),
        bad_paths: Vec::new(),
        own: own.keys().cloned().collect(),
    };
    for claim in claims {
        let Some(certain) = own.get(&claim.source).copied() else {
            continue;
        };
        let path = claim.path.map_or("", |text| &text.value);
        match (tree.at_top(path), claim.path) {
            (Target::At(Place::Folder(folder)), _) => {
                found.owners.extend(owner(builder, files, &claim, folder));
            }
            (Target::Missing(path), Some(text)) if claim.current => {
                found.bad_paths.push(BadPath {
                    id: claim.id,
                    text,
                    path,
                    certain,
                });
            }
            _ => {}
        }
    }
    found
}

fn claims<'f>(files: &'f [FileFacts], checkout: &Checkout) -> Vec<Claim<'f>> {
    let sources = sources(files);
    let mut found = Vec::new();
    for (file, facts) in files.iter().enumerate() {
        for (object, about) in facts.objects.iter().enumerate() {
            let id = Id { file, object };
            match &about.body {
                Body::Kustomization(flux) => {
                    found.extend(flux_claim(id, about, flux, (&sources, checkout)))
                }
                Body::Instance(path, url) => found.extend(path.as_ref().map(|path| Claim {
                    id,
                    engine: Engine::Flux,
                    source: url.as_ref().map_or_else(
                        || "GitRepository/flux-system".to_owned(),
                        |url| normal(&url.value),
                    ),
                    path: Some(path),
                    current: true,
                })),
                Body::Application(application) => {
                    found.extend(argo_claims(id, application, checkout))
                }
                _ => {}
            }
        }
    }
    found
}

/// Addresses and revisions of the sources of Flux, by kind and name.
fn sources(files: &[FileFacts]) -> HashMap<String, Vec<&super::super::facts::FluxSource>> {
    let mut found: HashMap<String, Vec<_>> = HashMap::new();
    for object in files.iter().flat_map(|file| &file.objects) {
        if let Body::Source(source) = &object.body {
            found
                .entry(format!("{}/{}", object.kind, object.name))
                .or_default()
                .push(&**source);
        }
    }
    found
}

type Sources<'s, 'f> = (
    &'s HashMap<String, Vec<&'f super::super::facts::FluxSource>>,
    &'s Checkout,
);

fn flux_claim<'f>(
    id: Id,
    object: &'f Object,
    flux: &'f FluxKustomization,
    (sources, checkout): Sources<'_, 'f>,
) -> Option<Claim<'f>> {
    let reference = object
        .references
        .iter()
        .find(|reference| reference.role == Use::Source)?;
    if reference.is_dynamic() {
        return None;
    }
    let name = format!("{}/{}", reference.kind, reference.name);
    let known = sources.get(&name).map(Vec::as_slice).unwrap_or_default();
    let urls: BTreeSet<String> = known
        .iter()
        .filter_map(|source| Some(normal(&source.url.as_ref()?.value)))
        .collect();
    let current = known
        .iter()
        .all(|source| checkout.is_current(source.revision.as_deref()));
    Some(Claim {
        id,
        engine: Engine::Flux,
        source: match urls.first() {
            Some(url) if urls.len() == 1 => url.clone(),
            _ => name,
        },
        path: flux.path.as_ref(),
        current,
    })
}

fn argo_claims<'f>(
    id: Id,
    application: &'f Application,
    checkout: &Checkout,
) -> impl Iterator<Item = Claim<'f>> {
    let sources = application
        .sources
        .iter()
        .filter(|source| source.chart.is_none() && source.path.is_some());
    sources.filter_map(move |source| {
        let url = source.url.as_ref().filter(|url| !is_dynamic(&url.value))?;
        Some(Claim {
            id,
            engine: Engine::ArgoCd,
            source: normal(&url.value),
            path: source.path.as_ref(),
            current: checkout.is_current(source.revision.as_ref().map(|text| &*text.value)),
        })
    })
}

/// The sources that are this repository, and whether that is certain: those the checkout names as its remotes, and
/// those whose paths stand here. A path of the top says nothing.
fn own_sources(claims: &[Claim<'_>], tree: &Tree, checkout: &Checkout) -> HashMap<String, bool> {
    let mut votes: BTreeMap<&str, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let mut own = HashMap::new();
    for claim in claims {
        if checkout.is_own(&claim.source) {
            own.insert(claim.source.clone(), true);
        }
        let Some(path) = claim
            .path
            .and_then(|text| join("", &text.value))
            .filter(|path| !path.is_empty() && !is_dynamic(path))
        else {
            continue;
        };
        let (there, missing) = votes.entry(&claim.source).or_default();
        match tree.at_top(&path) {
            Target::At(_) => there.insert(path),
            _ => missing.insert(path),
        };
    }
    for (source, (there, missing)) in votes {
        let (yes, all) = (there.len(), there.len() + missing.len());
        let enough = if checkout.remotes.is_empty() {
            yes >= 1 && yes * 2 >= all
        } else {
            yes >= 2 && yes * 4 >= all * 3
        };
        if enough {
            own.entry(source.to_owned()).or_insert(false);
        }
    }
    own
}

fn owner<'f>(
    builder: &mut Builder<'f>,
    files: &'f [FileFacts],
    claim: &Claim<'f>,
    folder: String,
) -> Option<Owner<'f>> {
    let object = expansion::object(files, claim.id)?;
    let mut owner = Owner {
        id: claim.id,
        engine: claim.engine,
        build: Rc::default(),
        patched: Patched::default(),
        namespace: None,
        cluster: String::new(),
        active: true,
        folder,
    };
    match &object.body {
        Body::Kustomization(flux) => {
            let mut build = builder.folder(&owner.folder);
            for component in &flux.components {
                let path = join(&owner.folder, &component.value);
                let file = path.and_then(|path| builder.kustomization_of(&path));
                if let Some(file) = file {
                    let inner = builder.kustomize(file);
                    build = Rc::new(build.with(&inner));
                }
            }
            owner.build = build;
            owner.patched = flux.patched;
            owner.active = !flux.suspended;
            owner.namespace = flux.target_namespace.as_deref();
            if flux.remote {
                owner.cluster = "another cluster".to_owned();
            }
        }
        Body::Application(application) => {
            owner.build = argo_build(builder, application, &owner.folder);
            let destination = &application.destination;
            owner.namespace = destination.namespace.as_ref().map(|text| &*text.value);
            let cluster = destination.server.as_ref().or(destination.name.as_ref());
            owner.cluster = cluster
                .map(|text| text.value.to_string())
                .unwrap_or_default();
        }
        _ => owner.build = builder.folder(&owner.folder),
    }
    Some(owner)
}

/// Argo CD tells by the files of a folder what it is: a chart, a kustomization, or plain manifests.
fn argo_build<'f>(
    builder: &mut Builder<'f>,
    application: &Application,
    folder: &str,
) -> Rc<Expansion<'f>> {
    let source = application.sources.iter().find(|source| {
        source
            .path
            .as_ref()
            .and_then(|path| join("", &path.value))
            .is_some_and(|path| folder.ends_with(&path))
    });
    let special = source.is_some_and(|source| source.plugin || source.narrowed);
    if special || builder.has_file(folder, "Chart.yaml") {
        return Rc::new(Expansion {
            opaque: true,
            ..Expansion::default()
        });
    }
    if let Some(file) = builder.kustomization_of(folder) {
        return builder.kustomize(file);
    }
    builder.plain(folder, source.is_some_and(|source| source.recurse))
}
