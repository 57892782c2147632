//! dario.cat/mergo 1.0.2 on dictionaries.

use std::rc::Rc;

use super::super::context::Context;
use super::super::error::Fail;
use super::super::value::{Dict, Elem, Value};
use super::dicts::SHARED;

/// Fills what is empty in `target` from `source`, or with `overwrite` takes everything of it; dictionaries in both are
/// merged in place.
pub(super) fn merge(
    context: &Context,
    target: &Rc<Dict>,
    source: &Rc<Dict>,
    overwrite: bool,
) -> Result<(), Fail> {
    context.spend(1)?;
    if Rc::ptr_eq(target, source) {
        return Ok(());
    }
    if target.elem != source.elem {
        return Fail::refused(
            "merging a map[string]string with another kind of map is not supported",
        );
    }
    let entries: Vec<(Rc<str>, Value)> = source
        .entries
        .borrow()
        .iter()
        .map(|(key, value)| (Rc::clone(key), value.clone()))
        .collect();
    for (key, value) in entries {
        context.spend(1)?;
        let known = target.get(&key);
        if value.is_nil() {
            if overwrite {
                insert(target, key, value)?;
            }
            continue;
        }
        if let (Value::Map(inner), Some(Value::Map(known))) = (&value, &known) {
            if target.elem == Elem::Any {
                merge(context, known, inner, overwrite)?;
            }
            if !known.entries.borrow().is_empty() {
                continue;
            }
        }
        if overwrite || !known.is_some_and(|known| known.is_true()) {
            insert(target, key, value)?;
        }
    }
    Ok(())
}

fn insert(target: &Rc<Dict>, key: Rc<str>, value: Value) -> Result<(), Fail> {
    if target.shared {
        return Fail::refused(SHARED);
    }
    if value.reaches(target) {
        return Fail::refused("a dictionary inside itself has no end");
    }
    target.entries.borrow_mut().insert(key, value);
    Ok(())
}
