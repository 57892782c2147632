//! Judges the objects of a document.

use serde_json::Value;

use super::catalogue::Catalogue;
use super::defaults::settle;
use super::node::Id;
use super::pool::{Pool, Source};
use super::violation::{Trouble, Violation};
use super::walk::{Found, Walk};
use crate::yaml::{Document, Node, Reading};

/// How a document is to be read.
#[derive(Debug, Clone, Copy)]
pub struct How {
    pub reading: Reading,
    /// apiVersion and kind of a document that names none, as a kustomization file may.
    pub assumed: Option<(&'static str, &'static str)>,
}

impl Default for How {
    fn default() -> Self {
        Self {
            reading: Reading::Kubectl,
            assumed: None,
        }
    }
}

/// One object and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// JSON pointer of the object in its document; empty but for items of a `List`.
    pub pointer: String,
    pub api_version: String,
    pub kind: String,
    pub outcome: Outcome,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Judged(Verdict),
    /// Not judged, and why.
    NotJudged(NoSchema),
}

/// Why an object was not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSchema {
    /// It has no apiVersion and kind.
    NoObject,
    /// The reader would refuse the document; rules on YAML say why.
    Unreadable,
    /// The kind is not final: a variable or a template action.
    Template,
    /// No schema of this kind is known.
    UnknownKind,
    /// The kind is known in other API versions only.
    OtherVersion { known: Vec<String> },
}

/// What the schema says of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub source: Source,
    pub violations: Vec<Violation>,
    /// Rules (CEL) that were evaluated.
    pub evaluated: u32,
    /// Rules, patterns and alternatives that could not be evaluated.
    pub not_evaluated: u32,
    /// Whether there are more violations than the bound allows to list.
    pub truncated: bool,
}

/// Objects of one `List` that are judged.
const MOST_ITEMS: usize = 10_000;

impl Catalogue {
    /// Judges every object of a document; the items of a `List` one by one.
    #[must_use]
    pub fn judge(&self, document: &Document, how: How) -> Vec<Judged> {
        let Ok(mut value) = document.to_json(how.reading) else {
            return vec![not_judged("", &Value::Null, NoSchema::Unreadable)];
        };
        hide_sops(&mut value);
        if value.get("kind").and_then(Value::as_str) == Some("List")
            && let Some(Value::Array(items)) = value.get_mut("items")
        {
            return items
                .iter_mut()
                .take(MOST_ITEMS)
                .enumerate()
                .map(|(index, item)| self.object(document, (format!("/items/{index}"), item), how))
                .collect();
        }
        vec![self.object(document, (String::new(), &mut value), how)]
    }

    fn object(
        &self,
        document: &Document,
        (pointer, value): (String, &mut Value),
        how: How,
    ) -> Judged {
        let text = |name| value.get(name).and_then(Value::as_str);
        let named = text("apiVersion").zip(text("kind"));
        let assumed = || how.assumed.filter(|_| text("kind").is_none());
        let Some((api_version, kind)) = named.or_else(assumed) else {
            return not_judged(&pointer, value, NoSchema::NoObject);
        };
        if [api_version, kind]
            .iter()
            .any(|name| super::open::is_open(name))
        {
            return not_judged(&pointer, value, NoSchema::Template);
        }
        let (pool, id) = match self.find(api_version, kind) {
            Ok(found) => found,
            Err(reason) => return not_judged(&pointer, value, reason),
        };
        let (api_version, kind) = (api_version.to_owned(), kind.to_owned());
        let verdict = verdict((pool, id), document, (&pointer, value));
        Judged {
            pointer,
            api_version,
            kind,
            outcome: Outcome::Judged(verdict),
        }
    }
}

fn not_judged(pointer: &str, value: &Value, reason: NoSchema) -> Judged {
    let text = |name| value.get(name).and_then(Value::as_str).unwrap_or_default();
    Judged {
        pointer: pointer.to_owned(),
        api_version: text("apiVersion").to_owned(),
        kind: text("kind").to_owned(),
        outcome: Outcome::NotJudged(reason),
    }
}

fn verdict(
    (pool, id): (&Pool, Id),
    document: &Document,
    (pointer, value): (&str, &mut Value),
) -> Verdict {
    if let Value::Object(map) = value {
        // The API server takes status from controllers only.
        map.shift_remove("status");
    }
    settle(pool, id, value);
    let mut found = Found::default();
    let mut walk = Walk {
        pool,
        values_only: false,
        path: pointer.to_owned(),
        found: &mut found,
    };
    walk.value(id, value);
    found.settle();
    let violations = found
        .troubles
        .into_iter()
        .map(|(pointer, trouble)| Violation {
            line: line(document, &pointer, &trouble),
            pointer,
            trouble,
        })
        .collect();
    Verdict {
        source: pool.source.clone(),
        violations,
        evaluated: found.evaluated,
        not_evaluated: found.not_evaluated,
        truncated: found.truncated,
    }
}

/// An encrypted file has metadata of SOPS beside the object.
fn hide_sops(value: &mut Value) {
    if let Value::Object(map) = value
        && map.get("sops").is_some_and(Value::is_object)
    {
        map.shift_remove("sops");
    }
}

/// The line of the key for an unknown field, else of the value; of what contains it when a default has no place.
fn line(document: &Document, pointer: &str, trouble: &Trouble) -> u32 {
    let mut rest = pointer;
    loop {
        if let Some(node) = document.at(rest) {
            let is_key = rest == pointer && matches!(trouble, Trouble::UnknownField { .. });
            let key = if is_key { node.key() } else { None };
            return key.map_or_else(|| node.line(), Node::line);
        }
        match rest.rfind('/') {
            Some(at) => rest = rest.get(..at).unwrap_or(""),
            None => return document.line(),
        }
    }
}
