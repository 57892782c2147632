//! A server over HTTP, and requests written byte by byte: a client library would mend what a row wants broken.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::{PATIENCE, binary, initialize, small_call, stateless};

pub(crate) struct Http {
    pub(crate) child: Child,
    pub(crate) port: u16,
    root: tempfile::TempDir,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The last JSON-RPC message of the body, be it JSON or a stream of events.
    pub(crate) fn message(&self) -> Value {
        let streamed = self.header("content-type") == Some("text/event-stream");
        let text = if streamed {
            let data = self
                .body
                .lines()
                .filter_map(|line| line.strip_prefix("data:"));
            data.map(str::trim)
                .rfind(|data| !data.is_empty())
                .unwrap_or_default()
        } else {
            &self.body
        };
        serde_json::from_str(text).unwrap_or_else(|_| panic!("{} {}", self.status, self.body))
    }
}

impl Http {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut child = binary()
            .args(["serve", "--http", "127.0.0.1:0"])
            .env("RUST_LOG", "gitops_mcp=info")
            .current_dir(root.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        while !line.contains("http://") {
            line.clear();
            assert!(told.read_line(&mut line).unwrap() > 0, "the server ended");
        }
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        let address = line.rsplit("http://").next().unwrap();
        let port = address.split([':', '/']).nth(1).unwrap().parse().unwrap();
        Self { child, port, root }
    }

    /// The only folder that the server may read.
    pub(crate) fn root(&self) -> &std::path::Path {
        self.root.path()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    /// Sends these bytes on a connection of their own and reads the answer to its end.
    pub(crate) fn exchange(&self, bytes: &[u8]) -> Response {
        let mut stream = self.connect();
        // A server that refuses early may close before everything is written.
        let _ = stream.write_all(bytes);
        read_response(&mut stream)
    }

    /// A request (`line` is method and path) with these headers on top of the usual ones; an empty value leaves the usual one out.
    pub(crate) fn request(&self, line: &str, own: &[(&str, &str)], body: &str) -> Response {
        let mut headers = vec![
            ("Host", format!("127.0.0.1:{}", self.port)),
            ("Connection", "close".to_owned()),
            ("Content-Type", "application/json".to_owned()),
            ("Accept", "application/json, text/event-stream".to_owned()),
            ("Content-Length", body.len().to_string()),
        ];
        headers.retain(|(name, _)| !own.iter().any(|(own, _)| own.eq_ignore_ascii_case(name)));
        let mut head = format!("{line} HTTP/1.1\r\n");
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        for (name, value) in own.iter().filter(|(_, value)| !value.is_empty()) {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        self.exchange(format!("{head}\r\n{body}").as_bytes())
    }

    pub(crate) fn post(&self, own: &[(&str, &str)], body: &str) -> Response {
        self.request("POST /mcp", own, body)
    }

    /// A request of the stateless protocol, with the headers it asks for.
    pub(crate) fn ask(&self, message: &Value) -> Response {
        let message = stateless(message.clone());
        self.post(&standard_headers(&message), &message.to_string())
    }

    /// The next good request is answered.
    pub(crate) fn alive(&self) {
        let response = self.ask(&small_call("alive"));
        let answer = response.message();
        assert_eq!(response.status, 200, "{answer}");
        assert_eq!(answer["result"]["isError"], json!(true), "{answer}");
    }

    /// Opens a session of 2025-11-25.
    pub(crate) fn session(&self) -> String {
        let hello = self.post(&[], &initialize(0, "2025-11-25").to_string());
        let session = hello.header("mcp-session-id").unwrap().to_owned();
        let message = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        let noted = self.post(&legacy_headers(&session), &message.to_string());
        assert_eq!(noted.status, 202, "{}", noted.body);
        session
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn legacy_headers(session: &str) -> Vec<(&str, &str)> {
    vec![
        ("Mcp-Session-Id", session),
        ("MCP-Protocol-Version", "2025-11-25"),
    ]
}

/// `Mcp-Method` and `Mcp-Name` as 2026-07-28 wants them.
pub(crate) fn standard_headers(message: &Value) -> Vec<(&str, &str)> {
    let mut headers = vec![("MCP-Protocol-Version", "2026-07-28")];
    let method = message["method"].as_str().unwrap_or_default();
    headers.push(("Mcp-Method", method));
    let params = &message["params"];
    let name = match method {
        "tools/call" | "prompts/get" => params["name"].as_str(),
        "resources/read" => params["uri"].as_str(),
        _ => None,
    };
    headers.extend(name.map(|name| ("Mcp-Name", name)));
    headers
}

/// Reads to the end of the connection.
pub(crate) fn read_response(stream: &mut TcpStream) -> Response {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let at = bytes
        .windows(4)
        .position(|end| end == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no answer: {}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let chunked = headers
        .iter()
        .any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let rest = &bytes[at + 4..];
    let body = if chunked {
        unchunked(rest)
    } else {
        rest.to_vec()
    };
    Response {
        status: status.parse().unwrap(),
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = bytes.windows(2).position(|end| end == b"\r\n") {
        let size = std::str::from_utf8(&bytes[..end]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let from = end + 2;
        if size == 0 || bytes.len() < from + size {
            break;
        }
        body.extend_from_slice(&bytes[from..from + size]);
        bytes = &bytes[(from + size + 2).min(bytes.len())..];
    }
    body
}
