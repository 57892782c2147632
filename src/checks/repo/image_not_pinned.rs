use std::collections::{HashMap, HashSet};

use super::Check;
use super::facts::{Body, Container, Image, is_dynamic};
use super::graph::{Graph, Id};
use super::object::Found;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/image-not-pinned",
        title: "An image has no tag or the tag latest",
        severity: Severity::Medium,
        applies_to: &[
            "Pod",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "Job",
            "CronJob",
            "Rollout",
            "HelmRelease",
            "Application",
            "Helm values",
            "Kustomization (kustomize)",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Images of all containers and init containers of every workload kind, of Helm values (in HelmReleases, Applications and values files) and of `images` in
kustomization files. An image to which a kustomization gives a tag or digest is pinned. Comments and other texts do not count.

## Why it matters

What runs is whatever the registry had when the Pod started: two replicas may differ, nothing in Git shows it, and there is nothing to go back to.

## Likely causes

- The tag was left out: that means `latest`.
- An example was taken over.

## How to fix

Write the version, or better its digest; image automation or a bot keeps it fresh.

## Source

Kubernetes documentation, Images; kubernetes-sigs/kustomize v5.8, `images`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let pinned = pinned(graph);
    let mut found = Vec::new();
    for (id, path, object) in graph.objects() {
        let containers: &[Container] = match &object.body {
            Body::Workload(containers) => containers,
            Body::Release(release) => &release.images,
            Body::Application(application) => &application.images,
            Body::ApplicationSet(set) => &set.template.images,
            _ => continue,
        };
        let given = |image: &str| {
            pinned
                .get(&id)
                .is_some_and(|names| names.contains(repository(image)))
        };
        found.extend(
            containers
                .iter()
                .filter_map(|container| problem(container, &object.title(), path))
                .filter(|(image, _)| !given(image))
                .map(|(_, found)| found),
        );
    }
    for file in graph.files {
        let containers = file
            .values
            .iter()
            .filter_map(|container| problem(container, "the values", &file.path));
        found.extend(containers.map(|(_, found)| found));
        let images = file
            .kustomization
            .iter()
            .flat_map(|kustomization| &kustomization.images);
        found.extend(images.filter_map(|image| of_kustomization(image, &file.path)));
    }
    found
}

/// The names of images that some kustomization gives a tag or digest, for each object.
fn pinned<'f>(graph: &Graph<'f>) -> HashMap<Id, HashSet<&'f str>> {
    let mut found: HashMap<Id, HashSet<&str>> = HashMap::new();
    for (build, kustomization) in graph.kustomize_builds() {
        let images = kustomization
            .images
            .iter()
            .filter(|image| image.digest || image.tag.is_some());
        let names: Vec<&str> = images.map(|image| &*image.name).collect();
        for placed in build.objects.iter().filter(|_| !names.is_empty()) {
            found.entry(placed.id).or_default().extend(&names);
        }
    }
    found
}

fn problem<'c>(container: &'c Container, holder: &str, path: &str) -> Option<(&'c str, Found)> {
    let image = container.image.as_ref()?;
    let tag = loose_tag(&image.value)?;
    let what = if container.name.is_empty() {
        String::new()
    } else {
        format!(
            "container `{}` of ",
            super::object::shown_name(&container.name)
        )
    };
    let how = if tag.is_empty() {
        "no tag"
    } else {
        "the tag `latest`"
    };
    let problem = Problem {
        evidence: vec![Evidence::new("image", &image.value)],
        fix: Some(Fix::review("Write the version, or better its digest.")),
        ..Problem::new(
            format!("The image `{}` in {what}{holder} has {how}", image.shown()),
            image.place(path),
        )
    };
    Some((&image.value, problem.into()))
}

fn of_kustomization(image: &Image, path: &str) -> Option<Found> {
    let tag = image
        .tag
        .as_ref()
        .filter(|tag| &*tag.value == "latest" && !image.digest)?;
    Some(
        Problem {
            evidence: vec![Evidence::new("newTag", &tag.value)],
            fix: Some(Fix::review("Write the version, or better its digest.")),
            ..Problem::new(
                format!(
                    "The image `{}` gets the tag `latest`",
                    super::object::shown_name(&image.name)
                ),
                tag.place(path),
            )
        }
        .into(),
    )
}

/// The tag that pins nothing; none where the image is pinned, or completed elsewhere.
fn loose_tag(image: &str) -> Option<&str> {
    // Words in capitals, `$(…)` and the like are filled in by a program.
    if is_dynamic(image)
        || image.contains('@')
        || image.contains(['$', '{', '<', ' '])
        || image.is_empty()
    {
        return None;
    }
    let last = image.rsplit('/').next().unwrap_or(image);
    match last.split_once(':') {
        None if last.bytes().any(|b| b.is_ascii_uppercase()) => None,
        None => Some(""),
        Some((_, "latest")) => Some("latest"),
        Some(_) => None,
    }
}

fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    match image.rfind(':') {
        Some(at) if !image.get(at..).unwrap_or_default().contains('/') => {
            image.get(..at).unwrap_or(image)
        }
        _ => image,
    }
}
