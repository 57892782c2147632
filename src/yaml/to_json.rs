//! A document as the object that one of the readers makes of it.

use serde_json::{Map, Number, Value};

use super::document::Document;
use super::refuse::ReadError;
use super::scalar::{Reading, Scalar};
use super::stream::Stream;
use super::tree::{Kind, Node};

impl Document {
    /// The whole document as `reading` makes it. The budget of parsing bounds its size: at most
    /// [`super::Budget::max_expansion_ratio`] times the nodes written.
    ///
    /// # Errors
    /// If that reader would refuse the document.
    pub fn to_json(&self, reading: Reading) -> Result<Value, ReadError> {
        match self.refusals(reading).into_iter().next() {
            Some(refusal) => Err(refusal),
            None => value(self.root(), reading),
        }
    }
}

impl Stream {
    /// The objects `reading` takes from the file: empty documents skipped, lists taken apart.
    ///
    /// # Errors
    /// If that reader would refuse the file.
    pub fn objects(&self, reading: Reading) -> Result<Vec<Value>, ReadError> {
        if let Some(error) = self.errors.first() {
            return Err(ReadError {
                line: error.line(),
                reason: "the text is not valid",
            });
        }
        let mut objects = Vec::new();
        for document in &self.documents {
            if document.origin.json_follower && reading == Reading::Kustomize {
                continue;
            }
            match document.to_json(reading)? {
                Value::Null => {}
                object @ Value::Object(_) => objects.extend(items(object)),
                _ => {
                    return Err(ReadError {
                        line: document.line(),
                        reason: "a document that is no mapping",
                    });
                }
            }
        }
        Ok(objects)
    }
}

/// The items of a `List`, else the object itself.
fn items(mut object: Value) -> Vec<Value> {
    let is_list = object
        .get("kind")
        .and_then(Value::as_str)
        .is_some_and(|kind| kind.ends_with("List"));
    match object.get_mut("items").map(Value::take) {
        Some(Value::Array(items)) if is_list => items,
        Some(other) => {
            if let Some(place) = object.get_mut("items") {
                *place = other;
            }
            vec![object]
        }
        None => vec![object],
    }
}

/// Recursion is bounded: the builder refuses nesting, aliases followed, beyond the hard limit.
fn value(node: Node<'_>, reading: Reading) -> Result<Value, ReadError> {
    match node.kind() {
        Kind::Mapping => mapping(node, reading),
        Kind::Sequence => node
            .items()
            .map(|item| value(item, reading))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array),
        Kind::Scalar => scalar(node, reading),
    }
}

fn mapping(node: Node<'_>, reading: Reading) -> Result<Value, ReadError> {
    let mut object = Map::new();
    for (key, entry) in node.merged_entries(reading) {
        let name = key.key_name(reading).ok_or(ReadError {
            line: key.line(),
            reason: "a key that is no string",
        })?;
        object.insert(name.into_owned(), value(entry, reading)?);
    }
    Ok(Value::Object(object))
}

fn scalar(node: Node<'_>, reading: Reading) -> Result<Value, ReadError> {
    let refuse = |reason| ReadError {
        line: node.line(),
        reason,
    };
    match node.resolve(reading) {
        Err(_) => Err(refuse("a value that does not fit its tag")),
        Ok(Scalar::Null) => Ok(Value::Null),
        Ok(Scalar::Bool(value)) => Ok(Value::Bool(value)),
        Ok(Scalar::String(text)) => Ok(Value::String(text.into_owned())),
        Ok(Scalar::Int(value)) => Ok(Value::Number(integer(value, reading))),
        Ok(Scalar::Float(value)) => {
            float(value).ok_or_else(|| refuse("a number that JSON cannot hold"))
        }
    }
}

/// kubectl keeps what fits the signed type exact, and makes a float of the rest.
fn integer(value: i128, reading: Reading) -> Number {
    if let Ok(signed) = i64::try_from(value) {
        return signed.into();
    }
    match u64::try_from(value) {
        Ok(unsigned) if reading == Reading::Kustomize => unsigned.into(),
        _ => Number::from_f64(value as f64).unwrap_or_else(|| 0.into()),
    }
}

fn float(value: f64) -> Option<Value> {
    #[expect(clippy::cast_possible_truncation, reason = "checked by comparing back")]
    let whole = value as i64;
    let exact = value.abs() < 9.0e15 && whole as f64 == value;
    if exact {
        return Some(Value::Number(whole.into()));
    }
    Number::from_f64(value).map(Value::Number)
}
