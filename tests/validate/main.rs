//! `validate_repo`: every row of the old validator's faults, patches that apply, and how the tool behaves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

#[path = "../support/git.rs"]
mod git;

mod graph;
mod inventory;
mod mend;
mod rows;

use std::fs;
use std::path::Path;

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::repo::{self, Question};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::model::{Finding, Location, Report};

/// Judges a folder, or a folder below it, as the tool does.
fn judge(root: &Path, folder: &str, question: &Question<'_>) -> Report {
    judge_against(root, folder, (question, None))
}

fn judge_against(
    root: &Path,
    folder: &str,
    (question, compare_to): (&Question<'_>, Option<&str>),
) -> Report {
    let repository = Roots::new(&[root.to_owned()], None)
        .unwrap()
        .open(folder)
        .unwrap();
    let asked = Asked {
        baseline: None,
        compare_to,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    repo::validate(&repository, question, (&known, &Unwatched)).unwrap()
}

/// Judges files given as path and text.
fn of(files: &[(&str, &str)]) -> Report {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    judge(folder.path(), ".", &Question::default())
}

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// `rule path:line` of each finding.
fn told(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.rule, finding.location))
        .collect()
}

fn rules(report: &Report) -> Vec<&str> {
    report
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect()
}

fn only<'r>(report: &'r Report, rule: &str) -> &'r Finding {
    let found: Vec<&Finding> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == rule)
        .collect();
    assert_eq!(found.len(), 1, "{rule} in {:?}", told(report));
    found[0]
}

fn line_and_pointer(finding: &Finding) -> (Option<u32>, &str) {
    let Location::File(place) = &finding.location else {
        panic!("no file")
    };
    (place.line, place.pointer.as_deref().unwrap_or(""))
}
