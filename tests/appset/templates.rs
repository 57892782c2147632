//! Templates of text/template with Sprig. What is expected is what Go itself answers; `reference.rs` asks it again.

use std::collections::BTreeMap;
use std::rc::Rc;

use gitops_mcp::appset::gotemplate::{Dict, Elem, Fail, List, MissingKey, Value, render};
use serde_json::Value as Json;

pub(crate) struct Table {
    pub(crate) params: Json,
    pub(crate) cases: Vec<Json>,
}

pub(crate) fn table() -> Table {
    let text = include_str!("templates.json");
    let json: Json = serde_json::from_str(text).unwrap();
    Table {
        params: json["params"].clone(),
        cases: json["cases"].as_array().unwrap().clone(),
    }
}

/// Parameters as a generator makes them, with lists and maps of strings where the table says so.
pub(crate) fn typed(json: &Json) -> Value {
    match json {
        Json::Object(entries) => {
            if let Some(Json::Array(items)) = entries.get("$strings") {
                return List::of_strings(
                    items.iter().map(|item| item.as_str().unwrap().to_owned()),
                );
            }
            let (elem, entries) = match entries.get("$stringmap") {
                Some(Json::Object(inner)) => (Elem::Str, inner),
                _ => (Elem::Any, entries),
            };
            let entries: BTreeMap<Rc<str>, Value> = entries
                .iter()
                .map(|(key, value)| (key.as_str().into(), typed(value)))
                .collect();
            Value::Map(Rc::new(Dict {
                elem,
                shared: true,
                entries: entries.into(),
            }))
        }
        Json::Array(items) => List::of(items.iter().map(typed).collect()),
        other => Value::shared(other),
    }
}

pub(crate) fn answer(case: &Json, params: &Value) -> Result<String, Fail> {
    let missing = match case["missing"].as_str().unwrap_or("default") {
        "zero" => MissingKey::Zero,
        "error" => MissingKey::Error,
        _ => MissingKey::Invalid,
    };
    render(case["text"].as_str().unwrap(), params, missing)
}

#[test]
fn templates_give_what_go_gives_or_are_refused() {
    let table = table();
    let params = typed(&table.params);
    let mut wrong = Vec::new();
    let (mut equal, mut errors, mut refused) = (0, 0, 0);
    for case in &table.cases {
        let ours = answer(case, &params);
        let fits = match &ours {
            Ok(text) => case["want"].as_str() == Some(text),
            Err(Fail::Error(_)) => case["error"].is_string(),
            Err(Fail::Refused(_)) => case["refused"] == true,
        };
        match &ours {
            _ if !fits => wrong.push(format!(
                "{}\n  want {}\n  ours {ours:?}",
                case["text"], case
            )),
            Ok(_) => equal += 1,
            Err(Fail::Error(_)) => errors += 1,
            Err(Fail::Refused(_)) => refused += 1,
        }
    }
    println!(
        "{equal} equal, {errors} errors on both sides, {refused} refused, of {}",
        table.cases.len()
    );
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
