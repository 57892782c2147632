use super::Check;
use super::read::file::File;
use super::read::literal::Place;
use super::read::report::literal_problems;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/helm-values-credential",
        title: "Helm values hold a credential in clear",
        severity: Severity::High,
        applies_to: &["HelmRelease", "Application", "values file"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Files of values, `spec.values` of HelmReleases, and parameters, `values` and `valuesObject` of Argo CD Applications and ApplicationSets. A value counts when its key names a credential and the value is none of: empty, a reference, a placeholder, a switch, an address, the name of an object. How
much it weighs follows from how it looks: drawn by a machine (high), typed (medium), a plain word (low).

## Why it matters

The value is in Git in clear. Helm also stores it in the release's Secret, and Argo CD shows parameters in its user interface.

## Likely causes

- The chart wants the value in its values, and the way by an existing Secret was not taken.

## How to fix

Change the credential. Name an existing Secret (`existingSecret` in many charts), use `valuesFrom` in a HelmRelease, or encrypt the file of values with SOPS.

## Source

Flux documentation, HelmRelease `valuesFrom`; Argo CD documentation, Helm.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    literal_problems(file, Place::HelmValues, "Helm values")
}
