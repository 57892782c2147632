//! What an export leaves out of an object: values that can be secrets, and credentials in texts.

use serde_json::{Map, Value};

use super::metadata::is_kept_annotation;
use super::overrides;
use crate::model::clean::clean;

/// Fields whose values people and tools put secrets into. Their keys stay, their values do not.
const VALUES: [&str; 17] = [
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
];
/// What stands in the place of a value.
const MASKED: &str = "(masked)";
/// Longest text that is kept where it may hold a credential.
const LONGEST: usize = 8_192;

/// An object without managed fields, foreign annotations, values and credentials. A Secret keeps its keys only.
pub(super) fn mask(mut object: Value) -> Value {
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
        if let Some(annotations) = metadata
            .get_mut("annotations")
            .and_then(Value::as_object_mut)
        {
            annotations.retain(|key, _| is_kept_annotation(key));
        }
    }
    name_overrides(&mut object);
    walk(&mut object);
    object
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
        Value::String(text) if may_hold_credential(text) => *text = clean(text, LONGEST),
        _ => {}
    }
}

fn entry(key: &str, inner: &mut Value) {
    if VALUES.contains(&key) {
        blank(inner);
    } else {
        walk(inner);
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

fn may_hold_credential(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["://", "bearer", "authorization", "token", "password"]
        .iter()
        .any(|sign| lower.contains(sign))
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
