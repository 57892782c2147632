//! What the API server does before it judges: absent values get their defaults, `null` is as good as absent.
//!
//! Structural schemas of apiextensions.k8s.io/v1: a `null` under a field that is not nullable is dropped, then
//! defaults are applied (apiextensions-apiserver `pkg/apiserver/schema/defaulting`, Kubernetes 1.37). Built-in
//! types decode `null` as the zero value.

use serde_json::{Map, Value};

use super::node::{Id, Node};
use super::pool::Pool;

/// Recursion ends with the value; defaults hold no deeper values than the schema names.
pub(super) fn settle(pool: &Pool, id: Id, value: &mut Value) {
    let Some(node) = pool.node(id) else { return };
    match value {
        Value::Object(map) => {
            drop_nulls(pool, node, map);
            if pool.structural {
                apply(pool, node, map);
            }
            for (name, each) in map.iter_mut() {
                if let Some(child) = node.properties.get(name).copied().or(node.additional) {
                    settle(pool, child, each);
                }
            }
        }
        Value::Array(items) => {
            if let Some(child) = node.items {
                for each in items {
                    settle(pool, child, each);
                }
            }
        }
        _ => {}
    }
}

fn drop_nulls(pool: &Pool, node: &Node, map: &mut Map<String, Value>) {
    map.retain(|name, value| {
        let child = node.properties.get(name).copied().or(node.additional);
        let Some(child) = child.and_then(|id| pool.node(id)) else {
            // A field that is not known stays, to be reported.
            return true;
        };
        !value.is_null() || child.nullable
    });
}

fn apply(pool: &Pool, node: &Node, map: &mut Map<String, Value>) {
    for (name, id) in &node.properties {
        let default = pool.node(*id).and_then(|child| child.default.as_ref());
        if let Some(default) = default
            && !map.contains_key(name)
        {
            map.insert(name.clone(), default.clone());
        }
    }
}
