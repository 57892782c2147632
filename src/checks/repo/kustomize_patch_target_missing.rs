use super::Check;
use super::graph::{Aimless, Graph};
use super::object::Found;
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/kustomize-patch-target-missing",
        title: "A patch is for an object that the kustomization does not hold",
        severity: Severity::High,
        applies_to: &["Kustomization (kustomize)"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Patches that name their object themselves (`patches` without `target` and the deprecated `patchesStrategicMerge`; inline and from a file), against the objects of the build:
its resources and components, and what its generators make. It is judged only where all of these are known here. Patches of a Component, and patches with a
`target`, which may match nothing, are not judged.

## Why it matters

kustomize refuses the build (`no matches for Id …; failed to find unique target for patch`), so nothing of it is applied.

## Likely causes

- The object was renamed or removed, and the patch was forgotten.
- The resource that is patched is not listed.

## How to fix

Correct the name or kind in the patch, list the resource, or remove the patch.

## Source

kubernetes-sigs/kustomize v5.8, `api/resmap/reswrangler.go` (`GetById`); `api/internal/builtins/PatchTransformer.go`.
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let found = graph.aimless.iter();
    found.filter_map(|one| problem(graph, one)).collect()
}

fn problem(graph: &Graph<'_>, one: &Aimless<'_>) -> Option<Found> {
    let path = &graph.file(one.file)?.path;
    let what = super::object::title(one.kind, None, one.name);
    let fix = "Correct the name or kind in the patch, list the resource that it is for, or remove the patch.";
    Some(
        Problem {
            confidence: Confidence::Likely,
            evidence: vec![Evidence::new("patched object", &what)],
            fix: Some(Fix::review(fix)),
            ..Problem::new(
                format!("A patch is for {what}, which this kustomization does not hold"),
                Location::node(&**path, one.line, clean(one.pointer, 1_024)),
            )
        }
        .into(),
    )
}
