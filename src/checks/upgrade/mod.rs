//! What breaks when a component moves to another version: what repositories and clusters hold, held against the dated tables.

mod change;
mod cluster;
mod fields;
mod hops;
mod judge;
mod kept;
mod plan;
mod seen;

mod behaviour_change;
mod breaking_change;
mod deprecated_api_version;
mod deprecated_setting;
mod removed_api_version;
mod stored_version_removed;
mod unsupported_kubernetes;
mod written_version_removed;

pub use cluster::Gathered;
pub use hops::{COMPONENTS, Hop, NoPlan};
pub use plan::{Asked, Place, Plan, plan};

use crate::data::version::Minor;
use crate::model::{Location, Meta, Problem, Rule};
use change::Changed;
use hops::Move;
use kept::Held;
use seen::Use;

/// What a rule of this area looks at.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// A manifest of an API version that ends.
    Manifest(fn(&Use, &Move) -> Option<Problem>),
    /// A change of behaviour that something in the repository shows.
    Change(fn(&Changed<'_>) -> Option<Problem>),
    /// What clusters keep in a version that ends.
    Held(fn(&Held<'_>) -> Option<Problem>),
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
    &stored_version_removed::RULE,
    &unsupported_kubernetes::RULE,
    &written_version_removed::RULE,
];

/// The static records of the rules, ordered by id.
pub fn metas() -> impl Iterator<Item = &'static Meta> {
    RULES.iter().map(|rule| &rule.meta)
}
