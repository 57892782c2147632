//! The versions that templates and prompts name: the newest releases of the data table.

use crate::data::components;

/// The tag of the newest known release of a component, such as `argocd` or `flux`.
pub(super) fn newest(component: &str) -> Option<String> {
    components::newest(component).map(|release| format!("v{}", release.version))
}
