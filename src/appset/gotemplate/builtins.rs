//! The functions of text/template itself (go1.26, funcs.go).

use super::arg::{any, rest, text};
use super::error::Fail;
use super::functions::{Function, Param::Any, Param::Text};
use super::value::{Elem, Value};
use super::{escape, format, printf};

pub(super) static TABLE: &[Function] = &[
    Function::variadic("eq", (&[Any], Any), |_, args| equal(args).map(Value::Bool)),
    Function::new("ge", &[Any, Any], |_, args| {
        less(args).map(|less| Value::Bool(!less))
    }),
    Function::new("gt", &[Any, Any], |_, args| {
        at_most(args).map(|at_most| Value::Bool(!at_most))
    }),
    Function::variadic("html", (&[], Any), |context, args| {
        context.text(escape::html(&joined(args)))
    }),
    Function::variadic("index", (&[Any], Any), |_, args| index(args)),
    Function::variadic("js", (&[], Any), |context, args| {
        context.text(escape::js(&joined(args)))
    }),
    Function::new("le", &[Any, Any], |_, args| at_most(args).map(Value::Bool)),
    Function::new("len", &[Any], |_, args| length(any(args, 0))).any_order(),
    Function::new("lt", &[Any, Any], |_, args| less(args).map(Value::Bool)),
    Function::new("ne", &[Any, Any], |_, args| {
        equal(args).map(|equal| Value::Bool(!equal))
    }),
    Function::new("not", &[Any], |_, args| {
        Ok(Value::Bool(!any(args, 0).is_true()))
    })
    .any_order(),
    Function::variadic("print", (&[], Any), |context, args| {
        context.text(print(args))
    }),
    Function::variadic("printf", (&[Text], Any), |context, args| {
        printf::printf(context, text(args, 0), rest(args, 1))
    }),
    Function::variadic("println", (&[], Any), |context, args| {
        context.text(println(args))
    }),
    Function::variadic("urlquery", (&[], Any), |context, args| {
        context.text(escape::url_query(&joined(args)))
    }),
];

/// `fmt.Sprint`: a blank between two operands of which neither is a string.
pub(super) fn print(args: &[Value]) -> String {
    let mut out = String::new();
    let mut before: Option<&Value> = None;
    for arg in args {
        let is_text = |value: &Value| matches!(value, Value::Str(_));
        if before.is_some_and(|before| !is_text(before) && !is_text(arg)) {
            out.push(' ');
        }
        out.push_str(&format::display(arg));
        before = Some(arg);
    }
    out
}

fn println(args: &[Value]) -> String {
    let parts: Vec<String> = args.iter().map(format::display).collect();
    format!("{}\n", parts.join(" "))
}

/// What the escapers work on; a single string as it is, a nil as a template prints it.
fn joined(args: &[Value]) -> String {
    match args {
        [Value::Str(text)] => text.to_string(),
        args => {
            let shown: Vec<Value> = args
                .iter()
                .map(|arg| {
                    if arg.is_nil() {
                        Value::from("<no value>")
                    } else {
                        arg.clone()
                    }
                })
                .collect();
            print(&shown)
        }
    }
}

fn index(args: &[Value]) -> Result<Value, Fail> {
    let mut item = any(args, 0).clone();
    if item.is_nil() {
        return Fail::error("index of untyped nil");
    }
    for key in rest(args, 1) {
        item = match &item {
            Value::Missing | Value::Null => return Fail::error("index of nil pointer"),
            Value::List(list) => {
                let at = position(key, list.items.len())?;
                list.items
                    .get(at)
                    .cloned()
                    .ok_or_else(|| Fail::Error("reflect: slice index out of range".to_owned()))?
            }
            Value::Str(text) => {
                let at = position(key, text.len())?;
                text.as_bytes()
                    .get(at)
                    .map(|byte| Value::Byte(*byte))
                    .ok_or_else(|| Fail::Error("reflect: string index out of range".to_owned()))?
            }
            Value::Map(map) => match key {
                Value::Str(key) => match (map.get(key), map.elem) {
                    (Some(value), _) => value,
                    (None, Elem::Str) => Value::from(""),
                    (None, _) => Value::Null,
                },
                Value::Missing | Value::Null => {
                    return Fail::error("value is nil; should be of type string");
                }
                other => {
                    return Fail::error(format!(
                        "value has type {}; should be string",
                        other.type_name()
                    ));
                }
            },
            other => return Fail::error(format!("can't index item of type {}", other.type_name())),
        };
    }
    Ok(item)
}

fn position(key: &Value, length: usize) -> Result<usize, Fail> {
    let at = match key {
        Value::Int(at) | Value::Int64(at) => *at,
        Value::Byte(at) => i64::from(*at),
        Value::Uint64(at) => i64::try_from(*at).unwrap_or(i64::MAX),
        Value::Missing | Value::Null => return Fail::error("cannot index slice/array with nil"),
        other => {
            return Fail::error(format!(
                "cannot index slice/array with type {}",
                other.type_name()
            ));
        }
    };
    match usize::try_from(at) {
        Ok(place) if place <= length => Ok(place),
        _ => Fail::error(format!("index out of range: {at}")),
    }
}

fn length(value: &Value) -> Result<Value, Fail> {
    let length = match value {
        Value::Str(text) => text.len(),
        Value::List(list) => list.items.len(),
        Value::Map(map) => map.entries.borrow().len(),
        Value::Missing | Value::Null => return Fail::error("len of nil"),
        other => return Fail::error(format!("len of type {}", other.type_name())),
    };
    Ok(Value::Int(i64::try_from(length).unwrap_or(i64::MAX)))
}

/// Comparable values, by what Go calls their basic kind.
#[derive(Clone, Copy, PartialEq)]
enum Basic<'v> {
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(&'v str),
    None,
}

fn basic(value: &Value) -> Basic<'_> {
    match value {
        Value::Bool(value) => Basic::Bool(*value),
        Value::Int(value) | Value::Int64(value) => Basic::Int(i128::from(*value)),
        Value::Byte(value) => Basic::Int(i128::from(*value)),
        Value::Uint64(value) => Basic::Int(i128::from(*value)),
        Value::Float(value) => Basic::Float(*value),
        Value::Str(text) => Basic::Text(text),
        _ => Basic::None,
    }
}

fn incompatible<T>(a: &Value, b: &Value) -> Result<T, Fail> {
    Fail::error(format!(
        "incompatible types for comparison: {} and {}",
        a.type_name(),
        b.type_name()
    ))
}

fn equal(args: &[Value]) -> Result<bool, Fail> {
    let first = any(args, 0);
    let others = rest(args, 1);
    if others.is_empty() {
        return Fail::error("missing argument for comparison");
    }
    for other in others {
        let same = match (basic(first), basic(other)) {
            (Basic::Bool(a), Basic::Bool(b)) => a == b,
            (Basic::Int(a), Basic::Int(b)) => a == b,
            (Basic::Float(a), Basic::Float(b)) => a == b,
            (Basic::Text(a), Basic::Text(b)) => a == b,
            (Basic::None, Basic::None) => both_unordered(first, other)?,
            _ if first.is_nil() || other.is_nil() => false,
            _ => return incompatible(first, other),
        };
        if same {
            return Ok(true);
        }
    }
    Ok(false)
}

fn both_unordered(a: &Value, b: &Value) -> Result<bool, Fail> {
    match (a, b) {
        (a, b) if a.is_nil() && b.is_nil() => Ok(true),
        (a, b) if a.is_nil() || b.is_nil() => Ok(false),
        (Value::List(_), Value::List(_)) | (Value::Map(_), Value::Map(_)) => {
            Fail::error(format!("non-comparable type {}", b.type_name()))
        }
        _ => Fail::error(format!(
            "non-comparable types {}, {}",
            a.type_name(),
            b.type_name()
        )),
    }
}

fn less(args: &[Value]) -> Result<bool, Fail> {
    let (a, b) = (any(args, 0), any(args, 1));
    match (basic(a), basic(b)) {
        (Basic::Int(a), Basic::Int(b)) => Ok(a < b),
        (Basic::Float(a), Basic::Float(b)) => Ok(a < b),
        (Basic::Text(a), Basic::Text(b)) => Ok(a < b),
        (Basic::None, _) | (_, Basic::None) | (Basic::Bool(_), Basic::Bool(_)) => {
            Fail::error("invalid type for comparison")
        }
        _ => incompatible(a, b),
    }
}

fn at_most(args: &[Value]) -> Result<bool, Fail> {
    Ok(less(args)? || equal(args)?)
}
