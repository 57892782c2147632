use super::Check;
use super::external::is_store;
use super::read::clear::also_clear;
use super::read::entry::{Verdict, of_text};
use super::read::file::File;
use super::read::object::Object;
use super::value::content::{Content, content, url_password};
use super::value::key_name::{KeyName, key_name};
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::{Kind, Node};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/external-inline-credentials",
        title: "A secret store holds a credential in clear",
        severity: Severity::High,
        applies_to: &["SecretStore", "ClusterSecretStore"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

The providers of SecretStores and ClusterSecretStores that accept a literal `value` where others take a `secretRef` (Delinea, Secret Server, BeyondTrust,
Scaleway, Barbican), the `fake` provider, and headers and addresses of the webhook provider.

## Why it matters

Whoever can read the repository can read everything that the store can read.

## Likely causes

- The store was tried out with a literal value.

## How to fix

Change the credential, keep it in a Secret that is encrypted or made by hand, and name it with `secretRef`. Better still, use workload identity.

## Source

external-secrets/external-secrets 2.9, `apis/externalsecrets/v1/secretstore_*_types.go`.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    file.objects
        .iter()
        .filter(|object| is_store(object))
        .filter_map(|object| problem(file, object))
        .collect()
}

fn problem(file: &File<'_>, object: &Object<'_>) -> Option<Problem> {
    let provider = object.at(&["spec", "provider"])?;
    let found = inline(provider);
    let first = *found.first()?;
    let is_fake = provider.get("fake").is_some();
    Some(Problem {
        severity: is_fake.then_some(Severity::Medium),
        related: also_clear(file, found.iter().skip(1).copied()),
        evidence: found
            .iter()
            .take(20)
            .map(|node| Evidence::new("in clear", &clean(&node.pointer(), 200)))
            .collect(),
        fix: Some(Fix::review(
            "Change the credential and name it with `secretRef`, or use workload identity.",
        )),
        ..Problem::new(
            format!("{} holds a credential in clear", object.title()),
            file.node(first),
        )
    })
}

/// Literal credentials below a provider.
fn inline(provider: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut pending = vec![(provider, "")];
    while let Some((node, parent)) = pending.pop() {
        for (key, value) in node.entries() {
            let key = key.text().unwrap_or_default();
            match (value.kind(), parent, key) {
                (Kind::Scalar, "headers" | "valueMap", name) if is_credential(name, value) => {
                    found.push(value)
                }
                // Session tags of AWS are names and values, too.
                (Kind::Scalar, name, "value")
                    if name != "sessionTags" && is_credential(name, value) =>
                {
                    found.push(value)
                }
                (Kind::Scalar, "webhook", "url")
                    if has_credentials(value.text().unwrap_or_default()) =>
                {
                    found.push(value)
                }
                (Kind::Scalar, _, _) => {}
                _ if value.is_alias() => {}
                _ => pending.push((value, key)),
            }
        }
        pending.extend(
            node.items()
                .filter(|item| !item.is_alias())
                .map(|item| (item, parent)),
        );
    }
    found.sort_by_key(|node| node.line());
    found
}

fn is_credential(key: &str, value: Node<'_>) -> bool {
    // `fake.data[].value` has no name of its own that says more.
    let key = if key == "data" { "secret" } else { key };
    key.eq_ignore_ascii_case("authorization")
        && content(value.text().unwrap_or_default()) == Content::Clear
        || matches!(
            of_text(key, value.text().unwrap_or_default()),
            Verdict::Credential(Confidence::Certain)
        )
}

/// A password in the user part, or a credential in the query.
fn has_credentials(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let literal = |value: &str| content(value) == Content::Clear;
    url_password(url).is_some_and(literal)
        || query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .any(|(key, value)| key_name(key) == KeyName::Sensitive && literal(value))
}
