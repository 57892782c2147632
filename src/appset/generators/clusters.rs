use serde_json::Value;

use super::Scope;
use crate::appset::gotemplate::{self, sanitize};
use crate::appset::params::{self, Params};
use crate::appset::selector::Selector;
use crate::appset::stop::Stop;
use crate::appset::world::Cluster;

const IN_CLUSTER: &str = "in-cluster";
const IN_CLUSTER_SERVER: &str = "https://kubernetes.default.svc";
/// The label that makes a Secret a cluster.
const SECRET_TYPE: (&str, &str) = ("argocd.argoproj.io/secret-type", "cluster");

/// Argo CD 3.6 keeps these annotations to itself (applicationset/generators/cluster.go): state of its own, and what
/// holds the data of the Secret.
const HIDDEN: [&str; 7] = [
    "argocd.argoproj.io/refresh",
    "argocd.argoproj.io/refresh-timestamp",
    "argocd.argoproj.io/hydrate",
    "argocd.argoproj.io/hydrate-timestamp",
    "argocd.argoproj.io/tracking-id",
    "argocd.argoproj.io/installation-id",
    "kubectl.kubernetes.io/last-applied-configuration",
];

fn shown(cluster: &Cluster) -> impl Iterator<Item = (&String, &String)> {
    cluster
        .annotations
        .iter()
        .filter(|(key, _)| !HIDDEN.contains(&key.as_str()))
}

pub(super) fn generate(scope: &Scope<'_>, body: &Value) -> Result<Vec<Params>, Stop> {
    let empty = Value::Null;
    let selector = Selector::read(body.get("selector").unwrap_or(&empty), true)
        .map_err(|reason| Stop::Error(format!("error converting label selector: {reason}")))?;
    let clusters: Vec<Cluster> = scope.world.clusters()?.iter().map(labelled).collect();
    let chosen: Vec<&Cluster> = clusters
        .iter()
        .filter(|cluster| selector.matches(&cluster.labels))
        .collect();
    let mut sets = Vec::new();
    for cluster in &chosen {
        let mut set = describe(scope, cluster);
        scope.engine.append_values(body.get("values"), &mut set)?;
        sets.push(set);
    }
    // Without a Secret of its own the local cluster has no labels that a selector could match.
    if selector.is_empty()
        && !chosen
            .iter()
            .any(|cluster| cluster.server == IN_CLUSTER_SERVER)
    {
        let mut set = plain(IN_CLUSTER, IN_CLUSTER, IN_CLUSTER_SERVER, "");
        scope.engine.append_values(body.get("values"), &mut set)?;
        sets.push(set);
    }
    if body.get("flatList").and_then(Value::as_bool) == Some(true) {
        let all = gotemplate::List::of(sets.into_iter().map(params::map).collect());
        return Ok(vec![Params::from([("clusters".into(), all)])]);
    }
    Ok(sets)
}

fn labelled(cluster: &Cluster) -> Cluster {
    let mut cluster = cluster.clone();
    cluster
        .labels
        .entry(SECRET_TYPE.0.to_owned())
        .or_insert_with(|| SECRET_TYPE.1.to_owned());
    cluster
}

fn plain(name: &str, normalized: &str, server: &str, project: &str) -> Params {
    [
        ("name", name),
        ("nameNormalized", normalized),
        ("server", server),
        ("project", project),
    ]
    .into_iter()
    .map(|(key, value)| (key.into(), gotemplate::Value::from(value)))
    .collect()
}

fn describe(scope: &Scope<'_>, cluster: &Cluster) -> Params {
    let mut set = plain(
        &cluster.name,
        &sanitize(&cluster.name),
        &cluster.server,
        &cluster.project,
    );
    if !scope.engine.go {
        let labels = cluster
            .labels
            .iter()
            .map(|(key, value)| (format!("metadata.labels.{key}"), value));
        let annotations =
            shown(cluster).map(|(key, value)| (format!("metadata.annotations.{key}"), value));
        set.extend(
            labels
                .chain(annotations)
                .map(|(key, value)| (key.into(), gotemplate::Value::from(value.as_str()))),
        );
        return set;
    }
    let mut meta = Params::new();
    if !cluster.annotations.is_empty() {
        meta.insert(
            "annotations".into(),
            params::strings(shown(cluster).map(|(key, value)| (key.clone(), value.clone()))),
        );
    }
    meta.insert("labels".into(), params::strings(cluster.labels.clone()));
    set.insert("metadata".into(), params::map(meta));
    set
}
