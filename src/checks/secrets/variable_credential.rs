use super::Check;
use super::read::file::File;
use super::read::literal::Place;
use super::read::report::literal_problems;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/variable-credential",
        title: "A variable of Flux or Argo CD holds a credential in clear",
        severity: Severity::High,
        applies_to: &["Kustomization", "ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

`spec.postBuild.substitute` of Flux Kustomizations and the elements of generators of ApplicationSets. A value counts when its key names a credential and the value is none of: empty, a reference, a placeholder, a switch, an address, the name of an object. How
much it weighs follows from how it looks: drawn by a machine (high), typed (medium), a plain word (low).

## Why it matters

The value is in Git in clear, and it is written into every manifest that uses the variable.

## Likely causes

- The variable was written where `substituteFrom` with a Secret belongs.

## How to fix

Change the credential. Take it from a Secret with `postBuild.substituteFrom`, or name a Secret in the application instead of passing the value.

## Source

Flux documentation, Kustomization post-build variable substitution; Argo CD documentation, ApplicationSet generators.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    literal_problems(file, Place::Variable, "a variable")
}
