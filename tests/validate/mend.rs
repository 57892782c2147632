//! Every patch on the fixtures applies with `git apply`; then its finding is gone and no new one came.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gitops_mcp::checks::repo::Question;
use gitops_mcp::model::{Finding, Report};

use super::git::Repo;
use super::judge;

fn bad_fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repo");
    let rules = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let cases = rules.flat_map(|rule| {
        fs::read_dir(rule)
            .unwrap()
            .map(|entry| entry.unwrap().path())
    });
    let mut bad: Vec<PathBuf> = cases
        .filter(|case| {
            case.file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("bad")
        })
        .collect();
    bad.sort();
    bad
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The report of the work tree, as a server whose root lies above it gives it.
fn report(repo: &Repo) -> Report {
    let parent = repo.path().parent().unwrap().to_owned();
    judge(
        &parent,
        "work",
        &Question {
            names: true,
            ..Question::default()
        },
    )
}

fn prints(report: &Report) -> BTreeSet<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.fingerprint.as_str())
        .collect()
}

#[test]
fn every_patch_applies_and_mends_its_finding() {
    let mut rules = BTreeSet::new();
    let mut wrong = Vec::new();
    for case in bad_fixtures() {
        let repo = Repo::new();
        copy(&case, &repo.path());
        repo.git(&["add", "-A"]);
        repo.git(&["commit", "-q", "--allow-empty", "-m", "start"]);
        let before = report(&repo);
        for finding in before
            .findings
            .iter()
            .filter(|finding| patch(finding).is_some())
        {
            rules.insert(finding.rule.clone());
            repo.git_with(
                &["apply", "--whitespace=nowarn", "-"],
                patch(finding).unwrap().as_bytes(),
            );
            let after = report(&repo);
            let gone = !prints(&after).contains(finding.fingerprint.as_str());
            let new: Vec<_> = after
                .findings
                .iter()
                .filter(|new| !prints(&before).contains(new.fingerprint.as_str()))
                .map(|new| format!("{} {}", new.rule, new.message))
                .collect();
            if !gone || !new.is_empty() {
                wrong.push(format!(
                    "{} {}: gone {gone}, new {new:?}\n{}",
                    case.display(),
                    finding.rule,
                    patch(finding).unwrap()
                ));
            }
            repo.git(&["checkout", "-q", "."]);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    println!("{} rules offer patches: {rules:?}", rules.len());
    assert!(rules.len() >= 15, "{rules:?}");
}

fn patch(finding: &Finding) -> Option<&str> {
    finding.fix.as_ref()?.patch.as_deref()
}

#[test]
fn a_patch_shows_no_line_of_a_file_with_a_secret() {
    let repo = Repo::new();
    super::write(
        &repo.path(),
        &[(
            "a.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: Inv3nted-Value-9\n---\napiVersion: batch/v1beta1\nkind: CronJob\nmetadata:\n  name: a\n",
        )],
    );
    let report = report(&repo);
    let found = super::only(&report, "repo/api-version-removed");
    assert!(patch(found).is_none());
    assert!(!serde_json::to_string(&report).unwrap().contains("Inv3nted"));
}
