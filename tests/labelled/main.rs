//! A labelled set: planted credentials and near misses over all forms that the audit of secrets knows.
//!
//! Every value is invented and assembled at run time from a recipe, so that nothing in this folder looks like a
//! credential. A planted one counts as found when a finding of medium or above names its file and one of its lines; a
//! near miss counts as a false alarm when any finding of medium or above names its file.
//!
//! `LABELLED_OUT=folder cargo test --test labelled -- --ignored` writes the set to a folder for other scanners;
//! `tests/labelled/compare` does so and compares.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise"
)]

mod case;
mod forms;
mod value;

use case::{Case, Label};
use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::model::{Finding, Location, Severity};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Findings of medium or above in a case's own file.
fn grave(case: &Case) -> Vec<Finding> {
    let files = case.files();
    let audit = conclude(
        files
            .iter()
            .map(|(path, text)| judge(path, text.as_bytes())),
    );
    audit
        .findings
        .into_iter()
        .filter(|finding| finding.severity >= Severity::Medium)
        .collect()
}

/// The line that a finding names in a file.
fn line_in(finding: &Finding, path: &str) -> Option<u32> {
    match &finding.location {
        Location::File(place) if place.path == path => Some(place.line.unwrap_or(1)),
        _ => None,
    }
}

#[derive(Default)]
struct Row {
    planted: usize,
    found: usize,
    near: usize,
    alarms: usize,
}

#[test]
fn every_planted_credential_is_found_and_no_near_miss_is() {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut wrong = String::new();
    for case in forms::all() {
        let findings = grave(&case);
        let row = rows.entry(case.form).or_default();
        match &case.label {
            Label::Planted(lines) => {
                let is_found = findings
                    .iter()
                    .any(|one| line_in(one, &case.path).is_some_and(|line| lines.contains(&line)));
                row.planted += 1;
                row.found += usize::from(is_found);
                if !is_found {
                    writeln!(
                        wrong,
                        "missed in {}, {}, lines {lines:?}\n{}",
                        case.form, case.path, case.text
                    )
                    .unwrap();
                }
            }
            Label::Near => {
                row.near += 1;
                row.alarms += usize::from(!findings.is_empty());
                for finding in findings {
                    writeln!(
                        wrong,
                        "false alarm in {}, {}: {} {}\n{}",
                        case.form, case.path, finding.rule, finding.message, case.text
                    )
                    .unwrap();
                }
            }
        }
    }
    println!("{}", table(&rows));
    assert!(wrong.is_empty(), "{wrong}");
    let sum = |part: fn(&Row) -> usize| rows.values().map(part).sum::<usize>();
    assert!(
        sum(|row| row.planted) >= 300 && sum(|row| row.near) >= 300,
        "the set is too small"
    );
    for (form, row) in &rows {
        assert!(row.planted > 0 && row.near > 0, "{form} has only one side");
    }
}

/// The rows, and their sum.
fn table(rows: &BTreeMap<&str, Row>) -> String {
    let mut out = format!(
        "{:<34} {:>7} {:>6} {:>7} {:>6} {:>12}\n",
        "form", "planted", "found", "recall", "near", "false alarms"
    );
    let mut sum = Row::default();
    let mut line = |form: &str, row: &Row| {
        let recall = row.found as f64 * 100.0 / row.planted.max(1) as f64;
        writeln!(
            out,
            "{form:<34} {:>7} {:>6} {recall:>6.1}% {:>6} {:>12}",
            row.planted, row.found, row.near, row.alarms
        )
        .unwrap();
    };
    for (form, row) in rows {
        line(form, row);
        sum.planted += row.planted;
        sum.found += row.found;
        sum.near += row.near;
        sum.alarms += row.alarms;
    }
    line("all", &sum);
    out
}

#[test]
fn cases_are_distinct_and_drawn_the_same_each_time() {
    let (one, two) = (forms::all(), forms::all());
    assert!(
        one.iter()
            .zip(&two)
            .all(|(a, b)| a.text == b.text && a.path == b.path)
    );
    let mut paths: Vec<&str> = one.iter().map(|case| case.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), one.len(), "two cases have one path");
}

/// Writes the set, and `labels.tsv` beside it: path, form, label, first and last line.
#[test]
#[ignore = "writes files for other scanners: tests/labelled/compare"]
fn writes_the_set() {
    let out = std::env::var("LABELLED_OUT").expect("LABELLED_OUT names the folder");
    let mut labels = String::new();
    for case in forms::all() {
        for (path, text) in case.files() {
            let file = Path::new(&out).join("set").join(&path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let label = match &case.label {
            Label::Planted(lines) => format!("planted\t{}\t{}", lines.start(), lines.end()),
            Label::Near => "near\t0\t0".to_owned(),
        };
        writeln!(labels, "{}\t{}\t{label}", case.path, case.form).unwrap();
    }
    std::fs::write(Path::new(&out).join("labels.tsv"), labels).unwrap();
}
