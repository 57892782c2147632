use super::Check;
use super::facts::Role;
use super::graph::{Graph, Missing, Place, Target, parent, relative};
use super::object::Found;
use crate::checks::patch::{Change, Edit};
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/kustomize-missing-file",
        title: "A kustomization names a file or folder that does not exist",
        severity: Severity::High,
        applies_to: &["Kustomization (kustomize)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Every path in a kustomization file: resources, bases, components, patches, replacements, files of generators, transformer configurations, CRDs, OpenAPI files
and values files of charts. A folder that is included must hold a kustomization file. Addresses of other repositories, submodules and paths outside the
repository are external and not judged.

## Why it matters

The build fails as a whole: nothing of the Kustomization or Application that includes it is applied any more.

## Likely causes

- The file was renamed, moved or deleted and its entry stayed.
- The entry was written before the file was added to the commit.

## How to fix

Correct the path, add the file, or remove the entry.

## Source

kubernetes-sigs/kustomize v5.8, `api/internal/target/kusttarget.go`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    graph
        .missing
        .iter()
        .filter_map(|missing| found(graph, missing))
        .collect()
}

fn found(graph: &Graph<'_>, missing: &Missing<'_>) -> Option<Found> {
    let file = &*graph.file(missing.file)?.path;
    let entry = missing.entry;
    let shown = entry.at.shown();
    let role = entry.role.words();
    let message = if missing.is_folder {
        format!("The {role} `{shown}` is a folder without a kustomization file")
    } else {
        format!("The {role} `{shown}` does not exist")
    };
    let (summary, change) = mend(graph, file, missing);
    Some(Found {
        edits: change
            .map(|change| Edit {
                document: 0,
                pointer: entry.at.pointer.to_string(),
                change,
            })
            .into_iter()
            .collect(),
        problem: Problem {
            evidence: vec![Evidence::new("path looked for", &missing.path)],
            fix: Some(Fix::review(summary)),
            ..Problem::new(message, entry.at.place(file))
        },
    })
}

/// A name that is nearly the same is probably meant; otherwise the entry goes.
fn mend(graph: &Graph<'_>, file: &str, missing: &Missing<'_>) -> (String, Option<Change>) {
    if missing.is_folder {
        let summary = "Add a kustomization file to the folder, or name its files one by one.";
        return (summary.to_owned(), None);
    }
    let near = graph.tree.nearest(&missing.path);
    let listed = |path: &String| {
        let entries = graph
            .file(missing.file)
            .and_then(|file| file.kustomization.as_deref());
        let mut entries = entries
            .into_iter()
            .flat_map(|kustomization| &kustomization.entries);
        let at = |path: &String| {
            Target::At(if graph.tree.has_file(path) {
                Place::File(path.clone())
            } else {
                Place::Folder(path.clone())
            })
        };
        !entries.any(|entry| graph.tree.resolve(parent(file), &entry.at.value) == at(path))
    };
    if let Some(path) = near.filter(listed) {
        let path = relative(parent(file), &path);
        let whole = missing.entry.role != Role::GeneratorFile;
        let plain = path
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c));
        let change = (whole && plain).then(|| Change::Set(path.clone()));
        return (
            format!(
                "Write `{}`, if that is the file that is meant.",
                clean(&path, 200)
            ),
            change,
        );
    }
    // An entry with other fields says more than a path.
    let alone = missing
        .entry
        .at
        .pointer
        .rsplit('/')
        .next()
        .is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()));
    (
        "Correct the path, add the file, or remove the entry.".to_owned(),
        alone.then_some(Change::Remove),
    )
}
