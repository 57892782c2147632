use super::Check;
use super::external::{is_external, spec_path};
use super::read::clear::also_clear;
use super::read::file::File;
use super::read::object::Object;
use super::read::secret::literal_credentials;
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/external-template-plain-data",
        title: "The template of an ExternalSecret holds a credential in clear",
        severity: Severity::High,
        applies_to: &["ExternalSecret", "ClusterExternalSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

`spec.target.template.data` of ExternalSecrets: values that are neither a template nor a reference, under a key that names a credential.

## Why it matters

The value is in Git in clear, beside others that are kept outside it.

## Likely causes

- The value was not yet in the secret store when the manifest was written.

## How to fix

Change the credential, keep it in the secret store, fetch it with `data` and name it in the template.

## Source

external-secrets/external-secrets 2.9, `apis/externalsecrets/v1/externalsecret_types.go`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let holders = file
        .objects
        .iter()
        .filter_map(|object| Some((object, template_data(object)?)));
    holders
        .filter_map(|(object, data)| problem(file, object, data))
        .collect()
}

fn problem(file: &File<'_>, object: &Object<'_>, data: Node<'_>) -> Option<Problem> {
    let found = literal_credentials(data);
    let (first, _) = *found.first()?;
    let keys: Vec<String> = found
        .iter()
        .take(MOST)
        .map(|(_, key)| clean(key, KEY))
        .collect();
    Some(Problem {
        related: also_clear(file, found.iter().skip(1).map(|(node, _)| *node)),
        evidence: vec![Evidence::new("keys in clear", &keys.join(", "))],
        fix: Some(Fix::review(
            "Change the credential, keep it in the secret store, fetch it and name it in the template.",
        )),
        ..Problem::new(
            format!(
                "The template of {} holds a credential in clear",
                object.title()
            ),
            file.node(first),
        )
    })
}

const MOST: usize = 20;
const KEY: usize = 80;

fn template_data<'f>(object: &Object<'f>) -> Option<Node<'f>> {
    is_external(object).then_some(())?;
    let target = object.at(spec_path(object))?.get("target")?;
    target.get("template")?.get("data")
}
