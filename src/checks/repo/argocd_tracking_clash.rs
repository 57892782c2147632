use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Check;
use super::facts::{
    Application, Body, Destination, INSTANCE, Instance, Object, Text, Tracking, is_dynamic,
};
use super::graph::{Engine, Graph, Id, Owner};
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{
    Affects, Confidence, Evidence, Fix, Location, Meta, Problem, Related, Rule, Severity,
};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-tracking-clash",
        title: "Argo CD takes objects for those of another Application",
        severity: Severity::Medium,
        applies_to: &["ConfigMap", "Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Two ways in which the marks by which Argo CD knows its objects clash. Both are judged only where this repository configures Argo CD (`argocd-cm`, `configs.cm`
of its Helm chart, an ArgoCD object of the operator).

- `application.resourceTrackingMethod` is `label`, and manifests, kustomization files or `helm.releaseName` set that label (`app.kubernetes.io/instance`, or
  the one that `application.instanceLabelKey` names) to something else than the name of their Application. With `annotation`, the default since 3.0, and with
  `annotation+label` the label decides nothing.
- Two Argo CD in one cluster have the same `installationID`, or none, and each has an Application of the same name for the same destination.

## Why it matters

With label tracking Argo CD overwrites the label: what selects by the old value finds nothing, and objects to which an operator copies the label count as the
Application's own and are pruned. Two Argo CD without an id of their own each take the other's objects for those of their Application, show them as
superfluous and prune them.

## Likely causes

- The tracking method was kept from a version before 3.0.
- A second Argo CD was made from the settings of the first.

## How to fix

Set `application.resourceTrackingMethod: annotation` and sync every Application once, or give each Argo CD an `installationID`.

## Source

argoproj/argo-cd 3.6, `docs/user-guide/resource_tracking.md`; `docs/user-guide/helm.md` (release name).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let settings = settings(graph);
    let labels = settings
        .iter()
        .filter_map(|one| by_label(graph, one, settings.len() == 1));
    let mut found: Vec<Found> = labels.collect();
    found.extend(twins(graph, &settings));
    found
}

/// An Argo CD that this repository configures.
struct Settings<'g> {
    id: Id,
    object: &'g Object,
    tracking: &'g Tracking,
}

/// Patches count: settings are commonly patched into the manifests of a release.
fn settings<'g>(graph: &'g Graph<'_>) -> Vec<Settings<'g>> {
    let files = graph.files.iter().enumerate();
    let objects = files.flat_map(|(file, facts)| {
        let objects = facts.objects.iter().enumerate();
        objects.map(move |(at, object)| (Id { file, object: at }, object))
    });
    objects
        .filter_map(|(id, object)| {
            let tracking = object.tracking.as_deref()?;
            Some(Settings {
                id,
                object,
                tracking,
            })
        })
        .collect()
}

/// Objects whose label says another name than that of their Application. Of several Argo CD each is asked for what it
/// deploys itself.
fn by_label(graph: &Graph<'_>, settings: &Settings<'_>, is_only: bool) -> Option<Found> {
    let method = settings.tracking.method.as_ref()?;
    if &*method.value != "label" {
        return None;
    }
    let label = settings.tracking.label.as_deref().unwrap_or(INSTANCE);
    let root = graph.root_of(settings.id);
    let mut clashes: BTreeMap<String, Location> = BTreeMap::new();
    for owner in graph
        .owners
        .iter()
        .filter(|owner| owner.engine == Engine::ArgoCd)
    {
        if is_only || graph.root_of(owner.id) == root {
            clashes.extend(of_owner(graph, owner, label));
        }
    }
    let (first, _) = clashes.first_key_value()?;
    let related = clashes.iter().take(5).map(|(what, location)| Related {
        location: location.clone(),
        note: what.clone(),
    });
    let edit = Edit {
        document: settings.object.document,
        pointer: method.pointer.to_string(),
        change: Change::Set("annotation".to_owned()),
    };
    Some(Found {
        edits: vec![edit],
        problem: Problem {
            confidence: Confidence::Likely,
            related: related.collect(),
            evidence: vec![Evidence::new("label", label)],
            affects: Some(Affects {
                count: clashes.len() as u64,
                first: clashes.keys().take(3).cloned().collect(),
            }),
            fix: Some(Fix::review(
                "Track by `annotation`, the default since 3.0, and sync every Application once; or take the label out of the manifests.",
            )),
            ..Problem::new(
                format!(
                    "Argo CD tracks by the label `{}`, which does not name the Application here: {first}",
                    super::object::shown_name(label)
                ),
                method.place(graph.path(settings.id)),
            )
        },
    })
}

/// `Deployment shop/web says blog, Application shop`, and where.
fn of_owner(graph: &Graph<'_>, owner: &Owner<'_>, label: &str) -> Vec<(String, Location)> {
    let Some(application) = graph.object(owner.id) else {
        return Vec::new();
    };
    let name = &*application.name;
    let says = |title: String, value: &Text| {
        let (value, name) = (value.shown(), super::object::shown_name(name));
        format!("{title} says {value}, Application {name}")
    };
    let wrong = |one: &&Instance| {
        &*one.key == label && *one.value.value != *name && !is_dynamic(&one.value.value)
    };
    let mut found = Vec::new();
    for placed in &owner.build.objects {
        let Some(object) = graph.object(placed.id) else {
            continue;
        };
        for one in object.instances.iter().filter(wrong) {
            let place = one.value.place(graph.path(placed.id));
            found.push((says(object.title(), &one.value), place));
        }
    }
    for file in owner
        .build
        .kustomizations
        .iter()
        .filter_map(|at| graph.file(*at))
    {
        let labels = file.kustomization.iter().flat_map(|one| &one.instances);
        for one in labels.filter(wrong) {
            found.push((
                says("the kustomization".to_owned(), &one.value),
                one.value.place(&file.path),
            ));
        }
    }
    if let Body::Application(body) = &application.body {
        let releases = body
            .sources
            .iter()
            .filter_map(|source| source.release.as_ref());
        for release in releases
            .filter(|one| label == INSTANCE && *one.value != *name && !is_dynamic(&one.value))
        {
            found.push((
                says("the Helm release".to_owned(), release),
                release.place(graph.path(owner.id)),
            ));
        }
    }
    found
}

/// Applications of one name that two Argo CD have for one cluster. Which Argo CD an Application belongs to is told by its
/// namespace.
fn twins(graph: &Graph<'_>, settings: &[Settings<'_>]) -> Vec<Found> {
    let mut homes: BTreeMap<&str, BTreeSet<Option<&str>>> = BTreeMap::new();
    for one in settings {
        for namespace in graph.namespaces(one.id) {
            let id = one.tracking.installation.as_deref();
            homes.entry(namespace).or_default().insert(id);
        }
    }
    let mut first: HashMap<Key<'_>, (Id, &str)> = HashMap::new();
    let mut found = Vec::new();
    for (id, _, object) in graph.objects() {
        let Body::Application(application) = &object.body else {
            continue;
        };
        for namespace in graph.namespaces(id) {
            let ids = homes.get(namespace).filter(|ids| ids.len() == 1);
            let Some(installation) = ids.and_then(BTreeSet::first) else {
                continue;
            };
            let to = (*installation, cluster(graph, id, application));
            let (other, there) = *first.entry((&object.name, to)).or_insert((id, namespace));
            if there != namespace && !is_dynamic(&object.name) {
                found.extend(twin(graph, id, other));
            }
        }
    }
    found
}

/// Name, installation id and cluster.
type Key<'g> = (&'g str, (Option<&'g str>, String));

/// The own cluster is told by who applies the Application, another one by its address or name.
fn cluster(graph: &Graph<'_>, id: Id, application: &Application) -> String {
    let Destination { server, name, .. } = &application.destination;
    let to = server.as_ref().or(name.as_ref()).map(|text| &*text.value);
    match to.map(|to| to.trim_end_matches('/')) {
        None | Some("https://kubernetes.default.svc" | "in-cluster") => graph.root_of(id),
        Some(to) => to.to_owned(),
    }
}

fn twin(graph: &Graph<'_>, id: Id, other: Id) -> Option<Found> {
    let (object, first) = (graph.object(id)?, graph.object(other)?);
    let fix = "Give each Argo CD an `installationID` of its own in `argocd-cm`, or rename one of the Applications.";
    Some(
        Problem {
            severity: Some(Severity::High),
            confidence: Confidence::Likely,
            related: vec![Related {
                location: Location::line(graph.path(other), first.line),
                note: "the Application of the other Argo CD".to_owned(),
            }],
            fix: Some(Fix::review(fix)),
            ..Problem::new(
                format!("{} and {} belong to two Argo CD without an installationID of their own, and each takes the other's objects for its own", object.title(), first.title()),
                Location::line(graph.path(id), object.line),
            )
        }
        .into(),
    )
}
