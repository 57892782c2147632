//! Findings that several rules make alike.

use super::file::File;
use super::literal::{Literal, Place};
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Problem};

/// One problem for each credential in a place. `holder` says what holds it.
pub(crate) fn literal_problems(file: &File<'_>, place: Place, holder: &str) -> Vec<Problem> {
    file.literals
        .iter()
        .filter(|literal| literal.place == place)
        .map(|literal| problem(file, literal, holder))
        .collect()
}

fn problem(file: &File<'_>, literal: &Literal, holder: &str) -> Problem {
    let key = clean(&literal.key, KEY);
    let format = literal
        .format
        .map(|format| Evidence::new("format", format.id));
    let revoke = literal
        .format
        .map_or("Change the credential where it is used", |format| {
            format.revoke.trim_end_matches('.')
        });
    Problem {
        severity: Some(literal.severity),
        confidence: literal.confidence,
        evidence: format.into_iter().collect(),
        fix: Some(Fix::review(format!(
            "{revoke}. Then keep it in a Secret that is encrypted or external, and refer to that."
        ))),
        ..Problem::new(
            format!("`{key}` in {holder} is a credential in clear"),
            file.place(literal.line, &literal.pointer),
        )
    }
}

/// A recipient as an answer may show it: a key by its public half, an address, a fingerprint. Anything else may be a
/// private key in the wrong place.
pub(crate) fn public_id(id: &str) -> &str {
    const STARTS: [&str; 6] = ["age1", "arn:", "projects/", "https://", "http://", "ssh-"];
    let is_fingerprint = id
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit() || byte == b' ');
    if is_fingerprint || STARTS.iter().any(|start| id.starts_with(start)) {
        id
    } else {
        "not shown: it has no form of a recipient"
    }
}

const KEY: usize = 80;
