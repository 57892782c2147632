//! How a repository is laid out, by what is seen in it, and what hurts at its size.

use std::collections::{BTreeMap, BTreeSet};

use super::deployments::Deployment;
use super::environments::{self, Environments, PRODUCTION};
use crate::checks::repo::facts::{Body, Role};
use crate::checks::repo::graph::{Graph, Target, file_name, parent};
use crate::model::clean::clean;

/// How a repository is laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// `monorepo`: all that is deployed from Git stands here. `polyrepo`: all of it elsewhere. `hybrid`: both. Empty where
    /// nothing is deployed from Git.
    pub repositories: &'static str,
    /// What it looks like.
    pub patterns: Vec<Pattern>,
    /// Environments by the names of folders and files.
    pub environments: Vec<String>,
    /// What hurts at this size.
    pub notes: Vec<String>,
}

/// A way to lay out a repository, with the places that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    pub name: &'static str,
    pub count: u64,
    pub first: Vec<String>,
}

/// Places that are named for a pattern.
const NAMED: usize = 3;
/// Applications of one repository from which Argo CD calls it a mono repository that slows down (argo-cd
/// docs/operator-manual/high_availability.md, Monorepo Scaling Considerations, 3.6).
const MANY_APPLICATIONS: usize = 50;
/// Objects of one Kustomization from which it is told that they fail together; a number of our own.
const MANY_OBJECTS: usize = 200;
/// Foreign repositories from which it is told what they cost; a number of our own.
const MANY_REPOSITORIES: usize = 10;

pub(super) fn of(graph: &Graph<'_>, deployments: &[Deployment]) -> Layout {
    let seen = Seen::of(graph);
    Layout {
        repositories: repositories(graph, deployments),
        environments: seen.environments.names(),
        notes: notes(graph, deployments, &seen),
        patterns: seen.patterns(),
    }
}

/// Places by pattern.
#[derive(Default)]
struct Seen {
    clusters: BTreeSet<String>,
    /// Folders that overlays elsewhere include, with the environments of these.
    bases: BTreeMap<String, BTreeSet<&'static str>>,
    overlays: BTreeSet<String>,
    parents: BTreeSet<String>,
    sets: BTreeSet<String>,
    charts: BTreeSet<String>,
    branches: BTreeSet<String>,
    environments: Environments,
}

impl Seen {
    fn of(graph: &Graph<'_>) -> Self {
        let mut seen = Self {
            environments: Environments::of(graph),
            ..Self::default()
        };
        for file in graph.files.iter().filter(|file| file.asked) {
            let folder = parent(&file.path);
            if file_name(&file.path) == "Chart.yaml" {
                seen.charts.insert(folder.to_owned());
            }
            if let Some(cluster) = folder.strip_suffix("/flux-system") {
                seen.clusters.insert(cluster.to_owned());
            }
            for entry in file.kustomization.iter().flat_map(|file| &file.entries) {
                let base = match graph.tree.resolve(folder, &entry.at.value) {
                    Target::At(crate::checks::repo::graph::Place::Folder(base)) => base,
                    _ => continue,
                };
                let below = base.starts_with(&format!("{folder}/"));
                if !matches!(entry.role, Role::Resource | Role::Base) || below || folder.is_empty()
                {
                    continue;
                }
                seen.overlays.insert(folder.to_owned());
                let names = seen.environments.of_folder(folder);
                seen.bases.entry(base).or_default().extend(names);
            }
        }
        seen.objects(graph);
        seen
    }

    fn objects(&mut self, graph: &Graph<'_>) {
        for (id, path, object) in graph.objects() {
            match &object.body {
                Body::ApplicationSet(_) => self.sets.insert(path.to_owned()),
                Body::Application(application) => {
                    let own = application.sources.iter().filter(|source| {
                        let url = source.url.as_ref();
                        url.is_some_and(|url| {
                            graph.own_addresses.contains(&super::normal(&url.value))
                        })
                    });
                    for revision in own.filter_map(|source| source.revision.as_ref()) {
                        if environments::is_named(&revision.value) {
                            self.branches.insert(revision.shown());
                        }
                    }
                    let holds = graph
                        .owners
                        .iter()
                        .filter(|owner| owner.id == id)
                        .any(|owner| {
                            let placed = owner.build.objects.iter();
                            placed
                                .filter_map(|placed| graph.object(placed.id))
                                .any(|inner| {
                                    matches!(
                                        inner.body,
                                        Body::Application(_) | Body::ApplicationSet(_)
                                    )
                                })
                        });
                    holds && self.parents.insert(path.to_owned())
                }
                _ => false,
            };
        }
    }

    fn patterns(&self) -> Vec<Pattern> {
        let bases: BTreeSet<String> = self.bases.keys().cloned().collect();
        let folders = self.environments.folders();
        let rows: [(&'static str, &BTreeSet<String>); 8] = [
            (
                "folder per cluster (clusters/<name>/flux-system)",
                &self.clusters,
            ),
            ("overlays over a base", &self.overlays),
            ("bases", &bases),
            ("app of apps", &self.parents),
            ("ApplicationSets", &self.sets),
            ("charts of its own", &self.charts),
            ("folder per environment", &folders),
            ("branch per environment", &self.branches),
        ];
        let told = rows.into_iter().filter(|(_, places)| !places.is_empty());
        told.map(|(name, places)| Pattern {
            name,
            count: places.len() as u64,
            first: places
                .iter()
                .take(NAMED)
                .map(|place| clean(place, 200))
                .collect(),
        })
        .collect()
    }
}

fn repositories(graph: &Graph<'_>, deployments: &[Deployment]) -> &'static str {
    let (mut own, mut foreign) = (false, false);
    for taken in deployments.iter().flat_map(|row| &row.sources) {
        if taken.path.is_empty() || !taken.chart.is_empty() {
            continue;
        }
        let is_own = is_own(graph, &taken.repository);
        own |= is_own;
        foreign |= !is_own;
    }
    match (own, foreign) {
        (true, true) => "hybrid",
        (true, false) => "monorepo",
        (false, true) => "polyrepo",
        (false, false) => "",
    }
}

/// A source is this repository by its address, or by the name of a source whose address is not here.
fn is_own(graph: &Graph<'_>, repository: &str) -> bool {
    let by_name = repository.split_once(' ').map(|(kind, name)| {
        let name = name.rsplit('/').next().unwrap_or(name);
        format!("{kind}/{name}")
    });
    graph.checkout.is_own(repository)
        || graph.own_addresses.contains(&super::normal(repository))
        || by_name.is_some_and(|name| graph.own_addresses.contains(&name))
}

/// Applications of this repository that every commit renders again.
fn rendered_whole(graph: &Graph<'_>) -> usize {
    graph
        .objects()
        .filter(|(_, _, object)| match &object.body {
            Body::Application(application) => {
                let source = application
                    .sources
                    .iter()
                    .find(|source| source.path.is_some());
                !application.narrowed
                    && source.is_some_and(|source| {
                        source
                            .url
                            .as_ref()
                            .is_some_and(|url| is_own(graph, &url.value))
                    })
            }
            _ => false,
        })
        .count()
}

fn notes(graph: &Graph<'_>, deployments: &[Deployment], seen: &Seen) -> Vec<String> {
    let mut notes = Vec::new();
    let rendered = rendered_whole(graph);
    if rendered >= MANY_APPLICATIONS {
        notes.push(format!("{rendered} Applications read this repository without `argocd.argoproj.io/manifest-generate-paths`: every commit renders all of them again"));
    }
    if !seen.branches.is_empty() {
        let names: Vec<&str> = seen.branches.iter().map(String::as_str).collect();
        notes.push(format!("environments are branches ({}): what differs between them is seen only by comparing branches, and a change is carried over by merges that take more than was meant", clean(&names.join(", "), 200)));
    }
    let production = |names: &BTreeSet<&'static str>| {
        names.len() > 1 && PRODUCTION.iter().any(|name| names.contains(name))
    };
    let shared = seen
        .bases
        .iter()
        .filter(|(_, environments)| production(environments));
    let shared: Vec<&String> = shared.map(|(base, _)| base).collect();
    if let Some(first) = shared.first() {
        notes.push(format!("{} bases (first {}) are shared by production and other environments: a commit to them reaches all of these at once, without a promotion between", shared.len(), clean(first, 200)));
    }
    let largest = graph
        .owners
        .iter()
        .max_by_key(|owner| owner.build.objects.len());
    if let Some(owner) = largest.filter(|owner| owner.build.objects.len() >= MANY_OBJECTS) {
        let title = graph
            .object(owner.id)
            .map_or(String::new(), |object| object.title());
        notes.push(format!(
            "{title} applies {} objects: one that is refused holds up all of them",
            owner.build.objects.len()
        ));
    }
    let foreign: BTreeSet<&str> = deployments
        .iter()
        .flat_map(|row| &row.sources)
        .filter(|taken| {
            taken.chart.is_empty() && !taken.path.is_empty() && !is_own(graph, &taken.repository)
        })
        .map(|taken| taken.repository.as_str())
        .collect();
    if foreign.len() >= MANY_REPOSITORIES {
        notes.push(format!("{} other repositories are deployed from: each needs its credentials, its webhook and a pinned revision, and no one commit shows what runs", foreign.len()));
    }
    notes
}
