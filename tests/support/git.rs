//! A Git repository in a temporary folder, made by the `git` of the machine.

#![allow(dead_code, reason = "each test binary uses a part")]

use gitops_mcp::clients::repository::{Repository, Roots};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) struct Repo {
    pub(crate) dir: tempfile::TempDir,
    time: AtomicU64,
}

impl Repo {
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// With options for `git init`.
    pub(crate) fn with(options: &[&str]) -> Self {
        let repo = Self {
            dir: tempfile::tempdir().unwrap(),
            time: AtomicU64::new(1_700_000_000),
        };
        fs::create_dir(repo.path()).unwrap();
        repo.git(&[&["init", "-q"], options].concat());
        repo
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        self.git_with(args, b"")
    }

    pub(crate) fn git_with(&self, args: &[&str], input: &[u8]) -> String {
        let time = format!("{} +0000", self.time.fetch_add(60, Ordering::Relaxed));
        let mut child = Command::new("git")
            .args([
                "-c",
                "init.defaultBranch=main",
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "gc.auto=0",
            ])
            .args(args)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .env("GIT_AUTHOR_DATE", &time)
            .env("GIT_COMMITTER_DATE", &time)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout)
            .unwrap()
            .trim_end()
            .to_owned()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes, commits, and returns the name of the commit.
    pub(crate) fn commit(&self, path: &str, text: impl AsRef<[u8]>) -> String {
        self.write(path, text);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "m"]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub(crate) fn remove(&self, path: &str) -> String {
        self.git(&["rm", "-q", path]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "m"]);
        self.git(&["rev-parse", "HEAD"])
    }

    pub(crate) fn repository(&self) -> Repository {
        open(&self.path())
    }
}

pub(crate) fn open(path: &Path) -> Repository {
    Roots::for_command_line(path)
        .unwrap()
        .open(&path.to_string_lossy())
        .unwrap()
}
