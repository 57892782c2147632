//! Rules by area. Waiting is in `collect` of an area, judgement in pure functions over what was collected.

mod folder;
pub mod health;
pub mod known;
mod patch;
pub mod repo;
pub mod secrets;
pub mod upgrade;
mod walked;

use crate::model::Meta;

/// The static records of all rules, ordered by id. Everything that describes rules is generated from this list.
#[must_use]
pub fn all() -> Vec<&'static Meta> {
    health::metas()
        .chain(repo::metas())
        .chain(secrets::metas())
        .chain(upgrade::metas())
        .collect()
}

/// Finds a rule by id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Meta> {
    all().into_iter().find(|meta| meta.id == id)
}

/// The ids that a wrong one was probably meant to be, the likeliest first, at most five.
#[must_use]
pub fn nearest(wrong: &str) -> Vec<&'static str> {
    let mut near: Vec<(f64, &'static str)> = all()
        .into_iter()
        .map(|meta| (strsim::jaro_winkler(wrong, meta.id), meta.id))
        .filter(|(likeness, _)| *likeness > 0.75)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().map(|(_, id)| id).take(5).collect()
}
