//! One set of parameters, as a generator gives it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::gotemplate::{Dict, Elem, List, Value, display};

pub type Params = BTreeMap<Rc<str>, Value>;

/// A nested map of parameters.
pub(crate) fn map(entries: Params) -> Value {
    Value::Map(Rc::new(Dict {
        elem: Elem::Any,
        shared: true,
        entries: RefCell::new(entries),
    }))
}

/// A `map[string]string`, such as labels and values.
pub(crate) fn strings(entries: impl IntoIterator<Item = (String, String)>) -> Value {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (key.into(), Value::from(value)))
        .collect();
    Value::Map(Rc::new(Dict {
        elem: Elem::Str,
        shared: true,
        entries: RefCell::new(entries),
    }))
}

/// A `[]string`, such as the segments of a path.
pub(crate) fn list<'t>(items: impl IntoIterator<Item = &'t str>) -> Value {
    List::of_strings(items.into_iter().map(str::to_owned))
}

/// What JSON gives.
pub(crate) fn decode(object: &Map<String, Json>) -> Params {
    object
        .iter()
        .map(|(key, value)| (key.as_str().into(), Value::shared(value)))
        .collect()
}

/// Every leaf under its path with dots, as text: github.com/jeremywohl/flatten, and `%v`. Lists of strings and maps of
/// strings are leaves, unless `strings` says that such maps are gone through.
pub(crate) fn flatten(params: &Params, strings: bool) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (key, value) in params {
        put(key, value, strings, &mut out);
    }
    out
}

fn put(path: &str, value: &Value, strings: bool, out: &mut BTreeMap<String, String>) {
    match value {
        Value::Map(map) if map.elem == Elem::Any || strings => {
            for (key, value) in map.entries.borrow().iter() {
                put(&format!("{path}.{key}"), value, strings, out);
            }
        }
        Value::List(list) if list.elem == Elem::Any => {
            for (at, item) in list.items.iter().enumerate() {
                // Behind a list, only maps of any value are gone through.
                put(&format!("{path}.{at}"), item, false, out);
            }
        }
        leaf => {
            out.insert(path.to_owned(), display(leaf));
        }
    }
}

/// `second` on top of `first`, maps merged: dario.cat/mergo with override. Nothing where Go would panic.
pub(crate) fn merged(first: &Params, second: &Params) -> Option<Params> {
    let mut out = first.clone();
    for (key, value) in second {
        let made = match (out.get(key), value) {
            (Some(Value::Map(own)), Value::Map(other)) => merged_maps(own, other)?,
            _ => value.clone(),
        };
        out.insert(Rc::clone(key), made);
    }
    Some(out)
}

fn merged_maps(own: &Rc<Dict>, other: &Rc<Dict>) -> Option<Value> {
    if own.elem != other.elem && own.elem == Elem::Str && !other.entries.borrow().is_empty() {
        return None;
    }
    let entries = merged(&own.entries.borrow(), &other.entries.borrow())?;
    Some(Value::Map(Rc::new(Dict {
        elem: own.elem,
        shared: true,
        entries: RefCell::new(entries),
    })))
}
