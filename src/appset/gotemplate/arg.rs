//! Arguments whose types are checked already; nothing here fails.

use std::rc::Rc;

use super::value::{Dict, Value};

pub(super) fn text(args: &[Value], at: usize) -> &str {
    match args.get(at) {
        Some(Value::Str(text)) => text,
        _ => "",
    }
}

pub(super) fn int(args: &[Value], at: usize) -> i64 {
    match args.get(at) {
        Some(Value::Int(value)) => *value,
        _ => 0,
    }
}

pub(super) fn any(args: &[Value], at: usize) -> &Value {
    args.get(at).unwrap_or(&Value::Missing)
}

/// Nothing for a nil map, which reads as empty.
pub(super) fn map(args: &[Value], at: usize) -> Option<&Rc<Dict>> {
    match args.get(at) {
        Some(Value::Map(map)) => Some(map),
        _ => None,
    }
}

pub(super) fn rest(args: &[Value], at: usize) -> &[Value] {
    args.get(at..).unwrap_or_default()
}
