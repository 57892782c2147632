//! The small language of templates and prompts, on top of minijinja.
//!
//! `<% expression %>` writes a value as one scalar of the language of the file; a line that
//! starts with `#%` is a statement (`if`, `else`, `endif`, `for`, `endfor`, `set`). There is no
//! way to write a value unquoted: the built-in filters are absent, and the two of ours that
//! write raw text either check it (`bare`) or quote what is inside (`block`).

use std::collections::BTreeSet;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, Value};

use super::scalar;
use super::versions;

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// As a YAML scalar.
    Yaml,
    /// As a word of a POSIX shell.
    Shell,
    /// As a Markdown code span.
    Markdown,
}

impl Language {
    /// The language of a file, by the end of its name.
    pub(super) fn of(path: &str) -> Self {
        match path.rsplit_once('.') {
            Some((_, "yaml" | "yml")) => Self::Yaml,
            Some((_, "sh")) => Self::Shell,
            _ => Self::Markdown,
        }
    }

    fn scalar(self, text: &str) -> String {
        match self {
            Self::Yaml => scalar::yaml(text),
            Self::Shell => scalar::shell(text),
            Self::Markdown => scalar::markdown(text),
        }
    }
}

/// Renders one text. `values` is what its expressions may name; naming anything else is an error.
pub(super) fn render(
    source: &str,
    language: Language,
    values: &serde_json::Map<String, serde_json::Value>,
) -> Result<String, Error> {
    environment(language)?.render_str(source, Serde(values))
}

/// Renders a prompt, in which `tool("name")` tells whether this server has the tool.
pub(super) fn render_prompt(
    source: &str,
    values: &serde_json::Map<String, serde_json::Value>,
    tools: &BTreeSet<String>,
) -> Result<String, Error> {
    let mut environment = environment(Language::Markdown)?;
    let tools = tools.clone();
    environment.add_function("tool", move |name: &str| tools.contains(name));
    environment.render_str(source, Serde(values))
}

fn environment(language: Language) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::empty();
    let syntax = SyntaxConfig::builder()
        .variable_delimiters("<%", "%>")
        .block_delimiters("<!%", "%!>")
        .comment_delimiters("<!#", "#!>")
        .line_statement_prefix("#%")
        .keep_trailing_newline(true)
        .build()?;
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_formatter(move |out, _, value| {
        let text = written(language, value)?;
        Ok(out.write_str(&text)?)
    });
    environment.add_filter("bare", bare);
    environment.add_filter("block", block);
    environment.add_filter("join", join);
    environment.add_filter("length", |value: &Value| value.len());
    environment.add_filter("go_words", go_words);
    environment.add_filter("dots_escaped", |path: &str| path.replace('.', "\\."));
    environment.add_filter("mentions", mentions);
    environment.add_filter("pluck", pluck);
    environment.add_filter("tag", |version: &str| {
        format!("v{}", version.strip_prefix('v').unwrap_or(version))
    });
    environment.add_function("newest", |component: &str| {
        versions::newest(component).ok_or_else(|| refuse("the data table knows no such component"))
    });
    Ok(environment)
}

fn written(language: Language, value: &Value) -> Result<String, Error> {
    match value.kind() {
        ValueKind::Bool | ValueKind::Number => Ok(value.to_string()),
        ValueKind::String if value.is_safe() => Ok(value.to_string()),
        ValueKind::String => Ok(language.scalar(value.as_str().unwrap_or_default())),
        _ => Err(refuse("only a text, a number or a boolean can be written")),
    }
}

/// Writes a text without quotes, for the inside of a block scalar or a comment. Refuses every
/// text that could end a line or open a quote there.
fn bare(text: &str) -> Result<Value, Error> {
    let harmless = |c: char| c.is_ascii_alphanumeric() || " _.:@/=+~<>^-".contains(c);
    if text.chars().all(harmless) {
        return Ok(Value::from_safe_string(text.to_owned()));
    }
    Err(refuse("this text cannot be written without quotes"))
}

/// Writes texts as quoted words of a Go template, each with a space ahead of it.
fn go_words(values: &Value) -> Result<Value, Error> {
    let mut words = String::new();
    for value in values.try_iter()? {
        let word = bare(value.as_str().ok_or_else(|| refuse("not a text"))?)?;
        words.push_str(&format!(" \"{word}\""));
    }
    Ok(Value::from_safe_string(words))
}

/// All items of the lists that the objects of a list hold under one key.
fn pluck(objects: &Value, key: &str) -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for object in objects.try_iter()? {
        all.extend(object.get_attr(key)?.try_iter()?);
    }
    Ok(all)
}

/// Whether any text of a tree holds `part`.
fn mentions(tree: &Value, part: &str) -> Result<bool, Error> {
    let tree = serde_json::to_string(tree).map_err(|_| refuse("not a tree of plain values"))?;
    Ok(tree.contains(part))
}

/// Joins texts into one text, which is quoted as a whole when it is written.
fn join(values: &Value, separator: &str) -> Result<String, Error> {
    let texts: Vec<String> = values.try_iter()?.map(|value| value.to_string()).collect();
    Ok(texts.join(separator))
}

/// Writes a tree as block-style YAML, `indent` spaces deep: `<% values | block(indent=4) %>`
/// at the start of a line.
fn block(value: &Value, options: Kwargs) -> Result<Value, Error> {
    let indent: usize = options.get("indent")?;
    options.assert_all_used()?;
    let tree = serde_json::to_value(value).map_err(|_| refuse("not a tree of plain values"))?;
    let mut lines = Vec::new();
    push_block(&mut lines, &tree, indent);
    Ok(Value::from_safe_string(lines.join("\n")))
}

fn push_block(lines: &mut Vec<String>, tree: &serde_json::Value, indent: usize) {
    let pad = " ".repeat(indent);
    match tree {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                push_entry(
                    lines,
                    &format!("{pad}{}:", scalar::yaml(key)),
                    value,
                    indent,
                );
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                push_entry(lines, &format!("{pad}-"), item, indent);
            }
        }
        leaf => lines.push(format!("{pad}{}", leaf_text(leaf))),
    }
}

fn push_entry(lines: &mut Vec<String>, head: &str, value: &serde_json::Value, indent: usize) {
    if is_filled(value) {
        lines.push(head.to_owned());
        push_block(lines, value, indent + 2);
    } else {
        lines.push(format!("{head} {}", leaf_text(value)));
    }
}

fn is_filled(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Object(fields) => !fields.is_empty(),
        serde_json::Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn leaf_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => scalar::yaml(text),
        other => other.to_string(),
    }
}

fn refuse(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(source: &str, language: Language, values: serde_json::Value) -> Result<String, Error> {
        render(source, language, values.as_object().unwrap())
    }

    #[test]
    fn a16_values_are_data_in_every_language() {
        let values = json!({"x": "{{ .x }} ${HOME} <% y %> $(id)"});
        assert_eq!(
            run("a: <% x %>\n", Language::Yaml, values.clone()).unwrap(),
            "a: \"{{ .x }} ${HOME} <% y %> $(id)\"\n"
        );
        assert_eq!(
            run("echo <% x %>\n", Language::Shell, values.clone()).unwrap(),
            "echo '{{ .x }} ${HOME} <% y %> $(id)'\n"
        );
        assert_eq!(
            run("see <% x %>\n", Language::Markdown, values).unwrap(),
            "see `{{ .x }} ${HOME} <% y %> $(id)`\n"
        );
    }

    #[test]
    fn go_templates_and_shell_pass_through() {
        let text = "a: '{{ .name }}'\nb: ${VAR}\nc: [[ -n $x ]]\n# comment\n";
        assert_eq!(run(text, Language::Yaml, json!({})).unwrap(), text);
    }

    #[test]
    fn statements_leave_no_blank_lines() {
        let text = "a: 1\n#% if yes\nb: <% n %>\n#% else\nc: 3\n#% endif\n  #% for i in list\n  - <% i %>\n  #% endfor\nd: 4\n";
        let out = run(
            text,
            Language::Yaml,
            json!({"yes": true, "n": 2, "list": ["x", "no"]}),
        )
        .unwrap();
        assert_eq!(out, "a: 1\nb: 2\n  - x\n  - \"no\"\nd: 4\n");
    }

    #[test]
    fn trees_become_block_yaml() {
        let values =
            json!({"v": {"a": {"b": [1, "x: y", {"c": null, "d": "yes"}], "e": {}}, "k:": true}});
        let out = run("v:\n<% v | block(indent=2) %>\n", Language::Yaml, values).unwrap();
        assert_eq!(
            out,
            "v:\n  a:\n    b:\n      - 1\n      - \"x: y\"\n      -\n        c: null\n        d: \"yes\"\n    e: {}\n  \"k:\": true\n"
        );
    }

    #[test]
    fn ag13_nothing_is_written_unquoted() {
        assert!(run("<% x | bare %>", Language::Yaml, json!({"x": "a\nb: c"})).is_err());
        assert!(run("<% x | bare %>", Language::Yaml, json!({"x": "a\", b"})).is_err());
        assert!(run("<% x | safe %>", Language::Yaml, json!({"x": "a"})).is_err());
        assert!(run("<% missing %>", Language::Yaml, json!({})).is_err());
        assert!(run("<% x %>", Language::Yaml, json!({"x": null})).is_err());
        assert!(run("<% x %>", Language::Yaml, json!({"x": ["a"]})).is_err());
    }
}
