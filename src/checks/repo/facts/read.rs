//! From a parsed file to its facts.

use super::super::object::{Object as View, objects};
use super::{
    Body, Container, FileFacts, Object, Reference, Text, argo, flux, kustomization, makers,
    outside, pod, tracking, variables, workload,
};
use crate::yaml::{Node, Stream};

const FLUX: [&str; 6] = [
    "source.toolkit.fluxcd.io",
    "kustomize.toolkit.fluxcd.io",
    "helm.toolkit.fluxcd.io",
    "image.toolkit.fluxcd.io",
    "notification.toolkit.fluxcd.io",
    "fluxcd.controlplane.io",
];

/// Reads what the graph needs of a file. `path` is relative to the root.
pub(crate) fn file_facts(path: &str, stream: &Stream) -> FileFacts {
    let views = objects(path, stream);
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_kustomization = kustomization::FILE_NAMES.contains(&name);
    let roots = || stream.documents.iter().map(|document| document.root());
    FileFacts {
        path: path.into(),
        kustomization: roots()
            .next()
            .filter(|_| is_kustomization)
            .map(|root| Box::new(kustomization::read(root))),
        asked: false,
        judged: stream.errors.is_empty(),
        sops: roots().any(|root| root.get("sops").and_then(|sops| sops.get("mac")).is_some()),
        yaml: !is_kustomization && (name.ends_with(".yaml") || name.ends_with(".yml")),
        locks: stream.source().contains("--no-cross-namespace-refs=true"),
        values: values(name, stream),
        charts: roots()
            .next()
            .map(|root| outside::charts(name, root))
            .unwrap_or_default(),
        markers: markers(stream),
        only_objects: stream.errors.is_empty() && !views.is_empty() && views.iter().all(is_whole),
        objects: if is_kustomization {
            Vec::new()
        } else {
            let has_variables = stream.source().contains("${");
            views
                .iter()
                .filter(|view| is_whole(view))
                .map(|view| object(view, has_variables))
                .collect()
        },
    }
}

/// Values of a chart, by the name of the file.
fn values(name: &str, stream: &Stream) -> Box<[Container]> {
    let root = stream.documents.first().map(|document| document.root());
    let root = root.filter(|root| name.contains("values") && root.get("apiVersion").is_none());
    root.map(workload::values_images).unwrap_or_default()
}

/// What `# {"$imagepolicy": "namespace:name"}` names.
fn markers(stream: &Stream) -> Vec<Text> {
    if !stream.source().contains("$imagepolicy") {
        return Vec::new();
    }
    let comments = stream.comments();
    let named = comments.iter().filter_map(|(comment, text)| {
        let (_, rest) = text.split_once("\"$imagepolicy\":")?;
        let name = rest.split('"').nth(1)?;
        Some(Text {
            value: name.into(),
            line: comment.line,
            pointer: Box::default(),
        })
    });
    named.collect()
}

fn is_whole(view: &View<'_>) -> bool {
    !view.api_version.is_empty() && !view.kind.is_empty() && view.name().is_some()
}

fn object(view: &View<'_>, has_variables: bool) -> Object {
    let (body, references) = body(view);
    let annotation = |name: &str| view.text(&["metadata", "annotations", name]);
    let wave = annotation("argocd.argoproj.io/sync-wave").and_then(|wave| wave.trim().parse().ok());
    Object {
        document: view.document.index(),
        line: view.node.line(),
        pointer: view.node.pointer().into(),
        api_version: view.api_version.into(),
        kind: view.kind.into(),
        namespace: view.namespace().map(Into::into),
        name: view.name().unwrap_or_default().into(),
        wave: wave.unwrap_or(0),
        references: references.into(),
        variables: if has_variables {
            variables::of(view)
        } else {
            Box::default()
        },
        instances: tracking::instances(view.at(&["metadata", "labels"])),
        tracking: tracking::of(view).map(Box::new),
        outside: outside::of(view),
        body,
    }
}

fn body(view: &View<'_>) -> (Body, Vec<Reference>) {
    let group = view.group();
    if FLUX.contains(&group) {
        return flux::read(view);
    }
    if group == "argoproj.io"
        && let Some(body) = argo::read(view)
    {
        return (body, Vec::new());
    }
    if let Some(containers) = workload::containers(view) {
        return (Body::Workload(containers), pod::references(view));
    }
    (makers::read(view), Vec::new())
}

/// The keys of a mapping.
pub(super) fn keys(node: Option<Node<'_>>) -> Vec<Box<str>> {
    node.into_iter()
        .flat_map(Node::entries)
        .filter_map(|(key, _)| key.text())
        .map(Into::into)
        .collect()
}
