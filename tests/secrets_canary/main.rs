//! No character of a secret leaves the audit: canary values in the places of the canary table that lie in files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::regex_creation_in_loops,
    reason = "a test stops at the first surprise"
)]

#[path = "../support/canary.rs"]
mod forms;
#[path = "../support/git.rs"]
mod git;
mod output;
mod places;

use forms::silent;
use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::model::Report;
use places::{PLACES, planted, planted_with};

#[test]
fn c02_to_c13_no_form_of_a_canary_leaves_the_audit() {
    let planted = planted();
    let judged: Vec<_> = planted
        .iter()
        .map(|file| judge(file.path, file.text.as_bytes()))
        .collect();
    let audit = conclude(judged);
    let told = format!(
        "{:?}\n{:?}\n{:?}",
        audit.findings, audit.coverage, audit.tally
    );
    let subject = audit.tally.summary();
    let report = Report::new(audit.coverage, audit.findings, &subject, "clean");
    let told = format!("{told}\n{}", serde_json::to_string(&report).unwrap());
    for file in &planted {
        // A place in which nothing is found proves nothing.
        let is_found = told.contains(&format!("\"{}\"", file.path))
            || told.contains(&format!("{}:", file.path));
        assert!(
            is_found || file.may_be_silent,
            "nothing is told of {}",
            file.path
        );
        silent(&told, file.path, &file.value);
    }
    assert!(PLACES.len() >= 28);
}

/// Two values in one place give one fingerprint: it is made of rule, path and pointer.
#[test]
fn a_fingerprint_says_nothing_of_the_value() {
    let fingerprints = |salt: &str| -> Vec<String> {
        let judged = planted_with(salt)
            .into_iter()
            .map(|file| judge(file.path, file.text.as_bytes()))
            .collect::<Vec<_>>();
        let audit = conclude(judged);
        let report = Report::new(audit.coverage, audit.findings, "", "clean");
        let json = serde_json::to_value(&report).unwrap();
        let findings = json["findings"].as_array().unwrap();
        assert!(findings.len() > 20);
        findings
            .iter()
            .map(|finding| finding["fingerprint"].to_string())
            .collect()
    };
    assert_eq!(fingerprints(""), fingerprints("other"));
}
