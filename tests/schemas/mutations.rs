//! Breaks sound manifests in every place, one way at a time: for `compare`, where a real API server says what comes of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Places that decide what is asked, not what is answered.
const LEFT_ALONE: [&str; 4] = [
    "/apiVersion",
    "/kind",
    "/metadata/name",
    "/metadata/namespace",
];

/// A mutated manifest and what was done to it; each kind is broken in the same place in the same way only once.
pub(super) fn mutations(manifest: &Value, done: &mut BTreeSet<String>) -> Vec<(String, Value)> {
    let id = format!("{} {}", manifest["apiVersion"], manifest["kind"]);
    let mut places = Vec::new();
    pointers(manifest, "", &mut places);
    let mut made = Vec::new();
    for pointer in &places {
        let value = manifest.pointer(pointer).unwrap();
        for (how, to) in instead(value) {
            // What stands elsewhere in the manifest may decide as well: values of the place tell it apart.
            if !done.insert(format!("{id} {pointer} {how} {value}")) {
                continue;
            }
            let mut broken = manifest.clone();
            put(&mut broken, pointer, to);
            made.push((format!("{pointer} {how}"), broken));
        }
    }
    made
}

fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    if LEFT_ALONE.contains(&at) {
        return;
    }
    if !at.is_empty() {
        found.push(at.to_owned());
    }
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                let key = key.replace('~', "~0").replace('/', "~1");
                pointers(child, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (number, child) in items.iter().enumerate() {
                pointers(child, &format!("{at}/{number}"), found);
            }
        }
        _ => {}
    }
}

/// What a value is replaced by; nothing: it is taken away.
fn instead(value: &Value) -> Vec<(&'static str, Option<Value>)> {
    let mut ways = vec![("taken away", None), ("as null", Some(Value::Null))];
    match value {
        Value::Object(map) => {
            let mut more = map.clone();
            more.insert("surplus".into(), json!(1));
            ways.push(("with a field more", Some(Value::Object(more))));
            ways.push(("emptied", Some(json!({}))));
            ways.push(("as a list", Some(json!([value]))));
            ways.push(("as text", Some(json!("x"))));
        }
        Value::Array(items) => {
            let twice: Vec<Value> = items.iter().chain(items).cloned().collect();
            ways.push(("emptied", Some(json!([]))));
            ways.push(("twice", Some(Value::Array(twice))));
            ways.push(("as an object", Some(json!({"a": 1}))));
            ways.push(("as text", Some(json!("x"))));
        }
        Value::String(_) => {
            ways.push(("emptied", Some(json!(""))));
            ways.push(("as a number", Some(json!(7))));
            ways.push(("as a boolean", Some(json!(true))));
            ways.push(("as other text", Some(json!("¿ no such value ?"))));
            ways.push(("as a list", Some(json!([value]))));
        }
        Value::Number(_) => {
            ways.push(("as text", Some(json!(value.to_string()))));
            ways.push(("below zero", Some(json!(-1))));
            ways.push(("as a fraction", Some(json!(1.5))));
            ways.push(("beyond 32 bits", Some(json!(5_000_000_000_i64))));
        }
        Value::Bool(_) => {
            ways.push(("as text", Some(json!(value.to_string()))));
            ways.push(("as a number", Some(json!(1))));
        }
        Value::Null => {}
    }
    ways
}

fn put(manifest: &mut Value, pointer: &str, to: Option<Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    match (manifest.pointer_mut(parent).unwrap(), to) {
        (Value::Object(map), Some(value)) => drop(map.insert(name, value)),
        (Value::Object(map), None) => drop(map.remove(&name)),
        (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => drop(items.remove(name.parse().unwrap())),
        _ => panic!("{pointer}"),
    }
}

#[test]
fn every_place_is_broken_once_in_each_way() {
    let manifest = json!({"apiVersion": "v1", "kind": "X", "metadata": {"name": "a", "labels": {"a/b": "c"}}, "spec": {"n": 1, "l": ["a"]}});
    let mut done = BTreeSet::new();
    let made = mutations(&manifest, &mut done);
    assert!(made.iter().all(|(_, broken)| *broken != manifest));
    assert!(
        made.iter()
            .any(|(how, broken)| how == "/metadata/labels/a~1b taken away"
                && broken["metadata"]["labels"] == json!({}))
    );
    assert!(
        made.iter().any(
            |(how, broken)| how == "/spec/l/0 as a number" && broken["spec"]["l"] == json!([7])
        )
    );
    assert_eq!(mutations(&manifest, &mut done), []);
}
