//! ConfigMaps and Secrets that a Pod takes in.

use super::super::object::{Object as View, at};
use super::{Reference, Use, workload};
use crate::yaml::Node;

pub(super) fn references(view: &View<'_>) -> Vec<Reference> {
    let Some(pod) = workload::pod(view) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for container in list(pod, "containers").chain(list(pod, "initContainers")) {
        for from in list(container, "envFrom") {
            add(from.get("configMapRef"), ("ConfigMap", "name"), &mut found);
            add(from.get("secretRef"), ("Secret", "name"), &mut found);
        }
        for variable in list(container, "env").filter_map(|one| one.get("valueFrom")) {
            add(
                variable.get("configMapKeyRef"),
                ("ConfigMap", "name"),
                &mut found,
            );
            add(variable.get("secretKeyRef"), ("Secret", "name"), &mut found);
        }
    }
    for volume in list(pod, "volumes") {
        add(volume.get("configMap"), ("ConfigMap", "name"), &mut found);
        add(volume.get("secret"), ("Secret", "secretName"), &mut found);
        let sources = at(volume, &["projected", "sources"]);
        for source in sources.into_iter().flat_map(Node::items) {
            add(source.get("configMap"), ("ConfigMap", "name"), &mut found);
            add(source.get("secret"), ("Secret", "name"), &mut found);
        }
    }
    for pull in list(pod, "imagePullSecrets") {
        add(Some(pull), ("Secret", "name"), &mut found);
    }
    found
}

fn list<'d>(node: Node<'d>, key: &str) -> impl Iterator<Item = Node<'d>> + use<'d> {
    node.get(key).into_iter().flat_map(Node::items)
}

fn add(node: Option<Node<'_>>, (kind, field): (&str, &str), found: &mut Vec<Reference>) {
    let Some((node, name)) = node.and_then(|node| Some((node, node.get(field)?))) else {
        return;
    };
    let Some(text) = name.text().filter(|text| !text.is_empty()) else {
        return;
    };
    found.push(Reference {
        role: Use::Pod,
        kind: kind.into(),
        namespace: None,
        name: text.into(),
        optional: node.get("optional").and_then(Node::text) == Some("true"),
        line: name.line(),
        pointer: name.pointer().into(),
    });
}
