use super::Check;
use super::kept::{Held, migrate};
use super::seen::How;
use crate::data::moves;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "upgrade/written-version-removed",
        title: "Objects were written in a version that the new release drops",
        severity: Severity::High,
        applies_to: &["Flux and Argo CD objects of a cluster"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Held(check),
};

const DOCS: &str = "\
## What it checks

Objects of a target with managed fields whose `apiVersion` the version that the plan ends with, or one before it, no longer has. One finding for each version and each manager that wrote it; the objects are counted with it.

## Why it matters

Once the version is gone from the CRD, the API server cannot convert such fields and answers `request to convert CR to an invalid group/version`: the object can no longer be applied. A manager that still writes the old version also shows what stands in Git.

## Likely causes

- The manifest in Git names the old version.
- It was changed in Git, and the entry of an earlier write is still there.

## How to fix

Write the version of today in Git and let the engine apply it, then take the old entries out. `flux migrate` does it for Flux.

## Source

fluxcd/flux2 pull request 5558; Kubernetes documentation, Server-Side Apply.
";

fn check(held: &Held<'_>) -> Option<Problem> {
    let How::Written(manager) = held.how else {
        return None;
    };
    let removed = held.row.removed?;
    let first = held.kept.first()?;
    let manager = match manager.as_str() {
        "" => "an unnamed manager",
        name => name,
    };
    let others = held.kept.len() - 1;
    let more = match others {
        0 => String::new(),
        1 => " and one more object".to_owned(),
        n => format!(" and {n} more objects"),
    };
    let message = format!(
        "{manager} wrote {}{more} as {}, which {} does not have from {removed} on",
        first.title,
        held.row.api_version(),
        held.on.name
    );
    let kind = held.row.kinds.first()?;
    let next =
        moves::successor(held.row, kind).unwrap_or_else(|| "the version of today".to_owned());
    let by_hand = format!(
        "write `apiVersion: {next}` in Git, let the engine apply it, and take the old entries out of `metadata.managedFields`."
    );
    held.problem(&message, migrate(held.on, held.row, &by_hand))
}
