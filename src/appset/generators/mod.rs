//! Generators: from the specification to sets of parameters (argo-cd 3.6, applicationset/generators).

mod clusters;
mod combine;
mod git;
mod list;
mod outside;

use serde_json::Value;

use super::params::{self, Params};
use super::render::Engine;
use super::selector::Selector;
use super::stop::Stop;
use super::world::World;

/// Sets of parameters of one ApplicationSet.
const MOST_SETS: usize = 10_000;

/// The generators by key, in the order in which Argo CD goes through them.
pub const KINDS: [&str; 10] = [
    "list",
    "clusters",
    "git",
    "scmProvider",
    "clusterDecisionResource",
    "pullRequest",
    "matrix",
    "merge",
    "plugin",
    "oci",
];

/// What generators need beside their own specification.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) world: &'a dyn World,
    /// The whole `spec`.
    pub(crate) spec: &'a Value,
}

/// How deep a generator stands: one inside a matrix or merge may be one itself, one inside that may not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Top,
    Nested,
    Terminal,
}

impl Level {
    const fn below(self) -> Self {
        match self {
            Self::Top => Self::Nested,
            _ => Self::Terminal,
        }
    }
}

/// What one generator gave.
pub(crate) struct Made<'g> {
    /// Its key, such as `git`.
    pub(crate) kind: &'static str,
    /// Its own template, which only counts at the top.
    pub(crate) template: Option<&'g Value>,
    pub(crate) sets: Vec<Params>,
}

/// Runs every generator of one entry, filtered by the entry's `selector`. `given` are the parameters of the first child
/// of a matrix.
pub(crate) fn transform<'g>(
    scope: &Scope<'_>,
    entry: &'g Value,
    (level, given): (Level, Option<&Params>),
) -> Result<Vec<Made<'g>>, Stop> {
    let selector = match entry.get("selector") {
        None | Some(Value::Null) => None,
        Some(selector) => Some(
            Selector::read(selector, false)
                .map_err(|reason| Stop::Error(format!("error parsing label selector: {reason}")))?,
        ),
    };
    let interpolated = match given {
        Some(given) if !given.is_empty() => Some(scope.engine.generator(entry, given)?),
        _ => None,
    };
    let mut all = Vec::new();
    for kind in KINDS {
        let Some(body) = entry.get(kind).filter(|body| !body.is_null()) else {
            continue;
        };
        if level == Level::Terminal && matches!(kind, "matrix" | "merge") {
            continue;
        }
        let filled = interpolated
            .as_ref()
            .and_then(|entry| entry.get(kind))
            .unwrap_or(body);
        let mut sets = run(scope, (kind, filled), level).map_err(|stop| stop.within(kind))?;
        if let Some(selector) = &selector {
            sets.retain(|set| selector.matches(&params::flatten(set, true)));
        }
        if sets.len() > MOST_SETS {
            return Stop::refused(format!(
                "{} sets of parameters are more than {MOST_SETS}",
                sets.len()
            ));
        }
        all.push(Made {
            kind,
            template: body.get("template"),
            sets,
        });
    }
    Ok(all)
}

fn run(
    scope: &Scope<'_>,
    (kind, body): (&'static str, &Value),
    level: Level,
) -> Result<Vec<Params>, Stop> {
    match kind {
        "list" => list::generate(scope, body),
        "clusters" => clusters::generate(scope, body),
        "git" => git::generate(scope, body, git::Kind::Git),
        "oci" => git::generate(scope, body, git::Kind::Oci),
        "matrix" => combine::matrix(scope, body, level.below()),
        "merge" => combine::merge(scope, body, level.below()),
        outside => outside::generate(scope, outside, body),
    }
}
