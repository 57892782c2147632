use super::Check;
use super::preview::{Previewed, Set, affected, name};
use crate::appset::selector::is_subdomain;
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-illegal-name",
        title: "An ApplicationSet makes Applications with names that Kubernetes refuses",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

The name of each Application that `preview_applicationset` expands: present, lower case letters, digits, `-` and `.`, beginning and ending with a letter or digit, at most 253 characters.

## Why it matters

The API server refuses such an Application, and with an empty name Argo CD reports an error for the whole set.

## Likely causes

- A parameter has capitals, `_` or `/`, such as a branch or folder name.
- The name is only set by `templatePatch`, which gave nothing.

## How to fix

Use the parameters that are made for names (`path.basenameNormalized`, `nameNormalized`, `branch_slug`) or, with Go templates, `normalize` and `slugify`.

## Source

argo-cd 3.6, `applicationset/controllers/applicationset_controller.go` (validation); Kubernetes object names, RFC 1123.
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    previewed.sets.iter().filter_map(illegal).collect()
}

fn illegal(set: &Set) -> Option<Problem> {
    let names: Vec<&str> = set
        .now()
        .iter()
        .map(|made| name(&made.application))
        .filter(|name| !is_subdomain(name))
        .collect();
    let first = names.first()?;
    let told = if first.is_empty() {
        "an empty name".to_owned()
    } else {
        format!("the name `{}`", clean(first, 120))
    };
    let more = if names.len() > 1 {
        format!(" and {} more that are illegal", names.len() - 1)
    } else {
        String::new()
    };
    Some(Problem {
        evidence: vec![Evidence::new("metadata.name", first)],
        affects: Some(affected(names.iter().copied())),
        fix: Some(Fix::review(
            "Make the name of parameters that are meant for it, such as path.basenameNormalized or nameNormalized; with goTemplate: true, pipe it through `normalize` or `slugify`.",
        )),
        ..Problem::new(
            format!(
                "{} makes an Application with {told}{more}",
                set.manifest.title()
            ),
            set.manifest.place("/spec/template/metadata/name"),
        )
    })
}
