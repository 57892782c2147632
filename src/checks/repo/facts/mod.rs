//! What outlives a file: slim records of its objects and of what they refer to, from which the graph is made.

mod argo;
mod flux;
mod kustomization;
mod makers;
mod outside;
mod pod;
mod read;
mod tracking;
mod variables;
mod workload;

pub(crate) use argo::{Application, ApplicationSet, Destination, Directory, Project, Source};
pub(crate) use flux::{FluxKustomization, FluxSource, Patched, Release};
pub(crate) use kustomization::{Entry, Image, Kustomization, Role};

/// Names that kustomize looks for in a folder.
pub(crate) fn kustomization_names() -> impl Iterator<Item = &'static str> {
    kustomization::FILE_NAMES.into_iter()
}
pub(crate) use outside::{Outside, chart};
pub(crate) use read::file_facts;
pub(crate) use tracking::{INSTANCE, Instance, Tracking};
pub(crate) use variables::Variable;
pub(crate) use workload::Container;

use crate::model::Location;
use crate::model::clean::clean;
use crate::yaml::Node;

/// Text of a field and its place.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) value: Box<str>,
    pub(crate) line: u32,
    pub(crate) pointer: Box<str>,
}

impl Text {
    /// None for what is no text or is empty.
    pub(crate) fn of(node: Node<'_>) -> Option<Self> {
        let value = node.text().filter(|text| !text.is_empty())?;
        Some(Self {
            value: value.into(),
            line: node.line(),
            pointer: node.pointer().into(),
        })
    }

    pub(crate) fn place(&self, path: &str) -> Location {
        Location::node(path, self.line, clean(&self.pointer, 1_024))
    }

    /// The value as it may be shown.
    pub(crate) fn shown(&self) -> String {
        clean(&self.value, 200)
    }
}

/// What of one file the graph needs.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    /// Relative to the root, as it is on disk.
    pub(crate) path: Box<str>,
    pub(crate) objects: Vec<Object>,
    pub(crate) kustomization: Option<Box<Kustomization>>,
    /// Stands in the folder that was asked for.
    pub(crate) asked: bool,
    /// Was read as a whole.
    pub(crate) judged: bool,
    /// Holds a document that SOPS encrypted.
    pub(crate) sops: bool,
    /// Whether it is YAML that a build of a folder without a kustomization file takes.
    pub(crate) yaml: bool,
    /// Every document of it is an object.
    pub(crate) only_objects: bool,
    /// Locks tenants into their namespaces.
    pub(crate) locks: bool,
    /// Images that a file of Helm values names.
    pub(crate) values: Box<[Container]>,
    /// Charts that a chart or a kustomization file takes in.
    pub(crate) charts: Box<[Outside]>,
    /// `namespace:name` of the image policies that comments name.
    pub(crate) markers: Vec<Text>,
}

/// A Kubernetes object.
#[derive(Debug)]
pub(crate) struct Object {
    /// Position of the document in the file.
    pub(crate) document: usize,
    pub(crate) line: u32,
    /// JSON pointer of the object in its document; empty but for items of a list.
    pub(crate) pointer: Box<str>,
    pub(crate) api_version: Box<str>,
    pub(crate) kind: Box<str>,
    pub(crate) namespace: Option<Box<str>>,
    pub(crate) name: Box<str>,
    pub(crate) wave: i32,
    pub(crate) references: Box<[Reference]>,
    pub(crate) variables: Box<[Variable]>,
    /// Labels by which an Application might be known.
    pub(crate) instances: Box<[Instance]>,
    /// How an Argo CD knows its objects, where the object configures one.
    pub(crate) tracking: Option<Box<Tracking>>,
    /// What it takes from elsewhere beside what its body says.
    pub(crate) outside: Box<[Outside]>,
    pub(crate) body: Body,
}

impl Object {
    pub(crate) fn group(&self) -> &str {
        self.api_version
            .rsplit_once('/')
            .map_or("", |(group, _)| group)
    }

    pub(crate) fn title(&self) -> String {
        super::object::title(&self.kind, self.namespace.as_deref(), &self.name)
    }
}

/// What one object says about another.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) role: Use,
    pub(crate) kind: Box<str>,
    /// Absent: that of the object that refers.
    pub(crate) namespace: Option<Box<str>>,
    pub(crate) name: Box<str>,
    /// Its absence is allowed.
    pub(crate) optional: bool,
    pub(crate) line: u32,
    pub(crate) pointer: Box<str>,
}

impl Reference {
    pub(crate) fn place(&self, path: &str) -> Location {
        Location::node(path, self.line, clean(&self.pointer, 1_024))
    }

    pub(crate) fn title(&self) -> String {
        super::object::title(&self.kind, self.namespace.as_deref(), &self.name)
    }

    /// Filled in by a template or by variables: nobody knows here what it becomes.
    pub(crate) fn is_dynamic(&self) -> bool {
        is_dynamic(&self.name) || self.namespace.as_deref().is_some_and(is_dynamic)
    }
}

/// Whether text is completed elsewhere.
pub(crate) fn is_dynamic(text: &str) -> bool {
    text.contains("${") || text.contains("{{") || text.contains("<<")
}

/// What a reference is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// `sourceRef`, `chartRef`.
    Source,
    DependsOn,
    /// `valuesFrom`.
    Values,
    /// `postBuild.substituteFrom`.
    Substitute,
    /// Credentials and keys.
    Secret,
    /// Variables, volumes and pull secrets of a Pod.
    Pod,
    /// The image repository or policy of image automation.
    Image,
}

/// What is known of a kind beyond its identity.
#[derive(Debug, Default)]
pub(crate) enum Body {
    #[default]
    Plain,
    Kustomization(Box<FluxKustomization>),
    Release(Box<Release>),
    /// A source of Flux.
    Source(Box<FluxSource>),
    /// A FluxInstance: the path that it synchronises, and the address of its repository.
    Instance(Option<Text>, Option<Text>),
    Application(Box<Application>),
    ApplicationSet(Box<ApplicationSet>),
    Project(Box<Project>),
    Workload(Box<[Container]>),
    /// A CustomResourceDefinition and the kind that it defines.
    Definition(Box<str>),
    /// A ConfigMap or Secret and its keys.
    Data(Box<[Box<str>]>),
    /// A Role or ClusterRole, and whether it lets somebody make Secrets or ConfigMaps.
    Role(bool),
    /// Something that makes a Secret: its name, and its keys where they are known.
    Maker(Box<str>, Option<Box<[Box<str>]>>),
}

impl Body {
    /// Paths of sources, which count from the top of a repository.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Text> {
        let flux = match self {
            Self::Kustomization(flux) => flux.path.as_ref(),
            Self::Instance(path, _) => path.as_ref(),
            _ => None,
        };
        let sources = match self {
            Self::Application(application) => application.sources.as_slice(),
            _ => &[],
        };
        flux.into_iter()
            .chain(sources.iter().filter_map(|source| source.path.as_ref()))
    }
}
