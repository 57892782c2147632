//! The versions that templates and prompts name: the newest releases of the data table.

/// The newest known release of a component, such as `argocd` or `flux`.
pub(super) fn newest(component: &str) -> Option<&'static str> {
    match component {
        "argocd" => Some("v3.5.1"),
        "flux" => Some("v2.9.4"),
        "argo-rollouts" => Some("v1.9.1"),
        _ => None,
    }
}
