//! What only the API of Argo CD tells of an Application, as an export keeps it: the health and the difference of its
//! resources, and the objects of its tree.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;
use serde_json::{Value, json};

use super::argocd::ApplicationHealth;
use super::list::Many;
use super::mask;
use super::metadata::{Metadata, OwnerReference};
use super::node::Node;
use super::object::{Body, Object};
use super::resource_status::{Difference, ResourceStatus};
use super::snapshot::Snapshot;

/// A kind of ours: no API serves it.
pub(super) const GROUP: &str = "gitops-mcp";
pub(super) const KIND: &str = "ApplicationResources";

/// One line of an export.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Told {
    pub metadata: Metadata,
    resources: Many<ToldResource>,
    nodes: Many<ToldNode>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct ToldResource {
    group: Box<str>,
    kind: Box<str>,
    namespace: Box<str>,
    name: Box<str>,
    health: Option<ApplicationHealth>,
    difference: Option<Difference>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ToldNode {
    api_version: Box<str>,
    kind: Box<str>,
    metadata: Metadata,
    health: Option<ApplicationHealth>,
}

/// Namespace and name.
type Name = (Box<str>, Box<str>);

/// A line for each Application of which something was told.
pub(super) fn lines(snapshot: &Snapshot) -> Vec<Value> {
    let mut by_application: BTreeMap<Name, (Vec<Value>, Vec<Value>)> = BTreeMap::new();
    for object in &snapshot.objects {
        match &object.body {
            Body::Application(app) => {
                let told: Vec<Value> = app.status.resources.iter().filter_map(resource).collect();
                if !told.is_empty() {
                    let name = (object.namespace().into(), object.name().into());
                    by_application.entry(name).or_default().0.extend(told);
                }
            }
            Body::Node(one) => {
                let nodes = &mut by_application.entry(one.application.clone()).or_default().1;
                nodes.push(node(object, one));
            }
            _ => {}
        }
    }
    let line = |((namespace, name), (resources, nodes)): (Name, (Vec<Value>, Vec<Value>))| {
        let mut line = json!({"apiVersion": format!("{GROUP}/v1"), "kind": KIND,
            "metadata": {"namespace": namespace, "name": name}, "resources": resources, "nodes": nodes});
        mask::texts(&mut line);
        line
    };
    by_application.into_iter().map(line).collect()
}

fn health(health: &ApplicationHealth) -> Value {
    json!({"status": health.status, "message": health.message, "lastTransitionTime": health.last_transition_time})
}

fn resource(resource: &ResourceStatus) -> Option<Value> {
    if resource.health.is_none() && resource.difference.is_none() {
        return None;
    }
    Some(
        json!({"group": resource.group(), "kind": resource.kind(), "namespace": resource.namespace(), "name": resource.name(),
        "health": resource.health.as_deref().map(health), "difference": resource.difference}),
    )
}

fn node(object: &Object, node: &Node) -> Value {
    let owner = |owner: &OwnerReference| json!({"apiVersion": owner.api_version, "kind": owner.kind, "name": owner.name, "controller": owner.controller});
    let metadata = &node.metadata;
    let owners: Vec<Value> = metadata.owner_references.iter().map(owner).collect();
    json!({"apiVersion": object.api_version, "kind": object.kind, "health": node.health.as_ref().map(health),
        "metadata": {"name": metadata.name, "namespace": metadata.namespace, "uid": metadata.uid,
            "creationTimestamp": metadata.creation_timestamp, "ownerReferences": owners}})
}

/// Puts what an export kept back to where the API told it.
pub(super) fn apply(snapshot: &mut Snapshot) {
    let is_told = |object: &Object| matches!(object.body, Body::Told(_));
    if !snapshot.objects.iter().any(is_told) {
        return;
    }
    let (told, own): (Vec<Object>, Vec<Object>) = std::mem::take(&mut snapshot.objects)
        .into_iter()
        .partition(is_told);
    snapshot.objects = own;
    let by_name = |(at, object): (usize, &Object)| match &object.body {
        Body::Application(_) => Some(((object.namespace().into(), object.name().into()), at)),
        _ => None,
    };
    let places: HashMap<Name, usize> = snapshot
        .objects
        .iter()
        .enumerate()
        .filter_map(by_name)
        .collect();
    for object in told {
        let name: Name = (object.namespace().into(), object.name().into());
        let Body::Told(told) = object.body else {
            continue;
        };
        let at = places.get(&name).copied();
        if let Some(Body::Application(app)) = at
            .and_then(|at| snapshot.objects.get_mut(at))
            .map(|it| &mut it.body)
        {
            app.status
                .resources
                .each_mut()
                .for_each(|resource| told.tell(resource));
        }
        let nodes = told.nodes.iter().cloned();
        snapshot
            .objects
            .extend(nodes.map(|node| node.object(&name)));
    }
}

impl Told {
    fn tell(&self, resource: &mut ResourceStatus) {
        let own = |it: &&ToldResource| {
            (&*it.kind, &*it.name) == (resource.kind(), resource.name())
                && (&*it.group, &*it.namespace) == (resource.group(), resource.namespace())
        };
        let Some(told) = self.resources.iter().find(own) else {
            return;
        };
        if resource.health.is_none() {
            resource.health = told.health.clone().map(Box::new);
        }
        resource.difference = told.difference.clone().map(Box::new);
    }
}

impl ToldNode {
    fn object(self, application: &Name) -> Object {
        Object {
            api_version: self.api_version,
            kind: self.kind,
            body: Body::Node(Box::new(Node {
                metadata: self.metadata,
                health: self.health,
                application: application.clone(),
            })),
        }
    }
}
