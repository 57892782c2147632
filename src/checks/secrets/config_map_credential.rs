use super::Check;
use super::read::file::File;
use super::read::literal::Place;
use super::read::report::literal_problems;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/config-map-credential",
        title: "A ConfigMap holds a credential in clear",
        severity: Severity::High,
        applies_to: &["ConfigMap"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The entries of ConfigMaps, and the settings inside entries of several lines. A value counts when its key names a credential and the value is none of: empty, a reference, a placeholder, a switch, an address, the name of an object. How
much it weighs follows from how it looks: drawn by a machine (high), typed (medium), a plain word (low).

## Why it matters

ConfigMaps are readable by everyone with `view`, are not encrypted at rest, and stand in Git in clear.

## Likely causes

- A configuration file with a password was put into a ConfigMap as a whole.

## How to fix

Change the credential. Keep it in a Secret that is encrypted or external, and let the application read it from there or from its environment.

## Source

Kubernetes documentation, ConfigMaps and Secrets.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    literal_problems(file, Place::ConfigMap, "a ConfigMap")
}
