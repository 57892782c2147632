//! Values and keys that the two readers take for different things.

use super::document::Document;
use super::scalar::{Reading, ResolveError, Scalar};
use super::tree::{Node, Style};

/// A scalar that kubectl and Kustomize read differently. Quoting it mends that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    pub pointer: String,
    pub line: u32,
    pub is_key: bool,
    /// What kubectl takes it for, such as `the boolean true`.
    pub kubectl: String,
    pub kustomize: String,
}

impl Document {
    /// Scalars, keys included, on which the two readings differ.
    #[must_use]
    pub fn disagreements(&self) -> Vec<Disagreement> {
        self.walk()
            .filter(|node| !node.is_alias() && node.text().is_some())
            .filter_map(disagreement)
            .collect()
    }
}

fn disagreement(node: Node<'_>) -> Option<Disagreement> {
    let kubectl = node.resolve(Reading::Kubectl);
    let kustomize = node.resolve(Reading::Kustomize);
    let (kubectl, kustomize) = match (&kubectl, &kustomize) {
        (Ok(Scalar::Int(value)), Ok(_)) if !node.is_key() && i64::try_from(*value).is_err() => {
            ("a number, rounded".to_owned(), words(&kustomize))
        }
        (Ok(Scalar::String(one)), Ok(Scalar::String(other))) if one != other => two_strings(node),
        _ if !same(&kubectl, &kustomize) => (words(&kubectl), words(&kustomize)),
        _ if names_differ(node) => (words(&kubectl), "a string".to_owned()),
        _ => return None,
    };
    Some(Disagreement {
        pointer: node.pointer(),
        line: node.line(),
        is_key: node.is_key(),
        kubectl,
        kustomize,
    })
}

/// A key both take for the same number but name differently: `010` at the top is `8` to kubectl.
fn names_differ(node: Node<'_>) -> bool {
    let name = |reading| node.key_name(reading);
    node.is_key()
        && matches!(
            (name(Reading::Kubectl), name(Reading::Kustomize)),
            (Some(one), Some(other)) if one != other
        )
}

/// Both take it for text, but not for the same.
fn two_strings(node: Node<'_>) -> (String, String) {
    let (kubectl, kustomize) = match node.style() {
        Style::Literal | Style::Folded => ("text with a final line break", "text without it"),
        _ => ("a string, as written", "a timestamp, written out in full"),
    };
    (kubectl.to_owned(), kustomize.to_owned())
}

fn same(one: &Result<Scalar<'_>, ResolveError>, other: &Result<Scalar<'_>, ResolveError>) -> bool {
    match (one, other) {
        (Ok(Scalar::Float(one)), Ok(Scalar::Float(other))) => one.to_bits() == other.to_bits(),
        _ => one == other,
    }
}

/// The kind of value, never a value that could be a secret: what is quoted is one of few words.
fn words(scalar: &Result<Scalar<'_>, ResolveError>) -> String {
    match scalar {
        Ok(Scalar::Null) => "null".to_owned(),
        Ok(Scalar::Bool(value)) => format!("the boolean {value}"),
        Ok(Scalar::Int(_)) => "a whole number".to_owned(),
        Ok(Scalar::Float(_)) => "a number".to_owned(),
        Ok(Scalar::String(_)) => "a string".to_owned(),
        Err(_) => "an error".to_owned(),
    }
}
