//! What a model reads of the lists: golden, stable, within the budgets of the surface, and portable.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::path::Path;

use gitops_mcp::{data, tools};
use serde_json::{Value, json};

/// The tools as `tools/list` shows them.
fn list() -> Value {
    let tools: Vec<Value> = tools::TOOLS
        .iter()
        .map(|tool| {
            json!({
                "name": tool.name,
                "title": tool.title,
                "description": tool.description,
                "inputSchema": (tool.input)(),
                "outputSchema": (tool.output)(),
                "annotations": {"title": tool.title, "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": tool.open_world},
            })
        })
        .collect();
    json!({ "tools": tools })
}

#[test]
fn r08_the_tool_list_is_golden() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/tools.json");
    let made = format!("{}\n", serde_json::to_string_pretty(&list()).unwrap());
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &made).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        golden == made,
        "tools/list changed: run `UPDATE=1 cargo test --test surface` and look at the change"
    );
    for _ in 0..100 {
        assert_eq!(
            serde_json::to_string(&list()).unwrap(),
            serde_json::to_string(&list()).unwrap()
        );
    }
}

/// 12 KB of names, descriptions and input schemas and 30 KB in all are for 15 tools; each tool has its share.
#[test]
fn r08_the_tool_list_is_within_its_budgets() {
    let mut sums = (0, 0);
    for tool in list()["tools"].as_array().unwrap() {
        let read = json!({"name": tool["name"], "description": tool["description"], "inputSchema": tool["inputSchema"]});
        let (read, whole) = (read.to_string().len(), tool.to_string().len());
        println!(
            "{:24} {read:5} bytes read, {whole:5} in all",
            tool["name"].as_str().unwrap()
        );
        assert!(
            read <= 1_500,
            "{} takes {read} bytes of what a model reads",
            tool["name"]
        );
        assert!(
            whole <= 3_000,
            "{} takes {whole} bytes in all",
            tool["name"]
        );
        sums = (sums.0 + read, sums.1 + whole);
    }
    let tools = tools::TOOLS.len();
    assert!(
        sums.0 <= 12_288.min(tools * 900) && sums.1 <= 30_720.min(tools * 2_200),
        "{sums:?}"
    );
}

#[test]
fn r07_schemas_are_portable() {
    fn walk(value: &Value, at: &str) {
        match value {
            Value::Object(map) => {
                assert!(
                    !map.get("type").is_some_and(Value::is_array),
                    "{at}: a list of types"
                );
                assert!(
                    !map.get("format")
                        .and_then(Value::as_str)
                        .is_some_and(|format| format.starts_with("uint")),
                    "{at}: format"
                );
                for key in ["$ref", "$defs", "$schema"] {
                    assert!(!map.contains_key(key), "{at}: {key}");
                }
                map.iter()
                    .for_each(|(key, inner)| walk(inner, &format!("{at}/{key}")));
            }
            Value::Array(items) => items.iter().for_each(|inner| walk(inner, at)),
            _ => {}
        }
    }
    for tool in list()["tools"].as_array().unwrap() {
        walk(&tool["inputSchema"], "in");
        walk(&tool["outputSchema"], "out");
        assert_eq!(tool["inputSchema"]["additionalProperties"], json!(false));
        assert!(tool["inputSchema"]["properties"].is_object());
        assert_eq!(tool["outputSchema"]["type"], "object");
        let name = tool["name"].as_str().unwrap();
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        );
        assert!(
            data::surface::is_tool(name),
            "{name} is no tool of the surface"
        );
    }
}
