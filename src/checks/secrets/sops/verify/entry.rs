//! One leaf of a file as SOPS sees it.

use std::borrow::Cow;

use crate::checks::secrets::sops::leaves::Leaf;
use crate::yaml::{Node, Reading, Scalar, Style};

/// A leaf: where it stands, what it is, and whether it has to be encrypted.
pub(super) struct Entry<'d> {
    /// The keys above it, each with a colon behind: what SOPS binds a ciphertext to. List positions are no part of it.
    pub(super) path: &'d str,
    pub(super) value: Value<'d>,
    pub(super) must: bool,
    pub(super) at: At<'d>,
}

/// Where a leaf stands in its file.
#[derive(Clone, Copy)]
pub(super) enum At<'d> {
    Node(Node<'d>),
    Pair(&'d Leaf),
}

/// A value as SOPS reads it.
pub(super) enum Value<'d> {
    Text(Cow<'d, str>),
    /// What is no text, as SOPS writes it into its hash.
    Other(String),
}

impl Entry<'_> {
    pub(super) fn place(&self) -> Leaf {
        match self.at {
            At::Pair(leaf) => leaf.clone(),
            At::Node(node) => Leaf {
                line: node.line(),
                pointer: node.pointer(),
                tells: false,
            },
        }
    }
}

impl Value<'_> {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Other(text) => text.as_bytes(),
        }
    }
}

/// Reads a scalar (`sops.go`, `ToBytes`). `Ok(None)` is a null, which SOPS passes over; `json` when its reader is that of
/// JSON, in which a number beyond 64 bits is a float.
pub(super) fn value(node: Node<'_>, json: bool) -> Result<Option<Value<'_>>, &'static str> {
    // An absent value is null to SOPS, between brackets too.
    if node.style() == Style::Plain && node.text() == Some("") && node.tag().is_none() {
        return Ok(None);
    }
    let scalar = node
        .resolve(Reading::Kustomize)
        .map_err(|_| "a value does not fit its tag")?;
    Ok(Some(match scalar {
        Scalar::Null => return Ok(None),
        Scalar::Bool(value) => Value::Other(boolean(value).to_owned()),
        Scalar::Int(value) if i64::try_from(value).is_ok() => Value::Other(value.to_string()),
        #[expect(
            clippy::cast_precision_loss,
            reason = "JSON readers take it for a float"
        )]
        Scalar::Int(value) if json => Value::Other(float(value as f64)),
        Scalar::Int(_) => return Err("a number is too large for SOPS"),
        Scalar::Float(value) => Value::Other(float(value)),
        Scalar::String(text) => Value::Text(text),
    }))
}

pub(super) const fn boolean(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// Go's `FormatFloat(value, 'f', -1, 64)`: the shortest digits that read back, without an exponent.
pub(super) fn float(value: f64) -> String {
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Budget, parse};

    fn bytes(text: &str, json: bool) -> String {
        let stream = parse(format!("a: {text}\n").as_bytes(), &Budget::default());
        let node = stream.documents[0].root().get("a").unwrap();
        match value(node, json) {
            Ok(Some(value)) => String::from_utf8(value.bytes().to_vec()).unwrap(),
            Ok(None) => "null".to_owned(),
            Err(reason) => reason.to_owned(),
        }
    }

    #[test]
    fn values_become_bytes_as_in_sops() {
        for (text, expected) in [
            ("1.50", "1.5"),
            ("1e3", "1000"),
            ("1e21", "1000000000000000000000"),
            ("0.1", "0.1"),
            (".inf", "+Inf"),
            ("1_000", "1000"),
            ("0x10", "16"),
            ("true", "True"),
            ("yes", "yes"),
            ("\"true\"", "true"),
            ("~", "null"),
            ("", "null"),
            ("2026-11-24", "2026-11-24T00:00:00Z"),
            ("!!binary aGk=", "hi"),
        ] {
            assert_eq!(bytes(text, false), expected, "{text}");
        }
        assert_eq!(bytes("18446744073709551615", true), "18446744073709552000");
        assert!(bytes("18446744073709551615", false).contains("too large"));
    }
}
