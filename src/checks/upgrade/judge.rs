//! Holds what was seen against the ways of its components.

use std::collections::BTreeMap;

use super::change::Changed;
use super::hops::Move;
use super::kept::held;
use super::plan::Place;
use super::seen::{Seen, Sighting};
use super::{Check, RULES};
use crate::data::changes::{CHANGES, Change};
use crate::data::version::Minor;
use crate::model::{Finding, Location};

/// A finding, and the minor of a component with which it begins to matter; none for what holds at the end of the way.
pub(super) struct Met {
    pub(super) finding: Finding,
    pub(super) component: &'static str,
    pub(super) at: Option<Minor>,
}

/// Judges places that are told together: one repository, or all targets.
pub(super) fn judge(places: &[&Place]) -> Vec<Met> {
    let mut ways: Vec<&Move> = Vec::new();
    for on in places.iter().flat_map(|place| &place.ways) {
        if !ways.iter().any(|known| known.component == on.component) {
            ways.push(on);
        }
    }
    ways.into_iter()
        .flat_map(|on| component(places, on))
        .collect()
}

fn component(places: &[&Place], on: &Move) -> Vec<Met> {
    let uses = || {
        let all = places.iter().flat_map(|place| &place.seen.uses);
        all.filter(|used| used.row.component == on.component)
    };
    let changes = changed(places, on);
    let held = held(places.iter().flat_map(|place| &place.seen.kept), on);
    let mut met = Vec::new();
    for rule in RULES {
        let mut add = |problem: Option<_>, at: Option<Minor>| {
            met.extend(problem.map(|problem| Met {
                finding: rule.meta.finding(problem),
                component: on.component,
                at,
            }));
        };
        match rule.check {
            Check::Manifest(check) => {
                for used in uses() {
                    let removed = used.row.removed.filter(|_| on.reaches(used.row.removed));
                    add(check(used, on), removed.or(used.row.deprecated));
                }
            }
            Check::Change(check) => {
                for change in &changes {
                    add(check(change), Some(change.change.to));
                }
            }
            Check::Held(check) => {
                for held in &held {
                    add(check(held), held.row.removed);
                }
            }
            Check::Versions(check) => {
                for place in places {
                    if let Some(own) = place.way(on.component)
                        && let Some((minor, told)) = kubernetes(place, own)
                    {
                        add(check(own, (minor, &told)), None);
                    }
                }
            }
        }
    }
    met
}

/// The Kubernetes that a component meets in a place: where the plan ends, or else what is installed. In a cluster the
/// component's own controller is the place of it.
fn kubernetes(place: &Place, on: &Move) -> Option<(Minor, Location)> {
    let told = place.seen.oldest("kubernetes")?;
    let minor = place.way("kubernetes").map_or(told.version, |way| way.to);
    let at = match &told.place {
        Location::Object(_) => place.seen.oldest(on.component).unwrap_or(told),
        _ => told,
    };
    Some((minor.line(), at.place.clone()))
}

/// The changes on the way of a component that something shows, in any of the places that have it before them.
fn changed<'a>(places: &[&'a Place], on: &'a Move) -> Vec<Changed<'a>> {
    let mut by_change: BTreeMap<usize, Vec<&Sighting>> = BTreeMap::new();
    for place in places {
        let Some(own) = place.way(on.component) else {
            continue;
        };
        for sighting in &place.seen.sightings {
            let at = on_the_way(own).find(|(_, change)| std::ptr::eq(*change, sighting.change));
            if let Some((at, _)) = at {
                by_change.entry(at).or_default().push(sighting);
            }
        }
    }
    let found = by_change.into_iter();
    found
        .filter_map(|(at, sightings)| {
            Some(Changed {
                change: CHANGES.get(at)?,
                on,
                sightings,
            })
        })
        .collect()
}

/// The changes that a component passes, with their place in the table.
pub(super) fn on_the_way(on: &Move) -> impl Iterator<Item = (usize, &'static Change)> {
    CHANGES
        .iter()
        .enumerate()
        .filter(|(_, change)| change.component == on.component && on.passes(change.to))
}

impl Seen {
    /// Of several installations the oldest has the longest way; what tells a whole version counts before what tells a minor.
    pub(super) fn oldest(&self, component: &str) -> Option<&super::seen::Installed> {
        let told = || {
            self.versions
                .iter()
                .filter(|told| told.component == component)
        };
        let whole = told().filter(|told| !told.only_line);
        whole
            .min_by_key(|told| told.version)
            .or_else(|| told().min_by_key(|told| told.version))
    }
}
