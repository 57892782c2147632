use super::Check;
use super::change::Changed;
use crate::data::changes::Weight;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "upgrade/deprecated-setting",
        title: "A setting that is deprecated in the new release",
        severity: Severity::Low,
        applies_to: &["Kubernetes manifests"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Change(check),
};

const DOCS: &str = "\
## What it checks

Changes between the installed version and the one that the plan ends with, of which a manifest shows that they concern the repository: a setting that still works and is to be left. One finding for each change; the places are listed with it.

## Why it matters

A later release ignores or refuses it.

## Likely causes

- The release notes of the minors between were not read, or nobody knew what in the repository they concern.

## How to fix

The finding says what to change, and the page of the project that says so.

## Source

The dated table of changes of this build, row by row from the upgrade pages and changelogs of the projects.
";

fn check(changed: &Changed<'_>) -> Option<Problem> {
    changed.problem(Weight::Deprecation)
}
