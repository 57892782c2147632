//! What an export leaves out of an object: values that can be secrets, and credentials in texts.

use serde_json::{Map, Value};

use super::metadata::is_kept_annotation;
use super::overrides;
use crate::model::credential::mask as mask_text;

/// Fields whose values people and tools put secrets into. Their keys stay, their values do not.
const VALUES: [&str; 24] = [
    "values",
    "valuesObject",
    "valuesInline",
    "substitute",
    "parameters",
    "fileParameters",
    "elements",
    "data",
    "stringData",
    "binaryData",
    "env",
    "args",
    "command",
    "httpHeaders",
    "headers",
    "patches",
    "patchesStrategicMerge",
    "templatePatch",
    "inputs",
    "defaultValues",
    "exportedInputs",
    "info",
    "resourcesTemplate",
    "webhookPath",
];
/// What stands in the place of a value.
const MASKED: &str = "(masked)";

/// An object without managed fields, foreign annotations, values and credentials. A Secret keeps its keys only.
pub(super) fn mask(mut object: Value) -> Value {
    let own = own_annotations(&mut object);
    name_overrides(&mut object);
    walk(&mut object);
    let metadata = object.get_mut("metadata").and_then(Value::as_object_mut);
    if let (Some(own), Some(metadata)) = (own, metadata) {
        metadata.insert("annotations".to_owned(), own);
    }
    object
}

/// A repository or a cluster as the API of Argo CD tells it: who it is and whether it is reached, nothing else.
pub(super) fn connection(mut object: Value) -> Value {
    const KEPT: [&str; 8] = [
        "apiVersion",
        "kind",
        "repo",
        "server",
        "name",
        "project",
        "connectionState",
        "info",
    ];
    let keep = |map: &mut Map<String, Value>, kept: &[&str]| {
        map.retain(|key, _| kept.contains(&key.as_str()));
    };
    if let Some(map) = object.as_object_mut() {
        keep(map, &KEPT);
    }
    if let Some(info) = object.get_mut("info").and_then(Value::as_object_mut) {
        keep(info, &["connectionState"]);
    }
    texts(&mut object);
    object
}

/// Credentials in every text, by their place or their form.
pub(super) fn texts(value: &mut Value) {
    match value {
        Value::Object(map) => map.values_mut().for_each(texts),
        Value::Array(items) => items.iter_mut().for_each(texts),
        Value::String(text) => *text = mask_text(text),
        _ => {}
    }
}

/// The annotations that are judged, taken out; all others are of no use here, and may hold copies of secrets.
fn own_annotations(object: &mut Value) -> Option<Value> {
    let metadata = object.get_mut("metadata")?.as_object_mut()?;
    metadata.remove("managedFields");
    let mut annotations = metadata.remove("annotations")?;
    annotations
        .as_object_mut()?
        .retain(|key, _| is_kept_annotation(key));
    walk(&mut annotations);
    Some(annotations)
}

/// The value that names the health overrides of many kinds becomes a key for each: the names stay, the scripts go.
fn name_overrides(object: &mut Value) {
    let Some(data) = object.get_mut("data").and_then(Value::as_object_mut) else {
        return;
    };
    if let Some(text) = data.remove(overrides::ALL) {
        let keys = overrides::keys(text.as_str().unwrap_or_default());
        data.extend(keys.into_iter().map(|key| (key, Value::Null)));
    }
}

fn walk(value: &mut Value) {
    match value {
        Value::Object(map) => map.iter_mut().for_each(|(key, inner)| entry(key, inner)),
        Value::Array(items) => items.iter_mut().for_each(walk),
        Value::String(text) => *text = mask_text(text),
        _ => {}
    }
}

fn entry(key: &str, inner: &mut Value) {
    match key {
        // Of a template inside the object: its own annotations are no longer here.
        "annotations" => blank(inner),
        // Of a webhook: whoever knows its path may post to it.
        "address" => blank_path(inner),
        key if VALUES.contains(&key) => blank(inner),
        _ => walk(inner),
    }
}

/// Keys, names and references stay; every other value goes.
fn blank(value: &mut Value) {
    match value {
        Value::Object(map) => blank_map(map),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::Null => {}
        other => *other = Value::String(MASKED.to_owned()),
    }
}

fn blank_map(map: &mut Map<String, Value>) {
    for (key, inner) in map {
        match key.as_str() {
            "valueFrom" => walk(inner),
            "name" if inner.is_string() => {}
            _ => blank(inner),
        }
    }
}

fn blank_path(value: &mut Value) {
    let Some(text) = value.as_str().map(mask_text) else {
        return blank(value);
    };
    let host = text.find("://").map_or(0, |at| at + 3);
    let path = text
        .get(host..)
        .and_then(|it| it.find('/'))
        .map(|at| host + at + 1);
    let shown = path.and_then(|at| text.get(..at));
    *value = Value::String(shown.map_or_else(|| text.clone(), |it| format!("{it}{MASKED}")));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_and_credentials_do_not_leave() {
        let object = json!({
            "kind": "HelmRelease",
            "metadata": {"name": "web", "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "CANARY", "reconcile.fluxcd.io/requestedAt": "t"}, "managedFields": [{"manager": "CANARY"}]},
            "spec": {
                "values": {"db": {"password": "CANARY"}}, "postBuild": {"substitute": {"KEY": "CANARY"}},
                "url": "https://user:CANARY@git.example.com/a.git",
                "template": {"spec": {"containers": [{"name": "web", "args": ["--token=CANARY"], "env": [{"name": "A", "value": "CANARY"}, {"name": "B", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]}]}},
            },
            "status": {"conditions": [{"message": "clone https://user:CANARY@git.example.com failed"}]},
        });
        let masked = mask(object);
        assert!(!masked.to_string().contains("CANARY"), "{masked}");
        assert_eq!(
            masked
                .pointer("/spec/template/spec/containers/0/env/1/valueFrom/secretKeyRef/key")
                .unwrap(),
            "k"
        );
        assert_eq!(
            masked
                .pointer("/metadata/annotations/reconcile.fluxcd.io~1requestedAt")
                .unwrap(),
            "t"
        );
        assert_eq!(
            masked.pointer("/spec/values/db/password").unwrap(),
            "(masked)"
        );
    }
}
