use super::Check;
use super::object::Found;
use super::schema::Broken;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::schemas::Trouble;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/schema-missing-field",
        title: "A required field is missing",
        severity: Severity::High,
        applies_to: &["every kind with a schema"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Schema(check),
};

const DOCS: &str = r"## What it checks

Fields that the schema of a kind requires. Fields that the API server fills in are not missed, nor those that a patch of the repository may add; files that
are applied as patches are left out.

## Why it matters

The API server refuses the object; one such object stops the whole Flux Kustomization or the sync of the Argo CD Application.

## Likely causes

- A fragment was taken for the whole.
- The field stands one level too high or too low.
- Wrong indentation.

## How to fix

Add the field.

## Source

Kubernetes 1.37: validation of built-in kinds and of custom resources.
";

fn check(broken: &Broken<'_>) -> Option<Found> {
    let Trouble::MissingField { name } = &broken.violation.trouble else {
        return None;
    };
    let below = match broken.field() {
        field if field.is_empty() => name.clone(),
        field => format!("{field}.{name}"),
    };
    let message = format!(
        "{} lacks `{below}`, which {} requires",
        broken.title(),
        broken.schema()
    );
    Some(
        Problem {
            fix: Some(Fix::review(format!("Add `{below}`."))),
            ..Problem::new(message, broken.place())
        }
        .into(),
    )
}
