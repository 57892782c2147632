//! The audit of folders on disk.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::path::Path;

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::secrets;
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::Report;

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn audit(root: &Path, folder: &str) -> Report {
    let roots = Roots::new(&[root.to_path_buf()], None).unwrap();
    let repository = roots.open(folder).unwrap();
    let asked = Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    secrets::audit(&repository, &known, &Unwatched)
}

fn rules(report: &Report) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect()
}

const SECRET: &str =
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: Inv3nted!\n";
const CONFIG: &str = "creation_rules:\n  - path_regex: ^apps/.*\\.yaml$\n    age: age1us5qmerath9klylsl20tkqs3873t0qzy06f2wvg3yszw30hvhv0svzkgwx\n  - path_regex: ^nothing/\n    pgp: AB\n";

/// A configuration above the folder that was asked for governs it, and is not judged itself.
#[test]
fn a_configuration_above_the_folder_governs_it() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), ".sops.yaml", CONFIG);
    write(folder.path(), "apps/db.yaml", SECRET);
    write(folder.path(), "other/db.yaml", SECRET);
    assert_eq!(
        rules(&audit(folder.path(), "apps")),
        ["secrets/sops-decrypted-copy"]
    );
    assert_eq!(
        rules(&audit(folder.path(), "other")),
        ["secrets/plain-secret"]
    );
    let all = audit(folder.path(), ".");
    assert!(
        rules(&all).contains(&"secrets/sops-config-rule-matches-nothing"),
        "{:?}",
        rules(&all)
    );
}

#[test]
fn the_summary_counts_and_never_sounds_healthy_when_something_is_unread() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        "a.yaml",
        "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n",
    );
    let clean = audit(folder.path(), ".");
    assert!(
        clean.complete && clean.summary.starts_with("No leaked secret"),
        "{}",
        clean.summary
    );
    write(
        folder.path(),
        "b.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: [\n",
    );
    let broken = audit(folder.path(), ".");
    assert!(!broken.complete);
    assert_eq!(rules(&broken), ["repo/yaml-syntax"]);
    assert!(
        !broken.summary.contains("No leaked secret"),
        "{}",
        broken.summary
    );
    assert_eq!(broken.checked["Secret"].seen, 1);
}

/// The same folder gives the same bytes, whatever the threads do.
#[test]
fn answers_are_the_same_each_time() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..60 {
        write(folder.path(), &format!("apps/{number}/db.yaml"), SECRET);
    }
    let first = serde_json::to_string(&audit(folder.path(), ".")).unwrap();
    for _ in 0..5 {
        assert_eq!(
            serde_json::to_string(&audit(folder.path(), ".")).unwrap(),
            first
        );
    }
}
