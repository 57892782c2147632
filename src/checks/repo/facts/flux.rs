//! Objects of Flux (APIs of Flux 2.9).

use super::super::object::{Object as View, at};
use super::{Body, Reference, Text, Use, variables};
use crate::yaml::Node;

/// A Kustomization of Flux.
#[derive(Debug, Default)]
pub(crate) struct FluxKustomization {
    pub(crate) path: Option<Text>,
    /// Names that `postBuild.substitute` sets.
    pub(crate) variables: Box<[Box<str>]>,
    /// Whether anything is substituted.
    pub(crate) substitutes: bool,
    pub(crate) decrypts: bool,
    pub(crate) target_namespace: Option<Box<str>>,
    pub(crate) components: Vec<Text>,
    /// What its patches do to objects of Flux below it.
    pub(crate) patched: Patched,
    /// Applies to another cluster than its own.
    pub(crate) remote: bool,
    pub(crate) suspended: bool,
    /// Ready only once everything that it applies is.
    pub(crate) waits: bool,
}

/// What patches do to objects of Flux: the words that stand in them.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Patched {
    pub(crate) decryption: bool,
    pub(crate) substitution: bool,
    pub(crate) source: bool,
    pub(crate) any: bool,
}

impl Patched {
    /// Takes in a patch: text, or a mapping with `patch` and `target`.
    pub(super) fn add(&mut self, node: Node<'_>) {
        let patch = node.get("patch").unwrap_or(node);
        let text = patch.text().unwrap_or_default();
        let target = at(node, &["target", "kind"]).and_then(Node::text);
        let group = at(node, &["target", "group"]).and_then(Node::text);
        let of_flux =
            |kind: &str| kind == "Kustomization" || kind == "HelmRelease" || kind.contains(".*");
        let hits = target.is_some_and(of_flux)
            || group.is_some_and(|group| group.contains("toolkit.fluxcd.io"))
            || text.contains("toolkit.fluxcd.io");
        if hits && node.get("path").is_some() {
            // What the file does to them is not known here.
            *self = Self {
                decryption: true,
                substitution: true,
                source: true,
                any: true,
            };
        } else if hits {
            self.any = true;
            self.decryption |= text.contains("decryption");
            self.substitution |= text.contains("postBuild") || text.contains("substitute");
            self.source |= text.contains("sourceRef")
                || text.contains("chartRef")
                || text.contains("dependsOn");
        }
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self {
            decryption: self.decryption || other.decryption,
            substitution: self.substitution || other.substitution,
            source: self.source || other.source,
            any: self.any || other.any,
        }
    }
}

/// A source.
#[derive(Debug, Default)]
pub(crate) struct FluxSource {
    pub(crate) url: Option<Text>,
    /// The branch that it follows, or `=` and what it pins.
    pub(crate) revision: Option<Box<str>>,
}

/// A HelmRelease.
#[derive(Debug, Default)]
pub(crate) struct Release {
    pub(crate) images: Box<[super::Container]>,
    pub(crate) chart: Option<Text>,
    pub(crate) version: Option<Text>,
    pub(crate) target_namespace: Option<Box<str>>,
    /// Applies to another cluster than its own.
    pub(crate) remote: bool,
}

pub(super) fn read(view: &View<'_>) -> (Body, Vec<Reference>) {
    let mut references = Vec::new();
    let body = match view.kind {
        "Kustomization" => {
            source(view, &["spec", "sourceRef"], &mut references);
            common(view, &mut references);
            from(
                view,
                &["spec", "postBuild", "substituteFrom"],
                Use::Substitute,
                &mut references,
            );
            secret(view, &["spec", "decryption", "secretRef"], &mut references);
            Body::Kustomization(Box::new(kustomization(view)))
        }
        "HelmRelease" => {
            source(view, &["spec", "chartRef"], &mut references);
            source(
                view,
                &["spec", "chart", "spec", "sourceRef"],
                &mut references,
            );
            common(view, &mut references);
            from(view, &["spec", "valuesFrom"], Use::Values, &mut references);
            Body::Release(Box::new(release(view)))
        }
        "GitRepository" | "OCIRepository" | "HelmRepository" | "Bucket" => {
            secret(view, &["spec", "secretRef"], &mut references);
            secret(view, &["spec", "certSecretRef"], &mut references);
            secret(view, &["spec", "proxySecretRef"], &mut references);
            secret(view, &["spec", "verify", "secretRef"], &mut references);
            Body::Source(Box::new(flux_source(view)))
        }
        "FluxInstance" => {
            let text = |key| view.at(&["spec", "sync", key]).and_then(Text::of);
            Body::Instance(text("path"), text("url"))
        }
        "Provider" | "Receiver" | "ImageRepository" => {
            for key in ["secretRef", "certSecretRef", "proxySecretRef"] {
                secret(view, &["spec", key], &mut references);
            }
            Body::Plain
        }
        "ImagePolicy" => {
            let keys = ["spec", "imageRepositoryRef"];
            references.extend(reference(
                view,
                view.at(&keys),
                (Use::Image, "ImageRepository"),
            ));
            Body::Plain
        }
        "ImageUpdateAutomation" | "HelmChart" => {
            source(view, &["spec", "sourceRef"], &mut references);
            Body::Plain
        }
        _ => Body::Plain,
    };
    (body, references)
}

fn flux_source(view: &View<'_>) -> FluxSource {
    let pinned = ["tag", "semver", "commit", "digest", "name"];
    let pinned = pinned
        .iter()
        .find_map(|key| view.text(&["spec", "ref", key]));
    FluxSource {
        url: view.at(&["spec", "url"]).and_then(Text::of),
        revision: match (pinned, view.text(&["spec", "ref", "branch"])) {
            (Some(pinned), _) => Some(format!("={pinned}").into()),
            (None, branch) => branch.map(Into::into),
        },
    }
}

fn kustomization(view: &View<'_>) -> FluxKustomization {
    let text = |keys: &[&str]| view.text(keys);
    let mut patched = Patched::default();
    let patches = view.at(&["spec", "patches"]);
    patches
        .into_iter()
        .flat_map(Node::items)
        .for_each(|patch| patched.add(patch));
    let substitute = view.at(&["spec", "postBuild", "substitute"]);
    let from = view.at(&["spec", "postBuild", "substituteFrom"]);
    let common = ["annotations", "labels"]
        .into_iter()
        .filter_map(|field| view.at(&["spec", "commonMetadata", field]));
    let mut patches = patches.into_iter().flat_map(Node::items);
    let is_switched =
        common.into_iter().any(variables::is_switched) || patches.any(variables::is_switched_by);
    FluxKustomization {
        path: view.at(&["spec", "path"]).and_then(Text::of),
        variables: super::read::keys(substitute).into(),
        substitutes: !is_switched
            && (substitute.is_some_and(|node| node.entries().next().is_some())
                || from.is_some_and(|node| node.items().next().is_some())),
        decrypts: view.at(&["spec", "decryption"]).is_some(),
        target_namespace: text(&["spec", "targetNamespace"]).map(Into::into),
        components: view
            .at(&["spec", "components"])
            .into_iter()
            .flat_map(Node::items)
            .filter_map(Text::of)
            .collect(),
        patched,
        remote: view.at(&["spec", "kubeConfig"]).is_some(),
        suspended: text(&["spec", "suspend"]) == Some("true"),
        waits: text(&["spec", "wait"]) == Some("true"),
    }
}

fn release(view: &View<'_>) -> Release {
    Release {
        images: view
            .at(&["spec", "values"])
            .map(super::workload::values_images)
            .unwrap_or_default(),
        chart: view
            .at(&["spec", "chart", "spec", "chart"])
            .and_then(Text::of),
        version: view
            .at(&["spec", "chart", "spec", "version"])
            .and_then(Text::of),
        target_namespace: view.text(&["spec", "targetNamespace"]).map(Into::into),
        remote: view.at(&["spec", "kubeConfig"]).is_some(),
    }
}

fn common(view: &View<'_>, found: &mut Vec<Reference>) {
    let depends = view.at(&["spec", "dependsOn"]);
    let depends = depends.into_iter().flat_map(Node::items);
    found.extend(
        depends.filter_map(|item| reference(view, Some(item), (Use::DependsOn, view.kind))),
    );
    secret(view, &["spec", "kubeConfig", "secretRef"], found);
}

fn source(view: &View<'_>, keys: &[&str], found: &mut Vec<Reference>) {
    let node = view.at(keys);
    let kind = node.and_then(|node| node.get("kind")).and_then(Node::text);
    let default = if view.kind == "ImageUpdateAutomation" {
        "GitRepository"
    } else {
        ""
    };
    found.extend(reference(
        view,
        node,
        (Use::Source, kind.unwrap_or(default)),
    ));
}

fn secret(view: &View<'_>, keys: &[&str], found: &mut Vec<Reference>) {
    found.extend(reference(view, view.at(keys), (Use::Secret, "Secret")));
}

fn from(view: &View<'_>, keys: &[&str], role: Use, found: &mut Vec<Reference>) {
    let items = view.at(keys).into_iter().flat_map(Node::items);
    found.extend(items.filter_map(|item| {
        let kind = item.get("kind").and_then(Node::text)?;
        reference(view, Some(item), (role, kind))
    }));
}

fn reference(
    view: &View<'_>,
    node: Option<Node<'_>>,
    (role, kind): (Use, &str),
) -> Option<Reference> {
    let node = node?;
    let text = |key: &str| node.get(key).and_then(Node::text);
    let name = node.get("name")?;
    let own = view.namespace();
    Some(Reference {
        role,
        kind: kind.into(),
        namespace: text("namespace").or(own).map(Into::into),
        name: name.text().filter(|text| !text.is_empty())?.into(),
        optional: text("optional") == Some("true"),
        line: name.line(),
        pointer: name.pointer().into(),
    })
}
