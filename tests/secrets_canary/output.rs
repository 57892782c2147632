//! What the program prints: every format, success and failure, history, baselines, and the log at its loudest.

use super::forms::{canary, silent};
use super::git::Repo;
use super::places::planted;
use std::process::Command;

/// The program on a repository. Everything that it wrote.
fn told(repo: &Repo, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_gitops-mcp"))
        .args(["call", "audit_secrets"])
        .args(arguments)
        .current_dir(repo.path())
        .env("RUST_LOG", "trace")
        .env("SOPS_AGE_KEY", canary("C12k"))
        .env("XDG_CONFIG_HOME", repo.dir.path())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// A repository with a canary in each place, in a removed file, in a commit message, a tag, a blob that nothing names,
/// and the address of a remote.
fn repository() -> Repo {
    let repo = Repo::new();
    let removed = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: gone}}\nstringData: {{password: {}}}\n",
        canary("C14f")
    );
    repo.commit("gone.yaml", removed);
    repo.remove("gone.yaml");
    for file in planted() {
        repo.write(file.path, file.text);
    }
    repo.git(&["add", "-A", "-f"]);
    repo.git(&["commit", "-q", "-m", &format!("Use {}", canary("C14m"))]);
    repo.git(&["tag", "-a", "v1", "-m", &canary("C14t")]);
    repo.git_with(&["hash-object", "-w", "--stdin"], canary("C14b").as_bytes());
    repo.git(&[
        "remote",
        "add",
        "origin",
        &format!("https://robot:{}@git.example.org/a.git", canary("C09r")),
    ]);
    repo.write("later.yaml", "a: b\n");
    repo
}

fn canaries() -> Vec<(String, String)> {
    let files = planted()
        .into_iter()
        .map(|file| (file.path.to_owned(), file.value));
    let others = ["C14f", "C14m", "C14t", "C14b", "C09r", "C12k", "C15a"];
    files
        .chain(others.iter().map(|row| ((*row).to_owned(), canary(row))))
        .collect()
}

#[track_caller]
fn all_silent(told: &str) {
    for (place, value) in canaries() {
        silent(told, &place, &value);
    }
}

#[test]
fn c02_to_c15_no_form_of_a_canary_is_printed() {
    let repo = repository();
    let pages = [
        &["path=.", "limit=200"][..],
        &["path=.", "limit=200", "detail=full"],
        &["path=.", "limit=200", "history=true"],
        &["path=.", "limit=200", "compare_to=HEAD~1"],
    ];
    let mut found = 0;
    for page in pages {
        for format in ["json", "text", "sarif"] {
            let text = told(&repo, &[page, &["--format", format]].concat());
            assert!(
                text.contains("audit") || text.contains("secrets/"),
                "{page:?} {format}: {text}"
            );
            found += text.matches("plain-secret").count();
            all_silent(&text);
        }
    }
    assert!(found > 30, "{found}");
    let history = told(&repo, &["path=.", "limit=200", "history=true"]);
    assert!(history.contains("gone.yaml"), "history is told");
}

#[test]
fn c14_baselines_and_errors_hold_no_canary() {
    let repo = repository();
    let text = told(
        &repo,
        &[
            "path=.",
            "--write-baseline",
            "baseline.toml",
            "--reason",
            "known",
        ],
    );
    let baseline = std::fs::read_to_string(repo.path().join("baseline.toml")).unwrap();
    assert!(baseline.contains("fingerprint"), "{baseline}");
    all_silent(&(text + &baseline));
    all_silent(&told(
        &repo,
        &["path=.", "baseline=baseline.toml", "--format", "json"],
    ));
    let pasted = canary("C15a");
    for arguments in [
        vec!["path=.".to_owned(), format!("token={pasted}")],
        vec!["path=.".to_owned(), format!("limit={pasted}")],
        vec!["path=.".to_owned(), format!("history={pasted}")],
    ] {
        let borrowed: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let text = told(&repo, &borrowed);
        assert!(!text.is_empty(), "{borrowed:?}");
        all_silent(&text);
    }
}
