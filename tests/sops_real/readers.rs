//! Who still reads old versions: the fixtures of `secrets/sops-removed-recipient`, a folder for each commit.

use std::fs;
use std::path::Path;

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::secrets;
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::Finding;

use crate::git::Repo;

fn findings(case: &str) -> Vec<Finding> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/secrets/sops_removed_recipient")
        .join(case);
    let repo = Repo::new();
    for commit in ["1", "2"] {
        let text = fs::read_to_string(folder.join(commit).join("secret.yaml")).unwrap();
        repo.write("apps/secret.yaml", text);
        repo.git(&["add", "-A"]);
        repo.git(&["commit", "-q", "-m", commit]);
    }
    let repository = Roots::new(&[repo.path()], None).unwrap().open(".").unwrap();
    let asked = Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    let report = secrets::audit_with_history(&repository, None, &known, &Unwatched).unwrap();
    let mut findings = report.findings;
    findings.retain(|finding| finding.rule == "secrets/sops-removed-recipient");
    findings
}

#[test]
fn a_removed_recipient_is_told_once_with_the_last_commit_that_it_reads() {
    let found = findings("bad");
    assert_eq!(found.len(), 1, "{found:#?}");
    let message = &found[0].message;
    assert!(
        message.starts_with("age1p4hsj7z3hj3gp3hkh3g4s7dzvl77fflwuxvttaxlugxypm3j9uts3dx3wp "),
        "{message}"
    );
    let affects = found[0].affects.as_ref().unwrap();
    assert_eq!(
        (affects.count, affects.first.as_slice()),
        (1, ["apps/secret.yaml".to_owned()].as_slice())
    );
    assert_eq!(found[0].evidence[0].value, "1");
}

#[test]
fn an_added_recipient_is_no_finding() {
    assert_eq!(findings("good"), []);
}
