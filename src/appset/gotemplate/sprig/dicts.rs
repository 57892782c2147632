//! Dictionaries. They are references: `set`, `unset` and `merge` change the one that is given.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::super::arg::{any, map, rest, text};
use super::super::context::Context;
use super::super::error::Fail;
use super::super::format;
use super::super::functions::{Function, Param::Any, Param::Map, Param::Text};
use super::super::value::{Dict, Elem, List, Value};
use super::merge::merge;
use super::texts::texts;

pub(super) static TABLE: &[Function] = &[
    Function::variadic("dict", (&[], Any), |_, args| Ok(dict(args))),
    Function::variadic("dig", (&[], Any), |_, args| dig(args)),
    Function::new("get", &[Map, Text], |_, args| {
        Ok(map(args, 0)
            .and_then(|map| map.get(text(args, 1)))
            .unwrap_or(Value::from("")))
    }),
    Function::new("hasKey", &[Map, Text], |_, args| {
        Ok(Value::Bool(
            map(args, 0).is_some_and(|map| map.get(text(args, 1)).is_some()),
        ))
    }),
    Function::variadic("keys", (&[], Map), |_, args| Ok(keys(args))),
    Function::variadic("merge", (&[Map], Map), |context, args| {
        merged(context, args, false)
    }),
    Function::variadic("mergeOverwrite", (&[Map], Map), |context, args| {
        merged(context, args, true)
    }),
    Function::variadic("mustMerge", (&[Map], Map), |context, args| {
        merged(context, args, false)
    }),
    Function::variadic("mustMergeOverwrite", (&[Map], Map), |context, args| {
        merged(context, args, true)
    }),
    Function::variadic("omit", (&[Map], Text), |_, args| {
        let left_out: Vec<&str> = texts(args, 1).collect();
        Ok(filtered(args, |key| !left_out.contains(&key)))
    }),
    Function::variadic("pick", (&[Map], Text), |_, args| {
        let kept: Vec<&str> = texts(args, 1).collect();
        Ok(filtered(args, |key| kept.contains(&key)))
    }),
    Function::variadic("pluck", (&[Text], Map), |_, args| {
        let key = text(args, 0);
        let found = (1..args.len())
            .filter_map(|at| map(args, at)?.get(key))
            .collect();
        Ok(List::of(found))
    }),
    Function::new("set", &[Map, Text, Any], |_, args| {
        let target = changed(args)?;
        if any(args, 2).reaches(target) {
            return Fail::refused("a dictionary inside itself has no end");
        }
        target
            .entries
            .borrow_mut()
            .insert(text(args, 1).into(), any(args, 2).clone());
        Ok(any(args, 0).clone())
    }),
    Function::new("unset", &[Map, Text], |_, args| {
        if map(args, 0).is_some() {
            changed(args)?.entries.borrow_mut().remove(text(args, 1));
        }
        Ok(any(args, 0).clone())
    }),
    Function::new("values", &[Map], |_, args| {
        let values: Vec<Value> = map(args, 0)
            .map(|map| map.entries.borrow().values().cloned().collect())
            .unwrap_or_default();
        Ok(Value::List(List {
            elem: Elem::Any,
            items: values.into(),
            unordered: true,
        }))
    }),
];

pub(super) const SHARED: &str = "it changes the parameters, which other fields of the template read in no certain order; change a `deepCopy`";

/// The dictionary to change. Parameters are shared by all fields of a template, in an order that Go draws by lot.
fn changed(args: &[Value]) -> Result<&Rc<Dict>, Fail> {
    match map(args, 0) {
        None => Fail::error("assignment to entry in nil map"),
        Some(target) if target.shared => Fail::refused(SHARED),
        Some(target) => Ok(target),
    }
}

fn dict(args: &[Value]) -> Value {
    let mut entries = BTreeMap::new();
    for pair in args.chunks(2) {
        let key = match any(pair, 0) {
            Value::Str(key) => Rc::clone(key),
            other => format::display(other).into(),
        };
        entries.insert(key, pair.get(1).cloned().unwrap_or(Value::from("")));
    }
    Dict::of(entries)
}

fn filtered(args: &[Value], keep: impl Fn(&str) -> bool) -> Value {
    let entries = map(args, 0).map(|map| {
        let entries = map.entries.borrow();
        entries
            .iter()
            .filter(|(key, _)| keep(key))
            .map(|(key, value)| (Rc::clone(key), value.clone()))
            .collect()
    });
    Dict::of(entries.unwrap_or_default())
}

fn keys(args: &[Value]) -> Value {
    let all: Vec<Value> = (0..args.len())
        .filter_map(|at| map(args, at))
        .flat_map(|map| {
            map.entries
                .borrow()
                .keys()
                .map(|key| Value::Str(Rc::clone(key)))
                .collect::<Vec<_>>()
        })
        .collect();
    Value::List(List {
        elem: Elem::Str,
        items: all.into(),
        unordered: true,
    })
}

fn merged(context: &Context, args: &[Value], overwrite: bool) -> Result<Value, Fail> {
    for at in 1..args.len() {
        if let Some(source) = map(args, at) {
            merge(context, changed(args)?, source, overwrite)?;
        }
    }
    Ok(any(args, 0).clone())
}

fn dig(args: &[Value]) -> Result<Value, Fail> {
    let (Some((start, fallback)), true) = (
        args.split_last()
            .and_then(|(last, front)| Some((last, front.last()?))),
        args.len() >= 3,
    ) else {
        return Fail::error("dig needs at least three arguments");
    };
    let mut at = start.clone();
    for key in rest(args, 0).get(..args.len() - 2).unwrap_or_default() {
        let Value::Str(key) = key else {
            return Fail::error(format!(
                "interface conversion: interface {{}} is {}, not string",
                key.type_name()
            ));
        };
        let found = match &at {
            Value::Map(map) if map.elem == Elem::Any => map.get(key),
            other => {
                return Fail::error(format!(
                    "interface conversion: interface {{}} is {}, not map[string]interface {{}}",
                    other.type_name()
                ));
            }
        };
        match found {
            Some(value) => at = value,
            None => return Ok(fallback.clone()),
        }
    }
    Ok(at)
}
