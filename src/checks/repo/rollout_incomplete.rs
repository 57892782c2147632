use super::Check;
use super::object::{Found, Object};
use crate::model::{Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/rollout-incomplete",
        title: "A Rollout or Canary lacks what it is made of",
        severity: Severity::High,
        applies_to: &["Rollout", "Canary"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

A Rollout of Argo Rollouts needs `selector` and `template`, or `workloadRef`, and a `strategy`. A Canary of Flagger needs `targetRef` and `service`.

## Why it matters

The controller refuses the object (`InvalidSpec`), and nothing is deployed.

## Likely causes

- A fragment of the documentation was taken for the whole.

## How to fix

Add what is missing.

## Source

argoproj/argo-rollouts 1.9, `manifests/crds`; fluxcd/flagger 1.44, `artifacts/flagger/crd.yaml`.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let has = |key: &str| object.at(&["spec", key]).is_some();
    let missing = match (object.group(), object.kind) {
        ("argoproj.io", "Rollout") if !has("workloadRef") && !has("template") => {
            "`template` or `workloadRef`"
        }
        ("argoproj.io", "Rollout") if !has("workloadRef") && !has("selector") => "`selector`",
        ("argoproj.io", "Rollout") if !has("strategy") => "`strategy`",
        ("flagger.app", "Canary") if !has("targetRef") => "`targetRef`",
        ("flagger.app", "Canary") if !has("service") => "`service`",
        _ => return Vec::new(),
    };
    vec![
        Problem {
            fix: Some(Fix::review(format!("Add {missing} under `spec`."))),
            ..Problem::new(
                format!("{} has no {missing}", object.title()),
                object.place_of(&["spec"]),
            )
        }
        .into(),
    ]
}
