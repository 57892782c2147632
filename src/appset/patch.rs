//! Strategic merge of an Application (k8s.io/apimachinery 0.36, util/strategicpatch): maps merge, null removes, lists
//! replace; of an Application's lists only `finalizers` and `ownerReferences` have a merge strategy.

use serde_json::{Map, Value};

use super::stop::Stop;

pub(crate) fn apply(original: &Value, change: &Value) -> Result<Value, Stop> {
    match (original, change) {
        (Value::Object(original), Value::Object(change)) => {
            map(original, change, Place::Root).map(Value::Object)
        }
        _ => Ok(original.clone()),
    }
}

/// Where a map stands, as far as it matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Root,
    Metadata,
    Other,
    /// Inside `valuesObject`, of which the schema knows nothing.
    Raw,
}

impl Place {
    fn below(self, key: &str) -> Self {
        match (self, key) {
            (Self::Root, "metadata") => Self::Metadata,
            (Self::Raw, _) | (_, "valuesObject") => Self::Raw,
            _ => Self::Other,
        }
    }
}

fn map(
    original: &Map<String, Value>,
    change: &Map<String, Value>,
    place: Place,
) -> Result<Map<String, Value>, Stop> {
    match change.get("$patch").and_then(Value::as_str) {
        Some("replace") => {
            return Ok(change
                .iter()
                .filter(|(key, _)| *key != "$patch")
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect());
        }
        Some("delete") => return Ok(Map::new()),
        Some("merge") | None => {}
        Some(other) => return Stop::error(format!("templatePatch: unknown patch type {other:?}")),
    }
    let mut out = original.clone();
    for (key, value) in change {
        if key == "$patch" {
            continue;
        }
        if key.starts_with('$') {
            return Stop::refused(format!(
                "templatePatch: the directive `{key}` is not supported"
            ));
        }
        let made = match (out.get(key), value) {
            (_, Value::Null) => {
                out.shift_remove(key);
                continue;
            }
            (None, value) => without_nulls(value),
            (Some(Value::Object(_)), Value::Object(_))
            | (Some(Value::Array(_)), Value::Array(_))
                if place == Place::Raw =>
            {
                return Stop::error(format!(
                    "templatePatch: unable to find api field in struct RawExtension for the json field {key:?}"
                ));
            }
            (Some(Value::Object(own)), Value::Object(other)) => {
                Value::Object(map(own, other, place.below(key))?)
            }
            (Some(Value::Array(own)), Value::Array(other))
                if place == Place::Metadata && key == "finalizers" =>
            {
                Value::Array(joined(own, other))
            }
            (Some(Value::Array(_)), Value::Array(_))
                if place == Place::Metadata && key == "ownerReferences" =>
            {
                return Stop::refused("templatePatch: `ownerReferences` are not supported");
            }
            (Some(_), value) => without_nulls(value),
        };
        out.insert(key.clone(), made);
    }
    Ok(out)
}

/// Those of the patch in its order; one that only the original has goes before the first of the patch that stands
/// behind it in the original (mergeSortedSlice).
fn joined(own: &[Value], change: &[Value]) -> Vec<Value> {
    let place = |item: &Value| own.iter().position(|own| own == item);
    let mut left = own
        .iter()
        .filter(|item| !change.contains(item))
        .cloned()
        .peekable();
    let mut out: Vec<Value> = Vec::new();
    for item in change {
        while let Some(before) =
            left.next_if(|before| place(item).is_some_and(|at| place(before) < Some(at)))
        {
            out.push(before);
        }
        if !out.contains(item) {
            out.push(item.clone());
        }
    }
    out.extend(left);
    out
}

fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Object(entries) => Value::Object(
            entries
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}
