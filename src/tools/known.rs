//! One way to say what is known, for every tool that judges a repository.

use std::time::{SystemTime, UNIX_EPOCH};

use super::Failure;
use crate::checks::known::{Asked, Day, Known};
use crate::clients::repository::Repository;

/// Reads the baseline and finds the revision, or says which of the two cannot be had.
pub(super) fn open(
    repository: &Repository,
    baseline: Option<&str>,
    compare_to: Option<&str>,
) -> Result<Known, Failure> {
    let asked = Asked {
        baseline,
        compare_to,
        today: today(),
    };
    Known::open(repository, &asked).map_err(|error| Failure {
        what: format!("`{}` could not be read, so nothing was judged.", error.argument()),
        hint: match error.argument() {
            "baseline" => "name a file of the repository, from `path` or from its top; `gitops-mcp call … --write-baseline FILE --reason TEXT` writes one.",
            _ => "name a branch, a tag, a commit or `HEAD~1` of this copy; a shallow copy has to be fetched deeper first.",
        }
        .to_owned(),
        causes: vec![error.to_string()],
    })
}

/// The day of this call.
#[must_use]
pub fn today() -> Day {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Day::of(since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
    }))
}
