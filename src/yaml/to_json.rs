//! A document as the object that one of the readers makes of it.

use serde_json::{Map, Number, Value};

use super::scalar::{Reading, Scalar};
use super::tree::{Document, Kind, Node, Shape};

/// Why a reader refuses a document that YAML as such allows. Never quotes the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadError {
    /// Line, counted from 1.
    pub line: u32,
    pub reason: &'static str,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for ReadError {}

impl Document {
    /// The whole document as `reading` makes it. The budget of parsing bounds its size: at most
    /// [`super::Budget::max_expansion_ratio`] times the nodes written.
    ///
    /// # Errors
    /// If that reader would refuse the document.
    pub fn to_json(&self, reading: Reading) -> Result<Value, ReadError> {
        value(self.root(), reading)
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
    match node.written().shape {
        Shape::UnknownAlias => return Err(refuse("an alias without an anchor before it")),
        Shape::SelfAlias => return Err(refuse("an anchor that contains itself")),
        _ => {}
    }
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
