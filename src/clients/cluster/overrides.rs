//! Health overrides of `argocd-cm`, by the name of their key. Their Lua is not kept.

use crate::yaml::{Budget, parse};

/// What a key of a health override begins with; group and kind follow, `apps_Deployment`.
pub const HEALTH_OVERRIDE: &str = "resource.customizations.health.";
/// The key that holds customizations of many kinds in one text. Still read by Argo CD 3.6 (`util/settings/settings.go`).
pub(super) const ALL: &str = "resource.customizations";

/// The health overrides of such a text, as keys of their own. A text that cannot be read may override anything.
pub(super) fn keys(text: &str) -> Vec<String> {
    let stream = parse(text.as_bytes(), &Budget::default());
    if !stream.errors.is_empty() {
        return vec![format!("{HEALTH_OVERRIDE}*_*")];
    }
    let Some(root) = stream.documents.first().and_then(|it| it.at("")) else {
        return Vec::new();
    };
    if root.text().is_some_and(|text| !text.is_empty()) {
        return vec![format!("{HEALTH_OVERRIDE}*_*")];
    }
    root.entries()
        .filter(|(_, value)| value.get("health.lua").is_some())
        .filter_map(|(key, _)| {
            let key = key.text()?;
            Some(match key.split_once('/') {
                Some((group, kind)) => format!("{HEALTH_OVERRIDE}{group}_{kind}"),
                None => format!("{HEALTH_OVERRIDE}{key}"),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn only_health_overrides_are_named() {
        let text = "apps/Deployment:\n  health.lua: |\n    hs = {}\n    return hs\nPod:\n  health.lua: return {}\n\"*.example.com/*\":\n  health.lua: x\nbatch/Job:\n  ignoreDifferences: |\n    jsonPointers: []\n";
        assert_eq!(
            keys(text),
            [
                "resource.customizations.health.apps_Deployment",
                "resource.customizations.health.Pod",
                "resource.customizations.health.*.example.com_*"
            ]
        );
        assert!(keys("").is_empty());
        for unreadable in ["(masked)", "a: [", "a: b: c"] {
            assert_eq!(keys(unreadable), ["resource.customizations.health.*_*"]);
        }
    }
}
