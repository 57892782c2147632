//! Rows about lines: what is no message, what is too much, and how a server ends.

use std::fmt::Write as _;
use std::process::{Command, Stdio as Pipe};
use std::time::Duration;

use serde_json::{Value, json};

use crate::stdio::Stdio;
use crate::{binary, call, code, initialize, is_small_answer, memory, small_call, text};

/// What a good end may take; the row says 1 s, the bound leaves room for a busy machine.
const END: Duration = Duration::from_secs(3);

/// The answer to a line that is no JSON: -32700 without an id, and the server goes on.
fn is_refused_as_no_json(line: &[u8]) {
    let mut server = Stdio::initialized();
    server.raw(line);
    server.raw(b"\n");
    let answer = server.next();
    assert_eq!(code(&answer), -32700, "{answer}");
    assert_eq!(answer["id"], Value::Null, "{answer}");
    server.alive();
    let mut told = server.stderr();
    // Answer and log come through different pipes.
    for _ in 0..200 {
        if !told.is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
        told = server.stderr();
    }
    assert_eq!(told.lines().count(), 1, "{told}");
    assert_eq!(server.end().0, Some(0));
}

#[test]
fn p01_a_line_of_text() {
    is_refused_as_no_json(b"hello");
}

#[test]
fn p02_half_a_message_in_a_line() {
    is_refused_as_no_json(br#"{"jsonrpc":"2.0","id":1,"#);
}

#[test]
fn p03_half_a_message_then_the_end() {
    let mut server = Stdio::initialized();
    server.raw(br#"{"jsonrpc":"2.0","id":1,"method":"tools/"#);
    let (code, took, rest) = server.end();
    assert_eq!(code, Some(0));
    assert!(took < END, "{took:?}");
    assert!(
        rest.iter()
            .all(|message| message["error"]["code"] == json!(-32700)),
        "{rest:?}"
    );
}

#[test]
fn p04_the_end_before_initialize() {
    let (code, took, rest) = Stdio::new().end();
    assert_eq!((code, rest), (Some(0), Vec::new()));
    assert!(took < END, "{took:?}");
}

#[test]
fn p05_blank_lines_crlf_and_a_bom() {
    let mut server = Stdio::new();
    server.raw(b"\n\r\n  \n");
    server.raw("\u{feff}".as_bytes());
    server.raw(format!("{}\r\n", initialize(1, "2025-11-25")).as_bytes());
    assert_eq!(server.next()["id"], json!(1));
    server.raw(b"{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\r\n\n");
    server.alive();
}

#[test]
fn p06_invalid_utf8() {
    is_refused_as_no_json(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\xff\"}");
}

#[test]
fn p06_a_nul_byte() {
    is_refused_as_no_json(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\0ng\"}");
}

#[test]
fn p06_a_lone_surrogate() {
    is_refused_as_no_json(br#"{"jsonrpc":"2.0","id":1,"method":"\ud800"}"#);
}

#[test]
fn p07_a_line_of_64_mib() {
    let mut server = Stdio::initialized();
    server.alive();
    let (_, idle) = memory(server.child.id());
    server.raw(&vec![b'a'; 64 << 20]);
    server.raw(b"\n");
    let answer = server.next();
    assert!(text(&answer).contains("16777216"), "{answer}");
    server.alive();
    let (peak, _) = memory(server.child.id());
    assert!(peak - idle < 40.0, "{idle} MiB grew to {peak} MiB");
}

#[test]
fn p08_arrays_nested_ten_thousand_deep() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    is_refused_as_no_json(deep.as_bytes());
    let inside = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{{"name":"explain_rule","arguments":{{"id":{deep}}}}}}}"#
    );
    is_refused_as_no_json(inside.as_bytes());
}

/// Refused as no request (-32600), with no id to answer to, and nothing in it ran.
fn is_refused_as_no_request(line: &str) {
    let mut server = Stdio::initialized();
    server.line(line);
    let answer = server.next();
    assert_eq!(code(&answer), -32600, "{line}: {answer}");
    assert_eq!(answer["id"], Value::Null, "{line}: {answer}");
    server.alive();
}

#[test]
fn p09_a_batch_of_two_calls() {
    let batch = Value::Array(vec![small_call(1), small_call(2)]);
    is_refused_as_no_request(&batch.to_string());
}

#[test]
fn p10_json_that_is_no_object() {
    for line in ["[]", "1", "\"x\"", "null"] {
        is_refused_as_no_request(line);
    }
}

#[test]
fn p11_objects_that_are_no_requests() {
    for (line, id) in [
        (
            json!({ "id": 5, "method": "tools/list", "params": {} }),
            json!(5),
        ),
        (
            json!({ "jsonrpc": "1.0", "id": "a", "method": "tools/list" }),
            json!("a"),
        ),
        (json!({ "jsonrpc": "2.0", "id": 5 }), json!(5)),
        (json!({ "jsonrpc": "2.0", "id": 5, "method": 7 }), json!(5)),
    ] {
        let mut server = Stdio::initialized();
        server.send(&line);
        let answer = server.next();
        assert_eq!(code(&answer), -32600, "{line}: {answer}");
        assert_eq!(answer["id"], id, "{line}: {answer}");
        server.alive();
    }
}

#[test]
fn p12_ids_that_are_none() {
    for id in ["null", "1.5", "{}", "[1]", "true"] {
        is_refused_as_no_request(&format!(
            r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/list"}}"#
        ));
    }
}

#[test]
fn p12_exotic_ids_come_back_exactly() {
    let mut server = Stdio::initialized();
    for id in [
        json!(9_007_199_254_740_993_u64),
        json!(-1),
        json!(0),
        json!("x".repeat(4096)),
        json!(""),
        json!("\u{202e}\n\"1\""),
        json!("1"),
    ] {
        let answer = server.ask(&small_call(id));
        assert!(is_small_answer(&answer), "{answer}");
    }
}

#[test]
fn p28_the_client_closes_stdout() {
    let mut child = binary()
        .arg("serve")
        .current_dir(tempfile::tempdir().unwrap().path())
        .stdin(Pipe::piped())
        .stdout(Pipe::piped())
        .stderr(Pipe::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    use std::io::Write as _;
    let start = std::time::Instant::now();
    // The server finds out when it answers; then, or at the end of its input, it ends.
    let _ = writeln!(input, "{}", initialize(1, "2025-11-25"));
    let _ = writeln!(input, "{}", small_call(2));
    drop(input);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(start.elapsed() < END, "{:?}", start.elapsed());
    assert!(!stderr.contains("panicked"), "{stderr}");
    assert!(
        output.status.code().is_some(),
        "ended by a signal: {stderr}"
    );
}

#[test]
fn p28_a_client_that_reads_late() {
    let mut server = Stdio::initialized();
    let (_, idle) = memory(server.child.id());
    // The reader thread of the harness reads on; a slow reader is one that takes nothing from a full pipe, so the
    // answers have to be larger than the pipe: 400 lists of tools.
    let mut lines = String::new();
    for id in 0..400 {
        writeln!(
            lines,
            "{}",
            json!({ "jsonrpc": "2.0", "id": id, "method": "tools/list" })
        )
        .unwrap();
    }
    server.raw(lines.as_bytes());
    let mut seen = vec![0; 400];
    for _ in 0..400 {
        let answer = server.next();
        seen[usize::try_from(answer["id"].as_u64().unwrap()).unwrap()] += 1;
        assert!(answer["result"]["tools"].is_array(), "{answer}");
    }
    assert!(seen.iter().all(|times| *times == 1));
    server.alive();
    let (peak, _) = memory(server.child.id());
    assert!(peak - idle < 64.0, "{idle} MiB grew to {peak} MiB");
}

#[test]
fn p29_sigint_is_a_good_end() {
    for signal in ["-INT", "-TERM"] {
        let mut server = Stdio::initialized();
        server.alive();
        let pid = server.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &pid])
                .status()
                .unwrap()
                .success()
        );
        let (code, took) = server.exit();
        assert_eq!(code, Some(0), "{signal}");
        assert!(took < END, "{signal}: {took:?}");
    }
}

#[test]
fn p30_a_thousand_calls_in_one_write() {
    let mut server = Stdio::initialized();
    let mut lines = String::new();
    for id in 0..1_000 {
        writeln!(lines, "{}", small_call(id)).unwrap();
    }
    server.raw(lines.as_bytes());
    let mut seen = vec![0; 1_000];
    for _ in 0..1_000 {
        let answer = server.next();
        assert!(is_small_answer(&answer), "{answer}");
        seen[usize::try_from(answer["id"].as_u64().unwrap()).unwrap()] += 1;
    }
    assert!(seen.iter().all(|times| *times == 1));
    server.alive();
}

#[test]
fn p13_the_same_id_twice_in_flight() {
    let mut server = Stdio::initialized();
    server.raw(
        format!(
            "{}\n{}\n",
            call(1, "explain_rule", json!({ "id": "no/first-rule" })),
            call(1, "explain_rule", json!({ "id": "no/second-rule" }))
        )
        .as_bytes(),
    );
    let answers = [server.next(), server.next()].map(|answer| answer.to_string());
    let about = |what: &str| {
        answers
            .iter()
            .filter(|answer| answer.contains(what))
            .count()
    };
    let refused = answers
        .iter()
        .filter(|answer| answer.contains("\"error\""))
        .count();
    assert_eq!(about("first-rule"), 1, "{answers:?}");
    assert_eq!(about("second-rule") + refused, 1, "{answers:?}");
    server.alive();
}
