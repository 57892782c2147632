use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/flux-interval",
        title: "An interval or timeout is missing, malformed or absurd",
        severity: Severity::Medium,
        applies_to: &["Kustomization (Flux)", "HelmRelease", "Flux sources"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

`spec.interval`, `spec.retryInterval` and `spec.timeout`: a number with its unit (`10m`, `1h30m`). An interval under ten seconds, or above a day for a
Kustomization or HelmRelease, and `wait: true` without a timeout are told as low.

## Why it matters

A malformed duration is refused. A very short interval loads the API server and the Git host; a very long one leaves drift standing. Without a timeout a
Kustomization that waits takes its interval, so one stuck object holds it that long.

## Likely causes

- The unit was left out: `interval: 10`.
- A short interval of a test stayed.

## How to fix

Write a duration with its unit; ten minutes to an hour is common, with a webhook for speed.

## Source

fluxcd/kustomize-controller 1.9, `docs/spec/v1/kustomizations.md` (Interval, Timeout).
";

fn check(object: &Object<'_>) -> Vec<Found> {
    if !object.group().ends_with(".toolkit.fluxcd.io") {
        return Vec::new();
    }
    let applies = matches!(object.kind, "Kustomization" | "HelmRelease");
    let mut found = Vec::new();
    for field in ["interval", "retryInterval", "timeout"] {
        let Some(node) = object.at(&["spec", field]) else {
            continue;
        };
        let text = node.text().unwrap_or_default();
        if super::facts::is_dynamic(text) {
            continue;
        }
        match seconds(text) {
            None => found.push(problem(
                object,
                node,
                (field, None, "is no duration with a unit"),
            )),
            Some(seconds) if field != "timeout" && seconds < 10.0 => found.push(problem(
                object,
                node,
                (field, Some(Severity::Low), "is shorter than ten seconds"),
            )),
            Some(seconds) if field == "interval" && applies && seconds > 86_400.0 => {
                found.push(problem(
                    object,
                    node,
                    (
                        field,
                        Some(Severity::Low),
                        "is longer than a day: drift stands as long",
                    ),
                ))
            }
            Some(_) => {}
        }
    }
    if object.kind == "Kustomization" && object.at(&["spec", "timeout"]).is_none() {
        let wait = object
            .at(&["spec", "wait"])
            .filter(|node| node.text() == Some("true"));
        found.extend(wait.zip(object.at(&["spec"])).map(|(wait, spec)| Found {
            edits: vec![object.edit(spec, Change::Add("timeout: 5m".to_owned()))],
            problem: Problem {
                severity: Some(Severity::Low),
                fix: Some(Fix::review(
                    "Add `timeout: 5m`, or as long as the slowest object needs.",
                )),
                ..Problem::new(
                    format!("{} waits for its objects without a timeout", object.title()),
                    object.place(wait),
                )
            },
        }));
    }
    found
}

fn problem(
    object: &Object<'_>,
    node: Node<'_>,
    (field, severity, what): (&str, Option<Severity>, &str),
) -> Found {
    Problem {
        severity,
        evidence: vec![Evidence::new(
            format!("spec.{field}"),
            node.text().unwrap_or_default(),
        )],
        fix: Some(Fix::review(
            "Write a duration with its unit, such as `10m` or `1h`.",
        )),
        ..Problem::new(
            format!("`{field}` of {} {what}", object.title()),
            object.place(node),
        )
    }
    .into()
}

/// A duration as Go reads it; none if it is not one.
fn seconds(text: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut rest = text.trim();
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest.get(..digits)?.parse().ok()?;
        let after = rest.get(digits..)?;
        let (unit, length) = [("ms", 0.001), ("h", 3600.0), ("m", 60.0), ("s", 1.0)]
            .into_iter()
            .find(|(unit, _)| after.starts_with(unit))?;
        total += number * length;
        rest = after.get(unit.len()..)?;
    }
    Some(total)
}
