//! Lists. None is changed in place.

use super::super::arg::{any, int, rest};
use super::super::context::Context;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Any, Param::Int};
use super::super::value::{Elem, List, Value};
use super::cast;

pub(super) static TABLE: &[Function] = &[
    Function::new("append", &[Any, Any], push),
    Function::new("chunk", &[Int, Any], chunk),
    Function::new("compact", &[Any], compact),
    Function::variadic("concat", (&[], Any), concat),
    Function::new("first", &[Any], first),
    Function::new("has", &[Any, Any], has).any_order(),
    Function::new("initial", &[Any], initial),
    Function::new("last", &[Any], last),
    Function::variadic("list", (&[], Any), |_, args| Ok(List::of(args.to_vec()))),
    Function::new("mustAppend", &[Any, Any], push),
    Function::new("mustChunk", &[Int, Any], chunk),
    Function::new("mustCompact", &[Any], compact),
    Function::new("mustFirst", &[Any], first),
    Function::new("mustHas", &[Any, Any], has).any_order(),
    Function::new("mustInitial", &[Any], initial),
    Function::new("mustLast", &[Any], last),
    Function::new("mustPrepend", &[Any, Any], prepend),
    Function::new("mustPush", &[Any, Any], push),
    Function::new("mustRest", &[Any], tail),
    Function::new("mustReverse", &[Any], reverse),
    Function::variadic("mustSlice", (&[Any], Any), slice),
    Function::new("mustUniq", &[Any], uniq),
    Function::variadic("mustWithout", (&[Any], Any), without),
    Function::new("prepend", &[Any, Any], prepend),
    Function::new("push", &[Any, Any], push),
    Function::new("rest", &[Any], tail),
    Function::new("reverse", &[Any], reverse),
    Function::variadic("slice", (&[Any], Any), slice),
    Function::variadic("tuple", (&[], Any), |_, args| Ok(List::of(args.to_vec()))),
    Function::new("uniq", &[Any], uniq),
    Function::variadic("without", (&[Any], Any), without),
];

type Result<T> = std::result::Result<T, Fail>;

fn list(value: &Value) -> Result<&List> {
    match value {
        Value::List(list) => Ok(list),
        Value::Missing | Value::Null => {
            Fail::error("runtime error: invalid memory address or nil pointer dereference")
        }
        other => Fail::error(format!("it takes a list, not a {}", other.type_name())),
    }
}

fn items(value: &Value) -> Result<&[Value]> {
    list(value).map(|list| &*list.items)
}

fn push(_: &Context, args: &[Value]) -> Result<Value> {
    let mut all = items(any(args, 0))?.to_vec();
    all.push(any(args, 1).clone());
    Ok(List::of(all))
}

fn prepend(_: &Context, args: &[Value]) -> Result<Value> {
    let mut all = vec![any(args, 1).clone()];
    all.extend_from_slice(items(any(args, 0))?);
    Ok(List::of(all))
}

fn first(_: &Context, args: &[Value]) -> Result<Value> {
    Ok(items(any(args, 0))?.first().cloned().unwrap_or(Value::Null))
}

fn last(_: &Context, args: &[Value]) -> Result<Value> {
    Ok(items(any(args, 0))?.last().cloned().unwrap_or(Value::Null))
}

fn tail(_: &Context, args: &[Value]) -> Result<Value> {
    Ok(List::of(rest(items(any(args, 0))?, 1).to_vec()))
}

fn initial(_: &Context, args: &[Value]) -> Result<Value> {
    Ok(List::of(
        items(any(args, 0))?
            .split_last()
            .map(|(_, front)| front.to_vec())
            .unwrap_or_default(),
    ))
}

fn reverse(_: &Context, args: &[Value]) -> Result<Value> {
    Ok(List::of(
        items(any(args, 0))?.iter().rev().cloned().collect(),
    ))
}

fn compact(_: &Context, args: &[Value]) -> Result<Value> {
    Ok(List::of(
        items(any(args, 0))?
            .iter()
            .filter(|item| item.is_true())
            .cloned()
            .collect(),
    ))
}

fn uniq(context: &Context, args: &[Value]) -> Result<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in items(any(args, 0))? {
        context.spend(kept.len() as u64)?;
        if !kept.iter().any(|known| known.deep_equal(item)) {
            kept.push(item.clone());
        }
    }
    Ok(List::of(kept))
}

fn without(context: &Context, args: &[Value]) -> Result<Value> {
    let (all, left_out) = (items(any(args, 0))?, rest(args, 1));
    context.spend(all.len() as u64 * left_out.len() as u64)?;
    Ok(List::of(
        all.iter()
            .filter(|item| !left_out.iter().any(|other| other.deep_equal(item)))
            .cloned()
            .collect(),
    ))
}

fn has(_: &Context, args: &[Value]) -> Result<Value> {
    if any(args, 1).is_nil() {
        return Ok(Value::Bool(false));
    }
    Ok(Value::Bool(
        items(any(args, 1))?
            .iter()
            .any(|item| item.deep_equal(any(args, 0))),
    ))
}

/// Keeps the type; an empty list gives nil.
fn slice(_: &Context, args: &[Value]) -> Result<Value> {
    let whole = list(any(args, 0))?;
    let length = whole.items.len();
    if length == 0 {
        return Ok(Value::Null);
    }
    let bound = |at: usize, otherwise: usize| match args.get(at) {
        None => Ok(otherwise),
        Some(given) => usize::try_from(cast::int(given)?)
            .map_err(|_| Fail::Error("reflect.Value.Slice: slice index out of bounds".to_owned())),
    };
    match whole.items.get(bound(1, 0)?..bound(2, length)?) {
        Some(piece) => Ok(Value::List(List {
            items: piece.into(),
            ..whole.clone()
        })),
        None => Fail::error("reflect.Value.Slice: slice index out of bounds"),
    }
}

fn concat(_: &Context, args: &[Value]) -> Result<Value> {
    let mut all = Vec::new();
    for arg in args {
        all.extend_from_slice(items(arg)?);
    }
    Ok(List::of(all))
}

fn chunk(_: &Context, args: &[Value]) -> Result<Value> {
    let all = items(any(args, 1))?;
    let size = usize::try_from(int(args, 0)).unwrap_or(0);
    if size == 0 {
        return Fail::error("the size of a chunk must be above zero");
    }
    let chunks = all
        .chunks(size)
        .map(|chunk| List::of(chunk.to_vec()))
        .collect();
    Ok(Value::List(List {
        elem: Elem::List,
        items: chunks,
        unordered: false,
    }))
}
