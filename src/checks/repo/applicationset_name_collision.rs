use std::collections::BTreeMap;

use super::Check;
use super::preview::{Previewed, Set, affected, name};
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-name-collision",
        title: "Two Applications of ApplicationSets have the same name",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

Names of Applications that ApplicationSets of one namespace make, within a set and across sets.

## Why it matters

Within a set Argo CD reports an error and creates and updates neither of them. Across sets the one that comes second fails, because the Application belongs to the other.

## Likely causes

- The name uses only one of the parameters that vary, for example the folder but not the cluster of a matrix.
- A folder of the same name stands under two parents.

## How to fix

Put every parameter that varies into the name.

## Source

argo-cd 3.6, `applicationset/controllers/applicationset_controller.go` (validateGeneratedApplications).
";

fn check(previewed: &Previewed<'_>) -> Vec<Problem> {
    let mut makers: BTreeMap<(Option<&str>, &str), Vec<&Set>> = BTreeMap::new();
    for set in &previewed.sets {
        for made in set.now() {
            let name = name(&made.application);
            if !name.is_empty() {
                makers
                    .entry((set.manifest.namespace.as_deref(), name))
                    .or_default()
                    .push(set);
            }
        }
    }
    let mut by_set: BTreeMap<(&str, String), (&Set, Vec<&str>, &Set)> = BTreeMap::new();
    for ((_, name), sets) in &makers {
        if let [first, .., last] = sets.as_slice() {
            let key = (
                first.manifest.path.as_str(),
                format!("{} {}", first.manifest.title(), last.manifest.title()),
            );
            by_set
                .entry(key)
                .or_insert_with(|| (first, Vec::new(), last))
                .1
                .push(name);
        }
    }
    by_set
        .into_values()
        .map(|(set, names, other)| problem(set, &names, other))
        .collect()
}

fn problem(set: &Set, names: &[&str], other: &Set) -> Problem {
    let first = clean(names.first().copied().unwrap_or(""), 120);
    let more = if names.len() > 1 {
        format!(" (and {} more names)", names.len() - 1)
    } else {
        String::new()
    };
    let place = "/spec/template/metadata/name";
    let (message, related) = if set.manifest.place(place) == other.manifest.place(place) {
        (
            format!(
                "{} makes several Applications named `{first}`{more}: Argo CD creates and updates none of them",
                set.manifest.title()
            ),
            Vec::new(),
        )
    } else {
        let related = Related {
            location: other.manifest.place(place),
            note: "makes the same name".to_owned(),
        };
        (
            format!(
                "{} and {} both make an Application named `{first}`{more}",
                set.manifest.title(),
                other.manifest.title()
            ),
            vec![related],
        )
    };
    Problem {
        related,
        evidence: vec![Evidence::new(
            "spec.template.metadata.name",
            set.manifest.text("/spec/template/metadata/name"),
        )],
        affects: Some(affected(names.iter().copied())),
        fix: Some(Fix::review(
            "Put every parameter that varies into the name, for example the cluster and the folder.",
        )),
        ..Problem::new(message, set.manifest.place(place))
    }
}
