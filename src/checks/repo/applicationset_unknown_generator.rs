use serde_json::Value;

use super::Check;
use super::object::Found;
use super::preview::{Previewed, Set};
use crate::appset::{KINDS, unknown_generator};
use crate::checks::patch::{Change, Edit};
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/applicationset-unknown-generator",
        title: "An ApplicationSet has a generator that does not exist",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Preview(check),
};

const DOCS: &str = r"## What it checks

The key of each entry of `spec.generators`, and of those inside a matrix or merge.

## Why it matters

The API server drops the unknown field, the generator gives nothing, and Applications that it gave before are deleted.

## Likely causes

- `cluster` instead of `clusters`, `pullrequest` instead of `pullRequest`.
- A generator of a newer Argo CD.

## How to fix

Use a key that exists: list, clusters, git, scmProvider, clusterDecisionResource, pullRequest, matrix, merge or plugin.

## Source

argo-cd 3.6, `pkg/apis/application/v1alpha1/applicationset_types.go`.
";

fn check(previewed: &Previewed<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for set in previewed.sets.iter().filter(|set| !set.gone) {
        entries(set.manifest.spec(), "/spec", 0, &mut |entry, pointer| {
            found.extend(unknown(set, entry, pointer))
        });
    }
    found
}

fn entries(parent: &Value, at: &str, depth: usize, each: &mut dyn FnMut(&Value, &str)) {
    let generators = parent
        .get("generators")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    for (n, entry) in generators.enumerate() {
        let pointer = format!("{at}/generators/{n}");
        each(entry, &pointer);
        for key in ["matrix", "merge"] {
            if let Some(inner) = entry.get(key).filter(|_| depth < 3) {
                entries(inner, &format!("{pointer}/{key}"), depth + 1, each);
            }
        }
    }
}

fn unknown(set: &Set, entry: &Value, pointer: &str) -> Option<Found> {
    let keys = unknown_generator(entry)?;
    let key = keys.first().copied().unwrap_or("");
    let near = nearest(key);
    let did_you_mean = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    let told = if key.is_empty() {
        "no generator at all".to_owned()
    } else {
        format!(
            "the generator `{}`, which does not exist{did_you_mean}",
            clean(key, 60)
        )
    };
    let place = if key.is_empty() {
        pointer.to_owned()
    } else {
        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
    };
    let problem = Problem {
        evidence: vec![Evidence::new("generators", key)],
        fix: Some(Fix::review(match near {
            Some(near) => format!("Rename the key to `{near}`."),
            None => format!("Use one of {}.", KINDS.join(", ")),
        })),
        ..Problem::new(
            format!("{} has {told}", set.manifest.title()),
            set.manifest.place(&place),
        )
    };
    let (_, document, prefix) = set.manifest.document();
    let edits = near.map(|near| Edit {
        document,
        pointer: format!("{prefix}{place}"),
        change: Change::Rename(near.to_owned()),
    });
    Some(Found {
        problem,
        edits: edits.into_iter().collect(),
    })
}

fn nearest(key: &str) -> Option<&'static str> {
    let lower = key.to_lowercase();
    KINDS
        .into_iter()
        .map(|kind| (strsim::jaro_winkler(&lower, &kind.to_lowercase()), kind))
        .filter(|(likeness, _)| *likeness > 0.85)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, kind)| kind)
}
