//! Arguments are checked against the published input schema before anything is touched, so that a caller is told all
//! complaints at once, with the nearest known name, the allowed values and an example.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Failure;
use crate::model::clean::{ECHO, echo, misleads};

/// Longest string that any argument takes, in bytes, unless its schema allows more.
const LONGEST: u64 = 4_096;
/// Deepest nesting of a structured argument.
const DEEPEST: usize = 32;

/// Drops `null` (the same as left out), checks against the schema and reads the typed arguments.
pub(super) fn read<A: DeserializeOwned>(
    tool: &str,
    schema: &Map<String, Value>,
    mut given: Map<String, Value>,
) -> Result<A, Failure> {
    given.retain(|_, value| !value.is_null());
    let complaints = check(schema, &given);
    if !complaints.is_empty() {
        return Err(refused(tool, schema, complaints));
    }
    serde_json::from_value(Value::Object(given))
        .map_err(|error| refused(tool, schema, vec![error.to_string()]))
}

/// The failure for arguments that were refused, with what the tool takes.
pub(super) fn refused(tool: &str, schema: &Map<String, Value>, complaints: Vec<String>) -> Failure {
    let required: Vec<&str> = names(schema, "required");
    let takes: Vec<String> = properties(schema)
        .map(|(name, _)| {
            if required.contains(&name.as_str()) {
                format!("{name} (required)")
            } else {
                name.clone()
            }
        })
        .collect();
    let takes = if takes.is_empty() {
        "it takes no arguments".to_owned()
    } else {
        format!("it takes {}", takes.join(", "))
    };
    Failure {
        what: format!("{tool}: the arguments were refused."),
        causes: complaints,
        hint: format!("correct the call; {takes}."),
    }
}

fn properties(schema: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

fn names<'a>(schema: &'a Map<String, Value>, key: &str) -> Vec<&'a str> {
    schema
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn check(schema: &Map<String, Value>, given: &Map<String, Value>) -> Vec<String> {
    const MOST: usize = 10;
    let known: Vec<&str> = properties(schema).map(|(name, _)| name.as_str()).collect();
    let unknown = given
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
        .map(|name| unknown_name(name, &known));
    let missing = names(schema, "required")
        .into_iter()
        .filter(|name| !given.contains_key(*name))
        .map(|name| {
            let example = properties(schema)
                .find(|(known, _)| *known == name)
                .and_then(|(_, property)| example(property));
            format!(
                "`{name}` is missing{}",
                example.map_or(String::new(), |example| format!(
                    "; for example `{name}={example}`"
                ))
            )
        });
    let wrong = properties(schema).filter_map(|(name, property)| {
        given
            .get(name)
            .and_then(|value| complain(name, property, value))
    });
    unknown.chain(missing).chain(wrong).take(MOST).collect()
}

fn unknown_name(name: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!(
            "there is no argument `{}`; did you mean `{near}`?",
            echo(name)
        ),
        None => format!("there is no argument `{}`", echo(name)),
    }
}

fn example(property: &Value) -> Option<String> {
    property
        .get("examples")
        .and_then(Value::as_array)
        .and_then(|list| list.first())
        .map(|value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        })
}

/// What is wrong with one value, if anything.
fn complain(name: &str, property: &Value, value: &Value) -> Option<String> {
    let allowed = names_of(property, "enum");
    let expected = property
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or(if allowed.is_empty() { "any" } else { "string" });
    if !fits(expected, value) {
        return Some(format!(
            "`{name}` must be {}, not {}",
            article(expected),
            article(type_of(value))
        ));
    }
    match value {
        Value::String(text) if !allowed.is_empty() => complain_choice(name, &allowed, text),
        Value::String(text) => complain_text(name, property, text),
        Value::Number(number) => complain_number(name, property, number),
        Value::Array(items) if items.is_empty() => {
            Some(format!("`{name}` is an empty list; leave it out instead"))
        }
        Value::Array(_) | Value::Object(_) if depth(value, 0) > DEEPEST => {
            Some(format!("`{name}` is nested deeper than {DEEPEST} levels"))
        }
        _ => None,
    }
}

fn names_of(property: &Value, key: &str) -> Vec<String> {
    property
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn complain_choice(name: &str, allowed: &[String], text: &str) -> Option<String> {
    if allowed.iter().any(|choice| choice == text) {
        return None;
    }
    let near = nearest(text, allowed.iter().map(String::as_str))
        .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    Some(format!(
        "`{name}` must be one of {}, not `{}`{near}",
        allowed.join(", "),
        echo(text)
    ))
}

fn complain_text(name: &str, property: &Value, text: &str) -> Option<String> {
    let longest = property
        .get("maxLength")
        .and_then(Value::as_u64)
        .unwrap_or(LONGEST);
    if text.len() as u64 > longest {
        return Some(format!(
            "`{name}` is {} bytes long; at most {longest} are taken (it begins with `{}`)",
            text.len(),
            echo(text)
        ));
    }
    if text.trim().is_empty() {
        let example = example(property).map_or(String::new(), |example| {
            format!("; for example `{example}`")
        });
        return Some(format!("`{name}` is empty{example}"));
    }
    let multiline = longest > LONGEST;
    let bad = text
        .chars()
        .find(|&c| misleads(c) && !(multiline && matches!(c, '\n' | '\r' | '\t' | '\u{feff}')))?;
    Some(format!(
        "`{name}` holds the character U+{:04X}, which a reader does not see as what it is: `{}`",
        u32::from(bad),
        echo(text)
    ))
}

fn complain_number(name: &str, property: &Value, number: &serde_json::Number) -> Option<String> {
    let bound = |key: &str| property.get(key).and_then(Value::as_f64);
    let (low, high) = (
        bound("minimum").unwrap_or(f64::NEG_INFINITY),
        bound("maximum").unwrap_or(f64::INFINITY),
    );
    let value = number.as_f64().unwrap_or(f64::NAN);
    (!(low..=high).contains(&value)).then(|| {
        format!(
            "`{name}` must be from {low} to {high}, not {}",
            echo(&number.to_string())
        )
    })
}

fn fits(expected: &str, value: &Value) -> bool {
    match expected {
        "any" => true,
        "integer" => {
            value.as_i64().is_some()
                || value.as_u64().is_some()
                || value
                    .as_f64()
                    .is_some_and(|n| n.fract() == 0.0 && n.is_finite())
        }
        "number" => value.is_number(),
        other => other == type_of(value),
    }
}

const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn article(name: &str) -> String {
    if name.starts_with(['a', 'i', 'o']) {
        format!("an {name}")
    } else {
        format!("a {name}")
    }
}

/// Depth of a value; stops counting just past the bound, so that a bomb costs no stack.
fn depth(value: &Value, at: usize) -> usize {
    if at > DEEPEST {
        return at;
    }
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| depth(item, at + 1))
            .max()
            .unwrap_or(at),
        Value::Object(map) => map
            .values()
            .map(|item| depth(item, at + 1))
            .max()
            .unwrap_or(at),
        _ => at,
    }
}

/// The known name that a wrong one was probably meant to be.
#[must_use]
pub fn nearest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > ECHO * 2 {
        return None;
    }
    let lower = wrong.to_lowercase();
    known
        .map(|name| (strsim::jaro_winkler(&lower, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Map<String, Value> {
        let schema = json!({"properties": {
            "path": {"type": "string", "examples": ["apps"]},
            "limit": {"type": "integer", "minimum": 1, "maximum": 200},
            "history": {"type": "boolean"},
            "detail": {"type": "string", "enum": ["summary", "full"]},
        }, "required": ["path"]});
        schema.as_object().unwrap().clone()
    }

    fn complaints(given: Value) -> Vec<String> {
        let mut given = given.as_object().unwrap().clone();
        given.retain(|_, value| !value.is_null());
        check(&schema(), &given)
    }

    #[test]
    fn a01_a04_missing_and_null() {
        assert_eq!(
            complaints(json!({})),
            ["`path` is missing; for example `path=apps`"]
        );
        assert_eq!(
            complaints(json!({"path": null})),
            ["`path` is missing; for example `path=apps`"]
        );
        assert!(complaints(json!({"path": "x", "limit": null})).is_empty());
    }

    #[test]
    fn a02_unknown_names_the_nearest() {
        assert_eq!(
            complaints(json!({"path": "x", "Limit": 3})),
            ["there is no argument `Limit`; did you mean `limit`?"]
        );
        assert_eq!(
            complaints(json!({"path": "x", "bogus": 3})),
            ["there is no argument `bogus`"]
        );
    }

    #[test]
    fn a03_wrong_types() {
        for value in [json!(1), json!(true), json!([]), json!({})] {
            assert_eq!(complaints(json!({"path": value})).len(), 1);
        }
        assert_eq!(
            complaints(json!({"path": "x", "limit": "20"})),
            ["`limit` must be an integer, not a string"]
        );
        assert_eq!(
            complaints(json!({"path": "x", "limit": 1.5})),
            ["`limit` must be an integer, not a number"]
        );
        assert_eq!(
            complaints(json!({"path": "x", "history": "true"})),
            ["`history` must be a boolean, not a string"]
        );
    }

    #[test]
    fn a05_a06_a07_empty_bounds_and_choices() {
        assert_eq!(
            complaints(json!({"path": "  "})),
            ["`path` is empty; for example `apps`"]
        );
        for limit in [
            json!(0),
            json!(-1),
            json!(201),
            json!(1u64 << 31),
            json!(u64::MAX),
            json!(1e308),
        ] {
            assert_eq!(
                complaints(json!({"path": "x", "limit": limit})).len(),
                1,
                "{limit}"
            );
        }
        assert_eq!(
            complaints(json!({"path": "x", "detail": "Full"})),
            ["`detail` must be one of summary, full, not `Full`; did you mean `full`?"]
        );
    }

    #[test]
    fn a08_a10_a11_long_and_invisible() {
        let long = complaints(json!({"path": "a".repeat(1 << 20)}));
        assert!(
            long[0].len() < 300 && long[0].contains("1048576 bytes"),
            "{long:?}"
        );
        for bad in [
            "a\u{0}",
            "\u{1b}[31m",
            "a\r\nb",
            "\u{7f}",
            "\u{85}",
            "\u{202e}x",
            "\u{200b}",
            "\u{feff}",
            "\u{2066}",
            "\u{e0061}",
        ] {
            let told = complaints(json!({"path": bad}));
            assert_eq!(told.len(), 1, "{bad:?}");
            assert!(!told[0].chars().any(misleads), "{told:?}");
        }
    }
}
