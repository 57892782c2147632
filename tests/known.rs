//! Living with what is known: baselines, allow comments and comparisons, on real Git repositories.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gitops_mcp::checks::known::{Asked, Day, Known, KnownError};
use gitops_mcp::checks::secrets;
use gitops_mcp::clients::repository::{Repository, Roots, Unwatched};
use gitops_mcp::model::{Finding, Location, Report};
use gitops_mcp::tools::{self, Context, Failure};
use serde_json::{Value, json};

/// A value of the right shape, assembled here so that no scanner takes this file for a leak.
fn password() -> String {
    ["tR9", "vK2", "-wQ7z", "Lm4"].concat()
}

fn secret(name: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\nstringData:\n  password: {}\n",
        password()
    )
}

struct Repo(tempfile::TempDir);

impl Repo {
    fn new() -> Self {
        let repo = Self(tempfile::tempdir().unwrap());
        repo.git(&["init", "-q", "-b", "main"]);
        repo
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, args: &[&str]) -> String {
        let output = Command::new("git")
            .args([
                "-c",
                "user.name=t",
                "-c",
                "user.email=t@example.org",
                "-c",
                "commit.gpgsign=false",
            ])
            .args(args)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap()
    }

    fn commit(&self) -> String {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "m"]);
        self.git(&["rev-parse", "HEAD"])
    }

    fn open(&self, path: &str) -> Repository {
        Roots::new(&[self.path().to_owned()], None)
            .unwrap()
            .open(path)
            .unwrap()
    }

    fn ask(&self, path: &str, asked: &Asked<'_>) -> Result<Report, KnownError> {
        let repository = self.open(path);
        Ok(secrets::audit(
            &repository,
            &Known::open(&repository, asked)?,
            &Unwatched,
        ))
    }

    fn audit(&self) -> Report {
        self.ask(".", &nothing()).unwrap()
    }

    fn since(&self, revision: &str) -> Report {
        self.ask(
            ".",
            &Asked {
                compare_to: Some(revision),
                ..nothing()
            },
        )
        .unwrap()
    }

    fn with_baseline(&self, baseline: &str) -> Report {
        self.ask(
            ".",
            &Asked {
                baseline: Some(baseline),
                ..nothing()
            },
        )
        .unwrap()
    }

    /// The command line, standing in the repository.
    fn call(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gitops-mcp"))
            .args(["call", "audit_secrets"])
            .args(args)
            .current_dir(self.path())
            .env("XDG_CONFIG_HOME", "/nonexistent")
            .output()
            .unwrap()
    }
}

fn nothing() -> Asked<'static> {
    Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    }
}

fn place(finding: &Finding) -> (&str, u32) {
    match &finding.location {
        Location::File(place) => (&place.path, place.line.unwrap_or(0)),
        _ => panic!("{finding:?}"),
    }
}

fn places(report: &Report) -> Vec<(&str, u32)> {
    let mut places: Vec<_> = report.findings.iter().map(place).collect();
    places.sort_unstable();
    places
}

fn prints(report: &Report) -> BTreeSet<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.fingerprint.as_str())
        .collect()
}

fn rules(report: &Report) -> BTreeSet<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect()
}

/// Hundreds of Secrets in clear, in folders, in files of several documents and in lists.
fn old_fleet(repo: &Repo) -> u64 {
    for n in 0..200 {
        repo.write(
            &format!("apps/app-{n}/secret.yaml"),
            &secret(&format!("app-{n}")),
        );
    }
    let many: Vec<String> = (0..100).map(|n| secret(&format!("many-{n}"))).collect();
    repo.write("base/many.yaml", &many.join("---\n"));
    repo.write("base/bad.yaml", "a: [\n---\nkind: Secret\n");
    std::os::unix::fs::symlink("../nowhere", repo.path().join("base/link")).unwrap();
    repo.commit();
    let report = repo.audit();
    assert!(report.findings.len() >= 301, "{}", report.summary);
    report.findings.len() as u64
}

#[test]
fn a_change_of_three_files_among_hundreds_of_old_findings_shows_only_its_own() {
    let repo = Repo::new();
    let old = old_fleet(&repo);
    let before = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["checkout", "-q", "-b", "change"]);
    // A new file, a document on top of a file of a hundred, and an old file whose finding only moves.
    repo.write("apps/new/secret.yaml", &secret("new"));
    let many = repo.read("base/many.yaml");
    repo.write(
        "base/many.yaml",
        &format!("{}---\n{many}", secret("on-top")),
    );
    let moved = repo.read("apps/app-7/secret.yaml");
    repo.write("apps/app-7/secret.yaml", &format!("# one\n# two\n{moved}"));
    for revision in ["main", "HEAD", before.as_str(), &before[..8]] {
        let report = repo.since(revision);
        assert_eq!(
            places(&report),
            [("apps/new/secret.yaml", 6), ("base/many.yaml", 6)],
            "{revision}"
        );
        assert_eq!(report.suppressed.compare_to, old, "{revision}");
        assert_eq!(
            (report.suppressed.inline, report.suppressed.baseline),
            (0, 0)
        );
    }
    repo.commit();
    assert_eq!(
        places(&repo.since("HEAD~1")).len(),
        2,
        "committed or not is the same"
    );
    repo.git(&["gc", "-q"]);
    assert_eq!(
        places(&repo.since("HEAD~1")).len(),
        2,
        "packed or not is the same"
    );
    let same = repo.since("HEAD");
    assert!(same.findings.is_empty(), "{:?}", same.findings);
    assert_eq!(same.suppressed.compare_to, old + 2);
    assert!(
        !same.summary.contains("No leaked secret"),
        "{}",
        same.summary
    );
    assert!(
        same.summary
            .contains(&format!("{} known findings are hidden", old + 2)),
        "{}",
        same.summary
    );
}

#[test]
fn a_comparison_of_a_folder_uses_what_governs_it_from_above() {
    let repo = Repo::new();
    let config = "creation_rules:\n- path_regex: \\.secret\\.yaml$\n  age: >-\n    age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n";
    repo.write(".sops.yaml", config);
    repo.write("apps/db.secret.yaml", &secret("db"));
    repo.commit();
    let now = repo.ask("apps", &nothing()).unwrap();
    assert!(
        rules(&now).contains("secrets/sops-decrypted-copy"),
        "{now:?}"
    );
    let asked = Asked {
        compare_to: Some("HEAD"),
        ..nothing()
    };
    let report = repo.ask("apps", &asked).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(report.suppressed.compare_to, now.findings.len() as u64);
    // Without the rule it is another finding of another rule.
    fs::remove_file(repo.path().join(".sops.yaml")).unwrap();
    assert_eq!(
        rules(&repo.ask("apps", &asked).unwrap()),
        BTreeSet::from(["secrets/plain-secret"])
    );
}

#[test]
fn a_link_that_breaks_is_new_and_one_that_was_broken_is_not() {
    let repo = Repo::new();
    repo.write("apps/a.yaml", "a: 1\n");
    repo.write("apps/folder/b.yaml", "a: 1\n");
    for (link, target) in [
        ("sound", "a.yaml"),
        ("broken", "none"),
        ("out", "../../x"),
        ("far", "/etc/passwd"),
        ("tree", "folder"),
        ("chain", "sound"),
    ] {
        std::os::unix::fs::symlink(target, repo.path().join("apps").join(link)).unwrap();
    }
    repo.commit();
    assert_eq!(
        places(&repo.audit()),
        [("apps/broken", 0), ("apps/far", 0), ("apps/out", 0)]
    );
    let same = repo.since("HEAD");
    assert_eq!((same.findings.len(), same.suppressed.compare_to), (0, 3));
    fs::remove_file(repo.path().join("apps/a.yaml")).unwrap();
    assert_eq!(
        places(&repo.since("HEAD")),
        [("apps/chain", 0), ("apps/sound", 0)]
    );
}

#[test]
fn each_hidden_finding_is_counted_once_under_what_hides_it_first() {
    let repo = Repo::new();
    let allowed = |name: &str| {
        secret(name).replace(
            "  password",
            "  # gitops-mcp: allow secrets/plain-secret reason=\"test\"\n  password",
        )
    };
    repo.write("a.yaml", &secret("a"));
    repo.write("b.yaml", &secret("b"));
    repo.write("c.yaml", &allowed("c"));
    repo.commit();
    let open = repo.audit();
    assert_eq!(
        (places(&open), open.suppressed.inline),
        (vec![("a.yaml", 6), ("b.yaml", 6)], 1)
    );
    repo.write("d.yaml", &secret("d"));
    repo.write("e.yaml", &allowed("e"));
    let all = repo.audit();
    let entry = |path: &str| {
        let finding = all
            .findings
            .iter()
            .find(|finding| place(finding).0 == path)
            .unwrap();
        format!(
            "[[findings]]\nfingerprint = \"{}\"\nrule = \"{}\"\nreason = \"x\"\n",
            finding.fingerprint, finding.rule
        )
    };
    repo.write(
        "known.toml",
        &format!("{}{}", entry("b.yaml"), entry("d.yaml")),
    );
    let asked = Asked {
        baseline: Some("known.toml"),
        compare_to: Some("HEAD"),
        ..nothing()
    };
    let report = repo.ask(".", &asked).unwrap();
    assert_eq!(places(&report), []);
    let hidden = report.suppressed;
    assert_eq!(
        (hidden.inline, hidden.baseline, hidden.compare_to),
        (2, 2, 1)
    );
    assert_eq!(
        report.checked["Secret"].seen, 5,
        "what is hidden is still counted as seen"
    );
    assert_eq!(report.checked["Secret"].healthy, 0, "and not as sound");
    // A comment that a change takes away brings its finding back.
    repo.write("c.yaml", &secret("c"));
    assert_eq!(places(&repo.ask(".", &asked).unwrap()), [("c.yaml", 6)]);
}

#[test]
fn fingerprints_survive_moved_lines_and_tell_documents_apart() {
    let repo = Repo::new();
    repo.write(
        "a.yaml",
        &format!("{}---\n{}", secret("one"), secret("two")),
    );
    let before = repo.audit();
    assert_eq!(prints(&before).len(), 2);
    repo.write(
        "a.yaml",
        &format!(
            "# moved\n\n\n{}---\n# more\n{}",
            secret("two"),
            secret("one")
        ),
    );
    let after = repo.audit();
    assert_eq!(prints(&before), prints(&after));
    assert_ne!(places(&before), places(&after));
    // The same object twice: only an ordinal tells them apart.
    repo.write(
        "a.yaml",
        &format!(
            "{}---\n{}---\n{}",
            secret("one"),
            secret("one"),
            secret("one")
        ),
    );
    let twice = repo.audit();
    assert_eq!(prints(&twice).len(), 3);
    let first = prints(&twice).into_iter().next().unwrap();
    assert!(prints(&before).contains(first));
    assert!(
        prints(&twice).contains(format!("{first}-3").as_str()),
        "{:?}",
        prints(&twice)
    );
}

#[test]
fn fingerprints_are_the_same_from_above_and_from_below() {
    let repo = Repo::new();
    let outer = tempfile::tempdir().unwrap();
    repo.write("apps/a.yaml", &secret("a"));
    repo.commit();
    let inner = outer.path().join("code/work");
    fs::create_dir_all(inner.parent().unwrap()).unwrap();
    fs::rename(repo.path(), &inner).unwrap();
    let audit = |root: &Path, path: &str, asked: &Asked<'_>| {
        let repository = Roots::new(&[root.to_owned()], None)
            .unwrap()
            .open(path)
            .unwrap();
        secrets::audit(
            &repository,
            &Known::open(&repository, asked).unwrap(),
            &Unwatched,
        )
    };
    let below = audit(&inner, ".", &nothing());
    let folder = audit(&inner, "apps", &nothing());
    let above = audit(outer.path(), "code/work", &nothing());
    assert_eq!(prints(&below), prints(&above));
    assert_eq!(prints(&below), prints(&folder));
    assert_eq!(places(&above), [("code/work/apps/a.yaml", 6)]);
    let asked = Asked {
        compare_to: Some("HEAD"),
        ..nothing()
    };
    for (root, path) in [
        (inner.as_path(), "apps"),
        (outer.path(), "code/work"),
        (outer.path(), "code/work/apps"),
    ] {
        let report = audit(root, path, &asked);
        assert_eq!(
            (report.findings.len(), report.suppressed.compare_to),
            (0, 1),
            "{path}"
        );
    }
    // The baseline is found from the folder and from the top of the work tree.
    fs::write(inner.join("known.toml"), "").unwrap();
    for given in ["../known.toml", "known.toml"] {
        audit(
            outer.path(),
            "code/work/apps",
            &Asked {
                baseline: Some(given),
                ..nothing()
            },
        );
    }
    fs::create_dir_all(repo.path()).unwrap();
}

#[test]
fn expired_and_reasonless_statements_hide_nothing_and_are_told() {
    let repo = Repo::new();
    let comment = |terms: &str| {
        secret("a").replace(
            "  password",
            &format!("  # gitops-mcp: allow secrets/plain-secret {terms}\n  password"),
        )
    };
    let cases = [
        (
            "reason=\"x\" until=2026-11-23",
            true,
            "its last day is over",
        ),
        ("reason=\"x\" until=2026-11-24", false, ""),
        ("reason=\"x\"", false, ""),
        ("until=2027-01-31", true, "no reason"),
        ("reason=\"x\" until=tomorrow", true, "no day"),
        ("hunter2", true, "not of the form"),
    ];
    for (terms, told, why) in cases {
        repo.write("a.yaml", &comment(terms));
        let report = repo.audit();
        assert_eq!(report.suppressed.inline, u64::from(!told), "{terms}");
        assert_eq!(
            rules(&report).contains("secrets/plain-secret"),
            told,
            "{terms}"
        );
        assert_eq!(
            rules(&report).contains("repo/allow-comment-ignored"),
            told,
            "{terms}"
        );
        let text = serde_json::to_string(&report).unwrap();
        assert!(
            text.contains(why) && !text.contains("hunter2"),
            "{terms}: {text}"
        );
    }
    repo.write("a.yaml", &secret("a"));
    let print = repo.audit().findings[0].fingerprint.clone();
    for (terms, told) in [
        ("reason = \"x\"\nuntil = 2026-11-23", true),
        ("reason = \"x\"\nuntil = \"2026-11-24\"", false),
        ("reason = \"\"", true),
        ("until = 2027-01-31", true),
    ] {
        repo.write("known.toml", &format!("[[findings]]\nfingerprint = \"{print}\"\nrule = \"secrets/plain-secret\"\n{terms}\n"));
        let report = repo.with_baseline("known.toml");
        assert_eq!(report.suppressed.baseline, u64::from(!told), "{terms}");
        let expected = if told {
            vec![("a.yaml", 6), ("known.toml", 2)]
        } else {
            vec![]
        };
        assert_eq!(places(&report), expected, "{terms}");
    }
}

#[test]
fn a_comment_hides_only_its_own_line_rule_and_file() {
    let repo = Repo::new();
    let allow = "# gitops-mcp: allow secrets/plain-secret reason=\"x\"";
    let two = format!("{}---\n{}", secret("one"), secret("two"));
    let at = |n: usize, text: &str| {
        let mut lines: Vec<String> = two.lines().map(str::to_owned).collect();
        match text {
            "behind" => lines[n].push_str(&format!(" {allow}")),
            _ => lines.insert(n, allow.to_owned()),
        }
        lines.join("\n") + "\n"
    };
    // Line 6 and line 13 hold the passwords.
    for (text, left) in [
        (at(5, "behind"), vec![13]),
        (at(5, "above"), vec![14]),
        (at(12, "above"), vec![6]),
        (at(4, "behind"), vec![6, 13]),
        (at(0, "above"), vec![7, 14]),
    ] {
        repo.write("a.yaml", &text);
        let report = repo.audit();
        let expected: Vec<_> = left.iter().map(|line| ("a.yaml", *line)).collect();
        assert_eq!(places(&report), expected, "\n{text}");
        assert_eq!(report.suppressed.inline, 2 - left.len() as u64);
    }
}

fn tool(repo: &Repo, arguments: Value) -> Result<Value, Failure> {
    let roots = Roots::new(&[repo.path().to_owned()], None).unwrap();
    let context = Context {
        roots: &roots,
        targets: &Default::default(),
        watch: &Unwatched,
        whole: false,
    };
    let answer = tools::find("audit_secrets")
        .unwrap()
        .call(&context, arguments.as_object().unwrap().clone())?;
    Ok(answer.structured())
}

#[test]
fn t53_revisions_that_look_like_options_or_expressions_are_refused() {
    let repo = Repo::new();
    repo.write("a.yaml", &secret("a"));
    repo.commit();
    for revision in [
        "--output=x",
        "-h",
        "--upload-pack=x",
        "@{upload}",
        "@{-1}",
        ":/text",
        "HEAD:a.yaml",
        "main..HEAD",
        "HEAD^{commit}",
        "a b",
        "*",
    ] {
        let failure = tool(&repo, json!({"path": ".", "compare_to": revision})).unwrap_err();
        assert!(failure.what.contains("`compare_to`"), "{failure}");
        assert!(failure.to_string().contains("is no revision"), "{failure}");
    }
    assert_eq!(
        fs::read_dir(repo.path()).unwrap().count(),
        2,
        "nothing was written"
    );
}

#[test]
fn a21_what_cannot_be_read_is_a_failure_with_the_nearest_names() {
    let repo = Repo::new();
    repo.write("a.yaml", &secret("a"));
    repo.write("ci/known.toml", "");
    repo.write("broken.toml", "[[findings]]\nfingerprint = hunter2\n");
    repo.commit();
    repo.git(&["branch", "release"]);
    for (arguments, part) in [
        (json!({"compare_to": "relaese"}), "nearest: release"),
        (json!({"compare_to": "0123456789"}), "does not exist"),
        (json!({"compare_to": "HEAD~1"}), "does not exist"),
        (
            json!({"baseline": "ci/knwon.toml"}),
            "nearest: ci/known.toml",
        ),
        (json!({"baseline": "nothing.toml"}), "does not exist"),
        (json!({"baseline": "ci"}), "a folder"),
        (
            json!({"baseline": "../../etc/passwd"}),
            "out of the allowed root",
        ),
        (
            json!({"baseline": "/etc/passwd"}),
            "out of the allowed root",
        ),
        (
            json!({"baseline": "https://example.org/known.toml"}),
            "is a URL",
        ),
        (json!({"baseline": "broken.toml"}), "line 2"),
        (json!({"baseline": "a.yaml"}), "is no baseline"),
    ] {
        let mut all = arguments.as_object().unwrap().clone();
        all.insert("path".into(), json!("."));
        let failure = tool(&repo, Value::Object(all)).unwrap_err().to_string();
        assert!(failure.contains(part), "{arguments}: {failure}");
        assert!(
            !failure.contains("hunter2") && !failure.contains(&password()),
            "{failure}"
        );
        assert!(
            failure.contains(&format!(
                "`{}`",
                arguments.as_object().unwrap().keys().next().unwrap()
            )),
            "{failure}"
        );
    }
    let bare = tempfile::tempdir().unwrap();
    fs::write(bare.path().join("a.yaml"), secret("a")).unwrap();
    let outside = Repo(bare);
    let failure = tool(&outside, json!({"path": ".", "compare_to": "main"})).unwrap_err();
    assert!(
        failure.to_string().contains("no Git repository"),
        "{failure}"
    );
    assert!(tool(&outside, json!({"path": "."})).is_ok());
}

#[test]
fn what_is_missing_at_the_revision_is_skipped_by_name() {
    let repo = Repo::new();
    repo.write("a.yaml", &secret("a"));
    repo.write("b.yaml", &secret("b"));
    repo.commit();
    let blob = repo.git(&["rev-parse", "HEAD:b.yaml"]);
    let object: PathBuf = repo
        .path()
        .join(".git/objects")
        .join(&blob[..2])
        .join(&blob[2..]);
    fs::remove_file(object).unwrap();
    let report = repo.since("HEAD");
    assert!(!report.complete);
    assert_eq!(
        places(&report),
        [("b.yaml", 6)],
        "what could not be compared is told, not hidden"
    );
    assert!(
        report
            .skipped
            .iter()
            .any(|part| part.what == "b.yaml at HEAD"),
        "{:?}",
        report.skipped
    );
}

#[test]
fn a_baseline_is_written_by_the_command_line_and_holds_afterwards() {
    let repo = Repo::new();
    old_fleet(&repo);
    let write = [
        "path=.",
        "--write-baseline",
        "known.toml",
        "--reason",
        "rotated, \"see\" ticket",
    ];
    let first = repo.call(&write);
    assert_eq!(
        first.status.code(),
        Some(3),
        "base/bad.yaml cannot be read: {first:?}"
    );
    let text = repo.read("known.toml");
    let all = repo.audit();
    assert_eq!(text.matches("[[findings]]").count(), all.findings.len());
    assert!(!text.contains(&password()));
    let report = repo.with_baseline("known.toml");
    assert_eq!(
        (report.findings.len(), report.suppressed.baseline),
        (0, all.findings.len() as u64)
    );
    let checked = repo.call(&["path=.", "baseline=known.toml"]);
    assert_eq!(checked.status.code(), Some(3), "{checked:?}");
    assert!(String::from_utf8_lossy(&checked.stdout).contains("by the baseline"));
    // New ones are added, old ones stay as they are.
    repo.write("new.yaml", &secret("new"));
    let second = repo.call(&[
        "path=.",
        "--write-baseline",
        "known.toml",
        "--reason",
        "later",
        "--until",
        "2099-01-01",
    ]);
    assert!(
        String::from_utf8_lossy(&second.stdout).starts_with("1 of "),
        "{second:?}"
    );
    let longer = repo.read("known.toml");
    assert!(
        longer.starts_with(&text)
            && longer.ends_with("reason = \"later\"\nuntil = \"2099-01-01\"\n"),
        "{longer}"
    );
    assert!(repo.with_baseline("known.toml").findings.is_empty());
}

#[test]
fn a_baseline_is_not_written_over_something_else_or_without_a_reason() {
    let repo = Repo::new();
    repo.write("a.yaml", &secret("a"));
    repo.write("notes.txt", "remember\n");
    for args in [
        vec!["path=.", "--write-baseline", "notes.txt", "--reason", "x"],
        vec!["path=.", "--write-baseline", "new.toml"],
        vec!["path=.", "--write-baseline", "new.toml", "--reason", " "],
        vec![
            "path=.",
            "--write-baseline",
            "new.toml",
            "--reason",
            "x",
            "--until",
            "soon",
        ],
        vec![
            "path=.",
            "--write-baseline",
            "none/new.toml",
            "--reason",
            "x",
        ],
        vec!["path=.", "--reason", "x"],
    ] {
        let output = repo.call(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
    }
    assert_eq!(repo.read("notes.txt"), "remember\n");
    assert!(!repo.path().join("new.toml").exists());
}

/// Code scanning closes what a log leaves out, so a log holds every finding, not a page of them.
#[test]
fn sarif_holds_every_finding() {
    let repo = Repo::new();
    old_fleet(&repo);
    let output = repo.call(&["path=.", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        log["runs"][0]["results"].as_array().unwrap().len(),
        repo.audit().findings.len()
    );
    let page = repo.call(&["path=.", "--format", "json"]);
    assert!(page.stdout.len() < 16_000);
}
