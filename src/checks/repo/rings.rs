//! Rings of objects: found once for every rule that tells of one, and told in the same words.

use std::collections::HashMap;

use super::facts::Object;
use super::graph::{Graph, Id, cycles};
use crate::model::{Location, Related};

/// All rings of these objects, each once. `next` gives what one leads to; others than these are passed over.
pub(super) fn rings(ids: &[Id], next: impl Fn(Id) -> Vec<Id>) -> Vec<Vec<Id>> {
    let number: HashMap<Id, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let edges = ids.iter().map(|id| {
        let targets = next(*id).into_iter();
        targets.filter_map(|id| number.get(&id).copied()).collect()
    });
    let rings = cycles(&edges.collect::<Vec<Vec<usize>>>());
    let named = rings.iter().map(|ring| ring.iter());
    named
        .map(|ring| ring.filter_map(|at| ids.get(*at).copied()).collect())
        .collect()
}

/// `A → B → A`.
pub(super) fn way(graph: &Graph<'_>, ring: &[Id]) -> String {
    let closed = ring.iter().chain(ring.first());
    let titles = closed.filter_map(|id| graph.object(*id)).map(Object::title);
    titles.collect::<Vec<_>>().join(" → ")
}

/// All of a ring but the first.
pub(super) fn others(graph: &Graph<'_>, ring: &[Id]) -> Vec<Related> {
    let others = ring.iter().skip(1);
    others
        .filter_map(|id| {
            Some(Related {
                location: Location::line(graph.path(*id), graph.object(*id)?.line),
                note: "part of the ring".to_owned(),
            })
        })
        .collect()
}
