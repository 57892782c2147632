//! Which Secret and key a source authenticates with, when its failure is about that.

use super::definition;
use super::symptom::Subject;
use crate::model::clean::clean;

/// Catalogue rows that are about a credential.
const ROWS: [&str; 5] = ["F1", "F2", "F3", "F7", "A6"];
/// What servers say when a credential is refused.
const REFUSALS: [&str; 6] = [
    "authentication",
    "authorization",
    "401",
    "403",
    "unauthorized",
    "denied",
];

/// `Renew key `password` of Secret apps/git-auth.`, with the place that defines the Secret.
pub(super) fn to_renew(subject: &Subject<'_, '_>, message: &str) -> Option<String> {
    let flux = subject.flux()?;
    let secret = flux.spec.secret_ref.as_ref()?;
    let lower = message.to_lowercase();
    let row = super::symptom::best(
        message,
        crate::data::catalogue::Engine::Flux,
        &subject.object.kind,
    )?;
    let about =
        ROWS.contains(&row.id) && (row.id != "F7" || REFUSALS.iter().any(|it| lower.contains(it)));
    if !about {
        return None;
    }
    let namespace = subject.object.namespace();
    let found = subject.fleet.find("Secret", namespace, &secret.name);
    let keys = keys(subject, found);
    let defined = found.map_or(String::new(), |at| definition::sentence(subject.fleet, at));
    let name = clean(&format!("{namespace}/{}", secret.name), 300);
    Some(format!("Renew {keys} of Secret {name}.{defined}"))
}

/// The key by the scheme of the URL, or as the Secret has it.
fn keys(subject: &Subject<'_, '_>, secret: Option<usize>) -> String {
    let held = secret.and_then(|at| match &subject.fleet.object(at)?.body {
        crate::clients::cluster::Body::Keys(keys) => Some(keys),
        _ => None,
    });
    let has = |key: &str| held.is_some_and(|keys| keys.data.iter().any(|own| own == key));
    let known = [
        "bearerToken",
        "password",
        "identity",
        ".dockerconfigjson",
        "githubAppPrivateKey",
    ];
    if let Some(key) = known.into_iter().find(|key| has(key)) {
        return format!("key `{key}`");
    }
    let url = subject
        .flux()
        .and_then(|flux| flux.spec.url.as_deref())
        .unwrap_or("");
    if url.starts_with("ssh://") || url.contains('@') {
        return "key `identity` (and `known_hosts`)".to_owned();
    }
    if url.starts_with("oci://") {
        return "key `.dockerconfigjson`".to_owned();
    }
    "key `password` (or `bearerToken`)".to_owned()
}
