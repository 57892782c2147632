use super::Check;
use super::preview::{Previewed, Set};
use crate::appset::{Stop, Stopped};
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-not-generated",
        title: "Argo CD cannot generate the Applications of an ApplicationSet",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

Whether generators and template of an ApplicationSet work as written: `preview_applicationset` expands them by the rules of Argo CD.

## Why it matters

Argo CD sets the condition ErrorOccurred and then neither creates nor updates nor deletes any Application of the set, also those whose generators work.

## Likely causes

- A parameter that the generator does not give, with `missingkey=error`.
- A matrix with more or less than two generators, or a merge whose keys are not unique.
- A Go template that does not parse, or a function that Argo CD does not have.
- A list element that is no string, without Go templates.

## How to fix

Correct what the message names. With `goTemplate: true` parameters begin with a dot: `.path.path`, not `path`.

## Source

argo-cd 3.6, `applicationset/generators`, `applicationset/utils/utils.go`, `applicationset/controllers`.
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    previewed
        .sets
        .iter()
        .filter(|set| !set.gone)
        .flat_map(|set| {
            set.expansion
                .stops
                .iter()
                .filter_map(move |stopped| problem(set, stopped))
        })
        .collect()
}

fn problem(set: &Set, stopped: &Stopped) -> Option<Problem> {
    let Stop::Error(reason) = &stopped.stop else {
        return None;
    };
    let pointer = match stopped.generator {
        _ if reason.starts_with("templatePatch") => "/spec/templatePatch".to_owned(),
        Some(at) => format!("/spec/generators/{at}"),
        None => "/spec/goTemplateOptions".to_owned(),
    };
    let reason = clean(reason, 400);
    Some(Problem {
        evidence: vec![Evidence::new("error", &reason)],
        fix: Some(Fix::review(
            "Correct what the error names, then preview again; until then Argo CD leaves every Application of this set as it is.",
        )),
        ..Problem::new(
            format!(
                "Argo CD cannot generate Applications for {}: {reason}",
                set.manifest.title()
            ),
            set.manifest.place(&pointer),
        )
    })
}
