use super::Check;
use super::read::clear::also_clear;
use super::read::file::File;
use super::read::object::Object;
use super::read::secret::literal_credentials;
use super::sealed::GROUP;
use crate::model::clean::clean;
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sealed-template-plain-data",
        title: "The template of a SealedSecret holds a credential in clear",
        severity: Severity::High,
        applies_to: &["SealedSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r#"## What it checks

`spec.template.data` of SealedSecrets: values that are neither a template of sealed values nor a reference, under a key that names a credential.

## Why it matters

The template is not sealed. Everyone who can read the repository can use the credential.

## Likely causes

- `template.data` was taken for the place of the values.

## How to fix

Change the credential, seal it into `spec.encryptedData`, and name it in the template with `{{ index . "key" }}`.

## Source

bitnami-labs/sealed-secrets, `README.md`, SealedSecrets as templates for secrets.
"#;

fn check(file: &File<'_>) -> Vec<Problem> {
    let holders = file.objects.iter().filter_map(|object| {
        Some((
            object,
            object
                .is(GROUP, "SealedSecret")
                .then(|| object.at(&["spec", "template", "data"]))??,
        ))
    });
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
            "Change the credential, seal it into `encryptedData`, and name it in the template.",
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
