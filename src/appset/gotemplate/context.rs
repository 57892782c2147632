//! What one template may cost, and what it was asked for.

use std::cell::Cell;

use super::error::Fail;
use super::value::Value;

/// Steps of one template: nodes, iterations, elements looked at.
const MOST_STEPS: u64 = 1_000_000;
/// Bytes of text that one template may make on its way.
const MOST_BYTES: usize = 16 << 20;
/// Bytes of one text.
const LONGEST: usize = 1 << 20;
/// Elements of one value, those inside others counted each time.
const MOST_ELEMENTS: usize = 100_000;
/// Lists and maps in one another.
const DEEPEST: usize = 100;

/// What a missing key gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingKey {
    #[default]
    Invalid,
    Zero,
    Error,
}

#[derive(Debug, Default)]
pub(super) struct Context {
    pub(super) missing: MissingKey,
    steps: Cell<u64>,
    bytes: Cell<usize>,
}

impl Context {
    pub(super) fn new(missing: MissingKey) -> Self {
        Self {
            missing,
            ..Self::default()
        }
    }

    pub(super) fn spend(&self, steps: u64) -> Result<(), Fail> {
        let spent = self.steps.get().saturating_add(steps);
        self.steps.set(spent);
        if spent > MOST_STEPS {
            return Fail::refused(format!("it takes more than {MOST_STEPS} steps"));
        }
        Ok(())
    }

    /// Refuses a text before it is made.
    pub(super) fn room(&self, bytes: usize) -> Result<(), Fail> {
        let all = self.bytes.get().saturating_add(bytes);
        if bytes > LONGEST || all > MOST_BYTES {
            return Fail::refused(format!(
                "it makes more than {} bytes of text",
                if bytes > LONGEST { LONGEST } else { MOST_BYTES }
            ));
        }
        self.bytes.set(all);
        Ok(())
    }

    /// A text as a value, counted.
    pub(super) fn text(&self, text: String) -> Result<Value, Fail> {
        self.room(text.len())?;
        Ok(Value::from(text))
    }

    /// Refuses a value that no function could walk through.
    pub(super) fn weigh(&self, value: &Value) -> Result<(), Fail> {
        let mut elements = 0;
        count(value, 0, &mut elements)?;
        self.spend(elements as u64)
    }
}

fn count(value: &Value, depth: usize, elements: &mut usize) -> Result<(), Fail> {
    if depth > DEEPEST {
        return Fail::refused(format!("a value nests more than {DEEPEST} levels"));
    }
    *elements += 1;
    if *elements > MOST_ELEMENTS {
        return Fail::refused(format!("a value has more than {MOST_ELEMENTS} elements"));
    }
    match value {
        Value::List(list) => list
            .items
            .iter()
            .try_for_each(|item| count(item, depth + 1, elements)),
        Value::Map(map) => map
            .entries
            .borrow()
            .values()
            .try_for_each(|value| count(value, depth + 1, elements)),
        _ => Ok(()),
    }
}
