//! Objects of Argo CD (API of Argo CD 3.6).

use super::super::object::{Object as View, at};
use super::{Body, Container, Text};
use crate::yaml::Node;

/// An Application, or the template of one.
#[derive(Debug, Default)]
pub(crate) struct Application {
    pub(crate) project: Option<Text>,
    pub(crate) sources: Vec<Source>,
    pub(crate) destination: Destination,
    pub(crate) images: Vec<Container>,
    /// Says which paths it depends on, so that other commits do not render it again.
    pub(crate) narrowed: bool,
}

/// Where an Application deploys to.
#[derive(Debug, Default)]
pub(crate) struct Destination {
    pub(crate) server: Option<Text>,
    pub(crate) name: Option<Text>,
    pub(crate) namespace: Option<Text>,
}

/// A source of an Application.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) url: Option<Text>,
    pub(crate) path: Option<Text>,
    pub(crate) chart: Option<Text>,
    pub(crate) revision: Option<Text>,
    pub(crate) reference: Option<Text>,
    /// `helm.releaseName`.
    pub(crate) release: Option<Text>,
    pub(crate) values: Vec<Text>,
    /// A missing values file is no error.
    pub(crate) ignore_missing: bool,
    pub(crate) recurse: bool,
    /// `directory.include` or `exclude` narrows the files.
    pub(crate) narrowed: bool,
    pub(crate) plugin: bool,
}

/// An ApplicationSet.
#[derive(Debug, Default)]
pub(crate) struct ApplicationSet {
    pub(crate) template: Application,
    /// Folders and files that its Git generators ask for.
    pub(crate) git: Vec<Directory>,
    /// Keys of its generators, those inside others too.
    pub(crate) generators: Vec<Box<str>>,
}

/// What a Git generator asks for.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) url: Option<Text>,
    pub(crate) path: Text,
    pub(crate) exclude: bool,
    /// Files rather than folders.
    pub(crate) files: bool,
}

/// An AppProject.
#[derive(Debug, Default)]
pub(crate) struct Project {
    pub(crate) repositories: Vec<Box<str>>,
    /// Server, name, namespace.
    pub(crate) destinations: Vec<[Option<Box<str>>; 3]>,
}

/// The annotation that names the paths on which an Application depends.
const GENERATE_PATHS: &str = "argocd.argoproj.io/manifest-generate-paths";

pub(super) fn read(view: &View<'_>) -> Option<Body> {
    match view.kind {
        "Application" => {
            let mut made = view.at(&["spec"]).map(application).unwrap_or_default();
            made.narrowed = view
                .at(&["metadata", "annotations", GENERATE_PATHS])
                .is_some();
            Some(Body::Application(Box::new(made)))
        }
        "ApplicationSet" => Some(Body::ApplicationSet(Box::new(application_set(view)))),
        "AppProject" => Some(Body::Project(Box::new(project(view)))),
        _ => None,
    }
}

fn list<'d>(node: Node<'d>, key: &str) -> impl Iterator<Item = Node<'d>> + use<'d> {
    node.get(key).into_iter().flat_map(Node::items)
}

fn application(spec: Node<'_>) -> Application {
    let text = |keys: &[&str]| at(spec, keys).and_then(Text::of);
    let sources: Vec<Node<'_>> = spec
        .get("source")
        .into_iter()
        .chain(list(spec, "sources"))
        .collect();
    let values = sources
        .iter()
        .filter_map(|node| at(*node, &["helm", "valuesObject"]));
    Application {
        project: text(&["project"]),
        sources: sources.iter().map(|node| source(*node)).collect(),
        destination: Destination {
            server: text(&["destination", "server"]),
            name: text(&["destination", "name"]),
            namespace: text(&["destination", "namespace"]),
        },
        images: values
            .flat_map(|node| super::workload::values_images(node).into_vec())
            .collect(),
        narrowed: false,
    }
}

fn source(node: Node<'_>) -> Source {
    let text = |keys: &[&str]| at(node, keys).and_then(Text::of);
    let helm = node.get("helm");
    Source {
        url: text(&["repoURL"]),
        path: text(&["path"]),
        chart: text(&["chart"]),
        revision: text(&["targetRevision"]),
        reference: text(&["ref"]),
        release: text(&["helm", "releaseName"]),
        values: helm
            .into_iter()
            .flat_map(|helm| list(helm, "valueFiles"))
            .filter_map(Text::of)
            .collect(),
        ignore_missing: at(node, &["helm", "ignoreMissingValueFiles"]).and_then(Node::text)
            == Some("true"),
        recurse: at(node, &["directory", "recurse"]).and_then(Node::text) == Some("true"),
        narrowed: at(node, &["directory", "include"]).is_some()
            || at(node, &["directory", "exclude"]).is_some(),
        plugin: node.get("plugin").is_some(),
    }
}

/// Deepest generator inside generators: matrix and merge hold others one level deep.
const DEEPEST: usize = 4;

fn application_set(view: &View<'_>) -> ApplicationSet {
    let mut set = ApplicationSet::default();
    if let Some(spec) = view.at(&["spec"]) {
        generators(spec, DEEPEST, &mut set);
    }
    if let Some(template) = view.at(&["spec", "template", "spec"]) {
        set.template = application(template);
    }
    let annotations = [
        "spec",
        "template",
        "metadata",
        "annotations",
        GENERATE_PATHS,
    ];
    set.template.narrowed = view.at(&annotations).is_some();
    set
}

fn generators(node: Node<'_>, left: usize, found: &mut ApplicationSet) {
    if left == 0 {
        return;
    }
    for generator in list(node, "generators") {
        let keys = generator.entries().filter_map(|(key, _)| key.text());
        let kinds = keys.filter(|key| !matches!(*key, "selector" | "template"));
        found.generators.extend(kinds.map(Into::into));
        if let Some(git) = generator.get("git") {
            let url = || git.get("repoURL").and_then(Text::of);
            for (key, files) in [("directories", false), ("files", true)] {
                found.git.extend(list(git, key).filter_map(|item| {
                    Some(Directory {
                        url: url(),
                        path: item.get("path").and_then(Text::of)?,
                        exclude: item.get("exclude").and_then(Node::text) == Some("true"),
                        files,
                    })
                }));
            }
        }
        for key in ["matrix", "merge"] {
            if let Some(inner) = generator.get(key) {
                generators(inner, left - 1, found);
            }
        }
    }
}

fn project(view: &View<'_>) -> Project {
    let Some(spec) = view.at(&["spec"]) else {
        return Project::default();
    };
    let text = |node: Node<'_>, key: &str| node.get(key).and_then(Node::text).map(Into::into);
    Project {
        repositories: list(spec, "sourceRepos")
            .filter_map(Node::text)
            .map(Into::into)
            .collect(),
        destinations: list(spec, "destinations")
            .map(|item| {
                [
                    text(item, "server"),
                    text(item, "name"),
                    text(item, "namespace"),
                ]
            })
            .collect(),
    }
}
