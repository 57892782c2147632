//! The rules on schemas against their fixtures, and the edits they offer.

use std::path::{Path, PathBuf};

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::repo::{self, Question};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::Report;

fn folder(rule: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/repo")
        .join(rule)
}

fn validate(folder: &Path) -> Report {
    let repository = Roots::new(&[folder.to_owned()], None)
        .unwrap()
        .open(".")
        .unwrap();
    let asked = Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    repo::validate(&repository, &Question::default(), (&known, &Unwatched)).unwrap()
}

const RULES: [&str; 4] = [
    "schema_invalid_value",
    "schema_missing_field",
    "schema_unknown_field",
    "schema_wrong_type",
];

#[test]
fn rv13_bad_fixtures_fire_their_rule_and_good_ones_fire_none() {
    for rule in RULES {
        let id = format!("repo/{}", rule.replace('_', "-"));
        for entry in std::fs::read_dir(folder(rule)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let report = validate(&path);
            let found: Vec<&str> = report
                .findings
                .iter()
                .map(|finding| finding.rule.as_str())
                .filter(|rule| rule.starts_with("repo/schema-"))
                .collect();
            if name.starts_with("bad") {
                assert!(
                    !found.is_empty() && found.iter().all(|rule| *rule == id),
                    "{rule}/{name}: {found:?}"
                );
            } else {
                assert!(found.is_empty(), "{rule}/{name}: {found:?}");
            }
        }
    }
}

#[test]
fn rv13_a_typing_error_gets_a_patch_with_the_name_that_is_meant() {
    let patch = |case: &str| {
        let report = validate(&folder("schema_unknown_field").join(case));
        let mut findings = report.findings.into_iter();
        let finding = findings.find(|finding| finding.rule == "repo/schema-unknown-field");
        finding.unwrap().fix.unwrap().patch.unwrap()
    };
    assert!(patch("bad").contains("-  replica: 2\n+  replicas: 2\n"));
    assert!(patch("bad-kustomization").contains("-resource:\n+resources:\n"));
    assert!(patch("bad-own-kind").contains("-  color: red\n+  colour: red\n"));
}

#[test]
fn a_value_of_the_wrong_type_gets_its_quotes() {
    let report = validate(&folder("schema_wrong_type").join("bad-label"));
    let patches: Vec<String> = report
        .findings
        .into_iter()
        .filter(|finding| finding.rule == "repo/schema-wrong-type")
        .filter_map(|finding| finding.fix?.patch)
        .collect();
    assert!(
        patches
            .iter()
            .any(|patch| patch.contains("+  PORT: \"8080\"")),
        "{patches:?}"
    );
    assert!(
        patches
            .iter()
            .any(|patch| patch.contains("+    example.com/enabled: \"true\"")),
        "{patches:?}"
    );
}

#[test]
fn what_has_no_schema_is_counted() {
    let report = validate(&folder("schema_unknown_field").join("good-no-schema"));
    let text = serde_json::to_string(&report.checked).unwrap();
    assert!(text.contains("no schema of this kind"), "{text}");
}
