//! What a repository deploys and from where, in exact counts: with names for whoever asks for everything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

mod deployments;
mod environments;
mod layout;

pub use deployments::{Deployment, Taken};
pub use layout::{Layout, Pattern};

use super::facts::{Application, Body, Container, Object, Outside, Use, chart, is_dynamic};
use super::graph::{Graph, Id, host, is_remote, normal};
use crate::model::clean::clean;
use crate::model::{Coverage, Finding, Location};

/// Bytes of names in one answer; the rest is counted.
const NAMES: usize = 12_000;

/// Counts by kind, and what comes from elsewhere.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// Kind: seen, without a finding.
    kinds: BTreeMap<&'static str, (u64, u64)>,
    /// Files that were judged and have no finding.
    sound: u64,
    pub(super) deployments: Vec<Deployment>,
    pub(super) layout: Layout,
    /// Kind of outside thing: its names and how often each is named.
    outside: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

impl Inventory {
    pub(super) fn of(graph: &Graph<'_>, findings: &[Finding]) -> Self {
        let deployments = deployments::of(graph);
        let mut made = Self {
            layout: layout::of(graph, &deployments),
            deployments,
            ..Self::default()
        };
        let mut lines: HashMap<&str, BTreeSet<u32>> = HashMap::new();
        for finding in findings {
            if let Location::File(place) = &finding.location {
                lines
                    .entry(&place.path)
                    .or_default()
                    .insert(place.line.unwrap_or(0));
            }
        }
        for (at_file, file) in graph
            .files
            .iter()
            .enumerate()
            .filter(|(_, file)| file.asked)
        {
            made.images(&file.values);
            file.charts.iter().for_each(|chart| made.taken(chart));
            made.sound += u64::from(file.judged && !lines.contains_key(&*file.path));
            if let Some(kustomization) = &file.kustomization {
                made.kind("kustomization file", !lines.contains_key(&*file.path));
                let remote = kustomization
                    .entries
                    .iter()
                    .filter(|entry| is_remote(&entry.at.value));
                remote.for_each(|entry| made.add("external repository", &entry.at.value));
                let images = kustomization
                    .images
                    .iter()
                    .filter_map(|image| image.new_name.as_deref());
                images.for_each(|name| made.add("image", name));
            }
            for (at, object) in file.objects.iter().enumerate() {
                let next = file.objects.get(at + 1).map_or(u32::MAX, |next| next.line);
                let faulty = lines.get(&*file.path).is_some_and(|lines| {
                    lines
                        .range(object.line..next.max(object.line + 1))
                        .next()
                        .is_some()
                });
                made.kind(kind(&object.body), !faulty);
                let id = Id {
                    file: at_file,
                    object: at,
                };
                made.look_outside(id, object, graph);
            }
        }
        made
    }

    fn kind(&mut self, kind: &'static str, sound: bool) {
        let count = self.kinds.entry(kind).or_default();
        count.0 += 1;
        count.1 += u64::from(sound);
    }

    fn add(&mut self, kind: &'static str, name: &str) {
        if is_dynamic(name) {
            return;
        }
        let host = match kind {
            "image" => image_host(name),
            _ => host(name),
        };
        let shown = clean(name, 200);
        *self
            .outside
            .entry(kind)
            .or_default()
            .entry(shown)
            .or_default() += 1;
        *self
            .outside
            .entry("external host")
            .or_default()
            .entry(host)
            .or_default() += 1;
    }

    fn taken(&mut self, taken: &Outside) {
        match taken {
            Outside::Address(url) => self.host(url),
            Outside::Chart(chart) => self.add("external chart", chart),
            Outside::Image(image) => self.add("image", image),
        }
    }

    /// An address of which only the host is told: the rest may be a credential.
    fn host(&mut self, url: &str) {
        if !is_dynamic(url) {
            let hosts = self.outside.entry("external host").or_default();
            *hosts.entry(host(url)).or_default() += 1;
        }
    }

    fn look_outside(&mut self, id: Id, object: &Object, graph: &Graph<'_>) {
        object.outside.iter().for_each(|taken| self.taken(taken));
        match &object.body {
            Body::Source(source) => {
                source
                    .url
                    .iter()
                    .for_each(|url| self.repository(&url.value, graph));
            }
            Body::Instance(_, Some(url)) => self.repository(&url.value, graph),
            Body::Application(application) => self.application(application, graph),
            Body::ApplicationSet(set) => {
                let urls = set.git.iter().filter_map(|wanted| wanted.url.as_ref());
                urls.for_each(|url| self.repository(&url.value, graph));
                self.application(&set.template, graph);
            }
            Body::Release(release) => {
                self.images(&release.images);
                let mut references = object.references.iter();
                let source = references.find(|one| one.role == Use::Source);
                let source = source.filter(|one| &*one.kind == "HelmRepository");
                let source = source.and_then(|one| deployments::source_of(graph, id, one));
                if let (Some(name), Some(url)) = (
                    &release.chart,
                    source.and_then(|source| source.url.as_ref()),
                ) {
                    let version = release.version.as_ref().map(|version| &*version.value);
                    self.add("external chart", &chart(&url.value, &name.value, version));
                }
            }
            Body::Workload(containers) => self.images(containers),
            _ => {}
        }
    }

    fn application(&mut self, application: &Application, graph: &Graph<'_>) {
        for source in &application.sources {
            match (&source.url, &source.chart) {
                (Some(url), None) => self.repository(&url.value, graph),
                (Some(url), Some(name)) => {
                    let version = source.revision.as_ref().map(|revision| &*revision.value);
                    self.add("external chart", &chart(&url.value, &name.value, version));
                }
                _ => {}
            }
        }
        self.images(&application.images);
    }

    fn repository(&mut self, url: &str, graph: &Graph<'_>) {
        if !graph.checkout.is_own(url) {
            self.add("external repository", url);
        }
    }

    fn images(&mut self, containers: &[Container]) {
        for image in containers
            .iter()
            .filter_map(|container| container.image.as_ref())
        {
            self.add("image", &image.value);
        }
    }

    /// What was looked at, in one line.
    pub(super) fn words(&self) -> String {
        let named = [
            ("kustomization file", "kustomizations"),
            ("Flux Kustomization", "Flux Kustomizations"),
            ("HelmRelease", "HelmReleases"),
            ("Application", "Applications"),
            ("ApplicationSet", "ApplicationSets"),
        ];
        let parts = named.iter().filter_map(|(kind, plural)| {
            let (seen, _) = self.kinds.get(kind)?;
            let noun = if *seen == 1 { kind } else { plural };
            Some(format!("{seen} {noun}"))
        });
        let parts: Vec<String> = parts.collect();
        if parts.is_empty() {
            "no Argo CD, Flux or kustomize".to_owned()
        } else {
            parts.join(", ")
        }
    }

    /// Puts the counts into the account. With `names` each outside thing is a kind of its own, as far as an answer can
    /// hold them.
    pub(super) fn count(&self, coverage: &mut Coverage, names: bool) {
        coverage.healthy("file", self.sound);
        for (kind, (seen, sound)) in &self.kinds {
            coverage.seen(kind, *seen);
            coverage.healthy(kind, *sound);
        }
        let mut left = NAMES;
        for (kind, found) in &self.outside {
            if !names {
                coverage.seen(kind, found.len() as u64);
                continue;
            }
            for (name, times) in found {
                let key = format!("{kind} {name}");
                match left.checked_sub(key.len() + 40) {
                    Some(rest) => {
                        left = rest;
                        coverage.seen(&key, *times);
                    }
                    None => coverage.seen(&format!("{kind}, not named here"), 1),
                }
            }
        }
    }
}

/// The registry of an image; without one it is Docker Hub.
fn image_host(image: &str) -> String {
    match image.split_once('/') {
        Some((first, _)) if first.contains('.') || first.contains(':') || first == "localhost" => {
            first.to_owned()
        }
        _ => "docker.io".to_owned(),
    }
}

const fn kind(body: &Body) -> &'static str {
    match body {
        Body::Kustomization(_) => "Flux Kustomization",
        Body::Release(_) => "HelmRelease",
        Body::Source(_) => "Flux source",
        Body::Application(_) => "Application",
        Body::ApplicationSet(_) => "ApplicationSet",
        Body::Project(_) => "AppProject",
        Body::Workload(_) => "workload",
        _ => "other object",
    }
}
