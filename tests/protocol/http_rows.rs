//! Rows about messages over HTTP.

use serde_json::{Value, json};

use crate::http::{Http, legacy_headers, standard_headers};
use crate::stdio_rows::{CURSORS, LISTS, NO_RESOURCES, bad_completions, bad_prompts, is_modest};
use crate::{call, code, initialize, meta, request, small_call, stateless, text};

fn is_client_error(status: u16) -> bool {
    (400..500).contains(&status)
}

#[test]
fn p08_arrays_nested_ten_thousand_deep() {
    let server = Http::new();
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let inside = small_call(1).to_string().replace("\"no/such-rule\"", &deep);
    for body in [deep.as_str(), inside.as_str()] {
        let response = server.post(&[], body);
        assert!(is_client_error(response.status), "{}", response.status);
    }
    server.alive();
}

#[test]
fn p09_a_batch_of_two_calls() {
    let server = Http::new();
    let batch = Value::Array(vec![stateless(small_call(1)), stateless(small_call(2))]);
    let response = server.post(
        &[("MCP-Protocol-Version", "2026-07-28")],
        &batch.to_string(),
    );
    assert!(is_client_error(response.status), "{}", response.status);
    assert!(!response.body.contains("isError"), "{}", response.body);
    server.alive();
}

#[test]
fn p10_p11_p12_bodies_that_are_no_requests() {
    let server = Http::new();
    for body in [
        "[]",
        "1",
        "\"x\"",
        "null",
        r#"{"id":5,"method":"tools/list"}"#,
        r#"{"jsonrpc":"1.0","id":5,"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":5}"#,
        r#"{"jsonrpc":"2.0","id":5,"method":7}"#,
        r#"{"jsonrpc":"2.0","id":1.5,"method":"tools/list"}"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"tools/list"}"#,
    ] {
        let response = server.post(&[("MCP-Protocol-Version", "2026-07-28")], body);
        assert!(
            is_client_error(response.status),
            "{body}: {}",
            response.status
        );
    }
    server.alive();
}

#[test]
fn p12_exotic_ids_come_back_exactly() {
    let server = Http::new();
    for id in [json!(9_007_199_254_740_993_u64), json!("x".repeat(4096))] {
        let answer = server.ask(&small_call(id.clone())).message();
        assert_eq!(answer["id"], id);
    }
}

#[test]
fn p14_an_unknown_method() {
    let response = Http::new().ask(&request(1, "tools/cal", json!({})));
    assert_eq!(code(&response.message()), -32601, "{}", response.body);
    assert!([200, 404].contains(&response.status), "{}", response.status);
}

#[test]
fn p15_a_notification_that_nobody_knows() {
    let server = Http::new();
    let session = server.session();
    let message = json!({ "jsonrpc": "2.0", "method": "notifications/nothing" });
    let response = server.post(&legacy_headers(&session), &message.to_string());
    assert!([202, 204].contains(&response.status), "{}", response.status);
    let message = json!({ "jsonrpc": "2.0", "id": 99, "result": {} });
    let response = server.post(&legacy_headers(&session), &message.to_string());
    assert!(response.status < 500, "{}", response.status);
    server.alive();
}

#[test]
fn p18_versions_in_initialize() {
    let server = Http::new();
    for version in ["2099-01-01", "2026-07-28", ""] {
        let answer = server
            .post(&[], &initialize(1, version).to_string())
            .message();
        assert_eq!(
            answer["result"]["protocolVersion"], "2025-11-25",
            "{answer}"
        );
    }
    let response = server.post(&[], &initialize(1, 7).to_string());
    assert!(is_client_error(response.status), "{}", response.status);
    server.alive();
}

#[test]
fn p19_an_unsupported_version_in_the_metadata() {
    let server = Http::new();
    let mut message = stateless(small_call(1));
    message["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("2099-01-01");
    let mut headers = standard_headers(&message);
    headers[0].1 = "2099-01-01";
    let response = server.post(&headers, &message.to_string());
    let answer = response.message();
    assert_eq!((response.status, code(&answer)), (400, -32022), "{answer}");
    let supported = answer["error"]["data"]["supported"].as_array().unwrap();
    assert!(supported.contains(&json!("2026-07-28")), "{answer}");
}

#[test]
fn p20_metadata_without_a_key() {
    let server = Http::new();
    for key in [
        "io.modelcontextprotocol/protocolVersion",
        "io.modelcontextprotocol/clientCapabilities",
    ] {
        let mut own = meta();
        own.as_object_mut().unwrap().remove(key);
        let message = request(1, "server/discover", json!({ "_meta": own }));
        let response = server.post(&standard_headers(&message), &message.to_string());
        let answer = response.message();
        assert_eq!((response.status, code(&answer)), (400, -32602), "{answer}");
        assert!(text(&answer).contains(key), "{answer}");
    }
}

#[test]
fn p21_p22_tools_and_arguments() {
    let server = Http::new();
    let answer = server.ask(&call(1, "explain_rul", json!({}))).message();
    assert_eq!(code(&answer), -32602, "{answer}");
    assert!(text(&answer).contains("`explain_rule`"), "{answer}");
    for arguments in [json!([]), json!("x"), json!(1)] {
        let response = server.ask(&call(1, "explain_rule", arguments));
        assert!(response.body.contains("error") || is_client_error(response.status));
        assert!(!response.body.contains("\"result\""), "{}", response.body);
    }
    server.alive();
}

#[test]
fn p23_p24_p25_p26_what_does_not_exist() {
    let server = Http::new();
    for uri in NO_RESOURCES.into_iter().filter(|uri| !uri.is_empty()) {
        let answer = server
            .ask(&request(1, "resources/read", json!({ "uri": uri })))
            .message();
        assert_eq!(code(&answer), -32602, "{uri}: {answer}");
    }
    for message in bad_prompts() {
        // A name of 1 MiB does not fit into a header, and an empty one is none.
        if (1..1_000).contains(&message["params"]["name"].as_str().unwrap().len()) {
            let answer = server.ask(&message).message();
            assert_eq!(code(&answer), -32602, "{answer}");
        }
    }
    for message in bad_completions() {
        let answer = server.ask(&message).message();
        assert!(is_modest(&answer), "{answer}");
    }
    for list in LISTS {
        for cursor in CURSORS {
            let answer = server
                .ask(&request(1, list, json!({ "cursor": cursor })))
                .message();
            assert_eq!(code(&answer), -32602, "{list} {cursor:?}: {answer}");
        }
    }
    server.alive();
}

#[test]
fn p31_bodies_that_are_no_json() {
    let server = Http::new();
    for (headers, body) in [
        (vec![], "{\"jsonrpc\":"),
        (vec![], "hello"),
        (vec![], ""),
        (vec![("Content-Type", "text/plain")], "{}"),
        (vec![("Content-Type", "")], "{}"),
        (vec![("Content-Type", "application/xml")], "<a/>"),
    ] {
        let response = server.post(&headers, body);
        assert!(
            [400, 415].contains(&response.status),
            "{body:?}: {}",
            response.status
        );
        for internal in ["rmcp", "src/", "panicked", ".rs:"] {
            assert!(!response.body.contains(internal), "{}", response.body);
        }
    }
    server.alive();
}

#[test]
fn p32_accept_headers() {
    let server = Http::new();
    let message = stateless(small_call(1));
    for accept in [
        "",
        "*/*",
        "application/json",
        "text/event-stream",
        "text/html",
        ";;,",
    ] {
        let mut headers = standard_headers(&message);
        headers.push(("Accept", accept));
        let response = server.post(&headers, &message.to_string());
        assert!(
            [200, 406].contains(&response.status),
            "{accept:?}: {}",
            response.status
        );
    }
    server.alive();
}

#[test]
fn p38_headers_that_differ_from_the_body() {
    let server = Http::new();
    let message = stateless(small_call(1));
    for (name, value, wanted) in [
        ("Mcp-Method", "", -32020),
        ("Mcp-Method", "tools/list", -32020),
        ("Mcp-Method", "TOOLS/CALL", -32020),
        ("Mcp-Name", "", -32020),
        ("Mcp-Name", "audit_secrets", -32020),
        ("MCP-Protocol-Version", "2025-11-25", -32020),
    ] {
        let mut headers = standard_headers(&message);
        headers.retain(|(own, _)| *own != name);
        headers.push((name, value));
        let response = server.post(&headers, &message.to_string());
        assert_eq!(response.status, 400, "{name}: {value:?}: {}", response.body);
        assert_eq!(
            code(&response.message()),
            wanted,
            "{name}: {value:?}: {}",
            response.body
        );
    }
    let mut headers = standard_headers(&message);
    headers[0].1 = "2099-01-01";
    let response = server.post(&headers, &message.to_string());
    assert_eq!(response.status, 400, "{}", response.body);
    server.alive();
}
