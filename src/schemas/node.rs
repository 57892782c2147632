//! One schema as the data files hold it; children are numbers of nodes of the same pool.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::rule::Rule;
use super::values::Pattern;

/// Number of a node in its pool.
pub(super) type Id = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Type {
    Object,
    Array,
    String,
    Integer,
    Number,
    Boolean,
    Null,
}

impl Type {
    /// The type as a sentence names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Object => "a mapping",
            Self::Array => "a list",
            Self::String => "a string",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Null => "null",
        }
    }
}

/// Field facts, with the names of OpenAPI where it has one. `schemas/generate/pool.go` writes it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(super) struct Node {
    #[serde(rename = "type")]
    pub(super) kind: Option<Type>,
    pub(super) format: Option<String>,
    pub(super) int_or_string: bool,
    pub(super) quantity: bool,
    pub(super) nullable: bool,
    /// Fields that are not named are kept.
    pub(super) open: bool,
    /// A whole object, with apiVersion, kind and the metadata of any object.
    pub(super) embedded: bool,
    pub(super) properties: BTreeMap<String, Id>,
    pub(super) required: Vec<String>,
    pub(super) additional: Option<Id>,
    pub(super) items: Option<Id>,
    pub(super) all_of: Vec<Id>,
    pub(super) any_of: Vec<Id>,
    pub(super) one_of: Vec<Id>,
    pub(super) not: Option<Id>,
    #[serde(rename = "enum")]
    pub(super) allowed: Vec<Value>,
    pub(super) pattern: Option<Pattern>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) exclusive_minimum: bool,
    pub(super) exclusive_maximum: bool,
    pub(super) multiple_of: Option<f64>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    pub(super) min_properties: Option<usize>,
    pub(super) max_properties: Option<usize>,
    /// Items are told apart by these fields.
    pub(super) list_keys: Vec<String>,
    pub(super) set: bool,
    pub(super) default: Option<Value>,
    pub(super) rules: Vec<Rule>,
}

impl Node {
    /// Whether a field that is not named is an error.
    pub(super) fn is_closed(&self) -> bool {
        !self.open
            && self.additional.is_none()
            && (self.kind == Some(Type::Object) || !self.properties.is_empty())
    }
}
