use super::Check;
use super::read::file::File;
use super::read::object::{Object, objects};
use super::read::secret::entries;
use super::sealed::GROUP;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::{Budget, Node, parse};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/last-applied-secret",
        title: "An annotation repeats a Secret in clear",
        severity: Severity::High,
        applies_to: &["Secret", "SealedSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The annotation `kubectl.kubernetes.io/last-applied-configuration` on encrypted Secrets, on SealedSecrets and on their templates.

## Why it matters

`kubectl apply` stores the whole object in this annotation. With it the clear values are in Git although the fields themselves are encrypted.

## Likely causes

- The manifest was exported from the cluster with `kubectl get -o yaml` and then encrypted or sealed.

## How to fix

Change the credentials, remove the annotation, and seal or encrypt the manifest again.

## Source

Kubernetes documentation, Declarative management of objects; bitnami-labs/sealed-secrets, `pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    file.objects
        .iter()
        .filter_map(|object| problem(file, object))
        .collect()
}

fn problem(file: &File<'_>, object: &Object<'_>) -> Option<Problem> {
    // A Secret in clear is a finding as it is.
    let is_clear =
        || file.encryption_of(object).is_none() && !entries(object).credentials.is_empty();
    let hides_something = object.is(GROUP, "SealedSecret") || (object.is_secret() && !is_clear());
    hides_something.then_some(())?;
    let node = PLACES
        .iter()
        .filter_map(|path| object.at(path)?.get(ANNOTATION))
        .find(|node| repeats_secret(*node))?;
    Some(Problem {
        fix: Some(Fix::review(
            "Change the credentials, remove the annotation, and encrypt or seal the manifest again.",
        )),
        ..Problem::new(
            format!(
                "An annotation of {} repeats its values in clear",
                object.title()
            ),
            file.node(node),
        )
    })
}

const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";
const PLACES: [&[&str]; 2] = [
    &["metadata", "annotations"],
    &["spec", "template", "metadata", "annotations"],
];

fn repeats_secret(annotation: Node<'_>) -> bool {
    let stream = parse(
        annotation.text().unwrap_or_default().as_bytes(),
        &Budget::default(),
    );
    objects(&stream)
        .iter()
        .any(|object| object.is_secret() && !entries(object).credentials.is_empty())
}
