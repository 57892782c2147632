//! Rows about connections: sizes, slowness, hosts, origins, methods.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::http::{Http, legacy_headers, read_response, standard_headers};
use crate::{call, connections, memory, small_call, stateless};

#[test]
fn p27_a_client_that_hangs_up_cancels_its_call() {
    let server = Http::new();
    let document = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: b\n---\n";
    for file in 0..2_000 {
        std::fs::write(
            server.root().join(format!("{file}.yaml")),
            document.repeat(100),
        )
        .unwrap();
    }
    // More calls than may be in flight; when their clients hang up, the next call must not wait for them.
    let message = stateless(call(1, "audit_secrets", json!({ "path": "." })));
    let body = message.to_string();
    for _ in 0..16 {
        let mut stream = server.connect();
        let mut head = format!(
            "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: {}\r\n",
            body.len()
        );
        for (name, value) in standard_headers(&message) {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        stream
            .write_all(format!("{head}\r\n{body}").as_bytes())
            .unwrap();
        std::thread::sleep(Duration::from_millis(10));
    }
    let start = Instant::now();
    server.alive();
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn p33_a_body_over_four_mib() {
    let server = Http::new();
    server.alive();
    let (_, idle) = memory(server.child.id());
    let body = "x".repeat(32 << 20);
    let response = server.post(&[], &body);
    assert_eq!(response.status, 413, "{}", response.body);
    let mut chunked = b"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..32 {
        chunked.extend_from_slice(b"100000\r\n");
        chunked.extend_from_slice(&[b'x'; 1 << 20]);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    assert_eq!(server.exchange(&chunked).status, 413);
    server.alive();
    let (peak, _) = memory(server.child.id());
    assert!(peak - idle < 24.0, "{idle} MiB grew to {peak} MiB");
}

#[test]
fn p33_a_compressed_body() {
    let server = Http::new();
    // An empty gzip stream, and a good message that only claims to be compressed.
    let response = server.post(&[("Content-Encoding", "gzip")], "\u{1f}\u{8b}");
    assert!([400, 415].contains(&response.status), "{}", response.status);
    server.alive();
}

#[test]
fn p34_idle_connections_leave_others_served() {
    let server = Http::new();
    let idle: Vec<_> = (0..connections()).map(|_| server.connect()).collect();
    for (number, mut stream) in idle.iter().enumerate() {
        if number % 2 == 0 {
            stream
                .write_all(b"POST /mcp HTTP/1.1\r\nHost: 127")
                .unwrap();
        }
    }
    let start = Instant::now();
    server.alive();
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    drop(idle);
    server.alive();
}

/// Takes as long as the server's own limit: run with `cargo test --test protocol -- --ignored`.
#[test]
#[ignore = "waits for the server's time limits, more than a minute"]
fn p34_slow_headers_and_bodies_are_closed() {
    let server = Http::new();
    let limit = Duration::from_secs(90);
    let head = "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n";
    let slow_body = format!("{head}Content-Length: 4096\r\n\r\n");
    let drip = |start: String| {
        let mut stream = server.connect();
        std::thread::spawn(move || {
            stream.write_all(start.as_bytes()).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(1)))
                .unwrap();
            let begin = Instant::now();
            while begin.elapsed() < limit {
                if stream.write_all(b"a").is_err() {
                    return begin.elapsed();
                }
                match stream.read(&mut [0; 1024]) {
                    Ok(_) => return begin.elapsed(),
                    Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                    Err(_) => return begin.elapsed(),
                }
            }
            begin.elapsed()
        })
    };
    let slow = [drip(head.to_owned()), drip(slow_body)];
    server.alive();
    for (what, thread) in ["headers", "body"].into_iter().zip(slow) {
        let took = thread.join().unwrap();
        assert!(took < limit, "slow {what} were never closed");
    }
    server.alive();
}

#[test]
fn p35_host_names() {
    let server = Http::new();
    let message = stateless(small_call(1));
    let status = |host: &str| {
        let mut headers = standard_headers(&message);
        headers.push(("Host", host));
        server.post(&headers, &message.to_string()).status
    };
    let port = server.port;
    for good in [
        format!("127.0.0.1:{port}"),
        format!("localhost:{port}"),
        format!("LOCALHOST:{port}"),
        "localhost".to_owned(),
        "127.0.0.1:1".to_owned(),
        format!("[::1]:{port}"),
    ] {
        assert_eq!(status(&good), 200, "{good}");
    }
    for evil in [
        "evil.example.com",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "user@127.0.0.1",
        "127.0.0.1@evil.example",
        "[::ffff:127.0.0.1]",
        "",
    ] {
        assert!(
            [400, 403].contains(&status(evil)),
            "{evil}: {}",
            status(evil)
        );
    }
    server.alive();
}

#[test]
fn p35_two_host_headers() {
    let server = Http::new();
    let message = stateless(small_call(1));
    let mut headers = standard_headers(&message);
    headers.push(("Host", "127.0.0.1"));
    headers.push(("Host", "evil.example.com"));
    let status = server.post(&headers, &message.to_string()).status;
    assert!([400, 403].contains(&status), "{status}");
    headers.swap(3, 4);
    let status = server.post(&headers, &message.to_string()).status;
    assert!([400, 403].contains(&status), "{status}");
}

#[test]
fn p36_origins() {
    let server = Http::new();
    let message = stateless(small_call(1));
    let status = |origin: &str| {
        let mut headers = standard_headers(&message);
        headers.push(("Origin", origin));
        server.post(&headers, &message.to_string()).status
    };
    for evil in [
        "http://evil.example.com",
        "null",
        "http://localhost.evil.example",
        "https://127.0.0.1@evil",
        "file://",
        "http://2130706433",
    ] {
        assert_eq!(status(evil), 403, "{evil}");
    }
    for good in [
        "".to_owned(),
        format!("http://127.0.0.1:{}", server.port),
        "http://localhost:3000".to_owned(),
    ] {
        assert_eq!(status(&good), 200, "{good}");
    }
}

#[test]
fn p37_methods_and_paths() {
    let server = Http::new();
    for method in ["GET", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "PATCH"] {
        let status = server.request(&format!("{method} /mcp"), &[], "").status;
        assert!([400, 404, 405, 406].contains(&status), "{method}: {status}");
    }
    for path in ["/", "/mcp/x", "/mcp/../etc/passwd", "/MCP", "/metrics"] {
        assert_eq!(
            server.request(&format!("POST {path}"), &[], "{}").status,
            404,
            "{path}"
        );
    }
    assert_eq!(server.request("GET /healthz", &[], "").status, 200);
    server.alive();
}

/// hyper reads such a request by its chunks and drops the length (RFC 9112, section 6.3), so either answer is right; a
/// body that is read by the length, or an internal error, is not.
#[test]
fn p37_length_and_chunks_at_once() {
    let server = Http::new();
    let message = stateless(small_call(1));
    let body = message.to_string();
    let mut head = String::from(
        "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nConnection: close\r\n",
    );
    for (name, value) in standard_headers(&message) {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    for both in [
        format!(
            "Content-Length: {}\r\nTransfer-Encoding: chunked",
            body.len()
        ),
        "Transfer-Encoding: chunked\r\nContent-Length: 4".to_owned(),
    ] {
        let chunked = format!(
            "{head}{both}\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        );
        let status = server.exchange(chunked.as_bytes()).status;
        assert!([200, 400].contains(&status), "{both}: {status}");
        let plain = format!("{head}{both}\r\n\r\n{body}");
        let response = server.exchange(plain.as_bytes());
        assert_eq!(response.status, 400, "{both}: {}", response.body);
    }
    server.alive();
}

#[test]
fn p37_a_header_of_64_kib() {
    let server = Http::new();
    let message = stateless(small_call(1));
    let long = "x".repeat(64 << 10);
    let mut headers = standard_headers(&message);
    headers.push(("X-Long", &long));
    let response = server.post(&headers, &message.to_string());
    assert_eq!(response.status, 431, "{}", response.body);
    server.alive();
}

#[test]
fn p40_sessions_that_are_none() {
    let server = Http::new();
    let session = server.session();
    let message = small_call(1).to_string();
    let good = server.post(&legacy_headers(&session), &message);
    assert_eq!(good.message()["result"]["isError"], json!(true));
    assert_eq!(
        server.post(&legacy_headers("unknown"), &message).status,
        404
    );
    let ended = server.request("DELETE /mcp", &legacy_headers(&session), "");
    assert!(ended.status < 300, "{}", ended.status);
    assert_eq!(server.post(&legacy_headers(&session), &message).status, 404);
    server.alive();
}

#[test]
fn p40_sessions_over_the_cap() {
    let server = Http::new();
    let hello = crate::initialize(1, "2025-11-25").to_string();
    let mut refused = None;
    for _ in 0..600 {
        let response = server.post(&[], &hello);
        if response.status != 200 {
            refused = Some(response);
            break;
        }
    }
    let refused = refused.expect("six hundred sessions and no limit");
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(refused.header("retry-after").is_some());
    server.alive();
}

#[test]
fn p31_an_answer_ends_its_stream() {
    let server = Http::new();
    let message = stateless(small_call(1));
    let mut stream = server.connect();
    let mut head = String::from(
        "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n",
    );
    for (name, value) in standard_headers(&message) {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    let body = message.to_string();
    let start = Instant::now();
    write!(stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let response = read_response(&mut stream);
    assert_eq!(response.status, 200);
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn p29_sigterm_ends_open_streams() {
    let mut server = Http::new();
    let session = server.session();
    let mut stream = server.connect();
    write!(
        stream,
        "GET /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nMcp-Session-Id: {session}\r\n\r\n"
    )
    .unwrap();
    let mut head = [0; 15];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(&head, b"HTTP/1.1 200 OK");
    let pid = server.child.id().to_string();
    let start = Instant::now();
    let kill = std::process::Command::new("kill")
        .args(["-TERM", &pid])
        .status();
    assert!(kill.unwrap().success());
    let status = server.child.wait().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
}
