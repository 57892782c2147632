//! Where a copy of the live layer stands: its Git server, and a plain web server of this test.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::{Map, Value, json};

use super::artifact;
use crate::real::server::text;

/// What scenarios are written with.
pub(crate) struct Place {
    pub(crate) values: Value,
    /// What the Git server reads at each request.
    settings: PathBuf,
    web: String,
    pages: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Place {
    /// The copy whose `values.json` this is.
    pub(crate) fn new(file: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let web = format!("http://{}", listener.local_addr().unwrap());
        let pages = Arc::new(Mutex::new(BTreeMap::new()));
        let known = Arc::clone(&pages);
        std::thread::spawn(move || serve(&listener, &known));
        Self {
            values: serde_json::from_slice(&fs::read(file).unwrap()).unwrap(),
            settings: file.with_file_name("git.json"),
            web,
            pages,
        }
    }

    pub(crate) fn argocd(&self) -> Option<&str> {
        self.values["argocd_server"].as_str()
    }

    pub(crate) fn git(&self) -> &str {
        text(&self.values, "/git")
    }

    pub(crate) fn password(&self) -> &str {
        text(&self.values, "/git_password")
    }

    /// A text with its names filled in; every other `${…}` stays.
    pub(crate) fn fill(&self, text: &str, name: &str) -> String {
        let elsewhere = self.git().replace("127.0.0.1", "localhost");
        [
            ("${ns}", name),
            ("${git}", self.git()),
            ("${git-by-another-name}", &elsewhere),
            ("${password}", self.password()),
            ("${registry}", self.values["registry"].as_str().unwrap()),
            ("${web}", &self.web),
        ]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    pub(crate) fn page(&self, path: &str, text: &str) {
        let mut pages = self.pages.lock().unwrap();
        pages.insert(path.to_owned(), text.to_owned());
    }

    /// Every repository is served again.
    pub(crate) fn git_works(&self) {
        self.change_git(|fail| fail.clear());
    }

    /// One repository is served badly: a status, or a delay.
    pub(crate) fn git_fails(&self, name: &str, how: &Value) {
        let mut how = how.clone();
        how["path"] = json!(format!("/{name}.git"));
        self.change_git(|fail| fail.push(how));
    }

    fn change_git(&self, change: impl FnOnce(&mut Vec<Value>)) {
        let mut settings: Value =
            serde_json::from_slice(&fs::read(&self.settings).unwrap()).unwrap();
        let mut fail = settings["fail"].as_array().cloned().unwrap_or_default();
        change(&mut fail);
        settings["fail"] = json!(fail);
        fs::write(&self.settings, settings.to_string()).unwrap();
    }

    /// Makes these files an artifact of the registry.
    pub(crate) fn artifact(&self, name: &str, tag: &str, files: &Map<String, Value>) {
        let registry = text(&self.values, "/registry");
        artifact::push(registry, name, tag, written(files).path());
    }

    /// Makes these files all that a repository holds, in one commit.
    pub(crate) fn commit(&self, name: &str, files: &Map<String, Value>) {
        let bare = PathBuf::from(text(&self.values, "/git_root")).join(format!("{name}.git"));
        let work = written(files);
        let git = |words: &[&str]| {
            let mut command = Command::new("git");
            for who in ["AUTHOR", "COMMITTER"] {
                command.env(format!("GIT_{who}_NAME"), "scenario");
                command.env(format!("GIT_{who}_EMAIL"), "scenario@example.com");
            }
            let done = command
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .args(words)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&done.stderr);
            assert!(done.status.success(), "git {words:?}: {said}");
        };
        let (at, tree) = (bare.to_str().unwrap(), work.path().to_str().unwrap());
        if !bare.exists() {
            git(&["init", "-q", "--bare", "--initial-branch=main", at]);
        }
        let with = ["--git-dir", at, "--work-tree", tree];
        let also = |words: &[&str]| git(&[&with[..], words].concat());
        also(&["add", "-A"]);
        also(&["commit", "-q", "--allow-empty", "-m", "Change the app"]);
    }
}

/// Files in a folder of their own.
fn written(files: &Map<String, Value>) -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let file = work.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let part = |key: &str| content[key].as_str().unwrap_or_default();
        let content = match (content, content["random"].as_u64()) {
            (Value::String(text), _) => text.clone(),
            (_, Some(length)) => format!("{}{}{}", part("before"), noise(length), part("after")),
            _ => fs::read_to_string(fixtures().join(part("fixture"))).unwrap(),
        };
        fs::write(file, content).unwrap();
    }
    work
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Text that does not get smaller, the same each time.
fn noise(length: u64) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let letter = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        char::from(b'a' + u8::try_from(state % 26).unwrap())
    };
    std::iter::repeat_with(letter)
        .take(usize::try_from(length).unwrap())
        .collect()
}

fn serve(listener: &TcpListener, pages: &Mutex<BTreeMap<String, String>>) {
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let mut head = [0; 4096];
        let Ok(length) = stream.read(&mut head) else {
            continue;
        };
        let head = String::from_utf8_lossy(&head[..length]).into_owned();
        let path = head.split(' ').nth(1).unwrap_or_default();
        let (status, body) = match pages.lock().unwrap().get(path) {
            Some(text) => ("200 OK", text.clone()),
            None => ("404 Not Found", "nothing here\n".to_owned()),
        };
        let length = body.len();
        let _ = write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
    }
}
