//! A change of behaviour with the places that show it.

use super::hops::Move;
use super::seen::Sighting;
use crate::data::changes::{Change, Weight};
use crate::model::{Affects, Confidence, Evidence, Fix, Problem, Related};

/// Places that are named one by one.
const MOST: usize = 5;

/// A change on the way of a component and what shows that it concerns the repository.
pub(crate) struct Changed<'a> {
    pub(super) change: &'static Change,
    pub(super) on: &'a Move,
    pub(super) sightings: Vec<&'a Sighting>,
}

impl Changed<'_> {
    /// The change as a problem, if it weighs this much: one, at the first place, with the others beside it.
    pub(super) fn problem(&self, weight: Weight) -> Option<Problem> {
        let (first, others) = self.sightings.split_first()?;
        if self.change.weight != weight {
            return None;
        }
        let change = self.change;
        let evidence =
            |sighting: &&Sighting| Evidence::new(sighting.place.to_string(), &sighting.title);
        let affects = (!others.is_empty()).then(|| Affects {
            count: self.sightings.len() as u64,
            first: self
                .sightings
                .iter()
                .take(MOST)
                .map(|sighting| sighting.title.clone())
                .collect(),
        });
        Some(Problem {
            confidence: Confidence::Likely,
            related: others
                .iter()
                .take(MOST)
                .map(|sighting| Related {
                    location: sighting.place.clone(),
                    note: sighting.title.clone(),
                })
                .collect(),
            evidence: self.sightings.iter().take(MOST).map(evidence).collect(),
            cause: Some(format!("Look for {} ({})", change.detect, change.source)),
            fix: Some(Fix::review(format!("{}.", change.fix))),
            affects,
            ..Problem::new(
                format!(
                    "From {} {} on: {}; {} shows it",
                    self.on.name, change.to, change.what, first.title
                ),
                first.place.clone(),
            )
        })
    }
}
