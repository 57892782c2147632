//! The clusters of an Argo CD out of an inventory or of exported Secrets. Of a Secret only name, server, project, labels
//! and annotations are looked at.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::appset::world::Cluster;
use crate::clients::cluster::ClusterRecord;
use crate::yaml::{Budget, Reading, parse};

const SECRET_TYPE: &str = "argocd.argoproj.io/secret-type";

/// Reads clusters out of YAML or JSON: a list of them, `clusters:` with one, or Secrets.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Cluster>, String> {
    let stream = parse(bytes, &Budget::default());
    if let Some(error) = stream.errors.first() {
        return Err(error.to_string());
    }
    let mut all = Vec::new();
    for document in &stream.documents {
        let json = document
            .to_json(Reading::Kubectl)
            .map_err(|error| error.to_string())?;
        all.extend(of_json(&json)?);
    }
    if all.is_empty() {
        return Err("it holds no clusters: give a list of {name, server, labels, annotations, project}, or Secrets with the label argocd.argoproj.io/secret-type: cluster".to_owned());
    }
    Ok(all)
}

fn of_json(json: &Value) -> Result<Vec<Cluster>, String> {
    let items = json
        .get("clusters")
        .or_else(|| json.get("items"))
        .unwrap_or(json);
    match items {
        Value::Array(items) => items
            .iter()
            .map(of_json)
            .try_fold(Vec::new(), |mut all, one| {
                all.extend(one?);
                Ok(all)
            }),
        Value::Object(_) if json.get("kind").and_then(Value::as_str) == Some("Secret") => {
            Ok(of_secret(json).into_iter().collect())
        }
        Value::Object(_) if json.get("kind").is_some() => Ok(Vec::new()),
        Value::Object(_) => of_entry(json).map(|cluster| vec![cluster]),
        _ => Err("a cluster is an object with name and server".to_owned()),
    }
}

/// An entry of an inventory.
pub(crate) fn of_entry(json: &Value) -> Result<Cluster, String> {
    let text = |key: &str| {
        json.get(key)
            .and_then(Value::as_str)
            .unwrap_or("")
            .to_owned()
    };
    let known = ["name", "server", "project", "labels", "annotations"];
    if let Some(key) = json
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key)
        .find(|key| !known.contains(&key.as_str()))
    {
        return Err(format!(
            "`{}` is no field of a cluster; {} are",
            crate::model::clean::echo(key),
            known.join(", ")
        ));
    }
    let cluster = Cluster {
        name: text("name"),
        server: text("server"),
        project: text("project"),
        labels: strings(json.get("labels"))?,
        annotations: strings(json.get("annotations"))?,
    };
    if cluster.name.is_empty() || cluster.server.is_empty() {
        return Err("a cluster needs `name` and `server`".to_owned());
    }
    Ok(cluster)
}

fn strings(value: Option<&Value>) -> Result<BTreeMap<String, String>, String> {
    let entries = value.and_then(Value::as_object).into_iter().flatten();
    entries
        .map(|(key, value)| match value {
            Value::String(text) => Ok((key.clone(), text.clone())),
            _ => Err(format!(
                "the label or annotation `{}` is no string; quote it",
                crate::model::clean::echo(key)
            )),
        })
        .collect()
}

fn of_secret(json: &Value) -> Option<Cluster> {
    let labels = strings(json.pointer("/metadata/labels")).ok()?;
    if labels.get(SECRET_TYPE).map(String::as_str) != Some("cluster") {
        return None;
    }
    let field = |key: &str| {
        let plain = json
            .pointer(&format!("/stringData/{key}"))
            .and_then(Value::as_str)
            .map(str::to_owned);
        plain.or_else(|| {
            let encoded = json.pointer(&format!("/data/{key}"))?.as_str()?;
            String::from_utf8(STANDARD.decode(encoded).ok()?).ok()
        })
    };
    let annotations = strings(json.pointer("/metadata/annotations")).unwrap_or_default();
    Some(Cluster {
        name: field("name")?,
        server: field("server")?,
        project: field("project").unwrap_or_default(),
        labels,
        annotations,
    })
}

/// The text of a Secret, if it is one of a cluster.
pub(crate) fn of_secret_text(json: &str) -> Option<Cluster> {
    of_secret(&serde_json::from_str(json).ok()?)
}

/// A record of a target. The API of Argo CD also lists the local cluster that has no Secret; generators add that one
/// themselves.
pub(crate) fn of_record(record: &ClusterRecord) -> Option<Cluster> {
    const LOCAL: (&str, &str) = ("in-cluster", "https://kubernetes.default.svc");
    let plain = record.labels.is_empty() && record.annotations.is_empty();
    if plain && (record.name.as_str(), record.server.as_str()) == LOCAL {
        return None;
    }
    Some(Cluster {
        name: record.name.clone(),
        server: record.server.clone(),
        project: record.project.clone(),
        labels: record.labels.clone(),
        annotations: record.annotations.clone(),
    })
}
