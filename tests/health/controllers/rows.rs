//! The rows of both catalogues: each is made to happen by a scenario, or has a reason why no controller here writes it.

use std::collections::BTreeSet;
use std::fs;

use gitops_mcp::data::catalogue;

use super::scenario;

/// Rows that no scenario here shows, and why. All of them have one with a status put in, `tests/fixtures/health/catalogue`.
const WITHOUT: [(&str, &str); 22] = [
    (
        "A2",
        "the repo-server would have to die while it renders, for every other scenario too",
    ),
    (
        "A3",
        "the same error is remembered after several tries only, and each scenario has its own repository",
    ),
    ("A7", "no SSH server in the live layer"),
    (
        "A8",
        "no helm in a copy whose further programs are not built; Argo CD calls it",
    ),
    ("A21", "Argo CD 3.6 forces conflicts of server-side apply"),
    (
        "A28",
        "told as the failed sync that it repeats; written after the fifth retry, minutes later",
    ),
    ("A34", "a summary: the resource that failed is told"),
    (
        "A35",
        "an Application of 1.5 MiB needs thousands of objects",
    ),
    (
        "A36",
        "impersonation is a setting of the whole installation",
    ),
    (
        "A41",
        "an Application that leaves is gone at once, unless what it deployed holds it",
    ),
    ("A42", "no DNS in the live layer"),
    (
        "F14",
        "told as the reference that names nothing, or as the source that fails",
    ),
    ("F18", "needs the private key of a committed file"),
    ("F24", "a summary: the object that is waited for is told"),
    (
        "F25",
        "told as the circle, the missing object, or the dependency that fails",
    ),
    (
        "F29",
        "the controllers of the live layer send no events to compare",
    ),
    (
        "F30",
        "a summary: the failed release is told, and Stalled stands in its evidence",
    ),
    ("F31", "controllers of today unlock a release by themselves"),
    (
        "F35",
        "helm-controller 1.6.1 took a field back that was changed by hand, without a conflict",
    ),
    (
        "F36",
        "the failure that is not undone is told, and Stalled stands in its evidence",
    ),
    ("F37", "definitions are shared by all scenarios"),
    (
        "F40",
        "no image controllers: the module proxy refuses them (CONTRIBUTING)",
    ),
];

/// Whether a cause is that of a row.
pub(super) fn is_row(cause: &str) -> bool {
    catalogue::all().any(|row| cause.ends_with(&format!("({})", row.id)))
}

/// The rows that scenarios expect, read from the files as they stand.
fn made() -> BTreeSet<String> {
    let mut made = BTreeSet::new();
    for engine in ["flux", "argocd"] {
        for file in fs::read_dir(scenario::folder().join(engine)).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            let tells = text.lines().find(|line| line.starts_with("tells:"));
            let row = tells.and_then(|line| line.split_once("row: "));
            made.extend(row.map(|(_, rest)| {
                rest.chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect::<String>()
            }));
        }
    }
    made
}

#[test]
fn every_row_is_made_to_happen_or_has_a_reason() {
    let made = made();
    let mut wrong = Vec::new();
    for row in catalogue::all() {
        let reason = WITHOUT.iter().find(|(id, _)| *id == row.id);
        match (made.contains(row.id), reason) {
            (false, None) => wrong.push(format!("{} has neither a scenario nor a reason", row.id)),
            (true, Some(_)) => wrong.push(format!("{} has both a scenario and a reason", row.id)),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
