//! Rules by area. Waiting is in `collect` of an area, judgement in pure functions over what was collected.

pub mod secrets;

use crate::model::Meta;

/// The static records of all rules, ordered by id. Everything that describes rules is generated from this list.
#[must_use]
pub fn all() -> Vec<&'static Meta> {
    Vec::new()
}

/// Finds a rule by id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Meta> {
    all().into_iter().find(|meta| meta.id == id)
}
