use super::Check;
use super::kept::{Held, migrate};
use super::seen::How;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "upgrade/stored-version-removed",
        title: "A CRD may hold objects in a version that the new release drops",
        severity: Severity::High,
        applies_to: &["CustomResourceDefinition"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Held(check),
};

const DOCS: &str = "\
## What it checks

CRDs of a target whose `status.storedVersions` lists a version that the version the plan ends with, or one before it, no longer has.

## Why it matters

The API server refuses the new CRD (`missing from spec.versions`), and the upgrade stops half way. A CRD that is replaced by force takes every object of its kind with it.

## Likely causes

- Objects were written while the old version was the storage version, and nothing has written them again since.

## How to fix

Migrate before the upgrade, while the old version is still served: write every object again, then take the old version out of `status.storedVersions`. `flux migrate` does both for Flux.

## Source

Kubernetes documentation, Versions in CustomResourceDefinitions; fluxcd/flux2 issues 5598 and 5689.
";

fn check(held: &Held<'_>) -> Option<Problem> {
    let How::Stored(definition) = held.how else {
        return None;
    };
    let (name, version) = (held.on.name, held.row.version);
    let removed = held.row.removed?;
    let message = format!(
        "{definition} may still store objects as {version}, which {name} does not have from {removed} on"
    );
    held.problem(
        &message,
        migrate(
            held.on,
            held.row,
            "write every object of the kind again (read it and replace it unchanged), then take the version out of `status.storedVersions` of the CRD.",
        ),
    )
}
