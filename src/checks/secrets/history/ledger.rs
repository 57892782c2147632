//! Keeps, of all versions, where and when each value could be read.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Mutex, PoisonError};

use super::exposure::{Exposure, Spot, Weight};
use super::value::Value;
use crate::clients::history::{BlobVisit, CommitInfo};

/// Most different values at different places that are kept.
const MOST: usize = 100_000;

/// A value at a place, over all versions.
#[derive(Debug, Clone)]
pub(crate) struct Sighting {
    pub(super) spot: Spot,
    pub(super) value: Value,
    pub(super) weight: Weight,
    /// In the first version.
    pub(super) line: Option<u32>,
    pub(super) first: Moment,
    pub(super) last: Moment,
    pub(super) in_head: bool,
    pub(super) in_refs: bool,
    /// It stood there when the time that was asked for began.
    pub(super) is_old: bool,
}

/// A commit in the order of history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    pub(crate) place: u32,
    pub(crate) commit: CommitInfo,
}

/// Filled from several threads; what it gives does not depend on their order.
#[derive(Default)]
pub(super) struct Ledger(Mutex<Book>);

#[derive(Default)]
struct Book {
    sightings: HashMap<(Spot, Value), Sighting>,
    /// Sightings that found no room.
    dropped: u64,
}

impl Ledger {
    pub(super) fn add(&self, visit: &BlobVisit<'_>, exposures: Vec<Exposure>) {
        let mut book = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for exposure in exposures.into_iter().filter(|exposure| !exposure.is_minor) {
            book.add(sighting(visit, exposure));
        }
    }

    /// All sightings, the oldest first, and how many found no room.
    pub(super) fn close(self) -> (Vec<Sighting>, u64) {
        let book = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut sightings: Vec<Sighting> = book.sightings.into_values().collect();
        sightings.sort_by(|a, b| (a.first, &a.spot, a.line).cmp(&(b.first, &b.spot, b.line)));
        (sightings, book.dropped)
    }
}

impl Book {
    fn add(&mut self, new: Sighting) {
        let is_full = self.sightings.len() >= MOST;
        match self.sightings.entry((new.spot.clone(), new.value)) {
            Entry::Occupied(mut known) => known.get_mut().join(new),
            Entry::Vacant(_) if is_full => self.dropped += 1,
            Entry::Vacant(slot) => _ = slot.insert(new),
        }
    }
}

impl Sighting {
    /// Adds another version of the same.
    fn join(&mut self, other: Self) {
        // What only a reflog has comes last in the order, and is not when the others saw it last.
        let newest = (self.in_refs, self.last).max((other.in_refs, other.last));
        self.last = newest.1;
        self.in_head |= other.in_head;
        self.in_refs |= other.in_refs;
        self.is_old |= other.is_old;
        if (other.first, other.line) < (self.first, self.line) {
            (self.first, self.line, self.weight) = (other.first, other.line, other.weight);
        }
    }
}

fn sighting(visit: &BlobVisit<'_>, exposure: Exposure) -> Sighting {
    Sighting {
        spot: exposure.spot,
        value: exposure.value,
        weight: exposure.weight,
        line: exposure.line,
        first: Moment {
            place: visit.order.0,
            commit: visit.first,
        },
        last: Moment {
            place: visit.order.1,
            commit: visit.last,
        },
        in_head: visit.in_head,
        in_refs: visit.in_refs,
        is_old: visit.is_old,
    }
}
