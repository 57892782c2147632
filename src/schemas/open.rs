//! Text that something else fills in before the API server sees it.

/// Whether a string is not final: a Flux or shell variable, a template action, a SOPS value.
pub(super) fn is_open(text: &str) -> bool {
    ["${", "$(", "{{", "ENC[AES256_GCM"]
        .iter()
        .any(|mark| text.contains(mark))
}
