//! Checks of one value against one node, children apart.

use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;
use serde_json::Value;

use super::format;
use super::nearest::nearest;
use super::node::{Node, Type};
use super::quantity::is_quantity;
use super::violation::Trouble;

/// A regular expression of a definition, compiled when first used.
#[derive(Debug, Deserialize)]
#[serde(from = "String")]
pub(super) struct Pattern {
    pub(super) text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }
}

/// Memory for one compiled pattern.
const PATTERN_SIZE: usize = 1 << 20;

impl Pattern {
    /// Whether a text matches; nothing for a pattern that this program cannot compile.
    fn matches(&self, text: &str) -> Option<bool> {
        let compiled = self.compiled.get_or_init(|| {
            regex::RegexBuilder::new(&self.text)
                .size_limit(PATTERN_SIZE)
                .build()
                .ok()
        });
        compiled.as_ref().map(|regex| regex.is_match(text))
    }
}

/// What the type of a value is called.
pub(super) fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(number) if number.is_f64() => "a number with a fraction",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

/// The violation of the type, if any.
pub(super) fn wrong_type(node: &Node, value: &Value) -> Option<Trouble> {
    let expected = if node.int_or_string {
        let fits = value.is_string() || is_whole(value);
        (!fits).then_some("a whole number or a string")
    } else if node.quantity {
        let fits = value.is_string() || value.is_number();
        (!fits).then_some("a quantity such as 100m or 1Gi")
    } else {
        let kind = node.kind?;
        (!fits(kind, value)).then_some(kind.name())
    };
    if value.is_null() && node.nullable {
        return None;
    }
    expected.map(|expected| Trouble::WrongType {
        expected: expected.to_owned(),
        found: found(value),
    })
}

fn fits(kind: Type, value: &Value) -> bool {
    match kind {
        Type::Object => value.is_object(),
        Type::Array => value.is_array(),
        Type::String => value.is_string(),
        Type::Integer => is_whole(value),
        Type::Number => value.is_number(),
        Type::Boolean => value.is_boolean(),
        Type::Null => value.is_null(),
    }
}

fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

/// What is wrong with a value of the right type. Counts in `not_evaluated` what could not be asked.
pub(super) fn troubles(node: &Node, value: &Value, not_evaluated: &mut u32) -> Vec<Trouble> {
    let mut found = Vec::new();
    found.extend(not_allowed(node, value));
    match value {
        Value::String(text) => found.extend(text_troubles(node, text, not_evaluated)),
        Value::Number(number) => {
            if let Some(number) = number.as_f64() {
                found.extend(super::bounds::number(node, number));
            }
        }
        Value::Array(items) => found.extend(super::bounds::items(node, items.len())),
        Value::Object(map) => found.extend(super::bounds::properties(node, map.len())),
        _ => {}
    }
    found
}

/// Allowed values of a list that a message names.
const MOST_NAMED: usize = 24;

fn not_allowed(node: &Node, value: &Value) -> Option<Trouble> {
    if node.allowed.is_empty() || node.allowed.iter().any(|each| same(each, value)) {
        return None;
    }
    let name = |value: &Value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    let allowed = node.allowed.iter().map(name);
    // Where it is allowed, an empty text is no choice of its own.
    let allowed: Vec<String> = allowed.filter(|name| !name.is_empty()).collect();
    let near = value
        .as_str()
        .and_then(|text| nearest(text, allowed.iter().map(String::as_str)));
    Some(Trouble::NotAllowed {
        nearest: near,
        allowed: allowed.into_iter().take(MOST_NAMED).collect(),
    })
}

/// Numbers compare by value, not by how they are written.
fn same(a: &Value, b: &Value) -> bool {
    a == b || (a.is_number() && a.as_f64() == b.as_f64())
}

fn text_troubles(node: &Node, text: &str, not_evaluated: &mut u32) -> Vec<Trouble> {
    let mut found = Vec::new();
    if let Some(pattern) = &node.pattern {
        match pattern.matches(text) {
            Some(true) => {}
            Some(false) => found.push(Trouble::Pattern {
                pattern: pattern.text.clone(),
            }),
            None => *not_evaluated += 1,
        }
    }
    if node.quantity && !is_quantity(text) {
        found.push(Trouble::Format {
            format: "quantity".to_owned(),
        });
    }
    if let Some(format) = &node.format
        && node.kind == Some(Type::String)
        && !format::holds(format, text)
    {
        found.push(Trouble::Format {
            format: format.clone(),
        });
    }
    found.extend(super::bounds::text(node, text));
    found
}
