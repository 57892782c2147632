//! Values as Go sees them: what a template does depends on the type, not only on the text.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Number, Value as Json};

use super::time::Moment;
use super::version::Version;

/// A Go value that a template can meet.
#[derive(Debug, Clone)]
pub enum Value {
    /// No value at all: a missing key, or what is left of a nil after a pipeline.
    Missing,
    /// A nil inside an interface, such as `null` of JSON before a pipeline took it out.
    Null,
    Bool(bool),
    Int(i64),
    Int64(i64),
    /// One byte of a string, by `index`.
    Byte(u8),
    Uint64(u64),
    Float(f64),
    Version(Rc<Version>),
    Time(Rc<Moment>),
    Str(Rc<str>),
    List(List),
    Map(Rc<Dict>),
}

/// What the elements of a slice or map are declared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Elem {
    Any,
    Str,
    Int,
    /// `[]interface {}`, of `chunk`.
    List,
}

/// A slice. Sprig never changes one in place.
#[derive(Debug, Clone)]
pub struct List {
    pub elem: Elem,
    pub items: Rc<[Value]>,
    /// Go gives these in random order (`keys`, `values`).
    pub unordered: bool,
}

/// A map with string keys; a reference, as in Go.
#[derive(Debug)]
pub struct Dict {
    pub elem: Elem,
    /// Part of the parameters: all fields of a template share it, so it must not be changed.
    pub shared: bool,
    pub entries: RefCell<BTreeMap<Rc<str>, Value>>,
}

impl Dict {
    /// A new `map[string]interface {}`.
    #[must_use]
    pub fn of(entries: BTreeMap<Rc<str>, Value>) -> Value {
        Value::Map(Rc::new(Self {
            elem: Elem::Any,
            shared: false,
            entries: RefCell::new(entries),
        }))
    }

    /// A new `map[string]string`.
    #[must_use]
    pub fn of_strings(entries: impl IntoIterator<Item = (String, String)>) -> Value {
        let entries = entries
            .into_iter()
            .map(|(key, value)| (key.into(), Value::from(value)))
            .collect();
        Value::Map(Rc::new(Self {
            elem: Elem::Str,
            shared: false,
            entries: RefCell::new(entries),
        }))
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value> {
        self.entries.borrow().get(key).cloned()
    }
}

impl List {
    /// A new `[]interface {}`.
    #[must_use]
    pub fn of(items: Vec<Value>) -> Value {
        Value::List(Self {
            elem: Elem::Any,
            items: items.into(),
            unordered: false,
        })
    }

    /// A new `[]string`.
    #[must_use]
    pub fn of_strings(items: impl IntoIterator<Item = String>) -> Value {
        Value::List(Self {
            elem: Elem::Str,
            items: items.into_iter().map(Value::from).collect(),
            unordered: false,
        })
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Str(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Str(text.into())
    }
}

impl Value {
    /// A parameter: what Argo CD's own decoding of JSON gives, every number a float64.
    #[must_use]
    pub fn shared(json: &Json) -> Self {
        Self::decode(json, true)
    }

    /// What `fromJson` and `fromYaml` give.
    #[must_use]
    pub fn decoded(json: &Json) -> Self {
        Self::decode(json, false)
    }

    fn decode(json: &Json, shared: bool) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(number) => Self::Float(number.as_f64().unwrap_or_default()),
            Json::String(text) => Self::from(text.as_str()),
            Json::Array(items) => List::of(
                items
                    .iter()
                    .map(|item| Self::decode(item, shared))
                    .collect(),
            ),
            Json::Object(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| (key.as_str().into(), Self::decode(value, shared)))
                    .collect();
                Self::Map(Rc::new(Dict {
                    elem: Elem::Any,
                    shared,
                    entries: RefCell::new(entries),
                }))
            }
        }
    }

    /// As `encoding/json` writes it, keys sorted.
    #[must_use]
    pub fn to_json(&self) -> Option<Json> {
        Some(match self {
            Self::Missing | Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Int(value) | Self::Int64(value) => Json::Number((*value).into()),
            Self::Byte(value) => Json::Number((*value).into()),
            Self::Uint64(value) => Json::Number((*value).into()),
            Self::Version(version) => Json::String(version.to_string()),
            Self::Time(moment) => Json::String(moment.json()),
            Self::Float(value) => number(*value)?,
            Self::Str(text) => Json::String(text.to_string()),
            Self::List(list) => Json::Array(
                list.items
                    .iter()
                    .map(Self::to_json)
                    .collect::<Option<_>>()?,
            ),
            Self::Map(map) => {
                let mut out = Map::new();
                for (key, value) in map.entries.borrow().iter() {
                    out.insert(key.to_string(), value.to_json()?);
                }
                Json::Object(out)
            }
        })
    }

    /// Whether it is nil in either form.
    #[must_use]
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Missing | Self::Null)
    }

    /// What `if`, `and`, `or` and `not` ask; also Sprig's `empty`, the other way round.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Self::Missing | Self::Null => false,
            Self::Bool(value) => *value,
            Self::Int(value) | Self::Int64(value) => *value != 0,
            Self::Byte(value) => *value != 0,
            Self::Uint64(value) => *value != 0,
            Self::Version(_) | Self::Time(_) => true,
            Self::Float(value) => *value != 0.0,
            Self::Str(text) => !text.is_empty(),
            Self::List(list) => !list.items.is_empty(),
            Self::Map(map) => !map.entries.borrow().is_empty(),
        }
    }

    /// The type as Go prints it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Missing => "<nil>",
            Self::Null => "interface {}",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Int64(_) => "int64",
            Self::Byte(_) => "uint8",
            Self::Uint64(_) => "uint64",
            Self::Version(_) => "*semver.Version",
            Self::Time(_) => "time.Time",
            Self::Float(_) => "float64",
            Self::Str(_) => "string",
            Self::List(list) => match list.elem {
                Elem::Any => "[]interface {}",
                Elem::Str => "[]string",
                Elem::Int => "[]int",
                Elem::List => "[][]interface {}",
            },
            Self::Map(map) if map.elem == Elem::Str => "map[string]string",
            Self::Map(_) => "map[string]interface {}",
        }
    }

    /// `reflect.DeepEqual`: types count.
    #[must_use]
    pub fn deep_equal(&self, other: &Self) -> bool {
        match (self, other) {
            (a, b) if a.is_nil() && b.is_nil() => true,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            (Self::Int(a), Self::Int(b)) | (Self::Int64(a), Self::Int64(b)) => a == b,
            (Self::Byte(a), Self::Byte(b)) => a == b,
            (Self::Uint64(a), Self::Uint64(b)) => a == b,
            (Self::Version(a), Self::Version(b)) => a == b,
            (Self::Time(a), Self::Time(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Str(a), Self::Str(b)) => a == b,
            (Self::List(a), Self::List(b)) => {
                a.elem == b.elem
                    && a.items.len() == b.items.len()
                    && a.items
                        .iter()
                        .zip(b.items.iter())
                        .all(|(a, b)| a.deep_equal(b))
            }
            (Self::Map(a), Self::Map(b)) => {
                let (left, right) = (a.entries.borrow(), b.entries.borrow());
                a.elem == b.elem
                    && left.len() == right.len()
                    && left.iter().all(|(key, value)| {
                        right.get(key).is_some_and(|other| value.deep_equal(other))
                    })
            }
            _ => false,
        }
    }

    /// Whether `map` is reachable from it; guards against a map inside itself.
    #[must_use]
    pub fn reaches(&self, map: &Rc<Dict>) -> bool {
        match self {
            Self::List(list) => list.items.iter().any(|item| item.reaches(map)),
            Self::Map(own) => {
                Rc::ptr_eq(own, map)
                    || own
                        .entries
                        .borrow()
                        .values()
                        .any(|value| value.reaches(map))
            }
            _ => false,
        }
    }
}

/// A float as JSON has it: whole ones without a point.
fn number(value: f64) -> Option<Json> {
    #[expect(clippy::cast_possible_truncation, reason = "checked by comparing back")]
    let whole = value as i64;
    if value.abs() < 9.0e15 && whole as f64 == value {
        return Some(Json::Number(whole.into()));
    }
    Number::from_f64(value).map(Json::Number)
}
