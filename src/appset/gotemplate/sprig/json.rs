//! JSON as encoding/json of Go writes and reads it.

use std::fmt::Write as _;

use serde_json::error::Category;

use super::super::arg::{any, text};
use super::super::error::Fail;
use super::super::format;
use super::super::functions::{Function, Param::Any, Param::Text};
use super::super::value::Value;

pub(super) static TABLE: &[Function] = &[
    Function::new("fromJson", &[Text], |_, args| {
        from_json(text(args, 0), false)
    }),
    Function::new("mustFromJson", &[Text], |_, args| {
        from_json(text(args, 0), true)
    }),
    Function::new("mustToJson", &[Any], |context, args| {
        context.text(write(any(args, 0), COMPACT))
    }),
    Function::new("mustToPrettyJson", &[Any], |context, args| {
        context.text(write(any(args, 0), PRETTY))
    }),
    Function::new("mustToRawJson", &[Any], |context, args| {
        context.text(write(any(args, 0), RAW))
    }),
    Function::new("toJson", &[Any], |context, args| {
        context.text(write(any(args, 0), COMPACT))
    }),
    Function::new("toPrettyJson", &[Any], |context, args| {
        context.text(write(any(args, 0), PRETTY))
    }),
    Function::new("toRawJson", &[Any], |context, args| {
        context.text(write(any(args, 0), RAW))
    }),
];

#[derive(Clone, Copy)]
struct Form {
    pretty: bool,
    /// `<`, `>` and `&` as escapes.
    html: bool,
}

const COMPACT: Form = Form {
    pretty: false,
    html: true,
};
const PRETTY: Form = Form {
    pretty: true,
    html: true,
};
const RAW: Form = Form {
    pretty: false,
    html: false,
};

fn write(value: &Value, form: Form) -> String {
    let mut out = String::new();
    put(value, form, 0, &mut out);
    out
}

fn put(value: &Value, form: Form, depth: usize, out: &mut String) {
    match value {
        Value::Missing | Value::Null => out.push_str("null"),
        Value::Float(value) => out.push_str(&number(*value)),
        Value::Str(text) => string(text, form.html, out),
        Value::List(list) => {
            out.push('[');
            for (at, item) in list.items.iter().enumerate() {
                separate(at, form, depth + 1, out);
                put(item, form, depth + 1, out);
            }
            close(!list.items.is_empty(), form, (depth, ']'), out);
        }
        Value::Map(map) => {
            out.push('{');
            let entries = map.entries.borrow();
            for (at, (key, value)) in entries.iter().enumerate() {
                separate(at, form, depth + 1, out);
                string(key, form.html, out);
                out.push_str(if form.pretty { ": " } else { ":" });
                put(value, form, depth + 1, out);
            }
            close(!entries.is_empty(), form, (depth, '}'), out);
        }
        scalar => out.push_str(&format::display(scalar)),
    }
}

fn separate(at: usize, form: Form, depth: usize, out: &mut String) {
    if at > 0 {
        out.push(',');
    }
    if form.pretty {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
}

fn close(filled: bool, form: Form, (depth, bracket): (usize, char), out: &mut String) {
    if filled && form.pretty {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push(bracket);
}

/// As in JavaScript: an exponent below 1e-6 and from 1e21 on.
fn number(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        let text = format::float(value, 'e', None);
        return match text.split_once("e-0") {
            Some((mantissa, digit)) => format!("{mantissa}e-{digit}"),
            None => text,
        };
    }
    format!("{value}")
}

fn string(text: &str, html: bool, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' '
                || matches!(c, '\u{2028}' | '\u{2029}')
                || (html && matches!(c, '<' | '>' | '&')) =>
            {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Text that is no JSON gives nil, or an error for `mustFromJson`.
fn from_json(text: &str, must: bool) -> Result<Value, Fail> {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(json) => Ok(Value::decoded(&json)),
        Err(error) => {
            let told = error.to_string();
            let other = [
                "recursion",
                "surrogate",
                "number out of range",
                "hex escape",
            ]
            .iter()
            .any(|word| told.contains(word));
            if other || error.classify() == Category::Data {
                return Fail::refused(
                    "the JSON has a number, an escape or a depth that Go reads differently",
                );
            }
            if must {
                Fail::error("the text is no JSON")
            } else {
                Ok(Value::Null)
            }
        }
    }
}
