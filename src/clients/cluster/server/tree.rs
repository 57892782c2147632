//! Resource trees: what an Application applied and what that made, with the health of each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;

use super::super::argocd::{Application, ApplicationHealth};
use super::super::live::Requester;
use super::super::metadata::{Metadata, OwnerReference};
use super::super::node::Node;
use super::super::object::{Body, Object};
use super::super::settled::Depth;
use super::super::snapshot::Snapshot;
use super::ServerError;
use super::each::{self, Part};
use crate::clients::repository::Watch;

static TREES: Part = Part {
    path: "resource-tree",
    name: "resource trees",
};
/// The addresses of the cluster that Argo CD itself runs in.
const OWN_CLUSTER: [&str; 2] = ["https://kubernetes.default.svc", "in-cluster"];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Tree {
    nodes: Option<Vec<Written>>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Written {
    #[serde(flatten)]
    own: Reference,
    parent_refs: Option<Vec<Reference>>,
    resource_version: String,
    created_at: Option<String>,
    health: Option<ApplicationHealth>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference {
    group: String,
    version: String,
    kind: String,
    namespace: String,
    name: String,
    uid: String,
}

pub(super) type Key = (String, String, String, String);

impl Reference {
    fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    fn key(&self) -> Key {
        key((&self.group, &self.kind), &self.namespace, &self.name)
    }
}

pub(super) fn key((group, kind): (&str, &str), namespace: &str, name: &str) -> Key {
    (
        group.to_owned(),
        kind.to_owned(),
        namespace.to_owned(),
        name.to_owned(),
    )
}

impl Written {
    /// A resource that Git has and the cluster has not: the server judges it Missing in the same way.
    fn is_missing(&self) -> bool {
        self.resource_version.is_empty() && self.own.uid.is_empty() && self.created_at.is_none()
    }

    fn health(&self) -> Option<ApplicationHealth> {
        if self.health.is_none() && self.is_missing() {
            return Some(ApplicationHealth {
                status: "Missing".into(),
                message: "it was not created".to_owned(),
                ..ApplicationHealth::default()
            });
        }
        self.health.clone()
    }

    fn object(&self, application: &(Box<str>, Box<str>)) -> Object {
        let mut metadata = Metadata::named(
            self.own.name.clone(),
            Some(self.own.namespace.as_str()).filter(|it| !it.is_empty()),
        );
        metadata.uid = Some(self.own.uid.as_str().into());
        metadata.creation_timestamp = self.created_at.as_deref().map(Into::into);
        let parents = self.parent_refs.iter().flatten();
        metadata.owner_references = parents
            .map(|parent| OwnerReference {
                api_version: parent.api_version().into(),
                kind: parent.kind.as_str().into(),
                name: parent.name.as_str().into(),
                controller: Some(true),
            })
            .collect();
        Object {
            api_version: self.own.api_version().into(),
            kind: self.own.kind.as_str().into(),
            body: Body::Node(Box::new(Node {
                metadata,
                health: self.health(),
                application: application.clone(),
            })),
        }
    }
}

/// Reads the trees of Applications in trouble; those of all others too where somebody looks for an object in them.
pub(super) async fn read(
    requester: &Arc<Requester>,
    snapshot: &mut Snapshot,
    (watch, depth): (&dyn Watch, Depth),
) {
    let mut wanted: Vec<(usize, bool)> = snapshot
        .objects
        .iter()
        .enumerate()
        .filter_map(|(at, object)| match &object.body {
            Body::Application(app) => has_tree(app).then(|| (at, is_troubled(app))),
            _ => None,
        })
        .filter(|(_, troubled)| *troubled || depth == Depth::Traced)
        .collect();
    wanted.sort_by_key(|(at, troubled)| (!troubled, *at));
    let wanted = wanted.into_iter().map(|(at, _)| at).collect();
    let mut known = known(snapshot);
    let mut take = |snapshot: &mut Snapshot, at: usize, bytes: &[u8]| {
        let tree: Tree = serde_json::from_slice(bytes).map_err(|_| ServerError::NoApi)?;
        merge(snapshot, at, (&tree, &mut known));
        Ok(())
    };
    each::ask((requester, watch), &TREES, (snapshot, wanted), &mut take).await;
}

/// What Argo CD could never compare has no tree: its conditions say why.
fn has_tree(app: &Application) -> bool {
    app.status.resources.iter().next().is_some()
}

fn is_troubled(app: &Application) -> bool {
    !matches!(&*app.status.health.status, "Healthy" | "Suspended")
}

/// Objects that were read from a cluster: they say more than a node of a tree does.
fn known(snapshot: &Snapshot) -> HashSet<Key> {
    snapshot
        .objects
        .iter()
        .map(|it| key((it.group(), &it.kind), it.namespace(), it.name()))
        .collect()
}

/// The health of each node goes to the Application's resource, and nodes that were not read become objects.
fn merge(snapshot: &mut Snapshot, at: usize, (tree, known): (&Tree, &mut HashSet<Key>)) {
    let nodes = tree.nodes.as_deref().unwrap_or_default();
    let Some(object) = snapshot.objects.get_mut(at) else {
        return;
    };
    let application = (object.namespace().into(), object.name().into());
    let Body::Application(app) = &mut object.body else {
        return;
    };
    let health: HashMap<Key, ApplicationHealth> = nodes
        .iter()
        .filter_map(|node| Some((node.own.key(), node.health()?)))
        .filter(|(_, health)| &*health.status != "Healthy")
        .collect();
    for resource in app.status.resources.each_mut() {
        let own = key(
            (resource.group(), resource.kind()),
            resource.namespace(),
            resource.name(),
        );
        if let Some(health) = health.get(&own).filter(|_| resource.health.is_none()) {
            resource.health = Some(Box::new(health.clone()));
        }
    }
    let destination = &app.spec.destination;
    let is_own = [destination.server.as_deref(), destination.name.as_deref()]
        .into_iter()
        .flatten()
        .any(|it| OWN_CLUSTER.contains(&it));
    let fresh = nodes
        .iter()
        .filter(|node| !is_own || known.insert(node.own.key()))
        .map(|node| node.object(&application));
    snapshot.objects.extend(fresh);
}
