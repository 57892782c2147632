use super::Check;
use super::read::facts::{External, Facts, Identity, StoreRef};
use crate::model::clean::clean;
use crate::model::{Confidence, Fix, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/external-store-missing",
        title: "An ExternalSecret names a store that is nowhere in the repository",
        severity: Severity::Medium,
        applies_to: &["ExternalSecret", "ClusterExternalSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

The store references of ExternalSecrets against the SecretStores and ClusterSecretStores of the repository. A repository that defines no store at all is not
judged: then they come from elsewhere.

## Why it matters

The ExternalSecret stays not ready, and the Secret is never made or refreshed.

## Likely causes

- The store was renamed or removed.
- The kind is left out, which means SecretStore, while the store is a ClusterSecretStore.
- The SecretStore is in another namespace.

## How to fix

Mend name and kind of the reference, or add the store.

## Source

external-secrets/external-secrets 2.9, `apis/externalsecrets/v1/externalsecret_types.go` (`SecretStoreRef`).
";

fn check(facts: &Facts) -> Vec<Problem> {
    if facts.stores.is_empty() {
        return Vec::new();
    }
    let references = facts
        .external
        .iter()
        .flat_map(|external| external.stores.iter().map(move |store| (external, store)));
    references
        .filter(|(external, store)| {
            !facts
                .stores
                .iter()
                .any(|known| fits(external, store, known))
        })
        .map(|(external, store)| problem(facts, external, store))
        .collect()
}

fn fits(external: &External, store: &StoreRef, known: &Identity) -> bool {
    let same_namespace = known.namespace == external.at.namespace
        || known.namespace.is_empty()
        || external.at.namespace.is_empty();
    known.kind == store.kind
        && known.name == store.name
        && (store.kind == "ClusterSecretStore"
            || external.at.kind == "ClusterExternalSecret"
            || same_namespace)
}

fn problem(facts: &Facts, external: &External, store: &StoreRef) -> Problem {
    let twin = facts.stores.iter().find(|known| known.name == store.name);
    let note = |known: &Identity| {
        format!(
            "a {} of this name{}",
            known.kind,
            if known.kind == store.kind {
                " in another namespace"
            } else {
                ""
            }
        )
    };
    Problem {
        confidence: if twin.is_some() {
            Confidence::Likely
        } else {
            Confidence::Possible
        },
        related: twin
            .map(|known| Related {
                location: known.location(),
                note: note(known),
            })
            .into_iter()
            .collect(),
        fix: Some(Fix::review(
            "Mend name and kind of the reference, or add the store to the repository.",
        )),
        ..Problem::new(
            format!(
                "{} names the {} {}, which is not in this repository",
                external.at.title(),
                clean(&store.kind, 80),
                clean(&store.name, 253)
            ),
            store.location.clone(),
        )
    }
}
