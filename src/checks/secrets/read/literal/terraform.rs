//! States of Terraform and OpenTofu, format 4 (opentofu/opentofu 1.10, `internal/states/statefile/version4.go`).

use super::Place;
use super::judge::verdict;
use super::search::Search;
use crate::yaml::{Kind, Node};

/// Whether a document is a state.
pub(super) fn is_state(root: Node<'_>) -> bool {
    root.get("terraform_version").is_some() && root.get("resources").is_some()
}

/// Outputs that are marked as sensitive, and the attributes of resources.
pub(super) fn search(search: &mut Search, root: Node<'_>) {
    for (name, output) in root.get("outputs").into_iter().flat_map(Node::entries) {
        let is_sensitive = output.get("sensitive").and_then(Node::text) == Some("true");
        if let Some(value) = output.get("value").filter(|_| is_sensitive) {
            sensitive(search, name.text().unwrap_or_default(), value);
        }
    }
    for resource in root.get("resources").into_iter().flat_map(Node::items) {
        let kind = resource.get("type").and_then(Node::text);
        let instances = resource.get("instances").into_iter().flat_map(Node::items);
        for attributes in instances.filter_map(|instance| instance.get("attributes")) {
            search.tree(Place::ToolFile, attributes);
            if let Some(result) = attributes
                .get("result")
                .filter(|_| kind == Some("random_password"))
            {
                sensitive(search, "result", result);
            }
        }
    }
}

/// A value of which the state itself says that it is secret.
fn sensitive(search: &mut Search, name: &str, value: Node<'_>) {
    if value.kind() != Kind::Scalar {
        return search.tree(Place::ToolFile, value);
    }
    let text = value.text().unwrap_or_default();
    let before = search.found.len();
    if verdict("password", text).is_some() {
        search.judge(Place::ToolFile, ("password", text), value);
    }
    for literal in search.found.iter_mut().skip(before) {
        name.clone_into(&mut literal.key);
    }
}
