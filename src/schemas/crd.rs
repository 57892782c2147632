//! The schemas of a CustomResourceDefinition.

use serde_json::{Map, Value};

use super::node::{Id, Node};
use super::pool::{Kind, Pool, Source};
use crate::yaml::{Document, Reading};

/// More nodes than any definition in use has.
const MOST_NODES: usize = 50_000;

/// Reads a CustomResourceDefinition; nothing for any other document.
pub(super) fn read(document: &Document) -> Option<Pool> {
    let object = document.to_json(Reading::Kubectl).ok()?;
    if object.get("kind")? != "CustomResourceDefinition" {
        return None;
    }
    let spec = object.get("spec")?;
    let group = spec.get("group")?.as_str()?;
    let kind = spec.pointer("/names/kind")?.as_str()?;
    let open = spec.get("preserveUnknownFields") == Some(&Value::Bool(true));
    let mut builder = Builder { nodes: Vec::new() };
    let mut kinds = Vec::new();
    for version in spec.get("versions")?.as_array()? {
        if version.get("served") == Some(&Value::Bool(false)) {
            continue;
        }
        let name = version.get("name")?.as_str()?;
        let Some(schema) = version.pointer("/schema/openAPIV3Schema") else {
            continue;
        };
        kinds.push(Kind {
            api_version: format!("{group}/{name}"),
            kind: kind.to_owned(),
            node: builder.root(schema, open)?,
        });
    }
    Some(Pool {
        source: Source::Repository,
        structural: true,
        ignore_case: false,
        kinds,
        nodes: builder.nodes,
    })
}

struct Builder {
    nodes: Vec<Node>,
}

impl Builder {
    fn root(&mut self, schema: &Value, open: bool) -> Option<Id> {
        let id = self.build(schema)?;
        let root = self.nodes.get_mut(id as usize)?;
        root.embedded = true;
        root.open |= open;
        // What Git says about status, the API server ignores.
        root.properties.remove("status");
        Some(id)
    }

    /// The depth is that of the document, which its budget bounds.
    fn build(&mut self, schema: &Value) -> Option<Id> {
        let schema = schema.as_object()?;
        let mut node = own_facts(schema)?;
        for (name, each) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            node.properties.insert(name.clone(), self.build(each)?);
        }
        node.items = self.optional(schema, "items")?;
        node.not = self.optional(schema, "not")?;
        match schema.get("additionalProperties") {
            None | Some(Value::Bool(false)) => {}
            Some(Value::Bool(true)) => node.open = true,
            Some(each) => node.additional = Some(self.build(each)?),
        }
        node.all_of = self.list(schema, "allOf")?;
        node.any_of = self.list(schema, "anyOf")?;
        node.one_of = self.list(schema, "oneOf")?;
        self.push(node)
    }

    fn optional(&mut self, schema: &Map<String, Value>, name: &str) -> Option<Option<Id>> {
        match schema.get(name) {
            None => Some(None),
            Some(each) => self.build(each).map(Some),
        }
    }

    fn list(&mut self, schema: &Map<String, Value>, name: &str) -> Option<Vec<Id>> {
        match schema.get(name) {
            None => Some(Vec::new()),
            Some(list) => list
                .as_array()?
                .iter()
                .map(|each| self.build(each))
                .collect(),
        }
    }

    fn push(&mut self, node: Node) -> Option<Id> {
        if self.nodes.len() >= MOST_NODES {
            return None;
        }
        let id = Id::try_from(self.nodes.len()).ok()?;
        self.nodes.push(node);
        Some(id)
    }
}

/// Keywords that have the same name and value in a node.
const SAME: [&str; 20] = [
    "type",
    "format",
    "nullable",
    "required",
    "enum",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "default",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-validations",
];

/// Everything but the children.
fn own_facts(schema: &Map<String, Value>) -> Option<Node> {
    let mut facts = Map::new();
    for (name, value) in schema
        .iter()
        .filter(|(name, _)| SAME.contains(&name.as_str()))
    {
        let name = match name.as_str() {
            "x-kubernetes-list-map-keys" => "listKeys",
            "x-kubernetes-validations" => "rules",
            other => other,
        };
        facts.insert(name.to_owned(), value.clone());
    }
    let mut node: Node = serde_json::from_value(Value::Object(facts)).ok()?;
    let is_set = |name: &str| schema.get(name) == Some(&Value::Bool(true));
    node.open = is_set("x-kubernetes-preserve-unknown-fields");
    node.embedded = is_set("x-kubernetes-embedded-resource");
    node.int_or_string = is_set("x-kubernetes-int-or-string");
    node.set = schema.get("x-kubernetes-list-type").and_then(Value::as_str) == Some("set");
    Some(node)
}
