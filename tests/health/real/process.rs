//! The program as a client starts it: over stdio, over HTTP, and from the command line, its log as loud as it goes.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What one process is started with.
#[derive(Clone)]
pub(crate) struct Start {
    /// The only folder that may be read as a repository.
    pub(crate) root: PathBuf,
    pub(crate) config: PathBuf,
    pub(crate) environment: Vec<(&'static str, String)>,
}

impl Start {
    fn command(&self, arguments: &[&str]) -> Command {
        // Not the folder that is read: a home is too wide to be a root.
        let home = self.config.parent().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gitops-mcp"));
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("RUST_LOG", "trace")
            .env("XDG_CONFIG_HOME", home)
            .env("HOME", home)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stderr(Stdio::piped());
        command
    }

    fn config(&self) -> &str {
        self.config.to_str().unwrap()
    }

    /// Everything that one call of the command line prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let all = [&["--config", self.config()][..], arguments].concat();
        let output = self.command(&all).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        text(&output.stdout) + &text(&output.stderr)
    }

    pub(crate) fn stdio(&self) -> Stdin {
        let mut child = self
            .command(&["--config", self.config(), "serve"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let log = gathered(child.stderr.take().unwrap());
        let mut server = Stdin {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            running: Running { child, log },
            next: 0,
        };
        server.request("initialize", &json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "canary", "version": "0"}}));
        server.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        server
    }

    pub(crate) fn http(&self) -> Http {
        let mut child = self
            .command(&["--config", self.config(), "serve", "--http", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let log = gathered(child.stderr.take().unwrap());
        let running = Running { child, log };
        let told = "listening on http://127.0.0.1:";
        let port = loop {
            let log = running.log();
            if let Some((_, rest)) = log.split_once(told) {
                break rest.split('/').next().unwrap().parse().unwrap();
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        Http { running, port }
    }
}

/// A process that ends with its test.
pub(crate) struct Running {
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Running {
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// What every user of the machine can see of it.
    pub(crate) fn command_line(&self) -> String {
        let bytes = std::fs::read(format!("/proc/{}/cmdline", self.child.id())).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn gathered(from: impl std::io::Read + Send + 'static) -> Arc<Mutex<String>> {
    let log = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&log);
    std::thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            told.lock().unwrap().push_str(&(line + "\n"));
        }
    });
    log
}

/// A server over stdio.
pub(crate) struct Stdin {
    pub(crate) running: Running,
    input: Option<ChildStdin>,
    output: BufReader<std::process::ChildStdout>,
    next: u64,
}

impl Stdin {
    fn send(&mut self, message: &Value) {
        let input = self.input.as_mut().unwrap();
        writeln!(input, "{message}").unwrap();
        input.flush().unwrap();
    }

    /// Every line up to the answer, notifications of progress included.
    fn request(&mut self, method: &str, params: &Value) -> (String, Value) {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        let mut all = String::new();
        loop {
            let mut line = String::new();
            assert!(
                self.output.read_line(&mut line).unwrap() > 0,
                "the server ended: {}",
                self.running.log()
            );
            let message: Value = serde_json::from_str(&line).unwrap();
            all.push_str(&line);
            if message["id"] == id {
                return (all, message["result"].clone());
            }
        }
    }

    pub(crate) fn call(&mut self, tool: &str, arguments: &Value) -> (String, Value) {
        let meta = json!({"progressToken": self.next});
        let params = json!({"name": tool, "arguments": arguments, "_meta": meta});
        self.request("tools/call", &params)
    }
}

/// A server over HTTP.
pub(crate) struct Http {
    pub(crate) running: Running,
    port: u16,
}

impl Http {
    /// The whole answer as it came, in the stateless protocol.
    pub(crate) fn call(&self, tool: &str, arguments: &Value) -> String {
        let meta = json!({"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": {"name": "canary", "version": "0"}});
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments, "_meta": meta}}).to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(
            stream,
            "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: {tool}\r\nContent-Length: {}\r\n\r\n{body}",
            self.port,
            body.len()
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer
    }
}

/// All text of a file, or of the files of a folder and of its packed exports.
pub(crate) fn text_of(path: &Path) -> String {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).unwrap();
        return entries.map(|it| text_of(&it.unwrap().path())).collect();
    }
    let bytes = std::fs::read(path).unwrap();
    if !path.to_string_lossy().ends_with(".tar.gz") {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(&*bytes)
        .read_to_end(&mut text)
        .unwrap();
    String::from_utf8_lossy(&text).into_owned()
}
