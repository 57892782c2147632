use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom, Words};
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-object-failed",
        title: "An object of Flux is not ready",
        severity: Severity::Medium,
        applies_to: &[
            "ImageRepository",
            "ImagePolicy",
            "ImageUpdateAutomation",
            "Receiver",
            "ResourceSet",
            "ResourceSetInputProvider",
            "FluxInstance",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Image automation, notification and operator kinds whose Ready condition is False. Policies follow from their repository, automation from its source.

## Why it matters

New images are not found or not written to Git, webhooks are not received, or a set of resources is not generated.

## Likely causes

- No tag passes the filter of a policy.
- A push is refused by the branch.
- A registry or Git credential expired.
- A template or an input is wrong.

## How to fix

Correct the object in Git as the message says.

## Source

fluxcd/image-reflector-controller, image-automation-controller, notification-controller 1.x; controlplaneio-fluxcd/flux-operator api/v1.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let kind = &*subject.object.kind;
    if flux_state::SOURCES.contains(&kind) || matches!(kind, "Kustomization" | "HelmRelease") {
        return None;
    }
    let flux = flux_state::current(subject)?;
    let condition = flux_state::not_ready(flux)?;
    if ["AccessDenied", "DependencyNotReady"].contains(&&*condition.reason) {
        return None;
    }
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Correct the object as the message says.",
    };
    let says = format!(
        "is not ready ({}){}",
        condition.reason,
        flux_state::stalled(flux)
    );
    let problem = subject.told_by(&clean(&says, 300), condition, &words);
    let mut causes = subject.fleet.sources(subject.object, flux);
    causes.extend(subject.fleet.named_in(&condition.message));
    Some(Symptom::failing(problem).explained_by(causes))
}
