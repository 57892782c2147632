//! The Applications as an answer shows them, and what became of them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Previewed, Set};
use crate::model::clean::clean;

/// What becomes of an Application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    Removed,
    Added,
    Changed,
    Unchanged,
}

/// One Application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub name: String,
    pub namespace: Option<String>,
    pub project: String,
    pub destination: Destination,
    pub sources: Vec<Source>,
    /// None without a revision to compare with.
    pub change: Option<Change>,
    /// Where it changed, at most a few pointers.
    pub changed: Vec<String>,
}

/// Where it deploys to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Destination {
    pub name: String,
    pub server: String,
    pub namespace: String,
}

/// What it deploys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    pub repo_url: String,
    pub path: String,
    pub chart: String,
    pub target_revision: String,
}

/// Pointers of a change that are named.
const NAMED: usize = 5;
const LONGEST: usize = 253;

fn text(application: &Value, pointer: &str) -> String {
    clean(
        application
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or(""),
        LONGEST,
    )
}

/// The sources of an Application, whichever form it has.
pub(crate) fn sources(application: &Value) -> Vec<&Value> {
    match application
        .pointer("/spec/sources")
        .and_then(Value::as_array)
        .filter(|sources| !sources.is_empty())
    {
        Some(sources) => sources.iter().collect(),
        None => application.pointer("/spec/source").into_iter().collect(),
    }
}

pub(crate) fn name(application: &Value) -> &str {
    application
        .pointer("/metadata/name")
        .and_then(Value::as_str)
        .unwrap_or("")
}

impl Outcome {
    fn of(application: &Value, change: Option<Change>) -> Self {
        let source = |source: &Value| Source {
            repo_url: text(source, "/repoURL"),
            path: text(source, "/path"),
            chart: text(source, "/chart"),
            target_revision: text(source, "/targetRevision"),
        };
        let namespace = text(application, "/metadata/namespace");
        Self {
            name: text(application, "/metadata/name"),
            namespace: Some(namespace).filter(|namespace| !namespace.is_empty()),
            project: text(application, "/spec/project"),
            destination: Destination {
                name: text(application, "/spec/destination/name"),
                server: text(application, "/spec/destination/server"),
                namespace: text(application, "/spec/destination/namespace"),
            },
            sources: sources(application).into_iter().map(source).collect(),
            change,
            changed: Vec::new(),
        }
    }
}

/// Removed ones first, then added, changed and the others, each by name.
pub(super) fn outcomes(previewed: &Previewed<'_>) -> Vec<Outcome> {
    let mut all: Vec<Outcome> = previewed
        .sets
        .iter()
        .flat_map(|set| of_set(set, previewed.compared.is_some()))
        .collect();
    all.sort_by(|a, b| (a.change, &a.namespace, &a.name).cmp(&(b.change, &b.namespace, &b.name)));
    all
}

fn of_set(set: &Set, compared: bool) -> Vec<Outcome> {
    if !compared {
        return set
            .now()
            .iter()
            .map(|made| Outcome::of(&made.application, None))
            .collect();
    }
    let before: BTreeMap<&str, &Value> = set
        .before
        .iter()
        .flat_map(|before| &before.expansion.applications)
        .map(|made| (name(&made.application), &made.application))
        .collect();
    let mut all: Vec<Outcome> = set
        .now()
        .iter()
        .map(|made| match before.get(name(&made.application)) {
            None => Outcome::of(&made.application, Some(Change::Added)),
            Some(old) => {
                let mut changed = Vec::new();
                differences(old, &made.application, "", &mut changed);
                let change = if changed.is_empty() {
                    Change::Unchanged
                } else {
                    Change::Changed
                };
                Outcome {
                    changed,
                    ..Outcome::of(&made.application, Some(change))
                }
            }
        })
        .collect();
    all.extend(
        removed(set)
            .into_iter()
            .map(|old| Outcome::of(old, Some(Change::Removed))),
    );
    all
}

/// The Applications of before that are made no longer. A set with an error keeps what it has.
pub(crate) fn removed(set: &Set) -> Vec<&Value> {
    if set.is_stuck() {
        return Vec::new();
    }
    let now: std::collections::BTreeSet<&str> = set
        .now()
        .iter()
        .map(|made| name(&made.application))
        .collect();
    let before = set
        .before
        .iter()
        .flat_map(|before| &before.expansion.applications);
    before
        .map(|made| &made.application)
        .filter(|old| !now.contains(name(old)))
        .collect()
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.values().all(is_nothing),
        _ => false,
    }
}

/// Pointers only: values may be secret.
fn differences(old: &Value, new: &Value, at: &str, found: &mut Vec<String>) {
    if found.len() >= NAMED || old == new || (is_nothing(old) && is_nothing(new)) {
        return;
    }
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let side = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or(Value::Null)
                };
                differences(
                    &side(a),
                    &side(b),
                    &format!("{at}/{}", clean(key, 80)),
                    found,
                );
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (n, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{at}/{n}"), found);
            }
        }
        _ => found.push(at.to_owned()),
    }
}

/// `, against main: 2 removed, 1 added`.
pub(super) fn words(outcomes: &[Outcome], compared: Option<&str>) -> String {
    let Some(revision) = compared else {
        return String::new();
    };
    let count = |change| {
        outcomes
            .iter()
            .filter(|outcome| outcome.change == Some(change))
            .count()
    };
    format!(
        ", against {}: {} removed, {} added, {} changed",
        clean(revision, 80),
        count(Change::Removed),
        count(Change::Added),
        count(Change::Changed)
    )
}
