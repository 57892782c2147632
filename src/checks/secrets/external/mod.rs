//! External Secrets Operator (external-secrets/external-secrets 1.x and 2.x: `apis/externalsecrets/v1`).

pub(crate) mod release;

use super::read::object::Object;

/// The API group.
pub(crate) const GROUP: &str = "external-secrets.io";

/// An ExternalSecret, or the template of one inside a ClusterExternalSecret.
pub(crate) fn is_external(object: &Object<'_>) -> bool {
    object.is(GROUP, "ExternalSecret") || object.is(GROUP, "ClusterExternalSecret")
}

/// The path of keys to the `spec` of the ExternalSecret.
pub(crate) fn spec_path(object: &Object<'_>) -> &'static [&'static str] {
    if object.kind == "ClusterExternalSecret" {
        &["spec", "externalSecretSpec"]
    } else {
        &["spec"]
    }
}

/// SecretStore or ClusterSecretStore.
pub(crate) fn is_store(object: &Object<'_>) -> bool {
    object.is(GROUP, "SecretStore") || object.is(GROUP, "ClusterSecretStore")
}
