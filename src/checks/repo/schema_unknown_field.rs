use super::Check;
use super::object::Found;
use super::schema::Broken;
use crate::checks::patch::Change;
use crate::model::clean::clean;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::schemas::{Nearest, Trouble};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/schema-unknown-field",
        title: "A field does not exist",
        severity: Severity::Medium,
        applies_to: &["every kind with a schema"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Schema(check),
};

const DOCS: &str = r"## What it checks

Every field of an object against the schema of its kind: the built-in kinds, kustomization files, Flux, Argo CD, Argo Rollouts, Flagger, External Secrets,
Sealed Secrets, and kinds whose CustomResourceDefinition stands in the repository.

## Why it matters

The API server refuses the object when it is asked to be strict, as kubectl and Argo CD ask it. Otherwise it drops the field without a word: what the
field should bring about does not happen. Kustomize ends the build.

## Likely causes

- A typing error.
- The field stands one level too high or too low.
- The field is of another version of the API.

## How to fix

Take the name that the schema knows, move the field to where it belongs, or remove it.

## Source

Kubernetes 1.37, `fieldValidation=Strict`; kustomize 5.8, `api/types/kustomization.go` (`DisallowUnknownFields`).
";

fn check(broken: &Broken<'_>) -> Option<Found> {
    let Trouble::UnknownField {
        name,
        nearest,
        belongs,
    } = &broken.violation.trouble
    else {
        return None;
    };
    let (summary, rename) = remedy(name, nearest.as_ref(), belongs.as_deref());
    let severity = broken.is_kustomize().then_some(Severity::High);
    let message = format!(
        "{} has {}, which {} does not know",
        broken.title(),
        broken.shown_field(),
        broken.schema()
    );
    Some(Found {
        edits: rename
            .map(|name| broken.edit(Change::Rename(name)))
            .into_iter()
            .collect(),
        problem: Problem {
            severity,
            fix: Some(Fix::review(summary)),
            ..Problem::new(message, broken.place())
        },
    })
}

/// What to do, and the new name where only one comes into question.
fn remedy(
    name: &str,
    nearest: Option<&Nearest>,
    belongs: Option<&str>,
) -> (String, Option<String>) {
    let name = clean(name, 100);
    match (nearest, belongs) {
        (Some(near), _) if near.sure => (
            format!("Write `{}` instead of `{name}`.", near.name),
            Some(near.name.clone()),
        ),
        (_, Some(home)) => (
            format!("Move `{name}` into `{home}`, which has a field of this name."),
            None,
        ),
        (Some(near), None) => (
            format!(
                "Remove `{name}`, or write `{}` if that is meant.",
                near.name
            ),
            None,
        ),
        (None, None) => (
            format!("Remove `{name}`, or move it to where the schema has it."),
            None,
        ),
    }
}
