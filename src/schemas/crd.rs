//! The schemas of a CustomResourceDefinition.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};

use serde_json::{Map, Value};

use super::node::{Id, Node};
use super::pool::{Kind, Pool, Source};
use crate::yaml::{Document, Reading};

/// More nodes than any definition in use has.
const MOST_NODES: usize = 50_000;

/// A CustomResourceDefinition, packed: most are never asked for.
#[derive(Debug, Clone)]
pub struct Definition {
    /// apiVersion and kind of what it defines.
    pub kinds: Vec<(String, String)>,
    packed: Vec<u8>,
}

impl Definition {
    /// Reads a CustomResourceDefinition (`apiextensions.k8s.io/v1`); nothing for any other document.
    #[must_use]
    pub fn read(document: &Document) -> Option<Self> {
        let kind = document.root().get("kind")?.text()?;
        if kind != "CustomResourceDefinition" {
            return None;
        }
        let mut object = document.to_json(Reading::Kubectl).ok()?;
        let spec = object.get_mut("spec")?;
        strip(spec);
        let kinds = names(spec)?;
        let mut packed =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(spec.to_string().as_bytes()).ok()?;
        Some(Self {
            kinds,
            packed: packed.finish().ok()?,
        })
    }

    pub(super) fn unpack(&self) -> Option<Pool> {
        let mut text = Vec::new();
        flate2::read::DeflateDecoder::new(&*self.packed)
            .take(LARGEST)
            .read_to_end(&mut text)
            .ok()?;
        pool(&serde_json::from_slice(&text).ok()?)
    }
}

/// Largest definition, unpacked, in bytes.
const LARGEST: u64 = 16 << 20;

/// Takes out texts for people.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            // A property may bear the name; its schema is a mapping.
            map.retain(|name, value| name != "description" || value.is_object());
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// The versions that are served.
fn served(spec: &Value) -> impl Iterator<Item = &Value> {
    let versions = spec.get("versions").and_then(Value::as_array);
    versions
        .into_iter()
        .flatten()
        .filter(|version| version.get("served") != Some(&Value::Bool(false)))
}

fn names(spec: &Value) -> Option<Vec<(String, String)>> {
    let group = spec.get("group")?.as_str()?;
    let kind = spec.pointer("/names/kind")?.as_str()?;
    let versions = served(spec).filter_map(|version| version.get("name")?.as_str());
    Some(
        versions
            .map(|version| (format!("{group}/{version}"), kind.to_owned()))
            .collect(),
    )
}

fn pool(spec: &Value) -> Option<Pool> {
    let open = spec.get("preserveUnknownFields") == Some(&Value::Bool(true));
    let mut builder = Builder::default();
    let mut kinds = Vec::new();
    for (version, (api_version, kind)) in served(spec).zip(names(spec)?) {
        let Some(schema) = version.pointer("/schema/openAPIV3Schema") else {
            continue;
        };
        kinds.push(Kind {
            api_version,
            kind,
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

#[derive(Default)]
struct Builder {
    nodes: Vec<Node>,
    /// Equal nodes once.
    known: HashMap<String, Id>,
}

impl Builder {
    fn root(&mut self, schema: &Value, open: bool) -> Option<Id> {
        let mut schema = schema.clone();
        let map = schema.as_object_mut()?;
        map.insert(
            "x-kubernetes-embedded-resource".to_owned(),
            Value::Bool(true),
        );
        if open {
            map.insert(
                "x-kubernetes-preserve-unknown-fields".to_owned(),
                Value::Bool(true),
            );
        }
        // What Git says about status, the API server ignores.
        if let Some(Value::Object(properties)) = map.get_mut("properties") {
            properties.shift_remove("status");
        }
        self.build(&schema)
    }

    /// The depth is that of the document, which its budget bounds.
    fn build(&mut self, schema: &Value) -> Option<Id> {
        let schema = schema.as_object()?;
        let (mut node, mut identity) = own_facts(schema)?;
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
        let children = (
            &node.properties,
            node.items,
            node.not,
            node.additional,
            node.open,
        );
        let lists = (
            &node.all_of,
            &node.any_of,
            &node.one_of,
            node.embedded,
            node.set,
        );
        identity.push_str(&format!("{children:?}{lists:?}{}", node.int_or_string));
        self.push(identity, node)
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

    fn push(&mut self, identity: String, node: Node) -> Option<Id> {
        if let Some(id) = self.known.get(&identity) {
            return Some(*id);
        }
        if self.nodes.len() >= MOST_NODES {
            return None;
        }
        let id = Id::try_from(self.nodes.len()).ok()?;
        self.nodes.push(node);
        self.known.insert(identity, id);
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

/// Everything but the children, and its text.
fn own_facts(schema: &Map<String, Value>) -> Option<(Node, String)> {
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
    let facts = Value::Object(facts);
    let identity = facts.to_string();
    let mut node: Node = serde_json::from_value(facts).ok()?;
    let is_set = |name: &str| schema.get(name) == Some(&Value::Bool(true));
    node.open = is_set("x-kubernetes-preserve-unknown-fields");
    node.embedded = is_set("x-kubernetes-embedded-resource");
    node.int_or_string = is_set("x-kubernetes-int-or-string");
    node.set = schema.get("x-kubernetes-list-type").and_then(Value::as_str) == Some("set");
    Some((node, identity))
}
