//! Files that a tool wrote or reads, and that hold its credentials: told by what they say, not by their name.

use super::search::Search;
use super::{Place, terraform};
use crate::yaml::{Kind, Node};

/// Names without an ending of YAML or JSON under which such files are kept.
const NAMES: [&str; 5] = [
    "kubeconfig",
    "talosconfig",
    ".dockercfg",
    "Kustomization",
    "config",
];
const ENDINGS: [&str; 3] = [".kubeconfig", ".tfstate", ".tfstate.backup"];

/// Whether a file is to be read as a tree though its name does not say so.
pub(crate) fn is_tree_by_name(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    NAMES.contains(&name) || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Searches a document, if it is such a file.
pub(super) fn search(search: &mut Search, path: &str, root: Node<'_>) {
    if terraform::is_state(root) {
        return terraform::search(search, root);
    }
    for part in parts(path, root) {
        search.tree(Place::ToolFile, part);
    }
}

/// The parts in which credentials are kept.
fn parts<'d>(path: &str, root: Node<'d>) -> Vec<Node<'d>> {
    let text = |key: &str| root.get(key).and_then(Node::text).unwrap_or_default();
    let mapping = |key: &str| root.get(key).filter(|node| node.kind() == Kind::Mapping);
    let kinds = [
        // kubernetes/client-go, `tools/clientcmd/api/v1/types.go`.
        root.get("users").filter(|_| text("kind") == "Config"),
        // Docker CLI, `cli/config/types/authconfig.go`.
        mapping("auths"),
        // Kubernetes, encryption at rest.
        root.get("resources")
            .filter(|_| text("kind") == "EncryptionConfiguration"),
        // siderolabs/talos 1.11, machine configuration and its bundle of secrets.
        mapping("machine").filter(|_| mapping("cluster").is_some()),
        mapping("cluster").filter(|_| mapping("machine").is_some()),
        mapping("trustdinfo").map(|_| root),
        text("apiVersion")
            .starts_with("kubeadm.k8s.io/")
            .then_some(root),
        is_distribution(path, root).then_some(root),
        path.ends_with(".dockercfg").then_some(root),
    ];
    kinds.into_iter().flatten().collect()
}

/// Settings of K3s and RKE2 that stand beside a token.
const SETTINGS: [&str; 6] = [
    "tls-san",
    "write-kubeconfig-mode",
    "cluster-init",
    "node-label",
    "node-taint",
    "agent-token",
];

/// The configuration of a server or agent of K3s or RKE2 (docs.k3s.io, "Configuration options").
fn is_distribution(path: &str, root: Node<'_>) -> bool {
    let is_server = root
        .get("server")
        .and_then(Node::text)
        .is_some_and(|server| server.ends_with(":6443") || server.ends_with(":9345"));
    let is_placed = ["k3s", "rke2"].iter().any(|name| path.contains(name));
    root.get("kind").is_none()
        && (root.get("token").is_some() || root.get("agent-token").is_some())
        && (is_server || is_placed || SETTINGS.iter().any(|key| root.get(key).is_some()))
}
