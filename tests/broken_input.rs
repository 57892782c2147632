//! Broken input from the outside: each gets a clear answer, the server lives or ends cleanly, nothing is half-written.

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
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gitops-mcp"));
    command
        .env_remove("RUST_LOG")
        .env("XDG_CONFIG_HOME", "/nonexistent");
    command
}

fn audit(path: &Path, more: &[&str]) -> Output {
    binary()
        .args(["call", "audit_secrets", &format!("path={}", path.display())])
        .args(more)
        .output()
        .unwrap()
}

fn report(path: &Path) -> Value {
    let output = audit(path, &["--format", "json"]);
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// A failure: exit 2, nothing on stdout, and stderr says what and what to try.
fn refused(output: &Output, what: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(output.stdout.is_empty());
    assert!(
        told.contains(what) && told.contains("What to try"),
        "{told}"
    );
}

#[test]
fn a_missing_path_names_the_nearest() {
    let dir = folder();
    fs::create_dir(dir.path().join("clusters")).unwrap();
    refused(
        &audit(&dir.path().join("cluster"), &[]),
        "does not exist; nearest: ",
    );
}

#[test]
fn a_file_for_a_folder_is_refused() {
    let dir = folder();
    fs::write(dir.path().join("a.yaml"), "a: 1\n").unwrap();
    refused(&audit(&dir.path().join("a.yaml"), &[]), "not a folder");
}

#[test]
fn links_that_loop_or_lead_out_are_told_and_not_followed() {
    let (dir, outside) = (folder(), folder());
    fs::write(outside.path().join("canary.yaml"), "kind: Secret\napiVersion: v1\nmetadata: {name: outside}\nstringData: {password: Tr0ub4dor-canary}\n").unwrap();
    let link =
        |to: &Path, name: &str| std::os::unix::fs::symlink(to, dir.path().join(name)).unwrap();
    link(Path::new("loop"), "loop");
    link(outside.path(), "out");
    link(&outside.path().join("canary.yaml"), "secret.yaml");
    let report = report(dir.path()).to_string();
    assert!(
        !report.contains("outside") && !report.contains("canary"),
        "{report}"
    );
    assert!(
        report.contains("out") && report.contains("loop"),
        "{report}"
    );
}

#[test]
fn binary_and_invalid_text_are_counted_or_told() {
    let dir = folder();
    fs::write(
        dir.path().join("picture.yaml"),
        [0u8, 159, 146, 150, 0, 0, 1, 2],
    )
    .unwrap();
    fs::write(dir.path().join("latin.yaml"), b"a: caf\xe9\n").unwrap();
    let report = report(dir.path());
    assert!(
        report["checked"]
            .as_object()
            .is_some_and(|checked| !checked.is_empty()),
        "{report}"
    );
}

#[test]
fn a_file_of_a_gibibyte_is_skipped_with_the_limit() {
    let dir = folder();
    fs::File::create(dir.path().join("big.yaml"))
        .unwrap()
        .set_len(1 << 30)
        .unwrap();
    let report = report(dir.path());
    assert_eq!(report["complete"], json!(false));
    assert_eq!(report["skipped"][0]["why"], "limit");
    assert!(
        report["skipped"][0]["what"]
            .as_str()
            .unwrap()
            .contains("big.yaml")
    );
    let summary = report["summary"].as_str().unwrap().to_lowercase();
    let healthy = ["healthy", "clean", "no leaked", "no fault"];
    assert!(
        !healthy.iter().any(|word| summary.contains(word)),
        "{report}"
    );
    assert_eq!(audit(dir.path(), &[]).status.code(), Some(3));
}

/// A running server and its end of the pipe.
struct Server {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<std::process::ChildStdout>,
}

impl Server {
    fn start(root: &Path) -> Self {
        let mut child = binary()
            .args(["serve", "--root"])
            .arg(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            input,
            output,
        }
    }

    fn initialized(root: &Path) -> Self {
        let mut server = Self::start(root);
        let params = json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}});
        server.ask(1, "initialize", params);
        server.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        server
    }

    fn send(&mut self, line: &str) {
        writeln!(self.input.as_mut().unwrap(), "{line}").unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|_| panic!("no protocol on stdout: {line:?}"))
    }

    fn ask(&mut self, id: u64, method: &str, params: Value) -> Value {
        self.send(
            &json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string(),
        );
        loop {
            let message = self.receive();
            if message["id"] == json!(id) {
                return message;
            }
        }
    }

    fn ends_with(mut self, code: i32) {
        drop(self.input.take());
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                assert_eq!(status.code(), Some(code));
                return;
            }
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "the server did not end"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn half_a_line_and_unknown_methods_leave_the_server_alive() {
    let dir = folder();
    let mut server = Server::initialized(dir.path());
    server.send("{\"jsonrpc\":\"2.0\",\"id\":7,");
    assert_eq!(server.receive()["error"]["code"], -32700);
    assert_eq!(
        server.ask(8, "tools/cal", json!({}))["error"]["code"],
        -32601
    );
    let wrong = server.ask(
        9,
        "tools/call",
        json!({"name": "audit_secret", "arguments": {}}),
    );
    assert!(
        wrong["error"]["message"]
            .as_str()
            .unwrap()
            .contains("audit_secrets"),
        "{wrong}"
    );
    let refused = server.ask(
        10,
        "tools/call",
        json!({"name": "audit_secrets", "arguments": {"pth": "."}}),
    );
    assert_eq!(refused["result"]["isError"], json!(true));
    assert!(refused["result"].get("structuredContent").is_none());
    assert!(
        refused["result"]["content"][0]["text"]
            .as_str()
            .unwrap()
            .contains("did you mean `path`"),
        "{refused}"
    );
    let good = server.ask(
        11,
        "tools/call",
        json!({"name": "audit_secrets", "arguments": {"path": "."}}),
    );
    assert_eq!(
        good["result"]["structuredContent"]["complete"],
        json!(true),
        "{good}"
    );
    server.ends_with(0);
}

#[test]
fn the_end_of_input_before_initialize_is_a_good_end() {
    let dir = folder();
    Server::start(dir.path()).ends_with(0);
    let mut server = Server::start(dir.path());
    write!(server.input.as_mut().unwrap(), "{{\"jsonrpc\":").unwrap();
    server.ends_with(0);
}

#[test]
fn p29_sigterm_during_a_walk_is_a_good_end() {
    let dir = folder();
    for n in 0..3_000 {
        fs::write(
            dir.path().join(format!("{n}.yaml")),
            "a: 1\nb: [1, 2, 3]\n".repeat(200),
        )
        .unwrap();
    }
    let mut server = Server::initialized(dir.path());
    server.send(&json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "audit_secrets", "arguments": {"path": "."}}}).to_string());
    std::thread::sleep(Duration::from_millis(50));
    let status = Command::new("kill")
        .args(["-TERM", &server.child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
    let start = Instant::now();
    let status = server.child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}
