//! Inline patches: of Kustomize itself, of Flux, and of Argo CD.

use super::file::File;
use super::object::Object;
use crate::yaml::{Budget, Document, Node, Stream, parse};

/// A patch that stands as text in another document.
pub(crate) struct Patch<'f> {
    pub(crate) text: Node<'f>,
    /// The kind that its target names.
    kind: Option<&'f str>,
}

impl Patch<'_> {
    pub(crate) fn parse(&self) -> Stream {
        parse(
            self.text.text().unwrap_or_default().as_bytes(),
            &Budget::default(),
        )
    }

    pub(crate) fn targets_secret(&self) -> bool {
        self.kind == Some("Secret")
    }
}

const OLD_PATCHES: &str = "patchesStrategicMerge"; // deprecated since Kustomize 5.0, and still read
const OLD_OPERATIONS: &str = "patchesJson6902"; // the same

/// All patches of a file.
pub(crate) fn patches<'f>(file: &File<'f>) -> Vec<Patch<'f>> {
    let own = kustomizations(file).into_iter().flat_map(|node| {
        let merges = node.get(OLD_PATCHES).into_iter().flat_map(Node::items);
        let merges = merges
            .filter(|patch| patch.text().is_some_and(|text| text.contains('\n')))
            .map(|text| Patch { text, kind: None });
        merges
            .chain(listed(node, "patches"))
            .chain(listed(node, OLD_OPERATIONS))
    });
    own.chain(file.objects.iter().flat_map(of_object)).collect()
}

/// The documents that Kustomize takes for its own.
pub(crate) fn kustomizations<'f>(file: &File<'f>) -> Vec<Node<'f>> {
    let objects = file
        .objects
        .iter()
        .filter(|object| object.group() == "kustomize.config.k8s.io")
        .map(|object| object.node);
    // The kind may be left out in a file of this name.
    let bare = file
        .stream
        .documents
        .iter()
        .map(Document::root)
        .filter(|root| is_kustomization(file.path) && root.get("kind").is_none());
    objects.chain(bare).collect()
}

fn is_kustomization(path: &str) -> bool {
    matches!(
        path.rsplit('/').next(),
        Some("kustomization.yaml" | "kustomization.yml" | "Kustomization")
    )
}

/// `[{target: {kind: …}, patch: …}]`.
fn listed<'f>(node: Node<'f>, field: &str) -> Vec<Patch<'f>> {
    let items = node.get(field).into_iter().flat_map(Node::items);
    items
        .filter_map(|item| {
            let kind = item
                .get("target")
                .and_then(|target| target.get("kind")?.text());
            Some(Patch {
                text: item.get("patch")?,
                kind,
            })
        })
        .collect()
}

/// Patches in the engines' own objects: `spec.patches` of Flux, post renderers of a HelmRelease, sources of Argo CD.
fn of_object<'f>(object: &Object<'f>) -> Vec<Patch<'f>> {
    let Some(spec) = object.at(&["spec"]) else {
        return Vec::new();
    };
    let holders: Vec<Node<'f>> = match object.kind {
        "Kustomization" => vec![spec],
        "HelmRelease" => inner(spec.get("postRenderers")),
        "Application" => sources(spec),
        "ApplicationSet" => object
            .at(&["spec", "template", "spec"])
            .map(sources)
            .unwrap_or_default(),
        _ => Vec::new(),
    };
    holders
        .into_iter()
        .flat_map(|node| listed(node, "patches"))
        .collect()
}

fn sources(spec: Node<'_>) -> Vec<Node<'_>> {
    let one = spec
        .get("source")
        .and_then(|source| source.get("kustomize"));
    one.into_iter().chain(inner(spec.get("sources"))).collect()
}

fn inner(list: Option<Node<'_>>) -> Vec<Node<'_>> {
    let items = list.into_iter().flat_map(Node::items);
    items.filter_map(|item| item.get("kustomize")).collect()
}
