//! Values and keys that the two readers take for different things.

use super::scalar::{Reading, ResolveError, Scalar};
use super::tree::{Document, Node};

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
    if same(&kubectl, &kustomize) {
        return None;
    }
    Some(Disagreement {
        pointer: node.pointer(),
        is_key: node.is_key(),
        kubectl: words(&kubectl),
        kustomize: words(&kustomize),
        line: node.line(),
    })
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
        Ok(Scalar::Float(_)) => "a number, rounded to 64 bits".to_owned(),
        Ok(Scalar::String(_)) => "a string".to_owned(),
        Err(_) => "an error".to_owned(),
    }
}
