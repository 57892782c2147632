//! The schemas inside the program and what they say of manifests.

#![allow(
    clippy::too_many_lines,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

mod manifests;
mod mutations;
mod rules;
mod table;
mod trees;
mod verdicts;

use gitops_mcp::schemas::{Catalogue, How, Judged, Outcome, Violation};
use gitops_mcp::yaml::{Budget, parse};

/// Judges every document of a text.
fn judge(catalogue: &Catalogue, text: &str, how: How) -> Vec<Judged> {
    let stream = parse(text.as_bytes(), &Budget::default());
    assert!(stream.errors.is_empty(), "{:?}", stream.errors);
    let judged = stream
        .documents
        .iter()
        .map(|document| catalogue.judge(document, how));
    judged.flatten().collect()
}

/// The violations of a text of one object.
fn violations(text: &str) -> Vec<Violation> {
    let judged = judge(&Catalogue::default(), text, How::default());
    assert_eq!(judged.len(), 1);
    match &judged[0].outcome {
        Outcome::Judged(verdict) => verdict.violations.clone(),
        Outcome::NotJudged(reason) => panic!("not judged: {reason:?}"),
    }
}
