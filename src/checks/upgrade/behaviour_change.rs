use super::Check;
use super::change::Changed;
use crate::data::changes::Weight;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "upgrade/behaviour-change",
        title: "A change of the new release alters what the repository uses",
        severity: Severity::Medium,
        applies_to: &["Kubernetes manifests"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Change(check),
};

const DOCS: &str = "\
## What it checks

Changes between the installed version and the one that the plan ends with, of which a manifest shows that they concern the repository: something that behaves otherwise than before. One finding for each change; the places are listed with it.

## Why it matters

The same manifests give another result after the upgrade.

## Likely causes

- The release notes of the minors between were not read, or nobody knew what in the repository they concern.

## How to fix

The finding says what to change, and the page of the project that says so.

## Source

The dated table of changes of this build, row by row from the upgrade pages and changelogs of the projects.
";

fn check(changed: &Changed<'_>) -> Option<Problem> {
    changed.problem(Weight::Behaviour)
}
