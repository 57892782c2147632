//! Behaviour that changes with a minor, beyond the API versions of [`super::apis`].

mod sign;
mod table;

use super::version::Minor;
pub use sign::{Sign, Test};
pub use table::CHANGES;

/// How much an upgrade suffers if nobody looks at this change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something stops working, is lost, or is no longer protected.
    Breaking,
    /// Something behaves otherwise than before.
    Behaviour,
    /// Something still works and is to be left.
    Deprecation,
}

impl Weight {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Behaviour => "behaviour",
            Self::Deprecation => "deprecation",
        }
    }
}

#[derive(Debug)]
pub struct Change {
    pub component: &'static str,
    /// First minor that behaves the new way.
    pub to: Minor,
    pub weight: Weight,
    pub what: &'static str,
    /// What to look for, in a repository or in a cluster, to learn whether it concerns you.
    pub detect: &'static str,
    pub fix: &'static str,
    pub source: &'static str,
    /// What a manifest shows of it; empty where only a person or a cluster can tell.
    pub signs: &'static [Sign],
}

impl Change {
    const fn shows(mut self, signs: &'static [Sign]) -> Self {
        self.signs = signs;
        self
    }
}

/// The changes of one component between two minors (first excluded, second included), oldest first.
#[must_use]
pub fn between(component: &str, from: Minor, to: Minor) -> Vec<&'static Change> {
    let mut found: Vec<_> = CHANGES
        .iter()
        .filter(|row| row.component == component && row.to > from && row.to <= to)
        .collect();
    found.sort_by_key(|row| (row.to, row.weight));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::components;

    #[test]
    fn every_change_belongs_to_a_component_and_says_how_to_see_and_mend_it() {
        for row in CHANGES {
            assert!(components::find(row.component).is_some(), "{}", row.what);
            for text in [row.what, row.detect, row.fix, row.source] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{text}");
            }
        }
    }

    #[test]
    fn a_range_takes_its_end_and_leaves_its_beginning() {
        let hops = between("flux", Minor::new(2, 7), Minor::new(2, 9));
        assert!(hops.iter().all(|row| row.to > Minor::new(2, 7)));
        assert!(
            hops.iter()
                .any(|row| row.what.contains("substitution is strict"))
        );
        assert!(hops.is_sorted_by_key(|row| row.to));
        assert!(between("flux", Minor::new(2, 9), Minor::new(2, 9)).is_empty());
    }
}
