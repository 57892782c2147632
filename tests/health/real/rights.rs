//! The role that is shipped, applied as it stands; its account, and what the server's audit log says the account did.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gitops_mcp::yaml::{Budget, Reading, parse};
use serde_json::{Value, json};

use super::server::{Server, text};

pub(crate) const ACCOUNT: &str = "system:serviceaccount:gitops-mcp:gitops-mcp";
const NAMESPACE: &str = "gitops-mcp";

/// Objects of a file of `deploy/`.
pub(crate) fn shipped(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("deploy")
        .join(file);
    parse(&fs::read(path).unwrap(), &Budget::default())
        .objects(Reading::Kubectl)
        .unwrap()
}

/// A kubeconfig of the account that the shipped role is bound to, in a folder of the caller.
pub(crate) fn reader(server: &Server, folder: &Path) -> PathBuf {
    server.namespace(NAMESPACE);
    server.put(&json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "gitops-mcp", "namespace": NAMESPACE}}));
    shipped("read-only-clusterrole.yaml")
        .iter()
        .for_each(|object| server.put(object));
    let user = json!({ "token": token(server) });
    kubeconfig(
        &server.kubeconfig,
        &folder.join("kubeconfig"),
        &[("/users/0/user", user)],
    )
}

/// A token such as a Pod of the account is given.
pub(crate) fn token(server: &Server) -> String {
    let asked = json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}});
    let path = format!("/api/v1/namespaces/{NAMESPACE}/serviceaccounts/gitops-mcp/token");
    text(&server.must("POST", &path, Some(&asked)), "/status/token").to_owned()
}

/// A kubeconfig with some places of it changed.
pub(crate) fn kubeconfig(from: &Path, to: &Path, changes: &[(&str, Value)]) -> PathBuf {
    let mut config: Value = serde_json::from_slice(&fs::read(from).unwrap()).unwrap();
    for (pointer, value) in changes {
        *config.pointer_mut(pointer).unwrap() = value.clone();
    }
    fs::write(to, config.to_string()).unwrap();
    to.to_owned()
}

/// The role without one resource, once the server acts on it.
pub(crate) fn without(server: &Server, (group, plural): (&str, &str)) {
    let mut role = shipped("read-only-clusterrole.yaml").remove(0);
    for rule in role["rules"].as_array_mut().unwrap() {
        if rule["apiGroups"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it == group)
        {
            rule["resources"]
                .as_array_mut()
                .unwrap()
                .retain(|it| it != plural);
        }
    }
    role["rules"]
        .as_array_mut()
        .unwrap()
        .retain(|rule| rule["resources"] != json!([]));
    server.put(&role);
    until_allowed(server, (group, plural), false);
}

/// The whole role again.
pub(crate) fn whole(server: &Server, (group, plural): (&str, &str)) {
    server.put(&shipped("read-only-clusterrole.yaml").remove(0));
    until_allowed(server, (group, plural), true);
}

fn until_allowed(server: &Server, (group, plural): (&str, &str), wanted: bool) {
    // Of ConfigMaps one is allowed, by its name.
    let name = if plural == "configmaps" {
        "argocd-cm"
    } else {
        ""
    };
    let review = json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": {
        "user": ACCOUNT, "groups": ["system:serviceaccounts"], "resourceAttributes": {"group": group, "resource": plural, "name": name, "verb": "get"}}});
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let said = server.must(
            "POST",
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            Some(&review),
        );
        if said.pointer("/status/allowed") == Some(&json!(wanted)) {
            return;
        }
        assert!(
            Instant::now() < end,
            "{group}/{plural}: not {wanted} in time"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Every group and plural of the role.
pub(crate) fn resources() -> Vec<(String, String)> {
    let role = shipped("read-only-clusterrole.yaml").remove(0);
    let mut all = Vec::new();
    for rule in role["rules"].as_array().unwrap() {
        for group in rule["apiGroups"].as_array().unwrap() {
            for plural in rule["resources"].as_array().unwrap() {
                all.push((
                    group.as_str().unwrap().to_owned(),
                    plural.as_str().unwrap().to_owned(),
                ));
            }
        }
    }
    all
}

/// How far the log has got.
pub(crate) fn mark(server: &Server) -> u64 {
    fs::metadata(&server.audit).map_or(0, |it| it.len())
}

/// What the account did since then: verb, group and resource, and the answers' codes.
pub(crate) fn did(server: &Server, since: u64) -> BTreeSet<(String, String, u64)> {
    // The log is written behind the answers.
    std::thread::sleep(Duration::from_secs(2));
    let log = fs::read(&server.audit).unwrap();
    let from = usize::try_from(since).unwrap();
    let new = if log.len() >= from {
        &log[from..]
    } else {
        &log[..]
    };
    String::from_utf8_lossy(new)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|entry| text(entry, "/user/username") == ACCOUNT)
        .map(|entry| {
            let what = match entry.pointer("/objectRef/resource").and_then(Value::as_str) {
                Some(resource) => format!("{resource}.{}", text(&entry, "/objectRef/apiGroup")),
                None => text(&entry, "/requestURI").to_owned(),
            };
            let code = entry
                .pointer("/responseStatus/code")
                .and_then(Value::as_u64);
            (text(&entry, "/verb").to_owned(), what, code.unwrap_or(0))
        })
        .collect()
}
