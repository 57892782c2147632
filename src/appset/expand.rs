//! The Applications of one ApplicationSet.

use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::application::{Maker, merged};
use super::generators::{KINDS, Level, Scope, transform};
use super::render::Engine;
use super::stop::Stop;
use super::world::{Cluster, Tree, Unread, World};

/// What one ApplicationSet gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expansion {
    /// In the order of the generators.
    pub applications: Vec<Generated>,
    /// What stopped a part. Argo CD then changes nothing at all of this ApplicationSet.
    pub stops: Vec<Stopped>,
}

/// One Application.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    /// As Argo CD would create it.
    pub application: Value,
    /// Position of its generator in `spec.generators`.
    pub generator: usize,
    /// Key of the generator, such as `git`.
    pub kind: &'static str,
}

/// A part that gave no Applications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Position in `spec.generators`; none for the whole.
    pub generator: Option<usize>,
    pub stop: Stop,
}

/// Expands an ApplicationSet. What depends on the order of clusters in a `flatList`, which Argo CD draws by lot, is
/// refused.
#[must_use]
pub fn expand(set: &Value, world: &dyn World) -> Expansion {
    let expansion = in_order(set, world);
    let Some(reversed) = has_flat_list(set)
        .then(|| Reversed::of(world))
        .flatten()
        .filter(|_| expansion.stops.is_empty())
    else {
        return expansion;
    };
    let other = in_order(set, &reversed);
    let same = |made: &Generated| {
        other
            .applications
            .iter()
            .any(|other| other.application == made.application)
    };
    if other.stops.is_empty() && expansion.applications.iter().all(same) {
        return expansion;
    }
    Expansion {
        applications: Vec::new(),
        stops: vec![Stopped {
            generator: None,
            stop: Stop::Refused("the template depends on the order of the clusters of a `flatList`, and Argo CD gives them in random order each time; sort what is made of them, for example with `sortAlpha`".to_owned()),
        }],
    }
}

fn has_flat_list(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries
            .iter()
            .any(|(key, value)| key == "flatList" && *value == true || has_flat_list(value)),
        Value::Array(items) => items.iter().any(has_flat_list),
        _ => false,
    }
}

/// The same world with its clusters the other way round.
struct Reversed<'w> {
    world: &'w dyn World,
    clusters: Vec<Cluster>,
}

impl<'w> Reversed<'w> {
    fn of(world: &'w dyn World) -> Option<Self> {
        let clusters: Vec<Cluster> = world.clusters().ok()?.iter().rev().cloned().collect();
        (clusters.len() > 1).then_some(Self { world, clusters })
    }
}

impl World for Reversed<'_> {
    fn tree(&self, url: &str, revision: &str) -> Result<Rc<dyn Tree>, Unread> {
        self.world.tree(url, revision)
    }

    fn clusters(&self) -> Result<&[Cluster], Unread> {
        Ok(&self.clusters)
    }

    fn supplied(&self, generator: &str) -> Result<Vec<Map<String, Value>>, Unread> {
        self.world.supplied(generator)
    }
}

fn in_order(set: &Value, world: &dyn World) -> Expansion {
    let empty = json!({});
    let spec = set.get("spec").unwrap_or(&empty);
    let mut expansion = Expansion::default();
    let engine = match Engine::read(spec) {
        Ok(engine) => engine,
        Err(reason) => {
            expansion.stops.push(Stopped {
                generator: None,
                stop: Stop::Error(reason),
            });
            return expansion;
        }
    };
    let namespace = set.pointer("/metadata/namespace").and_then(Value::as_str);
    let maker = Maker {
        engine: &engine,
        spec,
        namespace,
    };
    let scope = Scope {
        engine: &engine,
        world,
        spec,
    };
    let generators = spec
        .get("generators")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    for (at, entry) in generators.iter().enumerate() {
        if let Err(stop) = one(&mut expansion, &maker, (&scope, at, entry)) {
            expansion.stops.push(Stopped {
                generator: Some(at),
                stop,
            });
        }
    }
    expansion
}

fn one(
    expansion: &mut Expansion,
    maker: &Maker<'_>,
    (scope, at, entry): (&Scope<'_>, usize, &Value),
) -> Result<(), Stop> {
    let base = scope
        .spec
        .get("template")
        .cloned()
        .unwrap_or_else(|| json!({}));
    for made in transform(scope, entry, (Level::Top, None))? {
        let template = match made.template {
            Some(own) => merged(own, &base),
            None => base.clone(),
        };
        for set in &made.sets {
            let application = maker.application(&template, set)?;
            expansion.applications.push(Generated {
                application,
                generator: at,
                kind: made.kind,
            });
        }
    }
    Ok(())
}

/// Whether an entry of `spec.generators` names no generator that exists; its keys then.
#[must_use]
pub fn unknown_generator(entry: &Value) -> Option<Vec<&str>> {
    let keys: Vec<&str> = entry.as_object()?.keys().map(String::as_str).collect();
    let known = keys.iter().any(|key| KINDS.contains(key));
    (!known).then(|| keys.into_iter().filter(|key| *key != "selector").collect())
}
