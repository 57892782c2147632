//! Cycles of `dependsOn`: every member waits for ever, and no status says so.

use std::collections::HashMap;

use super::fleet::{At, Fleet};

/// Each member of a cycle with the first member of it.
pub(super) fn find(fleet: &Fleet<'_>) -> HashMap<At, At> {
    let mut state = Search {
        fleet,
        done: HashMap::new(),
        cycles: HashMap::new(),
    };
    for at in 0..fleet.snapshot.objects.len() {
        if !dependencies(fleet, at).is_empty() {
            state.walk(at);
        }
    }
    state.cycles
}

/// What an object waits for by `dependsOn`; only its own kind can be named.
pub(super) fn dependencies(fleet: &Fleet<'_>, at: At) -> Vec<At> {
    let (Some(object), Some(flux)) = (fleet.object(at), fleet.flux(at)) else {
        return Vec::new();
    };
    flux.spec
        .depends_on
        .iter()
        .filter_map(|it| {
            let namespace = it.namespace.as_deref().unwrap_or(object.namespace());
            let kind = it.kind.as_deref().unwrap_or(&object.kind);
            fleet.find(kind, namespace, &it.name)
        })
        .collect()
}

struct Search<'f, 's> {
    fleet: &'f Fleet<'s>,
    done: HashMap<At, bool>,
    cycles: HashMap<At, At>,
}

impl Search<'_, '_> {
    /// Depth first without recursion: chains can be as long as a hostile export makes them.
    fn walk(&mut self, start: At) {
        if self.done.contains_key(&start) {
            return;
        }
        let mut path: Vec<(At, Vec<At>)> = vec![(start, dependencies(self.fleet, start))];
        self.done.insert(start, false);
        while let Some((at, pending)) = path.last_mut() {
            let at = *at;
            let Some(next) = pending.pop() else {
                self.done.insert(at, true);
                path.pop();
                continue;
            };
            match self.done.get(&next) {
                Some(true) => {}
                Some(false) => {
                    let members: Vec<At> = path
                        .iter()
                        .map(|(member, _)| *member)
                        .skip_while(|member| *member != next)
                        .collect();
                    let first = members.iter().copied().min().unwrap_or(next);
                    for member in members {
                        self.cycles.insert(member, first);
                    }
                }
                None => {
                    self.done.insert(next, false);
                    path.push((next, dependencies(self.fleet, next)));
                }
            }
        }
    }
}
