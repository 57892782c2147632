//! What deploys what, from where, to which cluster: one row for each object of the engines that applies something.

use crate::checks::repo::facts::{
    Application, Body, FluxSource, Object, Reference, Release, Source, Text, Use,
};
use crate::checks::repo::graph::{Graph, Id, Lookup, parent};
use crate::model::clean::clean;

/// An object that deploys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deployment {
    /// Kind, namespace and name.
    pub object: String,
    /// The file that holds it, and the line.
    pub file: String,
    pub line: u32,
    pub sources: Vec<Taken>,
    /// Name or address of the destination of Argo CD. For Flux the folder with which the cluster begins, as far as the
    /// repository shows who applies the object; empty where nothing tells.
    pub cluster: String,
    /// The namespace in which its objects end up, where it says one.
    pub namespace: String,
}

/// What is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// Address of the repository, or the name of the source where its address is not here.
    pub repository: String,
    pub path: String,
    pub chart: String,
    pub revision: String,
}

/// The rows of the folder that was asked for, in order of files.
pub(super) fn of(graph: &Graph<'_>) -> Vec<Deployment> {
    let asked = |id: &Id| graph.file(id.file).is_some_and(|file| file.asked);
    let rows = graph.objects().filter(|(id, ..)| asked(id));
    rows.filter_map(|(id, path, object)| {
        let row = row(graph, id, object)?;
        Some(Deployment {
            object: object.title(),
            file: path.to_owned(),
            line: object.line,
            ..row
        })
    })
    .collect()
}

fn row(graph: &Graph<'_>, id: Id, object: &Object) -> Option<Deployment> {
    match &object.body {
        Body::Kustomization(flux) => Some(Deployment {
            sources: vec![Taken {
                path: shown(flux.path.as_ref()),
                ..flux_source(graph, id, object)
            }],
            cluster: flux_cluster(graph, id, flux.remote),
            namespace: text(flux.target_namespace.as_deref()),
            ..Deployment::default()
        }),
        Body::Release(release) => Some(of_release(graph, id, (object, release))),
        Body::Instance(path, url) => Some(Deployment {
            sources: vec![Taken {
                repository: shown(url.as_ref()),
                path: shown(path.as_ref()),
                ..Taken::default()
            }],
            ..Deployment::default()
        }),
        Body::Application(application) => Some(of_argo(application)),
        Body::ApplicationSet(set) => Some(of_argo(&set.template)),
        _ => None,
    }
}

fn of_argo(application: &Application) -> Deployment {
    let to = &application.destination;
    let taken = |source: &Source| Taken {
        repository: shown(source.url.as_ref()),
        path: shown(source.path.as_ref()),
        chart: shown(source.chart.as_ref()),
        revision: shown(source.revision.as_ref()),
    };
    Deployment {
        sources: application.sources.iter().map(taken).collect(),
        cluster: shown(to.name.as_ref().or(to.server.as_ref())),
        namespace: shown(to.namespace.as_ref()),
        ..Deployment::default()
    }
}

fn of_release(graph: &Graph<'_>, id: Id, (object, release): (&Object, &Release)) -> Deployment {
    let source = flux_source(graph, id, object);
    let revision = match &release.version {
        Some(version) => version.shown(),
        None => source.revision.clone(),
    };
    Deployment {
        sources: vec![Taken {
            chart: shown(release.chart.as_ref()),
            revision,
            ..source
        }],
        cluster: flux_cluster(graph, id, release.remote),
        namespace: text(
            release
                .target_namespace
                .as_deref()
                .or(object.namespace.as_deref()),
        ),
        ..Deployment::default()
    }
}

/// The source of an object of Flux: its address where the repository holds it, else its name.
fn flux_source(graph: &Graph<'_>, id: Id, object: &Object) -> Taken {
    let references = object.references.iter();
    let Some(reference) = references.into_iter().find(|one| one.role == Use::Source) else {
        return Taken::default();
    };
    match source_of(graph, id, reference) {
        Some(source) => Taken {
            repository: shown(source.url.as_ref()),
            revision: text(source.revision.as_deref())
                .trim_start_matches('=')
                .to_owned(),
            ..Taken::default()
        },
        None => Taken {
            repository: reference.title(),
            ..Taken::default()
        },
    }
}

/// The source that a reference names, if this repository holds it.
pub(super) fn source_of<'g>(
    graph: &'g Graph<'_>,
    id: Id,
    reference: &Reference,
) -> Option<&'g FluxSource> {
    let Lookup::Found(found) = graph.look_up(id, reference) else {
        return None;
    };
    let nearest = graph.closest(id, &found)?;
    match &graph.object(nearest)?.body {
        Body::Source(source) => Some(source),
        _ => None,
    }
}

/// The folder with which the cluster begins that an object of Flux is applied to.
fn flux_cluster(graph: &Graph<'_>, id: Id, remote: bool) -> String {
    if remote {
        return "another cluster (kubeConfig)".to_owned();
    }
    if !graph.is_reached(id) && !graph.owns(id) {
        return String::new();
    }
    cluster_folder(&graph.root_of(id))
}

/// Flux keeps its own manifests in `flux-system` below the folder of the cluster.
pub(super) fn cluster_folder(root: &str) -> String {
    let folder = parent(root);
    let folder = folder.strip_suffix("flux-system").unwrap_or(folder);
    clean(folder.trim_end_matches('/'), 200)
}

fn shown(text: Option<&Text>) -> String {
    text.map(Text::shown).unwrap_or_default()
}

fn text(text: Option<&str>) -> String {
    text.map(|text| clean(text, 200)).unwrap_or_default()
}
