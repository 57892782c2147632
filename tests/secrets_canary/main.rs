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

#[path = "../support/git.rs"]
mod git;
mod output;
mod places;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::model::Report;
use places::{PLACES, planted, planted_with};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;
use std::process::{Command, Stdio};

/// A value of its own for each row, drawn from the row so that a failure can be repeated.
pub(crate) fn canary(row: &str) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digest = Sha256::digest(row.as_bytes());
    let drawn: String = digest
        .iter()
        .take(24)
        .map(|byte| char::from(alphabet[usize::from(*byte) % 62]))
        .collect();
    format!("CNRY{row}{drawn}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The forms in which a value could slip out.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![
        value.to_owned(),
        value.chars().rev().collect(),
        hex(value.as_bytes()),
    ];
    for shift in 0..3 {
        let padded = format!("{}{value}", "x".repeat(shift));
        // Without the ends, which depend on what stands beside the value.
        let middle = |text: String| text[4 * usize::from(shift > 0)..text.len() - 4].to_owned();
        forms.push(middle(STANDARD.encode(&padded)));
        forms.push(middle(URL_SAFE.encode(&padded)));
    }
    forms.push(hex(&Sha256::digest(value.as_bytes())));
    forms.push(md5(value));
    // Split over two lines, or cut.
    let (one, other) = value.split_at(value.len() / 2);
    forms.extend([one.to_owned(), other.to_owned()]);
    forms.push(value[value.len() - 6..].to_owned());
    forms.push(value[7..13].to_owned());
    forms
}

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

/// Whether a text holds no form of a value.
#[track_caller]
fn silent(told: &str, place: &str, value: &str) {
    for form in forms(value) {
        assert!(!told.contains(&form), "{place} tells {form}");
    }
}

fn md5(value: &str) -> String {
    let mut child = Command::new("md5sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(value.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap()[..32].to_owned()
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
