//! Defaults, choices and what a value is.

use super::super::arg::{any, rest, text};
use super::super::error::Fail;
use super::super::functions::{Function, Param::Any, Param::Bool, Param::Text};
use super::super::value::{Dict, List, Value};

pub(super) static TABLE: &[Function] = &[
    Function::variadic("all", (&[], Any), |_, args| {
        Ok(Value::Bool(args.iter().all(Value::is_true)))
    }),
    Function::variadic("any", (&[], Any), |_, args| {
        Ok(Value::Bool(args.iter().any(Value::is_true)))
    }),
    Function::variadic("coalesce", (&[], Any), |_, args| {
        Ok(args
            .iter()
            .find(|arg| arg.is_true())
            .cloned()
            .unwrap_or(Value::Null))
    }),
    Function::new("deepCopy", &[Any], |_, args| copy(any(args, 0))),
    Function::new("deepEqual", &[Any, Any], |_, args| {
        Ok(Value::Bool(any(args, 0).deep_equal(any(args, 1))))
    }),
    Function::variadic("default", (&[Any], Any), |_, args| {
        Ok(any(args, usize::from(any(args, 1).is_true())).clone())
    }),
    Function::new("empty", &[Any], |_, args| {
        Ok(Value::Bool(!any(args, 0).is_true()))
    })
    .any_order(),
    Function::new("fail", &[Text], |_, _| Fail::error("the template calls it")),
    Function::new("kindIs", &[Text, Any], |_, args| {
        Ok(Value::Bool(text(args, 0) == kind(any(args, 1))))
    }),
    Function::new("kindOf", &[Any], |_, args| {
        Ok(Value::from(kind(any(args, 0))))
    }),
    Function::new("mustDeepCopy", &[Any], |_, args| copy(any(args, 0))),
    Function::new("ternary", &[Any, Any, Bool], |_, args| {
        Ok(any(
            args,
            usize::from(!rest(args, 2).first().is_some_and(Value::is_true)),
        )
        .clone())
    }),
    Function::new("typeIs", &[Text, Any], |_, args| {
        Ok(Value::Bool(text(args, 0) == type_of(any(args, 1))))
    }),
    Function::new("typeIsLike", &[Text, Any], |_, args| {
        Ok(Value::Bool(text(args, 0) == type_of(any(args, 1))))
    }),
    Function::new("typeOf", &[Any], |_, args| {
        Ok(Value::from(type_of(any(args, 0))))
    }),
];

fn type_of(value: &Value) -> &'static str {
    if value.is_nil() {
        "<nil>"
    } else {
        value.type_name()
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Missing | Value::Null => "invalid",
        Value::List(_) => "slice",
        Value::Map(_) => "map",
        other => other.type_name(),
    }
}

/// A copy that may be changed.
fn copy(value: &Value) -> Result<Value, Fail> {
    Ok(match value {
        Value::List(list) => {
            let items = list.items.iter().map(copy).collect::<Result<Vec<_>, _>>()?;
            Value::List(List {
                items: items.into(),
                ..list.clone()
            })
        }
        Value::Map(map) => {
            let mut entries = std::collections::BTreeMap::new();
            for (key, value) in map.entries.borrow().iter() {
                entries.insert(std::rc::Rc::clone(key), copy(value)?);
            }
            let entries = std::cell::RefCell::new(entries);
            Value::Map(std::rc::Rc::new(Dict {
                elem: map.elem,
                shared: false,
                entries,
            }))
        }
        scalar => scalar.clone(),
    })
}
