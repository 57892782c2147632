//! A server over stdio whose every line of stdout has to be a JSON-RPC message.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio as Pipe};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{PATIENCE, binary, initialize, is_small_answer, small_call};

pub(crate) struct Stdio {
    pub(crate) child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<String>,
    stderr: Arc<Mutex<String>>,
    root: tempfile::TempDir,
}

impl Stdio {
    /// Started, nothing sent.
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let mut child = binary()
            .arg("serve")
            .current_dir(root.path())
            .stdin(Pipe::piped())
            .stdout(Pipe::piped())
            .stderr(Pipe::piped())
            .spawn()
            .unwrap();
        let (sender, messages) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines() {
                if sender.send(line.unwrap()).is_err() {
                    return;
                }
            }
        });
        let stderr = Arc::new(Mutex::new(String::new()));
        let told = Arc::clone(&stderr);
        let errors = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            for line in errors.lines() {
                told.lock().unwrap().push_str(&(line.unwrap() + "\n"));
            }
        });
        let input = child.stdin.take();
        Self {
            child,
            input,
            messages,
            stderr,
            root,
        }
    }

    /// After the handshake of 2025-11-25.
    pub(crate) fn initialized() -> Self {
        let mut server = Self::new();
        let hello = server.ask(&initialize(0, "2025-11-25"));
        assert_eq!(hello["result"]["protocolVersion"], "2025-11-25", "{hello}");
        server.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        server
    }

    /// The only folder that the server may read.
    pub(crate) fn root(&self) -> &std::path::Path {
        self.root.path()
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    pub(crate) fn line(&mut self, line: &str) {
        self.raw(format!("{line}\n").as_bytes());
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.line(&message.to_string());
    }

    /// The next message, or nothing within that time or at the end of stdout.
    pub(crate) fn next_within(&self, time: Duration) -> Option<Value> {
        match self.messages.recv_timeout(time) {
            Ok(line) => Some(protocol(&line)),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }

    pub(crate) fn next(&self) -> Value {
        self.next_within(PATIENCE)
            .unwrap_or_else(|| panic!("no answer; stderr: {}", self.stderr()))
    }

    pub(crate) fn ask(&mut self, message: &Value) -> Value {
        self.send(message);
        let answer = self.next();
        assert_eq!(answer["id"], message["id"], "{answer}");
        answer
    }

    /// The next good request is answered, and nothing else came before its answer.
    pub(crate) fn alive(&mut self) {
        let answer = self.ask(&small_call("alive"));
        assert!(is_small_answer(&answer), "{answer}");
    }

    pub(crate) fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// Closes stdin; the exit code, how long the end took, and what came on stdout meanwhile.
    pub(crate) fn end(mut self) -> (Option<i32>, Duration, Vec<Value>) {
        drop(self.input.take());
        let (code, took) = self.exit();
        let rest = self.messages.iter().map(|line| protocol(&line)).collect();
        let stderr = self.stderr();
        assert!(
            !stderr.contains("panicked") && !stderr.contains("backtrace"),
            "{stderr}"
        );
        (code, took, rest)
    }

    pub(crate) fn exit(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), start.elapsed());
            }
            assert!(start.elapsed() < PATIENCE, "the server did not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Stdio {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A line of stdout as a message; anything else on stdout is a fault.
fn protocol(line: &str) -> Value {
    let message: Value =
        serde_json::from_str(line).unwrap_or_else(|_| panic!("no protocol on stdout: {line:?}"));
    assert_eq!(message["jsonrpc"], "2.0", "{message}");
    message
}
