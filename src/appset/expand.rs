//! The Applications of one ApplicationSet.

use serde_json::{Value, json};

use super::application::{Maker, merged};
use super::generators::{KINDS, Level, Scope, transform};
use super::render::Engine;
use super::stop::Stop;
use super::world::World;

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

/// Expands an ApplicationSet.
#[must_use]
pub fn expand(set: &Value, world: &dyn World) -> Expansion {
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
