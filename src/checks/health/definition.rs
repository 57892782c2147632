//! Where an object stands in Git: the file and line in a checkout, or the repository and folder that its manager applies.

use std::collections::{BTreeSet, HashMap};

use super::fleet::{At, Fleet};
use crate::clients::cluster::Body;
use crate::clients::history;
use crate::clients::repository::{Reading, RelativePath, Repository, WalkLimits, Watch};
use crate::model::Location;
use crate::model::clean::clean;
use crate::yaml::{Budget, parse};

/// Objects of a checkout by kind and name, with their place.
pub struct Checkout {
    repository: Repository,
    places: HashMap<String, Vec<Defined>>,
    /// Folders that hold manifests, from the checkout's own folder on.
    folders: BTreeSet<String>,
}

struct Defined {
    namespace: Option<String>,
    path: RelativePath,
    line: u32,
    /// Position among the documents of the file.
    document: usize,
}

/// Where one object is defined.
pub(super) struct Place<'c> {
    defined: &'c Defined,
    path: String,
}

impl Place<'_> {
    pub(super) const fn document(&self) -> usize {
        self.defined.document
    }
}

impl Checkout {
    /// Reads the manifests of a repository. Files that cannot be read define nothing.
    pub fn read(repository: &Repository, watch: &dyn Watch) -> Self {
        let walk = repository.walk(&WalkLimits::default(), watch);
        let mut files = walk.files;
        files.retain(|entry| {
            let name = entry.path.name();
            [&b".yaml"[..], b".yml", b".json"]
                .iter()
                .any(|end| name.ends_with(end))
        });
        let read = repository.read_each(&files, &Reading::new(watch), |entry, bytes| {
            defined(&entry.path, bytes)
        });
        let folder = |path: &RelativePath| {
            let below = path.parent()?.below(repository.folder())?.to_owned();
            String::from_utf8(below).ok().filter(|it| !it.is_empty())
        };
        let mut checkout = Self {
            repository: repository.clone(),
            places: HashMap::new(),
            folders: files
                .iter()
                .filter_map(|entry| folder(&entry.path))
                .collect(),
        };
        for (key, place) in read.into_iter().flatten().flatten() {
            checkout.places.entry(key).or_default().push(place);
        }
        checkout
    }

    /// The place of the one object that fits; nothing where several do.
    pub(super) fn place(&self, kind: &str, namespace: &str, name: &str) -> Option<Place<'_>> {
        let all = self.places.get(&format!("{kind}/{name}"))?;
        let same: Vec<&Defined> = all
            .iter()
            .filter(|it| it.namespace.as_deref() == Some(namespace))
            .collect();
        let defined = match (same.as_slice(), all.as_slice()) {
            ([one], _) => *one,
            ([], [one]) if one.namespace.is_none() => one,
            _ => return None,
        };
        Some(Place {
            defined,
            path: defined.path.to_string(),
        })
    }

    /// File and line of an object.
    fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<Location> {
        let place = self.place(kind, namespace, name)?;
        Some(Location::line(&place.path, place.defined.line))
    }

    /// The path of a place in the work tree that holds the checkout, for `git apply` at its top.
    pub(super) fn in_work_tree(&self, place: &Place<'_>) -> String {
        let top = history::open(&self.repository)
            .ok()
            .map(|it| it.work_tree().clone());
        let below = top.and_then(|top| Some(place.defined.path.below(&top)?.to_owned()));
        let text = below.and_then(|bytes| String::from_utf8(bytes).ok());
        text.unwrap_or_else(|| place.path.clone())
    }

    /// The file of a place.
    pub(super) fn bytes(&self, place: &Place<'_>) -> Option<Vec<u8>> {
        const LARGEST: u64 = 4 << 20;
        self.repository.read_file(&place.defined.path, LARGEST).ok()
    }

    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(String::as_str)
    }

    /// Commit and time of the last change of the files that define these objects, where the checkout has a history.
    pub(super) fn last_changes(
        &self,
        objects: &[(&str, &str, &str)],
        watch: &dyn Watch,
    ) -> Vec<Option<String>> {
        let Ok(history) = history::open(&self.repository) else {
            return vec![None; objects.len()];
        };
        let mut known: HashMap<String, Option<String>> = HashMap::new();
        let of = |(kind, namespace, name): &(&str, &str, &str)| {
            let place = self.place(kind, namespace, name)?;
            let told = known.entry(place.path.clone()).or_insert_with(|| {
                let change = history.last_change(&place.defined.path, watch)?;
                let id = change.id.to_string();
                let id = id.get(..10).unwrap_or(&id);
                Some(format!(
                    "last changed by commit {id} at {}",
                    change.rfc3339()
                ))
            });
            told.clone()
        };
        objects.iter().map(of).collect()
    }
}

fn defined(path: &RelativePath, bytes: &[u8]) -> Vec<(String, Defined)> {
    let stream = parse(bytes, &Budget::default());
    let document = |(number, document): (usize, &crate::yaml::Document)| {
        let text = |pointer: &str| {
            document
                .at(pointer)
                .and_then(|node| node.text().map(str::to_owned))
        };
        let key = format!("{}/{}", text("/kind")?, text("/metadata/name")?);
        let place = Defined {
            namespace: text("/metadata/namespace"),
            path: path.clone(),
            line: document.line(),
            document: number,
        };
        Some((key, place))
    };
    stream
        .documents
        .iter()
        .enumerate()
        .filter_map(document)
        .collect()
}

/// The place in a checkout, when there is one.
pub(super) fn file(fleet: &Fleet<'_>, at: At) -> Option<Location> {
    let object = fleet.object(at)?;
    fleet
        .checkout?
        .find(&object.kind, object.namespace(), object.name())
}

/// What to do, and where.
pub(super) fn with_place(mend: &str, fleet: &Fleet<'_>, at: At) -> String {
    let stop = if mend.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{mend}{stop}{}", sentence(fleet, at))
}

/// One sentence on where to change an object in Git; empty when nothing tells.
pub(super) fn sentence(fleet: &Fleet<'_>, at: At) -> String {
    if let Some(place) = file(fleet, at) {
        return format!(" Change it in {place}.");
    }
    let owner = |at: At| fleet.owner(at);
    let mut top = at;
    // The controller's own HelmChart and Pods are defined by what owns them.
    for _ in 0..5 {
        match owner(top) {
            Some(next) => top = next,
            None => break,
        }
    }
    let made_by = if top == at {
        String::new()
    } else {
        format!(" {} makes it.", fleet.show(top))
    };
    let Some(manager) = fleet.manager(top) else {
        return made_by;
    };
    match source_of(fleet, manager) {
        Some(place) => format!(
            "{made_by} It is defined in {place} ({}).",
            fleet.show(manager)
        ),
        None => format!("{made_by} {} applies it.", fleet.show(manager)),
    }
}

/// Repository and folder that a manager applies.
pub(super) fn source_of(fleet: &Fleet<'_>, at: At) -> Option<String> {
    let place = |url: &str, path: Option<&str>| {
        let below = path.map_or(String::new(), |path| format!(" below {path}"));
        Some(clean(&format!("{url}{below}"), 300))
    };
    if let Some(brief) = fleet.settled(at) {
        return place(&brief.repo_url, brief.path.as_deref());
    }
    let object = fleet.object(at)?;
    match &object.body {
        Body::Application(app) => {
            let source = app.spec.all_sources().next()?;
            place(&source.repo_url, source.path.as_deref())
        }
        Body::Flux(flux) => {
            let source = fleet.sources(object, flux).into_iter().next()?;
            let url = fleet.flux(source)?.spec.url.as_deref()?;
            place(url, flux.spec.path.as_deref())
        }
        _ => None,
    }
}
