//! The sentence at the head of an answer.

use super::question::Question;
use crate::clients::cluster::Snapshot;

/// Subject of the summary, and what it says when all is well.
pub(super) fn subject(
    snapshots: &[Snapshot],
    question: &Question,
    asked: u64,
    without: &[&str],
) -> (String, String) {
    let engine = question.engine.name();
    let place = match snapshots {
        [one] => one.target.clone(),
        many => format!("{} targets", many.len()),
    };
    if without.len() == snapshots.len() {
        return (
            format!("{place}, where {engine} does not run"),
            format!("{engine} does not run in {place}: there is nothing to judge."),
        );
    }
    let subject = format!("{} objects of {engine} in {place}", thousands(asked));
    let clean = format!("All {subject} are healthy.");
    (subject, clean)
}

/// `2,140`.
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
