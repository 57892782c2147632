//! What a repository deploys and from where, in exact counts: with names for whoever asks for everything.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::facts::{Body, is_dynamic};
use super::graph::{Graph, host, is_remote};
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
    /// Kind of outside thing: its names and how often each is named.
    outside: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

impl Inventory {
    pub(super) fn of(graph: &Graph<'_>, findings: &[Finding]) -> Self {
        let mut made = Self::default();
        let mut lines: HashMap<&str, BTreeSet<u32>> = HashMap::new();
        for finding in findings {
            if let Location::File(place) = &finding.location {
                lines
                    .entry(&place.path)
                    .or_default()
                    .insert(place.line.unwrap_or(0));
            }
        }
        for file in graph.files.iter().filter(|file| file.asked) {
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
                made.look_outside(&object.body, graph);
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

    fn look_outside(&mut self, body: &Body, graph: &Graph<'_>) {
        match body {
            Body::Source(source) => {
                source
                    .url
                    .iter()
                    .for_each(|url| self.repository(&url.value, graph));
            }
            Body::Application(application) => {
                for source in &application.sources {
                    match (&source.url, &source.chart) {
                        (Some(url), None) => self.repository(&url.value, graph),
                        (Some(url), Some(chart)) => {
                            self.add(
                                "external chart",
                                &format!("{}/{}", url.value.trim_end_matches('/'), chart.value),
                            );
                        }
                        _ => {}
                    }
                }
                self.images(&application.images);
            }
            Body::Release(release) => self.images(&release.images),
            Body::Workload(containers) => self.images(containers),
            _ => {}
        }
    }

    fn repository(&mut self, url: &str, graph: &Graph<'_>) {
        if !graph.checkout.is_own(url) {
            self.add("external repository", url);
        }
    }

    fn images(&mut self, containers: &[super::facts::Container]) {
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
