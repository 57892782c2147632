//! Kustomization files (kustomize v5.8, `api/types/kustomization.go`).

use super::flux::Patched;
use super::{Instance, Text, tracking, variables};
use crate::checks::repo::object::at;
use crate::yaml::{Budget, Node, parse};

/// Names that kustomize looks for in a folder.
pub(crate) const FILE_NAMES: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A kustomization file.
#[derive(Debug, Default)]
pub(crate) struct Kustomization {
    pub(crate) namespace: Option<Box<str>>,
    pub(crate) prefix: Box<str>,
    pub(crate) suffix: Box<str>,
    /// Everything that names a file or folder.
    pub(crate) entries: Vec<Entry>,
    pub(crate) generated: Vec<Generated>,
    pub(crate) images: Vec<Image>,
    /// What its inline patches do to the objects of Flux.
    pub(crate) patched: Patched,
    /// Keeps Flux from filling in variables of its objects.
    pub(crate) unsubstituted: bool,
    /// Kinds whose objects patches may give another name; an empty one stands for all.
    pub(crate) renamed: Vec<Box<str>>,
    /// Objects that its inline patches name without a target beside them.
    pub(crate) patched_objects: Vec<PatchedObject>,
    /// Its patches are for what includes it.
    pub(crate) is_component: bool,
    /// Patches in `patchesStrategicMerge` that are no paths.
    pub(crate) inline_patches: usize,
    /// Labels that it gives to all objects.
    pub(crate) instances: Box<[Instance]>,
    /// The keys of the file, with their lines.
    pub(crate) keys: Vec<(Box<str>, u32)>,
}

/// A reference to a file or folder.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) role: Role,
    /// A patch that says beside its path what it is for.
    pub(crate) targeted: bool,
    pub(crate) at: Text,
}

/// What a file is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Resource,
    Base,
    Component,
    Patch,
    GeneratorFile,
    Configuration,
    Crd,
    Replacement,
    Plugin,
    OpenApi,
    ValuesFile,
}

impl Role {
    /// In words, for messages.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Base => "base",
            Self::Component => "component",
            Self::Patch => "patch",
            Self::GeneratorFile => "generator file",
            Self::Configuration => "transformer configuration",
            Self::Crd => "CRD file",
            Self::Replacement => "replacement file",
            Self::Plugin => "generator or transformer",
            Self::OpenApi => "OpenAPI file",
            Self::ValuesFile => "values file",
        }
    }

    /// Whether what it names becomes part of the build.
    pub(crate) const fn is_included(self) -> bool {
        matches!(self, Self::Resource | Self::Base | Self::Component)
    }
}

/// An object that an inline patch names.
#[derive(Debug)]
pub(crate) struct PatchedObject {
    pub(crate) kind: Box<str>,
    pub(crate) name: Box<str>,
    /// The patch.
    pub(crate) line: u32,
    pub(crate) pointer: Box<str>,
}

/// An object that a generator makes.
#[derive(Debug)]
pub(crate) struct Generated {
    pub(crate) kind: &'static str,
    pub(crate) name: Box<str>,
    /// Absent where a file of variables gives them.
    pub(crate) keys: Option<Box<[Box<str>]>>,
}

/// An entry of `images`.
#[derive(Debug)]
pub(crate) struct Image {
    pub(crate) name: Box<str>,
    pub(crate) new_name: Option<Box<str>>,
    pub(crate) tag: Option<Text>,
    pub(crate) digest: bool,
}

/// Lists of paths.
const LISTS: [(&str, Role); 11] = [
    ("resources", Role::Resource),
    ("bases", Role::Base),
    ("components", Role::Component),
    ("patchesStrategicMerge", Role::Patch),
    // Kustomize refuses a bare path here; what it names is a patch all the same.
    ("patches", Role::Patch),
    ("configurations", Role::Configuration),
    ("crds", Role::Crd),
    ("generators", Role::Plugin),
    ("transformers", Role::Plugin),
    ("validators", Role::Plugin),
    ("replacements", Role::Replacement),
];

/// Lists of mappings with a path in a field.
const FIELDS: [(&str, &str, Role); 4] = [
    ("patches", "path", Role::Patch),
    ("patchesJson6902", "path", Role::Patch),
    ("replacements", "path", Role::Replacement),
    ("helmCharts", "valuesFile", Role::ValuesFile),
];

pub(super) fn read(root: Node<'_>) -> Kustomization {
    let text = |key: &str| root.get(key).and_then(Node::text);
    let mut found = Kustomization {
        namespace: text("namespace")
            .filter(|text| !text.is_empty())
            .map(Into::into),
        prefix: text("namePrefix").unwrap_or_default().into(),
        suffix: text("nameSuffix").unwrap_or_default().into(),
        entries: entries(root),
        images: items(root, "images").filter_map(image).collect(),
        renamed: renamed(root),
        unsubstituted: unsubstituted(root),
        patched_objects: patched_objects(root),
        is_component: text("kind") == Some("Component"),
        instances: common_labels(root),
        inline_patches: items(root, "patchesStrategicMerge")
            .filter_map(Node::text)
            .filter(|text| text.contains('\n'))
            .count(),
        keys: root
            .entries()
            .filter_map(|(key, _)| Some((key.text()?.into(), key.line())))
            .collect(),
        ..Kustomization::default()
    };
    for (list, kind) in [
        ("configMapGenerator", "ConfigMap"),
        ("secretGenerator", "Secret"),
    ] {
        found
            .generated
            .extend(items(root, list).filter_map(|item| generated(kind, item)));
    }
    for patch in items(root, "patches").chain(items(root, "patchesStrategicMerge")) {
        found.patched.add(patch);
    }
    found
}

/// Whether labels, annotations or patches for all objects turn the switch of Flux. A patch for some counts for all: which it
/// hits is not followed.
fn unsubstituted(root: Node<'_>) -> bool {
    let pairs = items(root, "labels").filter_map(|item| item.get("pairs"));
    let mut common = ["commonAnnotations", "commonLabels"]
        .into_iter()
        .filter_map(|key| root.get(key))
        .chain(pairs);
    let lists = ["patches", "patchesStrategicMerge", "patchesJson6902"];
    let mut patches = lists.into_iter().flat_map(|list| items(root, list));
    common.any(variables::is_switched) || patches.any(variables::is_switched_by)
}

/// A patch by merge names its object itself. One of operations is a list and has a target beside it.
fn patched_objects(root: Node<'_>) -> Vec<PatchedObject> {
    let patches = items(root, "patches").filter(|item| item.get("target").is_none());
    let inline = patches.filter_map(|item| item.get("patch"));
    let mut found = Vec::new();
    for node in inline.chain(items(root, "patchesStrategicMerge")) {
        let Some(text) = node.text().filter(|text| text.contains('\n')) else {
            continue;
        };
        let stream = parse(text.as_bytes(), &Budget::default());
        for document in &stream.documents {
            let word = |keys: &[&str]| at(document.root(), keys).and_then(Node::text);
            let (Some(kind), Some(name)) = (word(&["kind"]), word(&["metadata", "name"])) else {
                continue;
            };
            found.push(PatchedObject {
                kind: kind.into(),
                name: name.into(),
                line: node.line(),
                pointer: node.pointer().into(),
            });
        }
    }
    found
}

fn common_labels(root: Node<'_>) -> Box<[Instance]> {
    let pairs = items(root, "labels").filter_map(|item| item.get("pairs"));
    let maps = root.get("commonLabels").into_iter().chain(pairs);
    maps.flat_map(|map| tracking::instances(Some(map)).into_vec())
        .collect()
}

/// What patches and replacements give another name.
fn renamed(root: Node<'_>) -> Vec<Box<str>> {
    let kind = |node: Node<'_>| {
        at(node, &["target", "kind"])
            .and_then(Node::text)
            .unwrap_or_default()
            .into()
    };
    let renames = |patch: &Node<'_>| {
        let allowed =
            at(*patch, &["options", "allowNameChange"]).and_then(Node::text) == Some("true");
        // What a file of operations does is not known here.
        let file = patch.get("path").is_some() && patch.get("target").is_some();
        let text = patch.get("patch").and_then(Node::text).unwrap_or_default();
        allowed || file || text.contains("/metadata/name")
    };
    let mut found: Vec<Box<str>> = items(root, "patches").filter(renames).map(kind).collect();
    found.extend(items(root, "patchesJson6902").map(kind));
    if root.get("replacements").is_some() || root.get("transformers").is_some() {
        found.push(Box::default());
    }
    found
}

fn items<'d>(root: Node<'d>, list: &str) -> impl Iterator<Item = Node<'d>> + use<'d> {
    root.get(list).into_iter().flat_map(Node::items)
}

fn entries(root: Node<'_>) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for (list, role) in LISTS {
        found.extend(items(root, list).filter_map(|item| entry(role, item)));
    }
    for (list, field, role) in FIELDS {
        found.extend(items(root, list).filter_map(|item| {
            Some(Entry {
                targeted: item.get("target").is_some(),
                ..entry(role, item.get(field)?)?
            })
        }));
    }
    let values = items(root, "helmCharts").flat_map(|chart| items(chart, "additionalValuesFiles"));
    found.extend(values.filter_map(|item| entry(Role::ValuesFile, item)));
    let openapi = at(root, &["openapi", "path"]);
    found.extend(openapi.and_then(|path| entry(Role::OpenApi, path)));
    for generator in items(root, "configMapGenerator").chain(items(root, "secretGenerator")) {
        let envs = generator
            .get("env")
            .into_iter()
            .chain(items(generator, "envs"));
        let files = envs.chain(items(generator, "files"));
        found.extend(files.filter_map(|item| entry(Role::GeneratorFile, item)));
    }
    found
}

/// A path; inline YAML in its place is none. A file of a generator may be named `key=path`.
fn entry(role: Role, node: Node<'_>) -> Option<Entry> {
    let mut at = Text::of(node).filter(|text| !text.value.contains('\n'))?;
    if role == Role::GeneratorFile
        && let Some((_, path)) = at.value.split_once('=')
    {
        at.value = path.into();
    }
    Some(Entry {
        role,
        targeted: false,
        at,
    })
}

fn image(node: Node<'_>) -> Option<Image> {
    let text = |key: &str| node.get(key).and_then(Node::text);
    Some(Image {
        name: text("name")?.into(),
        new_name: text("newName").map(Into::into),
        tag: node.get("newTag").and_then(Text::of),
        digest: text("digest").is_some(),
    })
}

fn generated(kind: &'static str, node: Node<'_>) -> Option<Generated> {
    let literals = items(node, "literals").filter_map(Node::text);
    let literals = literals.filter_map(|text| Some(text.split_once('=')?.0));
    let files = items(node, "files").filter_map(Node::text);
    let files = files.map(|text| {
        text.split_once('=')
            .map_or_else(|| text.rsplit('/').next().unwrap_or(text), |(key, _)| key)
    });
    let from_variables = node.get("env").is_some() || node.get("envs").is_some();
    Some(Generated {
        kind,
        name: node.get("name").and_then(Node::text)?.into(),
        keys: (!from_variables).then(|| literals.chain(files).map(Into::into).collect()),
    })
}
