//! Causes, not lists: what only follows from another failure is counted under it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::fleet::{At, Fleet};
use super::symptom::{Subject, Symptom};
use super::{controllers, flux_state};
use crate::model::Meta;

/// A symptom under the name of its rule.
struct Told {
    rule: &'static Meta,
    at: At,
    symptom: Symptom,
}

/// A symptom that nothing explains, and everything that follows from it.
pub(super) struct Cause {
    pub(super) rule: &'static Meta,
    pub(super) at: At,
    pub(super) symptom: Symptom,
    pub(super) followers: BTreeSet<At>,
}

/// What became of each object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// A finding is about it.
    Told(At),
    /// It follows from the failure of this object.
    Follows(At),
}

/// Causes, and the state of every object that is not plainly healthy.
pub(super) struct Sorted {
    pub(super) causes: Vec<Cause>,
    pub(super) states: HashMap<At, State>,
}

pub(super) fn find(fleet: &Fleet<'_>) -> Sorted {
    let told = symptoms(fleet);
    let mut roots = Roots::new(&told);
    let root_of: Vec<At> = told.iter().map(|one| roots.of(one)).collect();
    let told_roots: HashSet<At> = told
        .iter()
        .zip(&root_of)
        .filter(|(one, root)| one.at == **root)
        .map(|(one, _)| one.at)
        .collect();
    let mut followers: HashMap<At, BTreeSet<At>> = HashMap::new();
    let mut states = HashMap::new();
    for (one, root) in told.iter().zip(&root_of) {
        if one.at != *root {
            followers.entry(*root).or_default().insert(one.at);
            states.entry(one.at).or_insert(State::Follows(*root));
        }
    }
    for one in told
        .iter()
        .filter(|one| one.symptom.fails && told_roots.contains(&one.at))
    {
        for at in frozen(fleet, one.at) {
            if !told_roots.contains(&at) && !states.contains_key(&at) {
                followers.entry(one.at).or_default().insert(at);
                states.insert(at, State::Follows(one.at));
            }
        }
    }
    let causes = told
        .into_iter()
        .zip(root_of)
        .filter(|(one, root)| one.at == *root)
        .map(|(one, _)| Cause {
            followers: if one.symptom.fails || one.symptom.group.is_some() {
                followers.get(&one.at).cloned().unwrap_or_default()
            } else {
                BTreeSet::new()
            },
            rule: one.rule,
            at: one.at,
            symptom: one.symptom,
        })
        .inspect(|cause| {
            states.insert(cause.at, State::Told(cause.at));
        })
        .collect();
    Sorted { causes, states }
}

/// Every symptom of every object; of several failing ones of one object the first by rank.
fn symptoms(fleet: &Fleet<'_>) -> Vec<Told> {
    let mut all = Vec::new();
    for (at, object) in fleet.snapshot.objects.iter().enumerate() {
        let subject = Subject { fleet, at, object };
        let mut failing: Option<Told> = None;
        for rule in super::RULES {
            let Some(symptom) = (rule.check)(&subject) else {
                continue;
            };
            let told = Told {
                rule: &rule.meta,
                at,
                symptom,
            };
            if !told.symptom.fails {
                all.push(told);
            } else if failing
                .as_ref()
                .is_none_or(|it| told.symptom.rank < it.symptom.rank)
            {
                failing = Some(told);
            }
        }
        all.extend(failing);
    }
    all
}

/// What stands still because this object fails: what takes its content from it, or what only it looks at.
fn frozen(fleet: &Fleet<'_>, at: At) -> Vec<At> {
    let Some(object) = fleet.object(at) else {
        return Vec::new();
    };
    if let Some(name) = controllers::name(object) {
        let kinds = super::kinds::FLUX.iter().chain(&super::kinds::ARGOCD);
        return kinds
            .filter(|kind| controllers::for_kind(kind) == Some(name))
            .flat_map(|kind| fleet.of_kind(kind).collect::<Vec<_>>())
            .collect();
    }
    if !flux_state::SOURCES.contains(&&*object.kind) {
        return Vec::new();
    }
    let mut seen = HashSet::from([at]);
    let mut waiting = vec![at];
    let mut all = Vec::new();
    while let Some(next) = waiting.pop() {
        for consumer in fleet.consumers(next) {
            if seen.insert(*consumer) {
                all.push(*consumer);
                waiting.push(*consumer);
            }
        }
    }
    all
}

/// Follows explanations to the object that nothing explains.
struct Roots<'t> {
    failing: HashMap<At, &'t Told>,
    groups: HashMap<&'t str, At>,
    known: HashMap<At, At>,
}

impl<'t> Roots<'t> {
    fn new(told: &'t [Told]) -> Self {
        let mut groups = HashMap::new();
        for one in told {
            if let Some(group) = &one.symptom.group {
                groups.entry(group.as_str()).or_insert(one.at);
            }
        }
        Self {
            failing: told
                .iter()
                .filter(|one| one.symptom.fails)
                .map(|one| (one.at, one))
                .collect(),
            groups,
            known: HashMap::new(),
        }
    }

    /// The object whose failure explains this symptom; its own where nothing does.
    fn of(&mut self, one: &Told) -> At {
        match self.next(one) {
            None => one.at,
            Some(next) => self.walk(next),
        }
    }

    /// The nearest explanation that does fail.
    fn next(&self, one: &Told) -> Option<At> {
        let failing = one.symptom.explained_by.iter().copied();
        let by_object = failing
            .filter(|at| *at != one.at)
            .find(|at| self.failing.contains_key(at));
        by_object.or_else(|| {
            let group = one.symptom.group.as_deref()?;
            self.groups.get(group).copied().filter(|at| *at != one.at)
        })
    }

    /// Walks without recursion; a circle of explanations ends at its smallest member.
    fn walk(&mut self, start: At) -> At {
        let mut path = vec![start];
        let root = loop {
            let Some(&at) = path.last() else { break start };
            if let Some(known) = self.known.get(&at) {
                break *known;
            }
            let Some(next) = self.failing.get(&at).and_then(|one| self.next(one)) else {
                break at;
            };
            if let Some(position) = path.iter().position(|seen| *seen == next) {
                break path.iter().skip(position).copied().min().unwrap_or(next);
            }
            path.push(next);
        };
        for at in path {
            self.known.insert(at, root);
        }
        root
    }
}
