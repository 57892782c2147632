//! The protocol table P01-P38 against the real binary, over stdio and HTTP. A test's name begins with its row.
//!
//! "Alive" means that the next good request is answered and that stdout still holds only protocol: the reader of stdout
//! fails a test on any line that is no JSON-RPC message.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's helpers fail the test"
)]

mod http;
mod http_connections;
mod http_rows;
mod stdio;
mod stdio_lines;
mod stdio_rows;

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

/// Far above what an answer takes; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(20);

/// The binary, without what the surroundings could change.
fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gitops-mcp"));
    command
        .env_remove("RUST_LOG")
        .env("XDG_CONFIG_HOME", "/nonexistent");
    command
}

fn request(id: impl Into<Value>, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id.into(), "method": method, "params": params })
}

fn initialize(id: u64, version: impl Into<Value>) -> Value {
    let params = json!({ "protocolVersion": version.into(), "capabilities": {}, "clientInfo": { "name": "protocol-table", "version": "0" } });
    request(id, "initialize", params)
}

fn call(id: impl Into<Value>, tool: &str, arguments: Value) -> Value {
    request(
        id,
        "tools/call",
        json!({ "name": tool, "arguments": arguments }),
    )
}

/// A call that is cheap and always has a result: an unknown rule is a tool error.
fn small_call(id: impl Into<Value>) -> Value {
    call(id, "explain_rule", json!({ "id": "no/such-rule" }))
}

fn is_small_answer(message: &Value) -> bool {
    message["result"]["isError"] == json!(true)
}

/// The metadata with which the stateless protocol names itself.
fn meta() -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "protocol-table", "version": "0" }
    })
}

/// The same request in the stateless protocol.
fn stateless(mut message: Value) -> Value {
    message["params"]["_meta"] = meta();
    message
}

fn code(message: &Value) -> i64 {
    message["error"]["code"]
        .as_i64()
        .unwrap_or_else(|| panic!("no error: {message}"))
}

fn text(message: &Value) -> &str {
    message["error"]["message"].as_str().unwrap_or_default()
}

/// Peak and present memory of a process, in MiB.
fn memory(pid: u32) -> (f64, f64) {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        let kilobytes: f64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        kilobytes / 1024.0
    };
    (field("VmHWM:"), field("VmRSS:"))
}

/// Connections that the test may open at once: fewer where the machine allows few open files.
fn connections() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let soft = line
        .and_then(|line| line.split_whitespace().nth(3))
        .unwrap();
    let soft: usize = soft.parse().unwrap_or(usize::MAX);
    (soft / 4).min(2_000)
}
