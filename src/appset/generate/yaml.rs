//! A serializer in the order of the data, with comments above keys.

use serde_json::{Map, Value};

use crate::appset::yaml_scalar::reads_as_text;

pub(super) fn write(value: &Value, comments: &[(&str, &str)]) -> String {
    let mut writer = Writer {
        out: String::new(),
        comments,
    };
    if let Value::Object(map) = value {
        writer.mapping(map, 0, "");
    }
    writer.out
}

struct Writer<'c> {
    out: String,
    comments: &'c [(&'c str, &'c str)],
}

impl Writer<'_> {
    fn indent(&mut self, indent: usize) {
        self.out.push_str(&" ".repeat(indent));
    }

    fn mapping(&mut self, map: &Map<String, Value>, indent: usize, at: &str) {
        for (n, (key, value)) in map.iter().enumerate() {
            let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
            if let Some((_, comment)) = self.comments.iter().find(|(known, _)| *known == pointer) {
                // The first key of a list item stands behind its dash.
                if n > 0 || self.out.is_empty() || self.out.ends_with('\n') {
                    self.indent(indent);
                    self.out.push_str(&format!("# {comment}\n"));
                }
            }
            if self.out.is_empty() || self.out.ends_with('\n') {
                self.indent(indent);
            }
            self.out.push_str(&scalar_text(key));
            self.out.push(':');
            self.value(value, indent + 2, &pointer);
        }
    }

    fn value(&mut self, value: &Value, indent: usize, at: &str) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                self.out.push('\n');
                self.mapping(map, indent, at);
            }
            Value::Array(items) if !items.is_empty() => {
                self.out.push('\n');
                for (n, item) in items.iter().enumerate() {
                    self.indent(indent);
                    self.out.push('-');
                    self.item(item, indent, &format!("{at}/{n}"));
                }
            }
            Value::String(text) if is_block(text) => self.block(text, indent),
            scalar => self.out.push_str(&format!(" {}\n", plain(scalar))),
        }
    }

    fn item(&mut self, item: &Value, indent: usize, at: &str) {
        match item {
            Value::Object(map) if !map.is_empty() => {
                self.out.push(' ');
                self.mapping(map, indent + 2, at);
            }
            other => self.value(other, indent + 2, at),
        }
    }

    fn block(&mut self, text: &str, indent: usize) {
        let kept = if text.ends_with('\n') { "" } else { "-" };
        self.out.push_str(&format!(" |{kept}\n"));
        for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
            if !line.is_empty() {
                self.indent(indent);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }
}

/// Text of several lines that a literal block holds as it is.
fn is_block(text: &str) -> bool {
    let odd = |c: char| c != '\n' && (c.is_control() || crate::model::clean::misleads(c));
    text.contains('\n')
        && !text.contains(odd)
        && !text.starts_with([' ', '\n'])
        && !text.ends_with("\n\n")
}

fn plain(value: &Value) -> String {
    match value {
        Value::Object(_) => "{}".to_owned(),
        Value::Array(_) => "[]".to_owned(),
        Value::String(text) => scalar_text(text),
        other => other.to_string(),
    }
}

/// Plain where every reader takes it for the same text, else in single quotes, else in double ones.
fn scalar_text(text: &str) -> String {
    let safe = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | '=' | ':' | ' ')
    };
    let simple = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
        && text.chars().all(safe)
        && !text.contains(": ")
        && !text.ends_with([':', ' ']);
    if simple && reads_as_text(text) {
        return text.to_owned();
    }
    if !text
        .chars()
        .any(|c| c.is_control() || crate::model::clean::misleads(c))
    {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || crate::model::clean::misleads(c) => {
                let code = u32::from(c);
                out.push_str(&if code <= 0xffff {
                    format!("\\u{code:04X}")
                } else {
                    format!("\\U{code:08X}")
                });
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
