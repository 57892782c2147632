//! Rows about messages: lifecycle, methods, parameters.

use std::time::Duration;

use serde_json::{Value, json};

use crate::stdio::Stdio;
use crate::{call, code, initialize, is_small_answer, meta, request, small_call, stateless, text};

#[test]
fn p14_an_unknown_method() {
    let mut server = Stdio::initialized();
    let answer = server.ask(&request(1, "tools/cal", json!({})));
    assert_eq!(code(&answer), -32601, "{answer}");
    server.alive();
}

#[test]
fn p15_notifications_and_answers_that_nobody_asked_for() {
    let mut server = Stdio::initialized();
    for message in [
        json!({ "jsonrpc": "2.0", "method": "notifications/nothing", "params": { "a": 1 } }),
        json!({ "jsonrpc": "2.0", "id": 99, "result": {} }),
        json!({ "jsonrpc": "2.0", "id": 99, "error": { "code": -1, "message": "x" } }),
    ] {
        server.send(&message);
        server.alive();
    }
}

#[test]
fn p16_a_call_before_initialize() {
    let mut server = Stdio::new();
    server.send(&small_call(1));
    let answer = server.next_within(Duration::from_secs(5));
    if let Some(answer) = &answer {
        assert!(answer.get("error").is_some(), "the tool ran: {answer}");
    }
    server.send(&initialize(2, "2025-11-25"));
    match server.next_within(Duration::from_secs(5)) {
        Some(hello) => assert_eq!(hello["result"]["protocolVersion"], "2025-11-25", "{hello}"),
        None => assert!(server.exit().0.is_some_and(|code| code == 0 || code == 2)),
    }
}

#[test]
fn p17_initialize_twice() {
    let mut server = Stdio::initialized();
    let again = server.ask(&initialize(7, "2025-11-25"));
    assert!(
        again.get("error").is_some() || again["result"]["protocolVersion"] == "2025-11-25",
        "{again}"
    );
    server.alive();
}

#[test]
fn p18_versions_in_initialize() {
    for version in ["2099-01-01", "2026-07-28", ""] {
        let answer = Stdio::new().ask(&initialize(1, version));
        assert_eq!(
            answer["result"]["protocolVersion"], "2025-11-25",
            "{version:?}: {answer}"
        );
    }
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let answer = Stdio::new().ask(&initialize(1, version));
        assert_eq!(answer["result"]["protocolVersion"], version, "{answer}");
    }
}

#[test]
fn p18_a_version_that_is_no_text() {
    let answer = Stdio::new().ask(&initialize(1, 7));
    assert!([-32602, -32600].contains(&code(&answer)), "{answer}");
}

#[test]
fn p19_an_unsupported_version_in_the_metadata() {
    let mut message = stateless(small_call(1));
    message["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2099-01-01");
    let mut server = Stdio::new();
    let answer = server.ask(&message);
    assert_eq!(code(&answer), -32022, "{answer}");
    let supported = answer["error"]["data"]["supported"].as_array().unwrap();
    assert!(supported.contains(&json!("2026-07-28")), "{answer}");
    let answer = server.ask(&stateless(small_call(2)));
    assert!(is_small_answer(&answer), "{answer}");
}

#[test]
fn p20_metadata_without_a_key() {
    for (key, wrong) in [
        ("io.modelcontextprotocol/protocolVersion", json!(7)),
        ("io.modelcontextprotocol/clientCapabilities", json!("x")),
    ] {
        for value in [None, Some(wrong)] {
            let mut own = meta();
            own.as_object_mut().unwrap().remove(key);
            if let Some(value) = value {
                own[key] = value;
            }
            let mut server = Stdio::new();
            let message = request(1, "server/discover", json!({ "_meta": own }));
            let answer = server.ask(&message);
            assert_eq!(code(&answer), -32602, "{answer}");
            assert!(text(&answer).contains(key), "{answer}");
            let next = server.ask(&stateless(small_call(2)));
            assert!(is_small_answer(&next), "{next}");
        }
    }
}

#[test]
fn p21_unknown_tools() {
    let mut server = Stdio::initialized();
    let answer = server.ask(&call(1, "explain_rul", json!({})));
    assert_eq!(code(&answer), -32602, "{answer}");
    assert!(
        text(&answer).contains("explain_rul`") && text(&answer).contains("`explain_rule`"),
        "{answer}"
    );
    let answer = server.ask(&call(2, "", json!({})));
    assert_eq!(code(&answer), -32602, "{answer}");
    let answer = server.ask(&call(3, &"a".repeat(1 << 20), json!({})));
    assert_eq!(code(&answer), -32602, "{}", text(&answer).len());
    assert!(text(&answer).len() < 300, "{}", text(&answer).len());
    server.alive();
}

#[test]
fn p22_arguments_that_are_no_object() {
    for arguments in [json!([]), json!("x"), json!(1), json!(true)] {
        let mut server = Stdio::initialized();
        let answer = server.ask(&call(1, "explain_rule", arguments));
        assert!([-32602, -32600].contains(&code(&answer)), "{answer}");
        server.alive();
    }
}

#[test]
fn p22_no_arguments_are_an_empty_object() {
    let mut server = Stdio::initialized();
    let empty = server.ask(&call(1, "explain_rule", json!({})));
    let null = server.ask(&call(2, "explain_rule", Value::Null));
    let absent = server.ask(&request(3, "tools/call", json!({ "name": "explain_rule" })));
    assert_eq!(empty["result"]["isError"], json!(true), "{empty}");
    assert_eq!(empty["result"], null["result"]);
    assert_eq!(empty["result"], absent["result"]);
}

pub(crate) const NO_RESOURCES: [&str; 7] = [
    "file:///etc/passwd",
    "gitops://references/../../x",
    "gitops://rules/%2e%2e",
    "gitops://rules/..%2f..%2fetc%2fpasswd",
    "gitops://references/no-such-topic",
    "gitops://templates/../Cargo.toml",
    "",
];

#[test]
fn p23_resources_that_do_not_exist() {
    let mut server = Stdio::initialized();
    for uri in NO_RESOURCES {
        let params = json!({ "uri": uri });
        let answer = server.ask(&request(1, "resources/read", params));
        assert_eq!(code(&answer), -32002, "{uri}: {answer}");
    }
    server.alive();
    let mut server = Stdio::new();
    for uri in NO_RESOURCES {
        let message = stateless(request(1, "resources/read", json!({ "uri": uri })));
        let answer = server.ask(&message);
        assert_eq!(code(&answer), -32602, "{uri}: {answer}");
    }
}

/// `prompts/get` requests that have to be refused.
pub(crate) fn bad_prompts() -> Vec<Value> {
    vec![
        request(1, "prompts/get", json!({ "name": "no-such-prompt" })),
        request(2, "prompts/get", json!({ "name": "" })),
        request(3, "prompts/get", json!({ "name": "p".repeat(1 << 20) })),
        request(
            4,
            "prompts/get",
            json!({ "name": "troubleshoot", "arguments": { "no_such_argument": "x" } }),
        ),
    ]
}

#[test]
fn p24_prompts_that_do_not_exist() {
    let mut server = Stdio::initialized();
    for message in bad_prompts() {
        let answer = server.ask(&message);
        assert_eq!(code(&answer), -32602, "{answer}");
        assert!(text(&answer).len() < 400, "{}", text(&answer).len());
    }
    server.alive();
}

/// For each prompt that has a required argument: without it, and with a value of 1 MiB.
#[test]
fn p24_required_arguments_and_long_values() {
    let mut server = Stdio::initialized();
    let listed = server.ask(&request(1, "prompts/list", json!({})));
    let prompts = listed["result"]["prompts"].as_array().unwrap();
    assert!(!prompts.is_empty(), "{listed}");
    for prompt in prompts {
        let name = &prompt["name"];
        let arguments = prompt["arguments"].as_array().cloned().unwrap_or_default();
        if arguments.iter().any(|own| own["required"] == json!(true)) {
            let answer = server.ask(&request(2, "prompts/get", json!({ "name": name })));
            assert_eq!(code(&answer), -32602, "{answer}");
        }
        if let Some(first) = arguments.first() {
            let key = first["name"].as_str().unwrap();
            let params = json!({ "name": name, "arguments": { key: "v".repeat(1 << 20) } });
            let answer = server.ask(&request(3, "prompts/get", params));
            assert_eq!(code(&answer), -32602, "{name}");
        }
    }
    server.alive();
}

/// `completion/complete` requests without a good answer.
pub(crate) fn bad_completions() -> Vec<Value> {
    let complete = |reference: Value, name: &str, value: &str| {
        let params = json!({ "ref": reference, "argument": { "name": name, "value": value } });
        request(1, "completion/complete", params)
    };
    let prompt = |name: &str| json!({ "type": "ref/prompt", "name": name });
    let template = |uri: &str| json!({ "type": "ref/resource", "uri": uri });
    vec![
        complete(prompt("no-such-prompt"), "x", ""),
        complete(prompt("troubleshoot"), "no_such_argument", ""),
        complete(template("gitops://nothing/{id}"), "id", ""),
        complete(template("gitops://rules/{id}"), "no_such_variable", ""),
        complete(template("gitops://rules/{id}"), "id", &"v".repeat(1 << 20)),
        complete(template("gitops://rules/{id}"), "id", "../../"),
    ]
}

/// Refused, or no more than a hundred values.
pub(crate) fn is_modest(answer: &Value) -> bool {
    match answer["result"]["completion"]["values"].as_array() {
        Some(values) => values.len() <= 100,
        None => code(answer) == -32602,
    }
}

#[test]
fn p25_completions_of_what_does_not_exist() {
    let mut server = Stdio::initialized();
    for message in bad_completions() {
        let answer = server.ask(&message);
        assert!(is_modest(&answer), "{answer}");
    }
    server.alive();
}

pub(crate) const LISTS: [&str; 4] = [
    "tools/list",
    "resources/list",
    "resources/templates/list",
    "prompts/list",
];
pub(crate) const CURSORS: [&str; 4] = ["x", "", "dG9vbHM6OTk5OTk5", "gitops"];

#[test]
fn p26_cursors_that_are_none() {
    let mut server = Stdio::initialized();
    for list in LISTS {
        for cursor in CURSORS
            .into_iter()
            .map(str::to_owned)
            .chain(["c".repeat(10 << 10)])
        {
            let answer = server.ask(&request(1, list, json!({ "cursor": cursor })));
            assert_eq!(code(&answer), -32602, "{list}: {answer}");
        }
    }
    server.alive();
}

/// A tree that takes a while to walk.
fn plant(root: &std::path::Path) {
    let document = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: b\n---\n";
    let text = document.repeat(200);
    for folder in 0..40 {
        let folder = root.join(format!("f{folder}"));
        std::fs::create_dir(&folder).unwrap();
        for file in 0..100 {
            std::fs::write(folder.join(format!("{file}.yaml")), &text).unwrap();
        }
    }
}

#[test]
fn p27_a_cancelled_call_gets_no_answer() {
    let mut server = Stdio::initialized();
    plant(server.root());
    server.send(&call("long", "audit_secrets", json!({ "path": "." })));
    std::thread::sleep(Duration::from_millis(30));
    let params = json!({ "requestId": "long", "reason": "test" });
    server
        .send(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params }));
    server.alive();
    assert_eq!(server.next_within(Duration::from_secs(2)), None);
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn p27_cancelling_what_does_not_run_is_ignored() {
    let mut server = Stdio::initialized();
    server.alive();
    for id in [json!("alive"), json!(4711)] {
        let params = json!({ "requestId": id });
        server.send(
            &json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": params }),
        );
    }
    server.alive();
}
