//! Resource trees: what an Application applied and what that made, with the health of each.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;

use super::super::argocd::{Application, ApplicationHealth};
use super::super::live::{Answer, Requester, escape};
use super::super::metadata::{Metadata, OwnerReference};
use super::super::node::Node;
use super::super::object::{Body, Object};
use super::super::snapshot::Snapshot;
use super::lists::skip;
use super::{AT_ONCE, ServerError};
use crate::clients::repository::Watch;
use crate::model::Why;

/// Most trees that are read, those of Applications in trouble first.
const TREES: usize = 50;
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

type Key = (String, String, String, String);

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

fn key((group, kind): (&str, &str), namespace: &str, name: &str) -> Key {
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

/// Reads the trees of Applications in trouble, then of others as far as there is room.
pub(super) async fn read(requester: &Arc<Requester>, snapshot: &mut Snapshot, watch: &dyn Watch) {
    let mut wanted: Vec<(usize, bool)> = snapshot
        .objects
        .iter()
        .enumerate()
        .filter_map(|(at, object)| match &object.body {
            Body::Application(app) => has_tree(app).then(|| (at, is_troubled(app))),
            _ => None,
        })
        .collect();
    wanted.sort_by_key(|(at, troubled)| (!troubled, *at));
    let left_out = wanted.iter().skip(TREES).filter(|it| it.1).count();
    if left_out > 0 {
        let what = format!("the resource trees of {left_out} more Applications in trouble");
        skip(
            snapshot,
            (what, Why::Limit),
            "ask for one project, name or namespace",
        );
    }
    let mut waiting = wanted.into_iter().take(TREES);
    let mut running = tokio::task::JoinSet::new();
    let mut unread = BTreeMap::new();
    let mut known = known(snapshot);
    loop {
        while running.len() < AT_ONCE
            && !watch.cancelled()
            && let Some((at, _)) = waiting.next()
        {
            let Some(path) = path(snapshot, at) else {
                continue;
            };
            let requester = Arc::clone(requester);
            running.spawn(async move { (at, requester.get(&path).await) });
        }
        let Some(done) = running.join_next().await else {
            break;
        };
        let Ok((at, answer)) = done else { continue };
        match tree(&answer) {
            Ok(tree) => merge(snapshot, at, (&tree, &mut known)),
            Err(error) => unread
                .entry(error.to_string())
                .or_insert_with(|| (error.why(), Vec::new()))
                .1
                .push(name(snapshot, at)),
        }
    }
    for (hint, (why, names)) in unread {
        let first: Vec<String> = names.iter().take(3).cloned().collect();
        let what = format!(
            "{} resource trees of Applications of {}: {}",
            names.len(),
            crate::model::clean::clean(&snapshot.target, 200),
            first.join(", ")
        );
        skip(snapshot, (what, why), &hint);
    }
}

/// What Argo CD could never compare has no tree: its conditions say why.
fn has_tree(app: &Application) -> bool {
    app.status.resources.iter().next().is_some()
}

fn is_troubled(app: &Application) -> bool {
    !matches!(&*app.status.health.status, "Healthy" | "Suspended")
}

fn name(snapshot: &Snapshot, at: usize) -> String {
    snapshot.objects.get(at).map_or_else(String::new, |object| {
        crate::model::clean::clean(&format!("{}/{}", object.namespace(), object.name()), 200)
    })
}

fn path(snapshot: &Snapshot, at: usize) -> Option<String> {
    let object = snapshot.objects.get(at)?;
    let Body::Application(app) = &object.body else {
        return None;
    };
    Some(format!(
        "/api/v1/applications/{}/resource-tree?appNamespace={}&project={}",
        escape(object.name()),
        escape(object.namespace()),
        escape(&app.spec.project)
    ))
}

fn tree(answer: &Answer) -> Result<Tree, ServerError> {
    match answer {
        Answer::Found(bytes) => serde_json::from_slice(bytes).map_err(|_| ServerError::NoApi),
        other => Err(ServerError::from_answer(other)),
    }
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
