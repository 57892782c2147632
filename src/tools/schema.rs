//! Portable JSON Schemas: no `$schema`, titles, formats, type lists or references, so that strict clients take them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

/// Depth of an output schema: top-level fields are typed, items tell their type and required names.
const OUTPUT_DEPTH: usize = 2;

/// The input schema of a tool, with its descriptions.
#[must_use]
pub fn input<A: JsonSchema>() -> Map<String, Value> {
    let mut schema = generate::<A>();
    schema.remove("description");
    schema.entry("properties").or_insert_with(|| json!({}));
    schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    schema
}

/// The output schema of a tool: true but shallow, without descriptions; `gitops://references/report` is not needed to
/// read an answer, whose fields name themselves.
#[must_use]
pub fn output<O: JsonSchema>() -> Map<String, Value> {
    let mut schema = Value::Object(generate::<O>());
    prune(&mut schema, 0);
    match schema {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn generate<T: JsonSchema>() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value();
    portable(&mut schema);
    match schema {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Removes what some clients do not take, at every depth.
fn portable(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    for key in ["$schema", "title", "format", "default"] {
        if map
            .get(key)
            .is_some_and(|value| !value.is_object() || key == "default")
        {
            map.remove(key);
        }
    }
    if map.get("additionalProperties") == Some(&Value::Bool(true)) {
        map.remove("additionalProperties");
    }
    if let Some(Value::Array(types)) = map.get("type") {
        let kept = types
            .iter()
            .find(|name| name.as_str() != Some("null"))
            .cloned();
        map.insert("type".to_owned(), kept.unwrap_or_else(|| json!("string")));
    }
    unwrap_optional(map);
    for (key, value) in map.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => properties.values_mut().for_each(portable),
            ("items" | "additionalProperties", inner) => portable(inner),
            ("oneOf" | "anyOf" | "allOf", Value::Array(choices)) => {
                choices.iter_mut().for_each(portable)
            }
            _ => {}
        }
    }
}

/// `anyOf [X, null]` is an optional X; a `oneOf` of constants is an `enum`.
fn unwrap_optional(map: &mut Map<String, Value>) {
    if let Some(Value::Array(choices)) = map.get("anyOf") {
        let kept: Vec<Value> = choices
            .iter()
            .filter(|choice| choice.get("type") != Some(&json!("null")))
            .cloned()
            .collect();
        if let [Value::Object(only)] = kept.as_slice() {
            map.remove("anyOf");
            for (key, value) in only.clone() {
                map.entry(key).or_insert(value);
            }
        }
    }
    let constants = map
        .get("oneOf")
        .and_then(Value::as_array)
        .and_then(|choices| {
            choices
                .iter()
                .map(|choice| choice.get("const").cloned())
                .collect::<Option<Vec<_>>>()
        });
    if let Some(constants) = constants {
        map.remove("oneOf");
        map.insert("type".to_owned(), json!("string"));
        map.insert("enum".to_owned(), Value::Array(constants));
    }
}

/// Cuts an output schema at [`OUTPUT_DEPTH`] and drops descriptions.
fn prune(schema: &mut Value, depth: usize) {
    let Value::Object(map) = schema else { return };
    map.remove("description");
    map.remove("minimum");
    if depth >= OUTPUT_DEPTH {
        map.retain(|key, _| matches!(key.as_str(), "type" | "required"));
        return;
    }
    for (key, value) in map.iter_mut() {
        match (key.as_str(), value) {
            ("properties", Value::Object(properties)) => properties
                .values_mut()
                .for_each(|inner| prune(inner, depth + 1)),
            ("items" | "additionalProperties", inner) => prune(inner, depth + 1),
            _ => {}
        }
    }
}
