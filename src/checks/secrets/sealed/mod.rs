//! Sealed Secrets (bitnami-labs/sealed-secrets 0.3x: `pkg/crypto/crypto.go`, `pkg/apis/sealedsecrets/v1alpha1`).

pub(crate) mod blob;

/// The API group.
pub(crate) const GROUP: &str = "bitnami.com";
/// The label of the controller's own keys.
pub(crate) const KEY_LABEL: &str = "sealedsecrets.bitnami.com/sealed-secrets-key";
