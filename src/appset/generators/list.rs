use serde_json::{Map, Value};

use super::Scope;
use crate::appset::gotemplate;
use crate::appset::params::{self, Params};
use crate::appset::stop::Stop;
use crate::yaml::{Budget, Reading, parse};

pub(super) fn generate(scope: &Scope<'_>, body: &Value) -> Result<Vec<Params>, Stop> {
    let mut sets = Vec::new();
    for element in body
        .get("elements")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let Value::Object(element) = element else {
            return Stop::error("error unmarshalling list element: it is no object");
        };
        sets.push(if scope.engine.go {
            params::decode(element)
        } else {
            flat(element)?
        });
    }
    if let Some(text) = body
        .get("elementsYaml")
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
    {
        sets.extend(from_yaml(text)?.iter().map(params::decode));
    }
    Ok(sets)
}

/// Without Go templates every value is a string, and `values` is one level deep.
fn flat(element: &Map<String, Value>) -> Result<Params, Stop> {
    let mut set = Params::new();
    let text = |key: &str, value: &Value| match value {
        Value::String(text) => Ok(gotemplate::Value::from(text.as_str())),
        _ => Stop::error(format!(
            "error parsing value as string: `{key}` is none; quote it, or set goTemplate: true"
        )),
    };
    for (key, value) in element {
        if key != "values" {
            set.insert(key.as_str().into(), text(key, value)?);
            continue;
        }
        let Value::Object(values) = value else {
            return Stop::error("error parsing values map");
        };
        for (key, value) in values {
            set.insert(format!("values.{key}").into(), text(key, value)?);
        }
    }
    Ok(set)
}

/// A YAML list of objects, in an ApplicationSet mostly rendered by a matrix.
pub(super) fn from_yaml(text: &str) -> Result<Vec<Map<String, Value>>, Stop> {
    let stream = parse(text.as_bytes(), &Budget::default());
    let broken = |reason: String| {
        Stop::Error(format!(
            "error unmarshalling decoded ElementsYaml: {reason}"
        ))
    };
    if let Some(error) = stream.errors.first() {
        return Err(broken(error.to_string()));
    }
    let Some(document) = stream.documents.first() else {
        return Ok(Vec::new());
    };
    match document
        .to_json(Reading::Kubectl)
        .map_err(|error| broken(error.to_string()))?
    {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => items
            .into_iter()
            .map(|item| match item {
                Value::Object(item) => Ok(item),
                Value::Null => Ok(Map::new()),
                _ => Err(broken("an element is no object".to_owned())),
            })
            .collect(),
        _ => Err(broken("it is no list".to_owned())),
    }
}
