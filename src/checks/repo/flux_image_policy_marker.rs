use super::Check;
use super::facts::{Object, is_dynamic};
use super::graph::Graph;
use super::object::Found;
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-image-policy-marker",
        title: "An image marker names a policy that does not exist",
        severity: Severity::Medium,
        applies_to: &["ImagePolicy", "YAML"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r#"## What it checks

Comments of the form `# {"$imagepolicy": "namespace:name"}` against the ImagePolicies of the repository. Judged only where the repository holds ImagePolicies.

## Why it matters

The image is never updated, without any error.

## Likely causes

- The policy was renamed or moved to another namespace.

## How to fix

Correct the marker: namespace and name of the policy, and `:tag`, `:name` or `:digest` behind them for a part.

## Source

fluxcd/image-automation-controller, `docs/spec/v1/imageupdateautomations.md`.
"#;

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let any = graph
        .objects()
        .any(|(_, _, object)| &*object.kind == "ImagePolicy");
    let mut found = Vec::new();
    for file in graph.files.iter().filter(|_| any) {
        for marker in &file.markers {
            let mut parts = marker.value.split(':');
            let (Some(namespace), Some(name)) = (parts.next(), parts.next()) else {
                continue;
            };
            let ids = graph.named_objects("ImagePolicy", name);
            let fits = |object: &Object| {
                object
                    .namespace
                    .as_deref()
                    .is_none_or(|own| own == namespace)
            };
            if is_dynamic(&marker.value) || ids.iter().filter_map(|id| graph.object(*id)).any(fits)
            {
                continue;
            }
            found.push(
                Problem {
                    evidence: vec![Evidence::new("$imagepolicy", &marker.value)],
                    fix: Some(Fix::review(
                        "Correct namespace and name of the policy in the marker.",
                    )),
                    ..Problem::new(
                        format!("No ImagePolicy `{}` exists for the marker", marker.shown()),
                        Location::line(&*file.path, marker.line),
                    )
                }
                .into(),
            );
        }
    }
    found
}
