use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom, Words};
use crate::data::catalogue::Engine;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-access-denied",
        title: "A reference to another namespace, or to a kind that is switched off, is refused",
        severity: Severity::High,
        applies_to: &[
            "Kustomization",
            "HelmRelease",
            "HelmChart",
            "ImagePolicy",
            "ImageUpdateAutomation",
            "Alert",
            "Receiver",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Objects of Flux whose Ready or Stalled condition has the reason AccessDenied.

## Why it matters

The controllers run with --no-cross-namespace-refs, the other side does not allow this namespace, or the kind needs a feature gate that is
off. The object is stalled until it changes.

## Likely causes

- The source, repository or provider stands in another namespace.
- An ImageRepository does not list this namespace in accessFrom.

## How to fix

Refer to a source in the object's own namespace. The boundary is meant: do not lift it for one object.

## Source

fluxcd/pkg apis/acl; fluxcd/website security/best-practices.md (--no-cross-namespace-refs).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = flux_state::current(subject)?;
    let condition = ["Stalled", "Ready"]
        .into_iter()
        .filter_map(|kind| flux.status.condition(kind))
        .find(|condition| &*condition.reason == "AccessDenied")?;
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Refer to an object of the same namespace.",
    };
    // The same reason stands for two refusals; only the message tells them apart.
    let says = if condition.message.contains("feature gate") {
        "refers to a kind that its controller has not switched on"
    } else {
        "refers to another namespace and is refused"
    };
    let problem = subject.told_by(says, condition, &words);
    Some(Symptom::failing(problem).rank(0))
}
