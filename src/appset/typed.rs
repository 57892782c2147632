//! The types of an Application's fields that templates and patches most often miss: Argo CD decodes into them and
//! refuses what does not fit (argo-cd 3.5, pkg/apis/application/v1alpha1/types.go).

use serde_json::Value;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Text,
    Bool,
    Int,
    Texts,
    /// A map of strings.
    Labels,
    Object,
    List,
}

/// Pointers; `*` is any element of a list.
const FIELDS: &[(&str, Type)] = &[
    ("metadata", Type::Object),
    ("metadata/name", Type::Text),
    ("metadata/labels", Type::Labels),
    ("metadata/annotations", Type::Labels),
    ("metadata/finalizers", Type::Texts),
    ("spec", Type::Object),
    ("spec/project", Type::Text),
    ("spec/revisionHistoryLimit", Type::Int),
    ("spec/destination", Type::Object),
    ("spec/destination/name", Type::Text),
    ("spec/destination/namespace", Type::Text),
    ("spec/destination/server", Type::Text),
    ("spec/syncPolicy", Type::Object),
    ("spec/syncPolicy/automated", Type::Object),
    ("spec/syncPolicy/automated/allowEmpty", Type::Bool),
    ("spec/syncPolicy/automated/enabled", Type::Bool),
    ("spec/syncPolicy/automated/prune", Type::Bool),
    ("spec/syncPolicy/automated/selfHeal", Type::Bool),
    (
        "spec/syncPolicy/managedNamespaceMetadata/labels",
        Type::Labels,
    ),
    (
        "spec/syncPolicy/managedNamespaceMetadata/annotations",
        Type::Labels,
    ),
    ("spec/syncPolicy/retry", Type::Object),
    ("spec/syncPolicy/retry/limit", Type::Int),
    ("spec/syncPolicy/syncOptions", Type::Texts),
    ("spec/ignoreDifferences", Type::List),
    ("spec/info", Type::List),
    ("spec/source", Type::Object),
    ("spec/sources", Type::List),
];

/// Below `spec/source` and each of `spec/sources`.
const SOURCE: &[(&str, Type)] = &[
    ("chart", Type::Text),
    ("directory/recurse", Type::Bool),
    ("directory/include", Type::Text),
    ("directory/exclude", Type::Text),
    ("helm/fileParameters", Type::List),
    ("helm/ignoreMissingValueFiles", Type::Bool),
    ("helm/parameters", Type::List),
    ("helm/parameters/*/forceString", Type::Bool),
    ("helm/parameters/*/name", Type::Text),
    ("helm/parameters/*/value", Type::Text),
    ("helm/passCredentials", Type::Bool),
    ("helm/releaseName", Type::Text),
    ("helm/skipCrds", Type::Bool),
    ("helm/skipTests", Type::Bool),
    ("helm/valueFiles", Type::Texts),
    ("helm/values", Type::Text),
    ("helm/valuesObject", Type::Object),
    ("kustomize/commonAnnotations", Type::Labels),
    ("kustomize/commonLabels", Type::Labels),
    ("kustomize/components", Type::Texts),
    ("kustomize/forceCommonAnnotations", Type::Bool),
    ("kustomize/forceCommonLabels", Type::Bool),
    ("kustomize/images", Type::Texts),
    ("kustomize/namePrefix", Type::Text),
    ("kustomize/nameSuffix", Type::Text),
    ("kustomize/namespace", Type::Text),
    ("path", Type::Text),
    ("ref", Type::Text),
    ("repoURL", Type::Text),
    ("targetRevision", Type::Text),
];

/// Says which field has a type that it cannot have.
pub(crate) fn check(application: &Value) -> Result<(), String> {
    for (path, kind) in FIELDS {
        at(application, path, path, *kind)?;
    }
    let sources = application
        .pointer("/spec/sources")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for source in application
        .pointer("/spec/source")
        .into_iter()
        .chain(sources)
    {
        for (path, kind) in SOURCE {
            at(source, path, &format!("spec/source/{path}"), *kind)?;
        }
    }
    Ok(())
}

fn at(value: &Value, path: &str, whole: &str, kind: Type) -> Result<(), String> {
    let (step, rest) = path
        .split_once('/')
        .map_or((path, None), |(step, rest)| (step, Some(rest)));
    let inner: Vec<&Value> = match (step, value) {
        ("*", Value::Array(items)) => items.iter().collect(),
        (step, value) => value.get(step).into_iter().collect(),
    };
    for inner in inner {
        match rest {
            Some(rest) => at(inner, rest, whole, kind)?,
            None if fits(inner, kind) => {}
            None => {
                return Err(format!(
                    "cannot unmarshal {} into the field {}, which is {}",
                    told(inner),
                    whole.replace('/', "."),
                    name(kind)
                ));
            }
        }
    }
    Ok(())
}

fn fits(value: &Value, kind: Type) -> bool {
    match (kind, value) {
        (_, Value::Null)
        | (Type::Text, Value::String(_))
        | (Type::Bool, Value::Bool(_))
        | (Type::Object, Value::Object(_))
        | (Type::List, Value::Array(_)) => true,
        (Type::Int, Value::Number(number)) => number.is_i64(),
        (Type::Texts, Value::Array(items)) => {
            items.iter().all(|item| item.is_string() || item.is_null())
        }
        (Type::Labels, Value::Object(entries)) => entries
            .values()
            .all(|value| value.is_string() || value.is_null()),
        _ => false,
    }
}

const fn told(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a bool",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list with another kind of element",
        Value::Object(_) => "an object with another kind of value",
    }
}

const fn name(kind: Type) -> &'static str {
    match kind {
        Type::Text => "a string",
        Type::Bool => "a bool",
        Type::Int => "an integer",
        Type::Texts => "a list of strings",
        Type::Labels => "a map of strings",
        Type::Object => "an object",
        Type::List => "a list",
    }
}
