use super::Check;
use super::hops::Move;
use crate::data::components::lines;
use crate::data::version::Minor;
use crate::model::{Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "upgrade/unsupported-kubernetes",
        title: "A Kubernetes version that the new release does not support",
        severity: Severity::Medium,
        applies_to: &["Kubernetes manifests"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Versions(check),
};

const DOCS: &str = "\
## What it checks

Whether the Kubernetes minor that the repository installs, or that the plan ends with, lies within what the releases of Argo CD and Flux in the same plan support.

## Why it matters

The project has not tested the pair: controllers may fail on removed or changed APIs.

## Likely causes

- One of the two was upgraded without the other.

## How to fix

Upgrade in an order in which every step lies within both windows.

## Source

argo-cd docs/operator-manual/tested-kubernetes-versions.md; the Supported Versions of each Flux announcement.
";

fn check(on: &Move, (kubernetes, place): (Minor, &Location)) -> Option<Problem> {
    let line = lines(on.component)
        .into_iter()
        .find(|row| row.minor == on.to.line())?;
    let (oldest, newest) = line.kubernetes?;
    if (oldest..=newest).contains(&kubernetes) {
        return None;
    }
    Some(Problem {
        fix: Some(Fix::review(format!(
            "Stay between Kubernetes {oldest} and {newest}, or choose a release of {} that supports {kubernetes}.",
            on.name
        ))),
        cause: Some(format!("Source: {}", line.source)),
        ..Problem::new(
            format!(
                "{} {} supports Kubernetes {oldest} to {newest}, and here it meets {kubernetes}",
                on.name, on.to
            ),
            place.clone(),
        )
    })
}
