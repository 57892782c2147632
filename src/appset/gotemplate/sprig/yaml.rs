//! `toYaml`, `fromYaml` and `fromYamlArray` as Argo CD has them: through sigs.k8s.io/yaml 1.6.

use super::super::arg::{any, text};
use super::super::error::Fail;
use super::super::functions::{Function, Param::Any, Param::Text};
use super::super::value::{Dict, List, Value};
use crate::appset::yaml_out;
use crate::yaml::{Budget, Reading, parse};

pub(super) static TABLE: &[Function] = &[
    Function::new("fromYaml", &[Text], |_, args| match read(text(args, 0))? {
        Value::Null => Ok(Dict::of(std::collections::BTreeMap::new())),
        map @ Value::Map(_) => Ok(map),
        other => Fail::error(format!(
            "json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
            json_type(&other)
        )),
    }),
    Function::new("fromYamlArray", &[Text], |_, args| {
        match read(text(args, 0))? {
            Value::Null => Ok(List::of(Vec::new())),
            list @ Value::List(_) => Ok(list),
            other => Fail::error(format!(
                "json: cannot unmarshal {} into Go value of type []interface {{}}",
                json_type(&other)
            )),
        }
    }),
    Function::new("toYaml", &[Any], |context, args| {
        let json = any(args, 0)
            .to_json()
            .ok_or_else(|| Fail::Error("json: unsupported value".to_owned()))?;
        context.text(
            yaml_out::write(&json)
                .strip_suffix('\n')
                .unwrap_or_default()
                .to_owned(),
        )
    }),
];

fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "object",
        Value::List(_) => "array",
        Value::Str(_) => "string",
        Value::Bool(_) => "bool",
        _ => "number",
    }
}

/// The first document, as kubectl reads it.
fn read(text: &str) -> Result<Value, Fail> {
    let stream = parse(text.as_bytes(), &Budget::default());
    if let Some(error) = stream.errors.first() {
        return Fail::error(format!("error converting YAML to JSON: {error}"));
    }
    let Some(document) = stream.documents.first() else {
        return Ok(Value::Null);
    };
    match document.to_json(Reading::Kubectl) {
        Ok(json) => Ok(Value::decoded(&json)),
        Err(error) => Fail::error(format!("error converting YAML to JSON: {error}")),
    }
}
