use super::Check;
use super::facts::{Entry, Kustomization};
use super::graph::Graph;
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/kustomize-deprecated-field",
        title: "A kustomization uses a field that is deprecated",
        severity: Severity::Low,
        applies_to: &["Kustomization (kustomize)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

The deprecated keys `bases`, `patchesStrategicMerge`, `patchesJson6902`, `commonLabels`, `vars` and `imageTags` of kustomization files.

## Why it matters

kustomize warns, and a coming version drops them. `commonLabels`, one of the deprecated keys, also writes into selectors, which cannot be changed on objects that exist.

## Likely causes

- The file is older than kustomize 5.

## How to fix

Write `resources` instead of `bases`, `patches` for the two kinds of patches, `labels` for `commonLabels`, `replacements` for `vars`, `images` for `imageTags`.

## Source

kubernetes-sigs/kustomize v5.8, `api/types/kustomization.go`.
";

const FIELDS: [(&str, &str); 6] = [
    ("bases", "resources"),
    ("patchesStrategicMerge", "patches"),
    ("patchesJson6902", "patches"),
    ("commonLabels", "labels"),
    ("vars", "replacements"),
    ("imageTags", "images"),
];

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let files = graph
        .files
        .iter()
        .filter_map(|file| Some((&*file.path, file.kustomization.as_deref()?)));
    files
        .flat_map(|(path, kustomization)| {
            let keys = kustomization.keys.iter();
            keys.filter_map(move |(key, line)| {
                let (old, new) = FIELDS.iter().find(|(old, _)| *old == &**key)?;
                Some(found(path, kustomization, (old, new, *line)))
            })
        })
        .collect()
}

fn found(
    path: &str,
    kustomization: &Kustomization,
    (old, new, line): (&'static str, &'static str, u32),
) -> Found {
    Found {
        edits: edits(kustomization, old, new),
        problem: Problem {
            evidence: vec![Evidence::new("field", old)],
            fix: Some(Fix::review(format!("Write `{new}`."))),
            ..Problem::new(
                format!("`{old}` is deprecated; `{new}` takes its place"),
                Location::node(path, line, format!("/{old}")),
            )
        },
    }
}

/// Only what keeps the meaning: a list of paths under another name.
fn edits(kustomization: &Kustomization, old: &'static str, new: &'static str) -> Vec<Edit> {
    let edit = |pointer: &str, change| Edit {
        document: 0,
        pointer: format!("/{pointer}"),
        change,
    };
    let has_new = kustomization.keys.iter().any(|(key, _)| &**key == new);
    let start = format!("/{old}/");
    let paths: Vec<&Entry> = kustomization
        .entries
        .iter()
        .filter(|entry| entry.at.pointer.starts_with(&start))
        .collect();
    let lines = |prefix: &str| {
        paths
            .iter()
            .map(|entry| format!("- {prefix}{}", entry.at.value))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let plain = paths.iter().all(|entry| {
        entry
            .at
            .value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"./_-".contains(&b))
    });
    match old {
        "bases" if !has_new => vec![edit(old, Change::Rename(new.to_owned()))],
        "bases" if plain && !paths.is_empty() => {
            vec![edit(old, Change::Remove), edit(new, Change::Add(lines("")))]
        }
        "patchesStrategicMerge"
            if plain && kustomization.inline_patches == 0 && !paths.is_empty() =>
        {
            if has_new {
                vec![
                    edit(old, Change::Remove),
                    edit(new, Change::Add(lines("path: "))),
                ]
            } else {
                let items = lines("path: ").replace("- path", "  - path");
                vec![edit(old, Change::Replace(format!("patches:\n{items}")))]
            }
        }
        _ => Vec::new(),
    }
}
