//! Follows a value and its schema side by side.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::nearest::nearest;
use super::node::{Id, Node};
use super::open::is_open;
use super::pool::Pool;
use super::rule::{Answer, Rule};
use super::shipped;
use super::values;
use super::violation::Trouble;

/// Violations after which a document is left.
pub(super) const MOST: usize = 200;

/// What was found so far.
#[derive(Default)]
pub(super) struct Found {
    /// Pointers and what is wrong there.
    pub(super) troubles: Vec<(String, Trouble)>,
    pub(super) evaluated: u32,
    pub(super) not_evaluated: u32,
    pub(super) truncated: bool,
}

impl Found {
    /// The API server asks its rules only about objects that are otherwise well-formed (apiextensions-apiserver
    /// `pkg/registry/customresource/strategy.go`, `hasBlockingErr`).
    pub(super) fn settle(&mut self) {
        let is_rule = |trouble: &Trouble| matches!(trouble, Trouble::Rule { .. });
        let blocks = |trouble: &Trouble| {
            matches!(
                trouble,
                Trouble::WrongType { .. }
                    | Trouble::MissingField { .. }
                    | Trouble::NotAllowed { .. }
            )
        };
        if self.troubles.iter().any(|(_, trouble)| blocks(trouble)) {
            self.troubles.retain(|(_, trouble)| !is_rule(trouble));
            self.not_evaluated += self.evaluated;
            self.evaluated = 0;
        }
    }
}

pub(super) struct Walk<'w> {
    pub(super) pool: &'w Pool,
    /// Alternatives (`allOf` and the like) add checks of values, they do not name the fields.
    pub(super) values_only: bool,
    pub(super) path: String,
    pub(super) found: &'w mut Found,
}

impl Walk<'_> {
    /// Judges a value and says whether it is final: no part of it is filled in later.
    /// Recursion ends with the value, whose depth the budget of its document bounds.
    pub(super) fn value(&mut self, id: Id, value: &Value) -> bool {
        let Some(node) = self.pool.node(id) else {
            return true;
        };
        if let Value::String(text) = value
            && is_open(text)
        {
            return false;
        }
        // A built-in type decodes `null` as the zero value.
        if value.is_null() && !self.pool.structural {
            return true;
        }
        if let Some(trouble) = values::wrong_type(node, value) {
            self.report(trouble);
            return true;
        }
        for trouble in values::troubles(node, value, &mut self.found.not_evaluated) {
            self.report(trouble);
        }
        // What the null of a nullable field is not.
        if value.is_null() {
            return true;
        }
        let is_final = match value {
            Value::Object(map) => self.object(node, map),
            Value::Array(items) => self.array(node, items),
            _ => true,
        };
        self.alternatives(node, value, is_final);
        self.rules(&node.rules, value, is_final);
        is_final
    }

    fn report(&mut self, trouble: Trouble) {
        if self.found.troubles.len() >= MOST {
            self.found.truncated = true;
            return;
        }
        self.found.troubles.push((self.path.clone(), trouble));
    }

    /// Runs something one step deeper.
    fn below<T>(&mut self, step: &str, run: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        self.path.push('/');
        self.path
            .push_str(&step.replace('~', "~0").replace('/', "~1"));
        let answer = run(self);
        self.path.truncate(length);
        answer
    }

    fn object(&mut self, node: &Node, map: &Map<String, Value>) -> bool {
        self.missing(node, map);
        let mut is_final = true;
        for (name, each) in map {
            is_final &= self.below(name, |walk| walk.field(node, (name, map), each));
        }
        is_final
    }

    fn field(
        &mut self,
        node: &Node,
        (name, map): (&str, &Map<String, Value>),
        value: &Value,
    ) -> bool {
        if let Some(id) = self.property(node, name) {
            if node.embedded && name == "metadata" {
                return self.metadata(value);
            }
            return self.value(id, value);
        }
        if node.embedded && matches!(name, "apiVersion" | "kind" | "metadata") {
            return name != "metadata" || self.metadata(value);
        }
        if let Some(id) = node.additional {
            return self.value(id, value);
        }
        let free = self.values_only || !node.is_closed() || is_directive(name);
        if !free && !is_open(name) && !is_leftover(name, value) {
            self.unknown(node, (name, map));
        }
        is_final(value)
    }

    fn property(&self, node: &Node, name: &str) -> Option<Id> {
        let found = node.properties.get(name).copied();
        if found.is_some() || !self.pool.ignore_case {
            return found;
        }
        node.properties
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, id)| *id)
    }

    fn missing(&mut self, node: &Node, map: &Map<String, Value>) {
        for name in node.required.iter().filter(|name| !map.contains_key(*name)) {
            self.report(Trouble::MissingField { name: name.clone() });
        }
    }

    fn unknown(&mut self, node: &Node, (name, map): (&str, &Map<String, Value>)) {
        let free = node
            .properties
            .keys()
            .filter(|known| !map.contains_key(*known));
        let nearest = nearest(name, free.map(String::as_str));
        let belongs = self.belongs(node, name);
        self.report(Trouble::UnknownField {
            name: name.to_owned(),
            nearest,
            belongs,
        });
    }

    /// The field beside the unknown one that has a field of this name.
    fn belongs(&self, node: &Node, name: &str) -> Option<String> {
        let mut homes = node.properties.iter().filter(|(_, id)| {
            let child = self.pool.node(**id);
            child.is_some_and(|child| child.properties.contains_key(name))
        });
        let (home, _) = homes.next()?;
        homes.next().is_none().then(|| home.clone())
    }

    /// The metadata of any object, whose schema is that of Kubernetes.
    fn metadata(&mut self, value: &Value) -> bool {
        let Some((pool, id)) = shipped::object_meta() else {
            return true;
        };
        let mut walk = Walk {
            pool,
            values_only: self.values_only,
            path: std::mem::take(&mut self.path),
            found: self.found,
        };
        let is_final = walk.value(id, value);
        self.path = walk.path;
        is_final
    }

    fn array(&mut self, node: &Node, items: &[Value]) -> bool {
        let Some(id) = node.items else { return true };
        let mut is_final = true;
        let is_object = self.pool.node(id).is_some_and(Node::is_closed);
        let empty = Value::Object(Map::new());
        for (index, each) in items.iter().enumerate() {
            // A built-in type decodes `null` as an item without fields.
            let is_zero = each.is_null() && !self.pool.structural && is_object;
            let each = if is_zero { &empty } else { each };
            is_final &= self.below(&index.to_string(), |walk| walk.value(id, each));
        }
        self.duplicates(node, id, items);
        is_final
    }

    fn duplicates(&mut self, node: &Node, item: Id, items: &[Value]) {
        if self.values_only || (node.list_keys.is_empty() && !node.set) {
            return;
        }
        let mut seen = HashSet::new();
        for (index, each) in items.iter().enumerate() {
            let Some(identity) = self.identity(node, item, each) else {
                continue;
            };
            if !seen.insert(identity) {
                let keys = node.list_keys.clone();
                self.below(&index.to_string(), |walk| {
                    walk.report(Trouble::Duplicate { keys });
                });
            }
        }
    }

    /// What tells an item from others; nothing when it is not final or lacks a key.
    fn identity(&self, node: &Node, item: Id, value: &Value) -> Option<String> {
        if node.list_keys.is_empty() {
            return is_final(value).then(|| value.to_string());
        }
        let mut identity = String::new();
        for key in &node.list_keys {
            let default = || {
                let id = self.pool.node(item)?.properties.get(key)?;
                self.pool.node(*id)?.default.as_ref()
            };
            let part = value.get(key).or_else(default)?;
            if !is_final(part) {
                return None;
            }
            identity.push_str(&part.to_string());
            identity.push('\n');
        }
        Some(identity)
    }

    fn rules(&mut self, rules: &[Rule], value: &Value, is_final: bool) {
        for rule in rules {
            match rule.ask(value) {
                Answer::NotForOne => {}
                _ if !is_final => self.found.not_evaluated += 1,
                Answer::Unknown => self.found.not_evaluated += 1,
                Answer::Holds => self.found.evaluated += 1,
                Answer::Broken => {
                    self.found.evaluated += 1;
                    self.report(Trouble::Rule {
                        rule: rule.rule.clone(),
                        message: rule.message.clone(),
                    });
                }
            }
        }
    }

    fn alternatives(&mut self, node: &Node, value: &Value, is_final: bool) {
        for id in &node.all_of {
            self.only_values(*id, value);
        }
        let choices = [&node.any_of, &node.one_of];
        if choices.iter().all(|list| list.is_empty()) && node.not.is_none() {
            return;
        }
        if !is_final {
            self.found.not_evaluated += 1;
            return;
        }
        if !node.any_of.is_empty() && !node.any_of.iter().any(|id| self.holds(*id, value)) {
            self.alternative(&node.any_of, "at least one");
        }
        if !node.one_of.is_empty() {
            let held = node
                .one_of
                .iter()
                .filter(|id| self.holds(**id, value))
                .count();
            if held != 1 {
                self.alternative(&node.one_of, "exactly one");
            }
        }
        if let Some(id) = node.not
            && self.holds(id, value)
        {
            self.alternative(&[id], "none");
        }
    }

    fn only_values(&mut self, id: Id, value: &Value) {
        let before = std::mem::replace(&mut self.values_only, true);
        self.value(id, value);
        self.values_only = before;
    }

    fn holds(&self, id: Id, value: &Value) -> bool {
        let mut found = Found::default();
        let mut walk = Walk {
            pool: self.pool,
            values_only: true,
            path: String::new(),
            found: &mut found,
        };
        walk.value(id, value);
        found.troubles.is_empty()
    }

    fn alternative(&mut self, ids: &[Id], how_many: &str) {
        let names: Vec<String> = ids.iter().filter_map(|id| self.describe(*id)).collect();
        let expected = if names.len() == ids.len() {
            format!("{how_many} of {}", names.join(", "))
        } else {
            format!("{how_many} of {} alternatives of the schema", ids.len())
        };
        self.report(Trouble::Alternatives { expected });
    }

    /// An alternative that only asks for fields.
    fn describe(&self, id: Id) -> Option<String> {
        let node = self.pool.node(id)?;
        (!node.required.is_empty()).then(|| {
            let names: Vec<String> = node
                .required
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            names.join(" and ")
        })
    }
}

/// Keys of a strategic merge patch that say how to merge.
fn is_directive(name: &str) -> bool {
    let word = name.split('/').next().unwrap_or(name);
    [
        "$patch",
        "$retainKeys",
        "$deleteFromPrimitiveList",
        "$setElementOrder",
    ]
    .contains(&word)
}

/// What every Go program writes into the metadata of a template, and nobody reads.
fn is_leftover(name: &str, value: &Value) -> bool {
    name == "creationTimestamp" && value.is_null()
}

/// Whether no text below is filled in later.
pub(super) fn is_final(value: &Value) -> bool {
    match value {
        Value::String(text) => !is_open(text),
        Value::Array(items) => items.iter().all(is_final),
        Value::Object(map) => map.values().all(is_final),
        _ => true,
    }
}
