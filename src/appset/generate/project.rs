//! An AppProject that allows what the ApplicationSet needs.

use serde_json::{Value, json};

use super::{Kind, Request};

pub(super) fn project(request: &Request, set: &Value) -> Value {
    let repo = set
        .pointer("/spec/template/spec/source/repoURL")
        .and_then(Value::as_str)
        .unwrap_or("");
    let repo = if repo.contains("{{") { "*" } else { repo };
    let namespace = if request.namespace.contains("{{") {
        "*"
    } else {
        &request.namespace
    };
    json!({
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "AppProject",
        "metadata": {"name": request.project_name(), "namespace": request.argocd_namespace},
        "spec": {
            "description": format!("Applications of the ApplicationSet {}", request.name),
            "sourceRepos": [repo],
            "destinations": destinations(request, namespace),
            "clusterResourceWhitelist": [{"group": "", "kind": "Namespace"}],
        },
    })
}

fn destinations(request: &Request, namespace: &str) -> Vec<Value> {
    let from_list = |key: &str| -> Vec<String> {
        let elements = request
            .generators
            .iter()
            .flat_map(|generator| &generator.elements);
        let mut values: Vec<String> = elements
            .filter_map(|element| element.get(key)?.as_str().map(str::to_owned))
            .collect();
        values.sort();
        values.dedup();
        values
    };
    if request.has(Kind::Clusters) {
        return vec![json!({"server": "*", "namespace": namespace})];
    }
    let servers = from_list("server");
    if !servers.is_empty() {
        return servers
            .into_iter()
            .map(|server| json!({"server": server, "namespace": namespace}))
            .collect();
    }
    let names = from_list("cluster");
    if !names.is_empty() {
        return names
            .into_iter()
            .map(|name| json!({"name": name, "namespace": namespace}))
            .collect();
    }
    vec![json!({"server": "https://kubernetes.default.svc", "namespace": namespace})]
}
