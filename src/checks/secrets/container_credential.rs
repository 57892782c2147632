use super::Check;
use super::read::file::File;
use super::read::literal::Place;
use super::read::report::literal_problems;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/container-credential",
        title: "A container is given a credential in clear",
        severity: Severity::High,
        applies_to: &[
            "Pod",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "Job",
            "CronJob",
            "Rollout",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

`env`, `args` and `command` of containers in objects of any kind. A value counts when its key names a credential and the value is none of: empty, a reference, a placeholder, a switch, an address, the name of an object. How
much it weighs follows from how it looks: drawn by a machine (high), typed (medium), a plain word (low).

## Why it matters

The value is in Git in clear, and in the cluster it is readable by everyone who may see Pods. Arguments stand in the process list too.

## Likely causes

- A value was written where a `secretKeyRef` belongs.

## How to fix

Change the credential. Keep it in a Secret and name it with `valueFrom.secretKeyRef`, or mount it.

## Source

Kubernetes documentation, Define environment variables; Secrets, good practices.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    literal_problems(
        file,
        Place::Container,
        "a container's environment or arguments",
    )
}
