//! Matrix and merge.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Level, Scope, transform};
use crate::appset::gotemplate::{self, display};
use crate::appset::params::{self, Params};
use crate::appset::stop::Stop;

/// Go panics where a map of strings would take another value.
const MIXED: &str = "a map of strings (such as `values` or labels) meets a map of other values under the same key, on which the controller fails";

fn children(body: &Value) -> &[Value] {
    body.get("generators")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// The sets of one child, which is exactly one generator.
fn child(
    scope: &Scope<'_>,
    entry: &Value,
    (level, given): (Level, Option<&Params>),
) -> Result<Vec<Params>, Stop> {
    let mut made = transform(scope, entry, (level, given))?;
    match (made.pop(), made.is_empty()) {
        (None, _) => Stop::error(
            "child generator generated no parameters: it names no generator that is known here",
        ),
        (Some(_), false) => {
            Stop::error("found more than one generator in one entry of `generators`")
        }
        (Some(one), true) => Ok(one.sets),
    }
}

/// Every set of the first with every set of the second, which sees the first's parameters.
pub(super) fn matrix(scope: &Scope<'_>, body: &Value, level: Level) -> Result<Vec<Params>, Stop> {
    let [first, second] = children(body) else {
        let count = children(body).len();
        return Stop::error(format!(
            "found {} than two generators, Matrix support only two",
            if count < 2 { "less" } else { "more" }
        ));
    };
    let mut sets = Vec::new();
    for a in child(scope, first, (level, None))? {
        for b in child(scope, second, (level, Some(&a)))? {
            sets.push(if scope.engine.go {
                nested(&b, &a)?
            } else {
                combined(&a, &b)?
            });
            if sets.len() > super::MOST_SETS {
                return Stop::refused(format!("more than {} combinations", super::MOST_SETS));
            }
        }
    }
    Ok(sets)
}

fn nested(below: &Params, above: &Params) -> Result<Params, Stop> {
    params::merged(below, above).ok_or_else(|| Stop::Refused(MIXED.to_owned()))
}

/// Without Go templates the same key must have the same value on both sides.
fn combined(a: &Params, b: &Params) -> Result<Params, Stop> {
    let text = |set: &Params| -> BTreeMap<_, _> {
        set.iter()
            .map(|(key, value)| (key.clone(), display(value)))
            .collect()
    };
    let mut all = text(a);
    for (key, value) in text(b) {
        if all.get(&key).is_some_and(|known| *known != value) {
            return Stop::error(format!("found duplicate key {key} with different value"));
        }
        all.insert(key, value);
    }
    Ok(all
        .into_iter()
        .map(|(key, value)| (key, gotemplate::Value::from(value)))
        .collect())
}

/// The sets of the first, overridden by those of the others with the same values under the merge keys. Argo CD gives
/// them in random order; here they keep that of the first generator.
pub(super) fn merge(scope: &Scope<'_>, body: &Value, level: Level) -> Result<Vec<Params>, Stop> {
    let entries = children(body);
    if entries.len() < 2 {
        return Stop::error("found less than two generators, Merge requires two or more");
    }
    let keys: Vec<&str> = body
        .get("mergeKeys")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut all = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let sets = child(scope, entry, (level, None))
            .map_err(|stop| stop.within(&format!("generator {} of {}", at + 1, entries.len())))?;
        all.push(sets);
    }
    if keys.is_empty() {
        return Stop::error("no merge keys were specified, Merge requires at least one");
    }
    let mut all = all.into_iter();
    let mut base = keyed(&keys, all.next().unwrap_or_default())?;
    let shares = scope.engine.go
        && entries
            .first()
            .is_some_and(|first| first.get("matrix").is_some() || first.get("merge").is_some());
    for sets in all {
        for (key, over) in keyed(&keys, sets)? {
            let Some((_, own)) = base.iter_mut().find(|(known, _)| *known == key) else {
                continue;
            };
            if shares
                && over
                    .iter()
                    .any(|(key, value)| both_maps(own.get(key), value))
            {
                return Stop::refused(
                    "Argo CD overrides a map that several sets of a nested generator share, so that the others change too",
                );
            }
            *own = if scope.engine.go {
                nested(own, &over)?
            } else {
                own.iter()
                    .chain(&over)
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect()
            };
        }
    }
    Ok(base.into_iter().map(|(_, set)| set).collect())
}

fn both_maps(own: Option<&gotemplate::Value>, over: &gotemplate::Value) -> bool {
    matches!(
        (own, over),
        (Some(gotemplate::Value::Map(_)), gotemplate::Value::Map(_))
    )
}

/// The sets by the JSON of their merge keys; a key that a set lacks is null.
fn keyed(keys: &[&str], sets: Vec<Params>) -> Result<Vec<(String, Params)>, Stop> {
    let mut all: Vec<(String, Params)> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for set in sets {
        let parts: BTreeMap<&str, Value> = keys
            .iter()
            .map(|key| {
                (
                    *key,
                    set.get(*key)
                        .and_then(gotemplate::Value::to_json)
                        .unwrap_or(Value::Null),
                )
            })
            .collect();
        let key = serde_json::to_string(&parts).unwrap_or_default();
        if !seen.insert(key.clone()) {
            return Stop::error(format!(
                "the parameters from a generator were not unique by the given mergeKeys ({}), Merge requires all param sets to be unique",
                keys.join(", ")
            ));
        }
        all.push((key, set));
    }
    Ok(all)
}
