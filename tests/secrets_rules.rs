//! Every rule of the areas `secrets` and `repo` against its fixtures: each bad folder fires it, no good one does.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

#[path = "support/age.rs"]
mod age;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::{repo, secrets};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::{Finding, Meta};

/// The folder as a repository of its own, walked and read as the tool does; one that brings a baseline with that.
fn audit(folder: &Path) -> Vec<Finding> {
    secrets::AgeKeys::default()
        .with(&age::secret_key("one"))
        .offer();
    let repository = Roots::new(&[folder.to_owned()], None)
        .unwrap()
        .open(".")
        .unwrap();
    let baseline = folder
        .join("baseline.toml")
        .exists()
        .then_some("baseline.toml");
    let asked = Asked {
        baseline,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    let mut findings = secrets::audit(&repository, &known, &Unwatched).findings;
    let question = repo::Question::default();
    findings.extend(
        repo::validate(&repository, &question, (&known, &Unwatched))
            .unwrap()
            .findings,
    );
    findings
}

fn cases(meta: &Meta) -> Vec<(String, PathBuf)> {
    let (area, name) = meta.id.split_once('/').unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(area)
        .join(name.replace('-', "_"));
    let mut cases: Vec<_> = fs::read_dir(&folder)
        .unwrap_or_else(|_| panic!("{} has no fixtures: add {}", meta.id, folder.display()))
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    cases.sort();
    cases
}

fn metas() -> Vec<&'static Meta> {
    repo::metas().chain(secrets::metas()).collect()
}

/// Fixtures of history are commits: `tests/audit_history.rs` and `tests/sops_real` make them.
const OF_HISTORY: [&str; 2] = [
    "secrets/leaked-in-history",
    "secrets/sops-removed-recipient",
];

/// Fixtures of the preview of ApplicationSets: `tests/appset` runs them.
const OF_PREVIEW: &str = "repo/applicationset-";

#[test]
fn every_bad_fixture_fires_its_rule_and_no_good_one_does() {
    let mut wrong = Vec::new();
    for meta in metas()
        .into_iter()
        .filter(|meta| !OF_HISTORY.contains(&meta.id) && !meta.id.starts_with(OF_PREVIEW))
    {
        for (name, folder) in cases(meta) {
            let found: BTreeSet<String> = audit(&folder)
                .into_iter()
                .map(|finding| finding.rule)
                .collect();
            let fires = found.contains(meta.id);
            if fires != name.starts_with("bad") {
                wrong.push(format!("{} {name}: found {found:?}", meta.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_bad_and_good_fixtures() {
    for meta in metas() {
        let names: Vec<String> = cases(meta).into_iter().map(|(name, _)| name).collect();
        assert!(
            names.iter().any(|name| name.starts_with("bad")),
            "{} has no bad fixture",
            meta.id
        );
        assert!(
            names.iter().any(|name| name.starts_with("good")),
            "{} has no good fixture",
            meta.id
        );
    }
}

/// What must not stand in an answer, in any field: the values of the fixtures.
#[test]
fn no_finding_holds_a_value() {
    for meta in metas() {
        for (name, folder) in cases(meta) {
            let text = serde_json::to_string(&audit(&folder)).unwrap();
            for value in ["invented", "Inv3nted", "aW52ZW50", "SCWINV", "ENC[AES256"] {
                assert!(!text.contains(value), "{} {name} tells {value}", meta.id);
            }
        }
    }
}
