use super::Check;
use super::controllers;
use super::symptom::{Subject, Symptom};
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/controller-missing",
        title: "Objects exist that no controller of this installation looks at",
        severity: Severity::High,
        applies_to: &[
            "ImageRepository",
            "ImagePolicy",
            "ImageUpdateAutomation",
            "ArtifactGenerator",
            "HelmRelease",
            "Kustomization",
            "Alert",
            "Receiver",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Kinds of Flux with objects whose controller is not among the Deployments that were read, although other controllers of Flux are. A controller that no
object needs is no problem.

## Why it matters

The objects are accepted by the API and never acted upon.

## Likely causes

- Image automation or source-watcher was not installed: they are optional.
- The controller was removed while its CRDs and objects stayed.

## How to fix

Install the component with bootstrap or in the FluxInstance, or remove the objects.

## Source

fluxcd/flux2 install (--components, --components-extra).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let kind = &*subject.object.kind;
    let name = controllers::for_kind(kind).filter(|name| controllers::is_flux(name))?;
    let fleet = subject.fleet;
    let first = fleet.of_kind(kind).next() == Some(subject.at);
    let others = fleet.of_kind("Deployment").any(|at| {
        fleet
            .object(at)
            .and_then(controllers::name)
            .is_some_and(controllers::is_flux)
    });
    if !first || !others || !controllers::of_kind(fleet, kind).is_empty() {
        return None;
    }
    let objects = fleet.of_kind(kind).count();
    let mut problem = subject.problem(
        &format!("and all other objects of its kind ({objects}) have no controller: {name} is not installed"),
        None,
    );
    problem.evidence.push(Evidence::new(
        "Deployment",
        &format!("no {name} among the controllers of Flux"),
    ));
    problem.fix = subject.fix(&format!("Install {name}, or remove these objects."));
    Some(Symptom::note(problem))
}
