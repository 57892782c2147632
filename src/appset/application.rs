//! From a template and parameters to an Application: template merge, rendering, `templatePatch`, finalizers
//! (argo-cd 3.5, applicationset/controllers/template and applicationset/utils).

use serde_json::{Map, Value, json};

use super::params::Params;
use super::patch;
use super::render::Engine;
use super::stop::Stop;
use super::typed;
use crate::yaml::{Budget, Reading, parse};

/// With it, deleting the Application deletes what it deployed.
pub const RESOURCES_FINALIZER: &str = "resources-finalizer.argocd.argoproj.io";

/// The generator's own template, filled up from the one of the ApplicationSet: what is set and not empty stays, lists
/// are not joined (dario.cat/mergo).
pub(crate) fn merged(own: &Value, base: &Value) -> Value {
    let (Value::Object(own_map), Value::Object(base_map)) = (own, base) else {
        return if is_empty(own) {
            base.clone()
        } else {
            own.clone()
        };
    };
    let mut out = Map::new();
    for (key, value) in own_map {
        let made = match base_map.get(key) {
            // Raw content: never merged.
            Some(other) if key == "valuesObject" => {
                if is_empty(value) {
                    other.clone()
                } else {
                    value.clone()
                }
            }
            Some(other) => merged(value, other),
            None => value.clone(),
        };
        out.insert(key.clone(), made);
    }
    for (key, value) in base_map {
        if !out.contains_key(key) {
            out.insert(key.clone(), value.clone());
        }
    }
    Value::Object(out)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(_) => false,
    }
}

/// What is the same for all Applications of one ApplicationSet.
pub(crate) struct Maker<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) spec: &'a Value,
    pub(crate) namespace: Option<&'a str>,
}

impl Maker<'_> {
    pub(crate) fn application(&self, template: &Value, params: &Params) -> Result<Value, Stop> {
        let mut made = self.rendered(template, params)?;
        if let Some(text) = self.spec.get("templatePatch").and_then(Value::as_str) {
            let text = self
                .engine
                .text(text, params)
                .map_err(Stop::from)
                .map_err(|stop| stop.within("templatePatch"))?;
            made = patched(&made, &text)?;
        }
        let metadata = made
            .as_object_mut()
            .and_then(|made| made.get_mut("metadata"))
            .and_then(Value::as_object_mut);
        if let Some(metadata) = metadata {
            metadata.remove("namespace");
            if let Some(namespace) = self.namespace {
                metadata.insert("namespace".to_owned(), json!(namespace));
            }
        }
        typed::check(&made).map_err(Stop::Error)?;
        Ok(made)
    }

    fn rendered(&self, template: &Value, params: &Params) -> Result<Value, Stop> {
        let mut metadata = Map::new();
        for key in ["name", "labels", "annotations", "finalizers"] {
            if let Some(value) = template
                .get("metadata")
                .and_then(|metadata| metadata.get(key))
            {
                metadata.insert(key.to_owned(), value.clone());
            }
        }
        let spec = template.get("spec").cloned().unwrap_or_else(|| json!({}));
        let plain = json!({"metadata": metadata, "spec": spec});
        if params.is_empty() {
            return Ok(plain);
        }
        let mut made = self.engine.deep(&plain, params)?;
        let preserve = self
            .spec
            .pointer("/syncPolicy/preserveResourcesOnDeletion")
            .and_then(Value::as_bool)
            == Some(true);
        if let Some(metadata) = made.get_mut("metadata").and_then(Value::as_object_mut)
            && !preserve
            && metadata.get("finalizers").is_none_or(is_empty)
        {
            metadata.insert("finalizers".to_owned(), json!([RESOURCES_FINALIZER]));
        }
        Ok(made)
    }
}

/// `templatePatch` cannot change the project.
fn patched(application: &Value, text: &str) -> Result<Value, Stop> {
    let stream = parse(text.as_bytes(), &Budget::default());
    let broken = |reason: String| {
        Stop::Error(format!(
            "templatePatch: error while converting template to json: {reason}"
        ))
    };
    if let Some(error) = stream.errors.first() {
        return Err(broken(error.to_string()));
    }
    let Some(document) = stream.documents.first() else {
        return Ok(application.clone());
    };
    let change = match document
        .to_json(Reading::Kubectl)
        .map_err(|error| broken(error.to_string()))?
    {
        Value::Null => return Ok(application.clone()),
        Value::Object(change) => Value::Object(change),
        _ => return Stop::error("templatePatch: invalid templatePatch: it is no object"),
    };
    typed::check(&change)
        .map_err(|reason| Stop::Error(format!("templatePatch: invalid templatePatch: {reason}")))?;
    let mut made = patch::apply(application, &change)?;
    let project = application.pointer("/spec/project").cloned();
    if let Some(spec) = made.get_mut("spec").and_then(Value::as_object_mut) {
        match project {
            Some(project) => spec.insert("project".to_owned(), project),
            None => spec.remove("project"),
        };
    }
    Ok(made)
}
