//! Environments, by the names of folders and files that hold what is deployed. A word in a path is not enough: `test`,
//! `integration` and `preview` name tests and pages more often than clusters.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::checks::repo::facts::{Body, FileFacts};
use crate::checks::repo::graph::{Graph, file_name, parent};

/// Words that name an environment.
const PLAIN: [&str; 12] = [
    "dev",
    "development",
    "qa",
    "uat",
    "stage",
    "staging",
    "stg",
    "preprod",
    "preproduction",
    "prod",
    "production",
    "prd",
];
/// Words that name other things too: they count beside another environment, or below a folder of environments.
const AMBIGUOUS: [&str; 6] = [
    "test",
    "testing",
    "int",
    "integration",
    "preview",
    "sandbox",
];
pub(super) const PRODUCTION: [&str; 3] = ["prod", "production", "prd"];

/// Folders whose folders are environments or bear their names.
const HOLDERS: [&str; 9] = [
    "environments",
    "environment",
    "envs",
    "env",
    "overlays",
    "clusters",
    "cluster",
    "stages",
    "values",
];

/// Folders, and files without their ending, by the environment that they are named for.
#[derive(Default)]
pub(super) struct Environments {
    folders: BTreeMap<String, &'static str>,
    files: BTreeSet<&'static str>,
}

impl Environments {
    pub(super) fn of(graph: &Graph<'_>) -> Self {
        let asked_for = asked_for(graph);
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        for file in graph.files.iter().filter(|file| file.asked) {
            let is_asked_for = asked_for.contains(&*file.path);
            if is_asked_for || is_deployed(file) {
                places(&file.path, is_asked_for, &mut seen);
            }
        }
        let mut siblings: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for place in seen.values() {
            siblings
                .entry(&place.family)
                .or_default()
                .insert(place.word);
        }
        let mut made = Self::default();
        for (path, place) in &seen {
            let has_sibling = || {
                siblings
                    .get(&*place.family)
                    .is_some_and(|all| all.len() > 1)
            };
            if !(place.is_certain || is_holder(parent(path)) || has_sibling()) {
                continue;
            }
            if place.is_file {
                made.files.insert(place.word);
            } else {
                made.folders.insert(path.clone(), place.word);
            }
        }
        made
    }

    pub(super) fn names(&self) -> Vec<String> {
        let all: BTreeSet<&str> = self.folders.values().chain(&self.files).copied().collect();
        all.into_iter().map(str::to_owned).collect()
    }

    pub(super) fn folders(&self) -> BTreeSet<String> {
        self.folders.keys().cloned().collect()
    }

    /// The environments for which a folder or one above it is named.
    pub(super) fn of_folder(&self, folder: &str) -> BTreeSet<&'static str> {
        let ends = folder.match_indices('/').map(|(at, _)| at);
        let ends = ends.chain([folder.len()]);
        ends.filter_map(|end| self.folders.get(folder.get(..end)?).copied())
            .collect()
    }
}

/// Whether the last part of a name, of a branch for example, is an environment.
pub(super) fn is_named(name: &str) -> bool {
    word(file_name(name)).is_some()
}

/// A folder or a file that bears the name of an environment.
struct Place {
    word: &'static str,
    /// What it shares with the places of other environments: its path with a star for the word.
    family: String,
    /// Its whole name is a word that names nothing else.
    is_certain: bool,
    is_file: bool,
}

/// Manifests, kustomization files and values of charts.
fn is_deployed(file: &FileFacts) -> bool {
    let is_values = || file.yaml && is_holder_of_values(&file.path);
    file.kustomization.is_some() || !file.objects.is_empty() || is_values()
}

/// Files that Git generators of ApplicationSets read.
fn asked_for<'g>(graph: &'g Graph<'_>) -> HashSet<&'g str> {
    let objects = graph.files.iter().flat_map(|file| &file.objects);
    let sets = objects.filter_map(|object| match &object.body {
        Body::ApplicationSet(set) => Some(set),
        _ => None,
    });
    let wanted = sets.flat_map(|set| &set.git).filter(|git| git.files);
    wanted.flat_map(|git| graph.matching(git)).collect()
}

/// Every folder of a path, and the file, that is named for an environment.
fn places(path: &str, is_asked_for: bool, seen: &mut BTreeMap<String, Place>) {
    let mut start = 0;
    for part in path.split('/') {
        let end = start + part.len();
        let is_file = end == path.len();
        let before = path.get(..start).unwrap_or_default();
        start = end + 1;
        if part.starts_with('.') {
            return;
        }
        let name = if is_file {
            part.rsplit_once('.').map_or(part, |(stem, _)| stem)
        } else {
            part
        };
        let Some((word, rest)) = named_part(name) else {
            continue;
        };
        // `letsencrypt-staging.yaml` is for the staging of somebody else.
        let is_told = is_asked_for || rest.contains("values") || is_holder(parent(path));
        if is_file && !is_told {
            continue;
        }
        let place = Place {
            word,
            family: format!("{before}{}", name.replacen(word, "*", 1)),
            is_certain: (rest.is_empty() || is_file) && PLAIN.contains(&word),
            is_file,
        };
        seen.entry(format!("{before}{name}")).or_insert(place);
    }
}

/// The word for which a name stands, and the rest of it: the whole name, its first or its last part.
fn named_part(name: &str) -> Option<(&'static str, &str)> {
    const MARKS: [char; 3] = ['-', '_', '.'];
    if let Some(word) = word(name) {
        return Some((word, ""));
    }
    let (head, tail) = name.rsplit_once(MARKS)?;
    if let Some(word) = word(tail) {
        return Some((word, head));
    }
    let (head, tail) = name.split_once(MARKS)?;
    Some((word(head)?, tail))
}

fn word(name: &str) -> Option<&'static str> {
    let mut all = PLAIN.into_iter().chain(AMBIGUOUS);
    all.find(|word| *word == name)
}

/// `values-prod.yaml`, `values/prod.yaml`, `environments/prod.yaml`.
fn is_holder_of_values(path: &str) -> bool {
    file_name(path).contains("values") || is_holder(parent(path))
}

fn is_holder(folder: &str) -> bool {
    HOLDERS.contains(&file_name(folder))
}
