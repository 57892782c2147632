//! `audit_secrets` with `history`: leaks that were planted, removed and amended are told with the right commits, once
//! each, and never with a value.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_arguments,
    reason = "a test that cannot go on must fail"
)]
#[path = "support/git.rs"]
mod git;

use git::Repo;
use gitops_mcp::checks::secrets::tokens::compiles;
use gitops_mcp::clients::repository::{Roots, Unwatched, Watch};
use gitops_mcp::data::tokens::{self, sample};
use gitops_mcp::model::{Evidence, FilePlace, Finding, Location, Report, Severity, Why};
use gitops_mcp::output::{markdown, sarif};
use gitops_mcp::tools::{self, Answer, Context, Failure};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// A value of no one, made here and now.
fn value(seed: u64) -> String {
    sample::make("CNRYC14«b62:24»", seed)
}

fn secret(name: &str, key: &str, value: &str) -> String {
    format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\n  namespace: team-a\nstringData:\n  {key}: {value}\n"
    )
}

fn sops(name: &str) -> String {
    let real = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/secrets/sops_no_mac/good/secret.yaml"),
    )
    .unwrap();
    real.replace("name: db", &format!("name: {name}"))
}

fn ask(root: &Path, path: &str, arguments: Value, watch: &dyn Watch) -> Result<Report, Failure> {
    let roots = Roots::for_command_line(root).unwrap();
    let context = Context {
        roots: &roots,
        targets: &Default::default(),
        watch,
        whole: true,
    };
    let mut all = json!({"path": path, "limit": 200, "detail": "full"});
    all.as_object_mut()
        .unwrap()
        .extend(arguments.as_object().unwrap().clone());
    let tool = tools::find("audit_secrets").unwrap();
    match tool.call(&context, all.as_object().unwrap().clone())? {
        Answer::Report(report, _) => Ok(report),
        other => panic!("{other:?}"),
    }
}

fn audit(repo: &Repo, arguments: Value) -> Report {
    let path = repo.path();
    ask(&path, &path.to_string_lossy(), arguments, &Unwatched).unwrap()
}

fn history(repo: &Repo) -> Report {
    audit(repo, json!({"history": true}))
}

/// The one finding of a report.
fn only(report: &Report) -> &Finding {
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    &report.findings[0]
}

fn place(finding: &Finding) -> &FilePlace {
    match &finding.location {
        Location::File(place) => place,
        other => panic!("{other:?}"),
    }
}

fn evidence<'a>(finding: &'a Finding, field: &str) -> Option<&'a str> {
    let is = |evidence: &&Evidence| evidence.field == field;
    finding
        .evidence
        .iter()
        .find(is)
        .map(|evidence| evidence.value.as_str())
}

/// Commit and time as an answer tells them.
fn told(repo: &Repo, commit: &str) -> String {
    let time: i64 = repo
        .git(&["show", "-s", "--format=%ct", commit])
        .parse()
        .unwrap();
    format!("{commit} of {}", time_text(time))
}

fn time_text(time: i64) -> String {
    let made = std::process::Command::new("date")
        .args(["-u", "-d", &format!("@{time}"), "+%Y-%m-%dT%H:%M:%SZ"])
        .output()
        .unwrap();
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

/// A leak that is gone from `HEAD`, with the commits that brought it and had it last.
fn assert_gone(repo: &Repo, finding: &Finding, path: &str, first: &str, last: &str) {
    assert_eq!(finding.rule, "secrets/leaked-in-history", "{finding:#?}");
    let place = place(finding);
    assert_eq!(
        (place.path.as_str(), place.revision.as_deref()),
        (path, Some(first))
    );
    assert_eq!(
        evidence(finding, "first commit"),
        Some(told(repo, first).as_str())
    );
    assert_eq!(
        evidence(finding, "last commit"),
        Some(told(repo, last).as_str())
    );
    assert_eq!(
        finding.since.as_deref(),
        told(repo, first).split_once(" of ").map(|(_, time)| time)
    );
    assert!(
        finding.message.contains("gone from HEAD"),
        "{}",
        finding.message
    );
    assert!(finding.fix.as_ref().unwrap().summary.contains(&first[..12]));
}

/// A leak of today, with the commit that brought it.
fn assert_there(repo: &Repo, finding: &Finding, rule: &str, path: &str, first: &str) {
    assert_eq!(
        (finding.rule.as_str(), place(finding).path.as_str()),
        (rule, path),
        "{finding:#?}"
    );
    assert_eq!(
        place(finding).revision,
        None,
        "it is a finding of the files of today"
    );
    assert_eq!(finding.evidence[0].field, "first commit");
    assert_eq!(finding.evidence[0].value, told(repo, first));
    assert_eq!(
        finding.since.as_deref(),
        told(repo, first).split_once(" of ").map(|(_, time)| time)
    );
}

#[test]
fn a_leak_that_is_still_there_is_one_finding() {
    let repo = Repo::new();
    repo.commit("readme", "hello");
    let first = repo.commit("a/db.yaml", secret("db", "password", &value(1)));
    repo.commit("other", "x");
    let report = history(&repo);
    assert_there(
        &repo,
        only(&report),
        "secrets/plain-secret",
        "a/db.yaml",
        &first,
    );
    assert!(report.complete, "{:?}", report.skipped);
    assert_eq!(report.checked["commit"].seen, 3);
    assert_eq!(
        (
            report.checked["version in history"].seen,
            report.checked["version in history"].healthy
        ),
        (3, 2)
    );
    let without = audit(&repo, json!({}));
    assert_eq!(
        only(&without).fingerprint,
        only(&report).fingerprint,
        "history changes no fingerprint"
    );
    assert_eq!(only(&without).since, None);
}

#[test]
fn added_then_removed() {
    let repo = Repo::new();
    repo.commit("readme", "hello");
    let first = repo.commit("db.yaml", secret("db", "password", &value(1)));
    let last = repo.commit("other", "x");
    repo.remove("db.yaml");
    repo.commit("other", "y");
    let report = history(&repo);
    let finding = only(&report);
    assert_gone(&repo, finding, "db.yaml", &first, &last);
    assert_eq!(finding.severity, Severity::High);
    assert_eq!(
        place(finding).pointer.as_deref(),
        Some("/stringData/password")
    );
    assert_eq!(place(finding).line, Some(7));
    assert_eq!(
        finding.message,
        "`password` of Secret team-a/db is gone from HEAD and can still be read in clear in history"
    );
    assert!(audit(&repo, json!({})).findings.is_empty());
}

#[test]
fn added_on_a_branch_then_merged() {
    let repo = Repo::new();
    repo.commit("readme", "hello");
    repo.git(&["checkout", "-q", "-b", "topic"]);
    let there = repo.commit("there.yaml", secret("there", "password", &value(1)));
    let gone = repo.commit("gone.yaml", secret("gone", "password", &value(2)));
    repo.git(&["checkout", "-q", "main"]);
    repo.commit("other", "x");
    repo.git(&["merge", "-q", "--no-ff", "-m", "m", "topic"]);
    let merge = repo.git(&["rev-parse", "HEAD"]);
    repo.remove("gone.yaml");
    let report = history(&repo);
    assert_eq!(report.findings.len(), 2);
    assert_gone(&repo, &report.findings[0], "gone.yaml", &gone, &merge);
    assert_there(
        &repo,
        &report.findings[1],
        "secrets/plain-secret",
        "there.yaml",
        &there,
    );
}

#[test]
fn an_amended_commit_that_only_the_reflog_has_is_told_apart() {
    let repo = Repo::new();
    repo.commit("readme", "hello");
    let amended = repo.commit("db.yaml", secret("db", "password", &value(1)));
    repo.write("db.yaml", sops("db"));
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--amend", "-m", "m"]);
    let report = history(&repo);
    let finding = only(&report);
    assert_eq!(finding.rule, "secrets/leaked-in-history");
    assert_eq!(place(finding).revision.as_deref(), Some(amended.as_str()));
    assert!(
        finding.message.contains("only the reflog"),
        "{}",
        finding.message
    );
    assert_eq!(
        finding.severity,
        Severity::Medium,
        "one step less than what everybody can fetch"
    );
    // A mirror has no reflog, and Git would not hand the commit out.
    let mirror = mirror(&repo);
    let report = ask(
        &mirror,
        &mirror.to_string_lossy(),
        json!({"history": true}),
        &Unwatched,
    )
    .unwrap();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    // Amended again with the leak still in it: the commit that a branch has is told.
    let before = repo.commit("token.yaml", secret("token", "password", &value(2)));
    repo.git(&["commit", "-q", "--amend", "-m", "other"]);
    let after = repo.git(&["rev-parse", "HEAD"]);
    assert_ne!(before, after);
    let report = history(&repo);
    let there = report
        .findings
        .iter()
        .find(|finding| place(finding).path == "token.yaml")
        .unwrap();
    assert_there(&repo, there, "secrets/plain-secret", "token.yaml", &after);
}

#[test]
fn a_leak_that_only_a_tag_or_an_unmerged_branch_keeps() {
    for keeps in ["branch", "tag"] {
        let repo = Repo::new();
        repo.commit("readme", "hello");
        repo.git(&["checkout", "-q", "-b", "topic"]);
        let leaked = repo.commit("db.yaml", secret("db", "password", &value(1)));
        if keeps == "tag" {
            repo.git(&["tag", "-a", "v1", "-m", "m"]);
        }
        repo.git(&["checkout", "-q", "main"]);
        if keeps == "tag" {
            repo.git(&["branch", "-q", "-D", "topic"]);
        }
        let report = history(&repo);
        assert_gone(&repo, only(&report), "db.yaml", &leaked, &leaked);
        assert!(!only(&report).message.contains("reflog"), "{keeps}");
    }
}

/// The branch was rewritten by a forced push; a copy that fetched before still has the commit.
#[test]
fn a_leak_that_a_forced_push_took_away() {
    let repo = Repo::new();
    repo.commit("readme", "hello");
    let leaked = repo.commit("db.yaml", secret("db", "password", &value(1)));
    let copy = repo.dir.path().join("copy");
    let place_of_copy = copy.to_string_lossy().into_owned();
    repo.git(&["clone", "-q", ".", &place_of_copy]);
    repo.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let clean = repo.commit("db.yaml", sops("db"));
    repo.git(&[
        "-C",
        &place_of_copy,
        "fetch",
        "-q",
        "origin",
        "+main:refs/remotes/origin/main",
    ]);
    repo.git(&["-C", &place_of_copy, "reset", "-q", "--hard", "origin/main"]);
    let head = repo.git(&["-C", &place_of_copy, "rev-parse", "HEAD"]);
    assert_eq!(head, clean);
    let report = ask(&copy, &place_of_copy, json!({"history": true}), &Unwatched).unwrap();
    let finding = only(&report);
    assert_eq!(place(finding).revision.as_deref(), Some(leaked.as_str()));
    assert!(
        finding.message.contains("only the reflog"),
        "{}",
        finding.message
    );
}

#[test]
fn renamed_files_are_told_once() {
    let repo = Repo::new();
    let first = repo.commit("old.yaml", secret("db", "password", &value(1)));
    repo.git(&["mv", "old.yaml", "new.yaml"]);
    repo.git(&["commit", "-q", "-m", "m"]);
    let renamed = repo.git(&["rev-parse", "HEAD"]);
    let report = history(&repo);
    let finding = only(&report);
    assert_there(&repo, finding, "secrets/plain-secret", "new.yaml", &first);
    let old = Location::File(FilePlace {
        path: "old.yaml".to_owned(),
        line: Some(7),
        pointer: Some("/stringData/password".to_owned()),
        repository: None,
        revision: Some(first.clone()),
    });
    assert_eq!(finding.related.len(), 1);
    assert_eq!(finding.related[0].location, old);
    repo.remove("new.yaml");
    assert_gone(&repo, only(&history(&repo)), "old.yaml", &first, &renamed);
}

#[test]
fn encrypted_later() {
    let repo = Repo::new();
    let first = repo.commit("db.yaml", secret("db", "password", &value(1)));
    let last = repo.commit("other", "x");
    repo.commit("db.yaml", sops("db"));
    let report = history(&repo);
    assert_gone(&repo, only(&report), "db.yaml", &first, &last);
    assert_eq!(
        report.checked["Secret"].healthy, 1,
        "the encrypted one of today is sound"
    );
}

#[test]
fn removed_and_added_again() {
    let repo = Repo::new();
    let first = repo.commit("db.yaml", secret("db", "password", &value(1)));
    repo.remove("db.yaml");
    let text = secret("db", "password", &value(1)).replace("  ", "    ");
    repo.commit("db.yaml", text);
    assert_there(
        &repo,
        only(&history(&repo)),
        "secrets/plain-secret",
        "db.yaml",
        &first,
    );
}

/// The same value in other files, in base64, indented anew, under another name: one finding with the earliest commit.
#[test]
fn a_value_that_moved_is_told_once() {
    use base64::Engine as _;
    let repo = Repo::new();
    let first = repo.commit("one.yaml", secret("db", "password", &value(1)));
    repo.remove("one.yaml");
    let coded = base64::engine::general_purpose::STANDARD.encode(value(1));
    let data = format!(
        "kind: Secret\napiVersion: v1\ndata:\n      credential: {coded}\nmetadata: {{name: other}}\n"
    );
    let last = repo.commit("two.yaml", &data);
    repo.remove("two.yaml");
    let report = history(&repo);
    let finding = only(&report);
    assert_gone(&repo, finding, "one.yaml", &first, &last);
    assert_eq!(finding.related.len(), 1);
    repo.commit("three.yaml", data.replace("      credential", " password"));
    assert_there(
        &repo,
        only(&history(&repo)),
        "secrets/plain-secret",
        "three.yaml",
        &first,
    );
}

/// Two people can choose the same weak password: what became of one says nothing of the other.
#[test]
fn a_weak_value_is_no_sign_that_it_moved() {
    let repo = Repo::new();
    let first = repo.commit("one.yaml", secret("one", "password", "hunter7"));
    repo.remove("one.yaml");
    let second = repo.commit("two.yaml", secret("two", "password", "hunter7"));
    let report = history(&repo);
    assert_eq!(report.findings.len(), 2);
    assert_gone(&repo, &report.findings[0], "one.yaml", &first, &first);
    assert_there(
        &repo,
        &report.findings[1],
        "secrets/plain-secret",
        "two.yaml",
        &second,
    );
}

#[test]
fn a_value_that_was_changed_in_clear_leaves_the_old_one_known() {
    let repo = Repo::new();
    let first = repo.commit("db.yaml", secret("db", "password", &value(1)));
    repo.commit("db.yaml", secret("db", "password", &value(2)));
    let last = repo.commit("db.yaml", secret("db", "password", &value(3)));
    let report = history(&repo);
    assert_there(
        &repo,
        only(&report),
        "secrets/plain-secret",
        "db.yaml",
        &first,
    );
    let earlier = evidence(only(&report), "earlier values").unwrap();
    assert!(earlier.starts_with("2 other values"), "{earlier}");
    repo.remove("db.yaml");
    let report = history(&repo);
    assert_gone(&repo, only(&report), "db.yaml", &first, &last);
    assert_eq!(
        evidence(only(&report), "values"),
        Some("3 different ones stood here")
    );
}

#[test]
fn each_key_of_a_secret_has_its_own_fate() {
    let repo = Repo::new();
    let both = format!(
        "{}  token: {}\n",
        secret("db", "password", &value(1)),
        value(2)
    );
    let first = repo.commit("db.yaml", both);
    repo.commit("db.yaml", secret("db", "password", &value(1)));
    let report = history(&repo);
    assert_eq!(report.findings.len(), 2, "{:#?}", report.findings);
    assert_gone(&repo, &report.findings[0], "db.yaml", &first, &first);
    assert_eq!(
        place(&report.findings[0]).pointer.as_deref(),
        Some("/stringData/token")
    );
    assert_there(
        &repo,
        &report.findings[1],
        "secrets/plain-secret",
        "db.yaml",
        &first,
    );
}

#[test]
fn what_is_removed_but_not_committed_is_still_in_head() {
    let repo = Repo::new();
    let first = repo.commit("db.yaml", secret("db", "password", &value(1)));
    fs::remove_file(repo.path().join("db.yaml")).unwrap();
    let report = history(&repo);
    let finding = only(&report);
    assert_eq!(finding.rule, "secrets/leaked-in-history");
    assert_eq!(place(finding).revision.as_deref(), Some(first.as_str()));
    assert!(
        finding.message.contains("still in HEAD"),
        "{}",
        finding.message
    );
    // And what is there but was never committed has no commit.
    repo.git(&["reset", "-q", "--hard"]);
    repo.write("new.yaml", secret("new", "password", &value(2)));
    let report = history(&repo);
    let new = report
        .findings
        .iter()
        .find(|finding| place(finding).path == "new.yaml")
        .unwrap();
    assert_eq!((&new.since, evidence(new, "first commit")), (&None, None));
}

/// What a form tells is found in any file, and only the part of it that is no longer there is history's.
#[test]
fn credentials_of_known_form_in_any_file() {
    let repo = Repo::new();
    let format = tokens::find("github-personal-access-token").unwrap();
    let token = sample::make(format.positive, 7);
    let first = repo.commit(
        "main.tf",
        format!("# a\nlocals {{\n  token = \"{token}\"\n}}\n"),
    );
    let last = repo.commit(
        "main.tf",
        format!("# b\nlocals {{ token = \"{token}\" }}\n"),
    );
    repo.commit("main.tf", "# c\n");
    repo.commit(
        "docs/readme.md",
        format!("curl -H 'X: {}'\n", sample::make(format.positive, 8)),
    );
    repo.remove("docs/readme.md");
    let report = history(&repo);
    assert_eq!(report.findings.len(), 2, "{:#?}", report.findings);
    let finding = &report.findings[0];
    assert_gone(&repo, finding, "main.tf", &first, &last);
    assert_eq!(
        (finding.severity, place(finding).line),
        (Severity::Critical, Some(3))
    );
    assert!(
        finding.message.contains(format.title),
        "{}",
        finding.message
    );
    assert_eq!(
        report.findings[1].severity,
        Severity::Medium,
        "documentation counts less"
    );
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains(&token) && !text.contains(&token[8..20]));
}

/// A token inside a Secret is that Secret's finding, not another one.
#[test]
fn one_value_is_one_finding() {
    let repo = Repo::new();
    let token = sample::make(
        tokens::find("github-personal-access-token")
            .unwrap()
            .positive,
        7,
    );
    repo.commit("a.yaml", secret("a", "token", &token));
    repo.commit(
        "b.yaml",
        secret("b", "config", &format!("|\n    # of b\n    x: {token}")),
    );
    only(&history(&repo).clone().tap(|report| {
        report
            .findings
            .retain(|finding| place(finding).path == "a.yaml")
    }));
    repo.remove("a.yaml");
    repo.remove("b.yaml");
    let report = history(&repo);
    let paths: Vec<_> = report
        .findings
        .iter()
        .map(|finding| place(finding).path.as_str())
        .collect();
    assert_eq!(paths, ["a.yaml", "b.yaml"], "{:#?}", report.findings);
}

trait Tap: Sized {
    fn tap(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

impl Tap for Report {}

/// Faults of encryption that a commit has mended are history, and nothing more.
#[test]
fn what_leaks_nothing_is_not_told_of_the_past() {
    let repo = Repo::new();
    repo.commit(
        "db.yaml",
        sops("db").replace("    mac: ENC", "    mac_: ENC"),
    );
    repo.commit(
        ".sops.yaml",
        "creation_rules:\n- path_regex: .*\n  unencrypted-regex: x\n",
    );
    repo.commit("placeholder.yaml", secret("p", "password", "changeme"));
    assert!(audit(&repo, json!({})).findings.len() >= 3);
    repo.commit("db.yaml", sops("db"));
    repo.remove(".sops.yaml");
    repo.remove("placeholder.yaml");
    let report = history(&repo);
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert!(report.complete);
}

fn mirror(repo: &Repo) -> std::path::PathBuf {
    let mirror = repo.dir.path().join("mirror.git");
    repo.git(&["clone", "-q", "--mirror", ".", &mirror.to_string_lossy()]);
    mirror
}

#[test]
fn a_bare_mirror_gives_the_same_answer() {
    let repo = Repo::new();
    repo.commit("gone.yaml", secret("gone", "password", &value(1)));
    repo.remove("gone.yaml");
    repo.commit("apps/there.yaml", secret("there", "password", &value(2)));
    repo.commit("apps/db.yaml", sops("db"));
    let work = history(&repo);
    assert_eq!(work.findings.len(), 2);
    let mirror = mirror(&repo);
    let bare = ask(
        &mirror,
        &mirror.to_string_lossy(),
        json!({"history": true}),
        &Unwatched,
    )
    .unwrap();
    assert_eq!(bare.findings, work.findings);
    assert_eq!(bare.checked, work.checked);
    let without = ask(&mirror, &mirror.to_string_lossy(), json!({}), &Unwatched).unwrap();
    assert_eq!(
        place(only(&without)).path,
        "apps/there.yaml",
        "without history the files of HEAD are judged"
    );
    // Below a wider root, every path says where the repository lies, like those of a work tree.
    let roots = Roots::new(&[repo.dir.path().to_owned()], None).unwrap();
    let context = Context {
        roots: &roots,
        targets: &Default::default(),
        watch: &Unwatched,
        whole: false,
    };
    let tool = tools::find("audit_secrets").unwrap();
    for folder in ["mirror.git", "work"] {
        let given = json!({"path": folder, "history": true});
        let Answer::Report(report, _) = tool
            .call(&context, given.as_object().unwrap().clone())
            .unwrap()
        else {
            panic!()
        };
        let paths: Vec<_> = report
            .findings
            .iter()
            .map(|finding| place(finding).path.clone())
            .collect();
        assert_eq!(
            paths,
            [
                format!("{folder}/gone.yaml"),
                format!("{folder}/apps/there.yaml")
            ]
        );
    }
}

#[test]
fn only_below_the_folder_that_was_asked_for() {
    let repo = Repo::new();
    repo.commit("one/gone.yaml", secret("one", "password", &value(1)));
    let first = repo.commit("two/gone.yaml", secret("two", "password", &value(2)));
    repo.remove("one/gone.yaml");
    repo.remove("two/gone.yaml");
    repo.commit("two/other", "x");
    let path = repo.path();
    let two = path.join("two");
    let report = ask(
        &path,
        &two.to_string_lossy(),
        json!({"history": true}),
        &Unwatched,
    )
    .unwrap();
    assert_eq!(
        place(only(&report)).revision.as_deref(),
        Some(first.as_str())
    );
    assert_eq!(place(only(&report)).path, "two/gone.yaml");
}

#[test]
fn since_narrows_history_and_not_the_files() {
    let repo = Repo::new();
    repo.commit("old.yaml", secret("old", "password", &value(1)));
    repo.remove("old.yaml");
    repo.commit("kept.yaml", secret("kept", "password", &value(2)));
    let middle = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["tag", "v1"]);
    // Touched, and moved, with the old value still in it.
    let text = secret("kept", "password", &value(2));
    repo.commit("kept.yaml", format!("# touched\n{text}"));
    let new = repo.commit("new.yaml", secret("new", "password", &value(3)));
    repo.remove("new.yaml");
    let time = repo.git(&["show", "-s", "--format=%ct", &new]);
    let date = time_text(time.parse().unwrap());
    for since in ["v1", &middle, &middle[..10], "HEAD~3", &date] {
        let report = audit(&repo, json!({"history": true, "since": since}));
        assert_eq!(report.findings.len(), 2, "{since}: {:#?}", report.findings);
        assert_eq!(report.findings[0].rule, "secrets/leaked-in-history");
        assert_eq!(
            place(&report.findings[0]).revision.as_deref(),
            Some(new.as_str()),
            "{since}"
        );
        let kept = &report.findings[1];
        assert_eq!(
            (place(kept).path.as_str(), &kept.since),
            ("kept.yaml", &None),
            "{since}"
        );
        assert_eq!(
            evidence(kept, "first commit"),
            Some("before the time that was asked for"),
            "{since}"
        );
    }
    let report = audit(&repo, json!({"history": true, "since": "2000-01-01"}));
    assert_eq!(report.findings.len(), 3);
    let report = audit(&repo, json!({"history": true, "since": "HEAD"}));
    assert_eq!(only(&report).rule, "secrets/plain-secret");
}

#[test]
fn a13_a17_a20_t53_arguments_that_ask_for_nothing_are_refused() {
    let repo = Repo::new();
    repo.commit("a.yaml", "a: 1\n");
    let path = repo.path();
    let refused = |arguments: Value| {
        ask(&path, &path.to_string_lossy(), arguments, &Unwatched)
            .unwrap_err()
            .to_string()
    };
    for since in ["--output=x", "@{upload}", ":/text", "a..b", "HEAD:a.yaml"] {
        let text = refused(json!({"history": true, "since": since}));
        assert!(text.contains("is no revision"), "{since}: {text}");
    }
    assert!(refused(json!({"history": true, "since": "nowhere"})).contains("does not exist"));
    assert!(refused(json!({"history": true, "since": "mein"})).contains("nearest: main"));
    assert!(refused(json!({"history": true, "since": "9999-01-01"})).contains("future"));
    assert!(refused(json!({"since": "main"})).contains("history=true"));
    assert!(refused(json!({"history": false, "since": "main"})).contains("history=true"));
    assert!(refused(json!({"history": "yes"})).contains("`history` must be a boolean"));
    assert!(refused(json!({"history": true, "since": ""})).contains("`since` is empty"));
}

#[test]
fn a_folder_without_git_is_a_failure_that_says_so() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("db.yaml"),
        secret("db", "password", &value(1)),
    )
    .unwrap();
    let path = dir.path().to_string_lossy().into_owned();
    let failure = ask(dir.path(), &path, json!({"history": true}), &Unwatched).unwrap_err();
    assert!(
        failure.what.contains("no Git repository"),
        "{}",
        failure.what
    );
    assert!(failure.hint.contains("leave out `history`"));
    assert_eq!(
        ask(dir.path(), &path, json!({}), &Unwatched)
            .unwrap()
            .findings
            .len(),
        1
    );
}

#[test]
fn t54_t57_stores_outside_are_failures_or_skipped() {
    let repo = Repo::new();
    repo.commit("db.yaml", secret("db", "password", &value(1)));
    repo.remove("db.yaml");
    let outside = tempfile::tempdir().unwrap();
    fs::write(
        outside.path().join(".git"),
        format!("gitdir: {}\n", repo.path().join(".git").display()),
    )
    .unwrap();
    let path = outside.path().to_string_lossy().into_owned();
    let failure = ask(outside.path(), &path, json!({"history": true}), &Unwatched).unwrap_err();
    assert!(
        failure.what.contains("outside the allowed root"),
        "{}",
        failure.what
    );
    let shared = repo.dir.path().join("shared");
    repo.git(&["clone", "-q", "--shared", ".", &shared.to_string_lossy()]);
    let report = ask(
        &shared,
        &shared.to_string_lossy(),
        json!({"history": true}),
        &Unwatched,
    )
    .unwrap();
    assert!(!report.complete && report.findings.is_empty());
    assert!(
        report
            .skipped
            .iter()
            .any(|part| part.what.contains("alternates") && part.why == Why::Unsupported),
        "{:?}",
        report.skipped
    );
}

#[test]
fn a_shallow_copy_says_so() {
    let repo = Repo::new();
    repo.commit("db.yaml", secret("db", "password", &value(1)));
    repo.remove("db.yaml");
    repo.commit("other", "x");
    let copy = repo.dir.path().join("shallow");
    let source = format!("file://{}", repo.path().display());
    repo.git(&["clone", "-q", "--depth=1", &source, &copy.to_string_lossy()]);
    let report = ask(
        &copy,
        &copy.to_string_lossy(),
        json!({"history": true}),
        &Unwatched,
    )
    .unwrap();
    assert!(!report.complete && report.findings.is_empty());
    assert_eq!(report.skipped.len(), 1, "{:?}", report.skipped);
    assert_eq!(
        (report.skipped[0].what.as_str(), report.skipped[0].why),
        ("history", Why::Absent)
    );
    assert!(report.skipped[0].hint.contains("--unshallow"));
    assert!(
        !report.summary.starts_with("No leaked"),
        "{}",
        report.summary
    );
}

#[test]
fn what_cannot_be_read_is_skipped_by_name() {
    let repo = Repo::new();
    repo.commit("big.yaml", "x".repeat(11 << 20));
    let broken = repo.commit(
        "broken.yaml",
        "kind: Secret\nstringData:\n  password: \"never closed\n",
    );
    repo.commit("broken.yaml", "kind: Secret\nstringData: [\n");
    repo.remove("big.yaml");
    repo.remove("broken.yaml");
    let report = history(&repo);
    assert!(!report.complete && report.findings.is_empty());
    let of = |path: &str| {
        report
            .skipped
            .iter()
            .find(|part| part.what.starts_with(path))
            .unwrap()
    };
    assert_eq!(of("big.yaml").why, Why::Limit);
    let part = of("broken.yaml");
    assert_eq!(
        (part.what.as_str(), part.why),
        ("broken.yaml: 2 versions in history", Why::Unsupported)
    );
    assert!(part.hint.contains(&broken), "{}", part.hint);
    assert_eq!(report.skipped.len(), 2, "{:?}", report.skipped);
}

#[test]
fn broken_packs_are_skipped() {
    let repo = Repo::new();
    repo.commit("db.yaml", secret("db", "password", &value(1)));
    repo.commit("other.yaml", "a: 1\n");
    repo.git(&["repack", "-q", "-a", "-d"]);
    let packs = repo.path().join(".git/objects/pack");
    let pack = fs::read_dir(&packs)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "pack"))
        .unwrap();
    let mut bytes = fs::read(&pack).unwrap();
    let middle = bytes.len() - 60;
    bytes[middle..middle + 20].fill(0xff);
    fs::remove_file(&pack).unwrap();
    fs::write(&pack, bytes).unwrap();
    let report = history(&repo);
    assert!(!report.complete);
    assert!(!report.skipped.is_empty());
}

/// Cancels once so many versions were looked at.
struct Deadline {
    after: u64,
    told: AtomicU64,
}

impl Watch for Deadline {
    fn cancelled(&self) -> bool {
        self.told.load(Ordering::Relaxed) >= self.after
    }

    fn progress(&self, done: u64, _total: Option<u64>) {
        self.told.fetch_max(done, Ordering::Relaxed);
    }
}

#[test]
fn t57_a_branch_without_its_commit_is_not_silent() {
    let repo = Repo::new();
    repo.commit("a.yaml", "a: 1\n");
    let lost = "0123456789012345678901234567890123456789";
    fs::write(
        repo.path().join(".git/refs/heads/lost"),
        format!("{lost}\n"),
    )
    .unwrap();
    let report = history(&repo);
    assert!(!report.complete);
    assert_eq!(
        (report.skipped.len(), report.skipped[0].why),
        (1, Why::Absent),
        "{:?}",
        report.skipped
    );
}

/// A manifest can begin its life under a name that says nothing.
#[test]
fn a_file_that_was_a_manifest_under_another_name() {
    let repo = Repo::new();
    let first = repo.commit("notes.txt", secret("db", "password", &value(1)));
    repo.git(&["mv", "notes.txt", "db.yaml"]);
    repo.git(&["commit", "-q", "-m", "m"]);
    let last = repo.git(&["rev-parse", "HEAD"]);
    assert_there(
        &repo,
        only(&history(&repo)),
        "secrets/plain-secret",
        "db.yaml",
        &first,
    );
    repo.remove("db.yaml");
    assert_gone(&repo, only(&history(&repo)), "notes.txt", &first, &last);
}

#[test]
fn a_call_that_was_cancelled_at_once_says_nothing_else() {
    let repo = Repo::new();
    repo.commit("a.yaml", "a: 1\n");
    repo.commit("a.yaml", "a: 2\n");
    let path = repo.path();
    for packed in [false, true] {
        if packed {
            repo.git(&["repack", "-q", "-a", "-d"]);
        }
        let deadline = Deadline {
            after: 0,
            told: AtomicU64::new(0),
        };
        let report = ask(
            &path,
            &path.to_string_lossy(),
            json!({"history": true}),
            &deadline,
        )
        .unwrap();
        assert!(!report.complete && report.findings.is_empty());
        assert!(
            report.skipped.iter().all(|part| part.why == Why::Timeout),
            "{:?}",
            report.skipped
        );
        assert!(
            report.skipped.iter().any(|part| part.what == "history"),
            "{:?}",
            report.skipped
        );
    }
}

#[test]
fn a_deadline_leaves_an_exact_remainder() {
    let repo = Repo::new();
    for i in 0..40 {
        repo.write(&format!("{i}.yaml"), format!("n: {i}\n"));
    }
    repo.commit("a", "a");
    for i in 0..40 {
        repo.commit(&format!("{i}.yaml"), secret("x", "password", &value(i)));
        repo.write(&format!("{i}.yaml"), format!("n: {i}\n"));
    }
    repo.commit("b", "b");
    let path = repo.path();
    for packed in [false, true] {
        if packed {
            repo.git(&["repack", "-q", "-a", "-d"]);
        }
        let whole = history(&repo);
        let all = whole.checked["version in history"].seen;
        assert_eq!(all, 82);
        let files = whole.checked["file"].seen;
        assert_eq!(files, 42);
        let deadline = Deadline {
            after: files + 25,
            told: AtomicU64::new(0),
        };
        let report = ask(
            &path,
            &path.to_string_lossy(),
            json!({"history": true}),
            &deadline,
        )
        .unwrap();
        assert!(!report.complete);
        assert_eq!(report.skipped.len(), 1, "{:?}", report.skipped);
        let part = &report.skipped[0];
        assert_eq!((part.what.as_str(), part.why), ("history", Why::Timeout));
        let left: u64 = part.hint.split(' ').next().unwrap().parse().unwrap();
        assert_eq!(
            report.checked["version in history"].seen + left,
            all,
            "{part:?}"
        );
        assert!((25..60).contains(&report.checked["version in history"].seen));
    }
}

#[test]
fn progress_only_grows() {
    let repo = Repo::new();
    for i in 0..20 {
        repo.commit("a.yaml", format!("n: {i}\n"));
    }
    struct Growing(AtomicU64, AtomicU64);
    impl Watch for Growing {
        fn cancelled(&self) -> bool {
            false
        }
        fn progress(&self, done: u64, total: Option<u64>) {
            let before = self.0.fetch_max(done, Ordering::Relaxed);
            // Two threads can overtake each other by one.
            assert!(done + 2 >= before, "{before} then {done}");
            assert!(total.is_none_or(|total| done <= total));
            self.1.fetch_add(1, Ordering::Relaxed);
        }
    }
    let watch = Growing(AtomicU64::new(0), AtomicU64::new(0));
    let path = repo.path();
    ask(
        &path,
        &path.to_string_lossy(),
        json!({"history": true}),
        &watch,
    )
    .unwrap();
    assert!(watch.1.into_inner() >= 20);
    assert_eq!(watch.0.into_inner(), 21);
}

/// Values in removed files, messages, tags, and blobs that nothing leads to: none of them in any form of the answer.
#[test]
fn c14_values_of_history_never_leave() {
    let repo = Repo::new();
    let in_file = [value(1), value(2), value(3), value(4)];
    repo.commit("db.yaml", secret("db", "password", &in_file[0]));
    repo.commit("db.yaml", secret("db", "password", &in_file[1]));
    repo.commit(
        "half.yaml",
        sops("half").replace(
            "stringData:\n",
            &format!("stringData:\n    extra: {}\n", in_file[2]),
        ),
    );
    repo.commit(
        "broken.yaml",
        format!("kind: Secret\nstringData:\n  a: \"{}\n", in_file[3]),
    );
    let message = value(5);
    repo.git(&["commit", "-q", "--allow-empty", "-m", &message]);
    repo.git(&["tag", "-a", "v1", "-m", &value(6)]);
    repo.git(&["notes", "add", "-m", &value(7)]);
    repo.git_with(
        &["hash-object", "-w", "--stdin"],
        secret("x", "password", &value(8)).as_bytes(),
    );
    for path in ["db.yaml", "half.yaml", "broken.yaml"] {
        repo.remove(path);
    }
    let report = history(&repo);
    assert_eq!(report.findings.len(), 2, "{:#?}", report.findings);
    let answer = Answer::Report(report.clone(), tools::Beside::Nothing);
    let told = [
        answer.structured().to_string(),
        markdown::report(&report),
        sarif::log(&report).to_string(),
        format!("{report:?}"),
    ]
    .join("\n");
    for seed in 1..=8 {
        let value = value(seed);
        let start = value.find("C14").unwrap() + 3;
        for part in [&value[..], &value[..start + 6], &value[value.len() - 6..]] {
            assert!(!told.contains(part), "value {seed} is told: {part}");
        }
        use base64::Engine as _;
        let coded = base64::engine::general_purpose::STANDARD.encode(&value);
        assert!(
            !told.contains(&coded[..16]),
            "value {seed} is told in base64"
        );
    }
    assert!(!told.contains("CNRYC14"));
}

#[test]
fn answers_do_not_depend_on_threads_or_packs() {
    let repo = Repo::new();
    for i in 0..30 {
        repo.commit(
            &format!("{}.yaml", i % 7),
            secret(&format!("s{}", i % 7), "password", &value(i % 11)),
        );
    }
    for i in 0..7 {
        repo.remove(&format!("{i}.yaml"));
    }
    let loose = history(&repo);
    assert!(!loose.findings.is_empty());
    repo.git(&["repack", "-q", "-a", "-d", "-f"]);
    for _ in 0..5 {
        assert_eq!(history(&repo).findings, loose.findings);
    }
}

/// What hides findings of today hides what history says of them as well, and nothing else.
#[test]
fn what_is_known_stays_hidden() {
    let repo = Repo::new();
    repo.commit("gone.yaml", secret("gone", "password", &value(1)));
    repo.remove("gone.yaml");
    repo.commit("there.yaml", secret("there", "password", &value(2)));
    let allow = "# gitops-mcp: allow secrets/leaked-in-history reason=\"not of today\"\n# gitops-mcp: allow secrets/plain-secret reason=\"valid nowhere\"\n";
    let text = secret("allowed", "password", &value(3))
        .replace("  password", &format!("{allow}  password"));
    repo.commit("allowed.yaml", &text);
    repo.commit(
        "gone.yaml",
        text.replace("allowed", "other")
            .replace(&value(3), &value(4)),
    );
    let report = history(&repo);
    let paths: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (finding.rule.as_str(), place(finding).path.as_str()))
        .collect();
    assert_eq!(
        paths,
        [
            ("secrets/leaked-in-history", "gone.yaml"),
            ("secrets/plain-secret", "there.yaml")
        ]
    );
    assert_eq!(report.suppressed.inline, 2);
    let entries: String = report
        .findings
        .iter()
        .map(|finding| {
            format!(
                "[[findings]]\nfingerprint = \"{}\"\nrule = \"{}\"\nreason = \"rotated\"\n",
                finding.fingerprint, finding.rule
            )
        })
        .collect();
    repo.write("known.toml", entries);
    let report = audit(&repo, json!({"history": true, "baseline": "known.toml"}));
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(
        (report.suppressed.inline, report.suppressed.baseline),
        (2, 2)
    );
    // Another value at the same place of the past is the same finding; another place is not.
    repo.commit("new.yaml", secret("gone", "password", &value(5)));
    repo.remove("new.yaml");
    let report = audit(&repo, json!({"history": true, "baseline": "known.toml"}));
    assert_eq!(place(only(&report)).path, "new.yaml");
}

/// With a revision to compare with, history begins there.
#[test]
fn compare_to_tells_what_a_change_brings_and_takes_back() {
    let repo = Repo::new();
    repo.commit("old.yaml", secret("old", "password", &value(1)));
    repo.remove("old.yaml");
    repo.commit("kept.yaml", secret("kept", "password", &value(2)));
    repo.git(&["checkout", "-q", "-b", "change"]);
    let first = repo.commit("brought.yaml", secret("brought", "password", &value(3)));
    repo.remove("brought.yaml");
    let report = audit(&repo, json!({"history": true, "compare_to": "main"}));
    assert_eq!(
        place(only(&report)).revision.as_deref(),
        Some(first.as_str())
    );
    assert_eq!(report.suppressed.compare_to, 1);
    let report = audit(
        &repo,
        json!({"history": true, "compare_to": "main", "since": "2000-01-01"}),
    );
    assert_eq!(report.findings.len(), 2);
}

/// Each folder of a fixture is a commit.
#[test]
fn compare_to_works_in_a_linked_work_tree() {
    let repo = Repo::new();
    let (old, new) = (value(71), value(72));
    repo.commit("old.yaml", secret("old", "password", &old));
    let linked = repo.dir.path().join("linked");
    repo.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "topic",
        &linked.to_string_lossy(),
    ]);
    fs::write(linked.join("new.yaml"), secret("new", "password", &new)).unwrap();
    let path = linked.to_string_lossy();
    for revision in ["HEAD", "main", "topic"] {
        let report = ask(&linked, &path, json!({"compare_to": revision}), &Unwatched).unwrap();
        assert_eq!(place(only(&report)).path, "new.yaml");
        assert_eq!(report.suppressed.compare_to, 1, "{revision}");
        assert!(report.complete, "{:?}", report.skipped);
    }
}

#[test]
fn before_the_first_commit_all_is_new() {
    let repo = Repo::new();
    repo.write("a.yaml", secret("a", "password", &value(73)));
    for arguments in [json!({"compare_to": "HEAD"}), json!({"history": true})] {
        let report = audit(&repo, arguments);
        assert_eq!(place(only(&report)).path, "a.yaml");
        assert_eq!(report.suppressed.compare_to, 0);
    }
}

#[test]
fn p10_rules_are_compiled_once_over_several_audits() {
    let repo = Repo::new();
    let everything: String = tokens::all()
        .map(|format| sample::make(format.positive, 5) + "\n")
        .collect();
    repo.commit("a.txt", &everything);
    repo.commit("b.txt", everything.replace('\n', "\n\n"));
    repo.remove("a.txt");
    let counts = [
        json!({}),
        json!({"history": true}),
        json!({"compare_to": "HEAD~1"}),
    ]
    .map(|arguments| {
        let report = audit(&repo, arguments);
        assert!(report.findings.len() + report.suppressed.compare_to as usize > 100);
        compiles()
    });
    let (sets, expressions) = counts[0];
    assert_eq!(sets, 1);
    assert!(
        expressions > 200 && expressions <= tokens::all().count(),
        "{expressions}"
    );
    assert_eq!(counts, [counts[0]; 3]);
}

/// A file that SOPS was to encrypt as a whole and that was edited by hand.
#[test]
fn of_a_partly_encrypted_file_only_credentials_outlive_its_repair() {
    let repo = Repo::new();
    let sops = sops("db");
    let metadata = sops.find("\nsops:").unwrap();
    let metadata: String = sops[metadata..]
        .lines()
        .filter(|line| !line.contains("encrypted_regex"))
        .map(|line| format!("{line}\n"))
        .collect();
    let clear = value(91);
    let ciphertext = sops
        .lines()
        .find_map(|line| line.split_once(": ENC["))
        .unwrap()
        .1;
    let text = format!(
        "version: v1alpha1\ndebug: false\nnodes: [k8s-0, 192.168.42.10]\nadmin:\n  user: operator\n  password: {clear}\n  token: ENC[{ciphertext}{metadata}"
    );
    let first = repo.commit("machine.yaml", &text);
    repo.remove("machine.yaml");
    let report = history(&repo);
    let finding = only(&report);
    assert_eq!(place(finding).pointer.as_deref(), Some("/admin/password"));
    assert_gone(&repo, finding, "machine.yaml", &first, &first);
}

#[test]
fn fixtures_of_the_rule() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/secrets/leaked_in_history");
    let mut cases = 0;
    for case in fs::read_dir(folder).unwrap() {
        let case = case.unwrap().path();
        let repo = Repo::new();
        let mut commits: Vec<_> = fs::read_dir(&case)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        commits.sort();
        for commit in commits {
            repo.git(&["rm", "-q", "-r", "--ignore-unmatch", "."]);
            for file in fs::read_dir(&commit).unwrap() {
                let file = file.unwrap().path();
                repo.write(
                    &file.file_name().unwrap().to_string_lossy(),
                    fs::read(&file).unwrap(),
                );
            }
            repo.git(&["add", "-A"]);
            repo.git(&["commit", "-q", "-m", "m"]);
        }
        let fires = history(&repo)
            .findings
            .iter()
            .any(|finding| finding.rule == "secrets/leaked-in-history");
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(fires, name.starts_with("bad"), "{name}");
        cases += 1;
    }
    assert!(cases >= 3);
}
