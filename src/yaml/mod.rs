//! YAML and JSON as Kubernetes tools read them: text to a tree with places, no I/O.
//!
//! The tree keeps each scalar's source text and style, so that both real readings can be asked
//! for: [`Reading::Kubectl`] and [`Reading::Kustomize`]. Aliases are followed by reference, every
//! cost is bounded by a [`Budget`], nothing here panics or recurses deeper than
//! [`Budget::HARD_DEPTH`].

mod budget;
mod build;
mod class;
mod disagree;
mod document;
mod duplicates;
mod error;
mod events;
mod json;
mod merge;
mod number;
mod refuse;
mod scalar;
mod source;
mod split;
mod stream;
mod timestamp;
mod to_json;
mod tree;

pub use budget::Budget;
pub use class::{Class, classify, looks_like_helm_template};
pub use disagree::Disagreement;
pub use document::{Comment, Document};
pub use error::{Error, Note};
pub use refuse::ReadError;
pub use scalar::{Reading, ResolveError, Scalar};
pub use stream::{Stream, parse};
pub(crate) use timestamp::rfc3339 as timestamp;
pub use tree::{Kind, Node, Style};
