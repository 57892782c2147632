//! What breaks when a component moves to another version: what a repository holds, held against the dated tables.

mod change;
mod fields;
mod hops;
mod plan;
mod seen;

mod behaviour_change;
mod breaking_change;
mod deprecated_api_version;
mod deprecated_setting;
mod removed_api_version;
mod unsupported_kubernetes;

pub use hops::{COMPONENTS, Hop, NoPlan};
pub use plan::{Asked, Plan, plan};

use crate::data::version::Minor;
use crate::model::{Location, Meta, Problem, Rule};
use change::Changed;
use hops::Move;
use seen::Use;

/// What a rule of this area looks at.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// A manifest of an API version that ends.
    Manifest(fn(&Use, &Move) -> Option<Problem>),
    /// A change of behaviour that something in the repository shows.
    Change(fn(&Changed<'_>) -> Option<Problem>),
    /// The version that a component ends with, beside the Kubernetes that it meets there and where that is told.
    Versions(fn(&Move, (Minor, &Location)) -> Option<Problem>),
}

/// All rules of this area, ordered by id.
pub(crate) static RULES: &[&Rule<Check>] = &[
    &behaviour_change::RULE,
    &breaking_change::RULE,
    &deprecated_api_version::RULE,
    &deprecated_setting::RULE,
    &removed_api_version::RULE,
    &unsupported_kubernetes::RULE,
];

/// The static records of the rules, ordered by id.
pub fn metas() -> impl Iterator<Item = &'static Meta> {
    RULES.iter().map(|rule| &rule.meta)
}
