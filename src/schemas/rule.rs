//! CEL rules of a definition (`x-kubernetes-validations`), evaluated with the `cel` crate.
//!
//! A rule that this evaluator does not know (functions that only the API server has, values that are not final) is
//! counted as not evaluated.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

use cel::{Context, Env, Program};
use serde::Deserialize;
use serde_json::Value;

/// One rule, compiled when first used.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    pub(super) rule: String,
    #[serde(default)]
    pub(super) message: String,
    #[serde(skip)]
    program: OnceLock<Option<Program>>,
}

/// What a rule says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Holds,
    Broken,
    /// It compares with the object before: nothing to say about one object.
    NotForOne,
    /// This program cannot tell.
    Unknown,
}

/// Longest rule that is evaluated, in bytes.
const LONGEST: usize = 4_096;
/// Steps that one rule may take, by a rough estimate.
const MOST_STEPS: f64 = 1.0e6;

static ENVIRONMENT: LazyLock<Option<Arc<Env>>> = LazyLock::new(|| {
    let mut environment = Env::stdlib();
    environment.add_extension(cel::extensions::strings).ok()?;
    environment.add_extension(cel::extensions::lists).ok()?;
    Some(Arc::new(environment))
});

impl Rule {
    pub(super) fn ask(&self, value: &Value) -> Answer {
        if self.rule.contains("oldSelf") {
            return Answer::NotForOne;
        }
        if self.rule.len() > LONGEST || self.steps(value) > MOST_STEPS {
            return Answer::Unknown;
        }
        match self.evaluate(value) {
            Some(true) => Answer::Holds,
            Some(false) => Answer::Broken,
            None => Answer::Unknown,
        }
    }

    fn evaluate(&self, value: &Value) -> Option<bool> {
        let environment = ENVIRONMENT.as_ref()?;
        let program = self
            .program
            .get_or_init(|| environment.compile(&self.rule).ok())
            .as_ref()?;
        let mut context = Context::with_env(Arc::clone(environment));
        context.add_variable_from_value("self", convert(value));
        match program.execute(&context) {
            Ok(cel::Value::Bool(answer)) => Some(answer),
            _ => None,
        }
    }

    /// Each macro may go over the largest collection, one inside the other.
    fn steps(&self, value: &Value) -> f64 {
        let macros = [".all(", ".exists(", ".exists_one(", ".map(", ".filter("];
        let loops: usize = macros
            .iter()
            .map(|name| self.rule.matches(name).count())
            .sum();
        let loops = i32::try_from(loops).unwrap_or(i32::MAX);
        f64::from(u32::try_from(widest(value)).unwrap_or(u32::MAX)).powi(loops)
    }
}

/// Entries of the largest collection in a value.
fn widest(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(widest).fold(items.len(), usize::max),
        Value::Object(map) => map.values().map(widest).fold(map.len(), usize::max),
        _ => 1,
    }
}

fn convert(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(value) => cel::Value::Bool(*value),
        Value::Number(number) => number
            .as_i64()
            .map(cel::Value::Int)
            .or_else(|| number.as_f64().map(cel::Value::Float))
            .unwrap_or(cel::Value::Null),
        Value::String(text) => cel::Value::String(Arc::new(text.clone())),
        Value::Array(items) => cel::Value::List(Arc::new(items.iter().map(convert).collect())),
        Value::Object(map) => map
            .iter()
            .map(|(name, value)| (name.clone(), convert(value)))
            .collect::<HashMap<String, cel::Value>>()
            .into(),
    }
}
