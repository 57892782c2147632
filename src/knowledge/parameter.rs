//! What a template asks for, as declared in the file beside it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::format::Format;

/// One parameter, or one field or item of a parameter.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The name of the argument. Items of a list have none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The type of the value.
    #[serde(rename = "type")]
    pub kind: Type,
    /// What the value decides, for a caller that has to choose one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The grammar of a text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// The words that a text is one of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// The smallest and the largest integer, or the fewest and the most items of a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<(i64, i64)>,
    /// What the items of a list, or the values of a map, are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Self>>,
    /// The fields of an object.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Self>,
    /// Whether the call must give it.
    #[serde(default)]
    pub required: bool,
    /// What is taken when the call leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The component whose newest version of the data table is the default.
    #[serde(default, skip_serializing)]
    pub default_version_of: Option<String>,
    /// A value that fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
    /// Leaves the parameter out of the example shown for the template, because it is the
    /// alternative to another one.
    #[serde(default, skip_serializing)]
    pub alternative: bool,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Type {
    /// A text with a [`Format`], or one of a few words.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// Items of one type, in order.
    List,
    /// Named fields.
    Object,
    /// Label keys to values of one type.
    Map,
    /// A free tree, such as the values of a Helm chart.
    Tree,
}

impl Parameter {
    /// What fits, in words.
    #[must_use]
    pub fn expects(&self) -> String {
        match self.kind {
            Type::String if !self.values.is_empty() => format!("one of {}", self.values.join(", ")),
            Type::String => self.format.unwrap_or(Format::Line).expects().to_owned(),
            Type::Boolean => "true or false".to_owned(),
            Type::Integer => match self.range {
                Some((least, most)) => format!("a whole number from {least} to {most}"),
                None => "a whole number".to_owned(),
            },
            Type::List => format!("a list; each item: {}", self.item_expects()),
            Type::Map => format!("an object; each value: {}", self.item_expects()),
            Type::Object => format!("an object with {}", names(&self.fields)),
            Type::Tree => "an object of YAML values".to_owned(),
        }
    }

    fn item_expects(&self) -> String {
        self.items
            .as_ref()
            .map(|item| item.expects())
            .unwrap_or_default()
    }
}

/// The names of some parameters as a phrase.
pub(super) fn names(parameters: &[Parameter]) -> String {
    let names: Vec<&str> = parameters.iter().map(|p| p.name.as_str()).collect();
    names.join(", ")
}
