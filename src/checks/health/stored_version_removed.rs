use super::Check;
use super::symptom::{Subject, Symptom};
use crate::clients::cluster::Body;
use crate::data::catalogue;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/stored-version-removed",
        title: "A CRD stores an API version that it no longer has",
        severity: Severity::High,
        applies_to: &["CustomResourceDefinition"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

CRDs of Flux and Argo CD whose status.storedVersions lists a version that spec.versions does not have, or one that is no longer served.

## Why it matters

The next upgrade of the CRD is refused, or objects cannot be read any more.

## Likely causes

- Flux was upgraded without migrating stored objects.

## How to fix

Run flux migrate with the old version still installed, then upgrade. Never replace the CRD by force: it takes every object with it.

## Source

fluxcd/flux2 issues 5598 and 5852; Kubernetes documentation, CRD versioning.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let Body::Crd(crd) = &subject.object.body else {
        return None;
    };
    let ours = crd.spec.group.ends_with("fluxcd.io") || &*crd.spec.group == "argoproj.io";
    let is_gone = |stored: &str| {
        !crd.spec
            .versions
            .iter()
            .any(|version| &*version.name == stored && version.served)
    };
    let gone: Vec<&str> = crd
        .status
        .stored_versions
        .iter()
        .map(|version| &**version)
        .filter(|version| is_gone(version))
        .collect();
    if !ours || gone.is_empty() {
        return None;
    }
    let row = catalogue::by_id("F37")?;
    let mut problem = subject.problem(
        &clean(
            &format!("still stores {}, which it does not serve", gone.join(", ")),
            300,
        ),
        Some("/status/storedVersions"),
    );
    problem.cause = Some(format!("{} (F37)", row.cause));
    problem
        .evidence
        .push(Evidence::new("status.storedVersions", &gone.join(", ")));
    problem.fix = subject.fix(row.fix);
    Some(Symptom::note(problem))
}
