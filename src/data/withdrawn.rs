//! Names that a text must not present as valid: removed, deprecated, or never real.
//!
//! The tables of [`super::apis`] do the same for API versions.

use super::version::Minor;

/// What sort of thing a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Flag,
    Command,
    ConfigKey,
    Metric,
    Variable,
    Field,
    Value,
    Resource,
    Group,
    Tool,
}

impl Sort {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Command => "command",
            Self::ConfigKey => "configuration key",
            Self::Metric => "metric",
            Self::Variable => "environment variable",
            Self::Field => "field",
            Self::Value => "value",
            Self::Resource => "resource",
            Self::Group => "API group",
            Self::Tool => "tool",
        }
    }
}

/// Why a name is not to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Gone, or accepted and without effect, since this minor of the component.
    Removed(Minor),
    /// Still works, but the project tells people to leave it. The minor that says so.
    Deprecated(Minor),
    /// The project no longer maintains it.
    Archived,
    /// No version ever had it.
    Invented,
}

impl Standing {
    /// In the words of a table: `removed in 3.0`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Removed(minor) => format!("removed in {minor}"),
            Self::Deprecated(minor) => format!("deprecated in {minor}"),
            Self::Archived => "archived".to_owned(),
            Self::Invented => "never existed".to_owned(),
        }
    }
}

#[derive(Debug)]
pub struct Withdrawn {
    /// The name as people write it.
    pub name: &'static str,
    pub sort: Sort,
    /// The component it belongs to (an id of [`super::components`]), or a project's name.
    pub component: &'static str,
    pub standing: Standing,
    /// Names that are ordinary words mean this thing only beside this text, on the same line.
    pub beside: Option<&'static str>,
    pub instead: &'static str,
    pub source: &'static str,
}

impl Withdrawn {
    const fn beside(mut self, text: &'static str) -> Self {
        self.beside = Some(text);
        self
    }

    const fn of(mut self, component: &'static str) -> Self {
        self.component = component;
        self
    }

    /// Whether this line of a text names it. A name that is an ordinary word must stand as code or as a key.
    #[must_use]
    pub fn is_named_in(&self, line: &str) -> bool {
        if !self.beside.is_none_or(|text| line.contains(text)) {
            return false;
        }
        if !self.name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return has_word(line, self.name);
        }
        line.contains(&format!("`{}`", self.name)) || has_word(line, &format!("{}:", self.name))
    }
}

/// Whether `word` stands in `text` with no letter, digit, dash or underscore glued to it.
fn has_word(text: &str, word: &str) -> bool {
    let glued = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    text.match_indices(word).any(|(start, found)| {
        let before = text.get(..start).and_then(|part| part.chars().next_back());
        let after = text
            .get(start + found.len()..)
            .and_then(|part| part.chars().next());
        !after.is_some_and(glued) && !before.is_some_and(glued)
    })
}

type Row = (&'static str, Sort, Standing, &'static str, &'static str);

const fn name(row: Row) -> Withdrawn {
    let (name, sort, standing, instead, source) = row;
    Withdrawn {
        name,
        sort,
        component: "argocd",
        standing,
        beside: None,
        instead,
        source,
    }
}

const fn removed(major: u16, minor: u16) -> Standing {
    Standing::Removed(Minor::new(major, minor))
}

const fn deprecated(major: u16, minor: u16) -> Standing {
    Standing::Deprecated(Minor::new(major, minor))
}

use Sort::{Command, ConfigKey, Field, Flag, Group, Metric, Resource, Tool, Value, Variable};
use Standing::{Archived, Invented};

const TO_30: &str = "argo-cd docs/operator-manual/upgrading/2.14-3.0.md";
const TO_31: &str = "argo-cd docs/operator-manual/upgrading/3.0-3.1.md";
const TO_33: &str = "argo-cd docs/operator-manual/upgrading/3.2-3.3.md";
const TO_35: &str = "argo-cd docs/operator-manual/upgrading/3.4-3.5.md";
const TO_36: &str = "argo-cd docs/operator-manual/upgrading/3.5-3.6.md, before the release";
const RBAC: &str = "argo-cd docs/operator-manual/rbac.md";
const IMAGE_1: &str = "image-reflector-controller CHANGELOG 1.0.0";
const COSIGN: &str = "cosign CHANGELOG";
const METRICS: &str = "kustomize-controller CHANGELOG 1.5.0";
const KUSTOMIZE: &str = "kustomize documentation, kustomization file fields";

#[rustfmt::skip] // one row a line
pub static WITHDRAWN: &[Withdrawn] = &[
    name(("argocd_app_sync_status", Metric, removed(3, 0), "label `sync_status` of `argocd_app_info`", TO_30)),
    name(("argocd_app_health_status", Metric, removed(3, 0), "label `health_status` of `argocd_app_info`", TO_30)),
    name(("argocd_app_created_time", Metric, removed(3, 0), "`argocd_app_info`", TO_30)),
    name(("ARGOCD_LEGACY_CONTROLLER_METRICS", Variable, removed(3, 0), "`argocd_app_info`", TO_30)),
    name(("server.rbac.log.enforce.enable", ConfigKey, removed(3, 0), "nothing: `logs, get` is always enforced", TO_30)),
    name(("repositories", ConfigKey, removed(3, 0), "Secrets labelled `argocd.argoproj.io/secret-type: repository`", TO_30)).beside("argocd-cm"),
    name(("repository.credentials", ConfigKey, removed(3, 0), "Secrets labelled `argocd.argoproj.io/secret-type: repo-creds`", TO_30)),
    name(("helm.repositories", ConfigKey, removed(3, 0), "Secrets labelled `argocd.argoproj.io/secret-type: repository`", TO_30)),
    name(("applyNestedSelectors", Field, removed(3, 0), "nothing: nested selectors always apply", TO_30)),
    name(("/resource/actions", Value, deprecated(3, 1), "`/resource/actions/v2`", TO_31)).beside("/api/v1/"),
    name(("--self-heal-backoff-cooldown-seconds", Flag, deprecated(3, 3), "nothing: it has no effect", TO_33)),
    name(("ClientSideApplyMigration=false", Value, deprecated(3, 3), "nothing: remove it from 3.3.2 on", TO_33)),
    name(("--repo-server-strict-tls", Flag, deprecated(3, 5), "`--repo-server-ca-cert-path`", TO_35)),
    name(("signatureKeys", Field, deprecated(3, 5), "AppProject `sourceIntegrity`", TO_35)),
    name(("argocd proj add-signature-key", Command, deprecated(3, 5), "AppProject `sourceIntegrity`", TO_35)),
    name(("argocd proj remove-signature-key", Command, deprecated(3, 5), "AppProject `sourceIntegrity`", TO_35)),
    name(("verifyResult", Field, deprecated(3, 5), "`sourceIntegrityResult`", TO_35)),
    name(("ARGOCD_REPO_OTLP_HEADERS", Variable, removed(3, 6), "`ARGOCD_REPO_SERVER_OTLP_HEADERS`", TO_36)),
    name(("UseLabel=true", Value, Invented, "instance-wide `application.resourceTrackingMethod`", "argo-cd docs/user-guide/sync-options.md")),
    name(("applications/resources", Resource, Invented, "action `update/<group>/<kind>/<ns>/<name>` on `applications`", RBAC)),
    name(("resource.exclusions", ConfigKey, Invented, "the key of `argocd-cm`", "argo-cd docs/operator-manual/argocd-cmd-params-cm.yaml")).beside("argocd-cmd-params-cm"),
    name(("--aws-autologin-for-ecr", Flag, removed(2, 7), "`spec.provider: aws`", IMAGE_1)).of("flux"),
    name(("--azure-autologin-for-acr", Flag, removed(2, 7), "`spec.provider: azure`", IMAGE_1)).of("flux"),
    name(("--gcp-autologin-for-gcr", Flag, removed(2, 7), "`spec.provider: gcp`", IMAGE_1)).of("flux"),
    name((".Changed.ImageResult", Field, removed(2, 7), "`.Changed.Changes`", "image-automation-controller CHANGELOG")).of("flux"),
    name((".Updated", Field, removed(2, 7), "`.Changed`", "image-automation-controller CHANGELOG")).of("flux"),
    name(("gotk_reconcile_condition", Metric, removed(2, 5), "`gotk_resource_info` from kube-state-metrics", METRICS)).of("flux"),
    name(("gotk_suspend_status", Metric, removed(2, 5), "label `suspended` of `gotk_resource_info`", METRICS)).of("flux"),
    name(("fluxctl", Tool, Archived, "`flux`", "fluxcd/flux repository, archived")).of("flux"),
    name(("flux.weave.works", Group, Archived, "`kustomize.toolkit.fluxcd.io`", "fluxcd/flux repository, archived")).of("flux"),
    name(("helm.fluxcd.io", Group, Archived, "`helm.toolkit.fluxcd.io`", "fluxcd/helm-operator repository, archived")).of("flux"),
    name(("OCI Repository", Value, Invented, "`OCIRepository`", "source-controller docs/spec/v1/ocirepositories.md")).beside("kind:").of("flux"),
    name(("--tlog-upload", Flag, deprecated(3, 0), "a signing configuration (`--signing-config`)", COSIGN)).of("cosign"),
    name(("--offline", Flag, deprecated(3, 0), "a bundle and `--trusted-root`", COSIGN)).beside("cosign").of("cosign"),
    name(("--rekor-entry-type", Flag, deprecated(3, 0), "nothing", COSIGN)).of("cosign"),
    name(("cosign triangulate", Command, deprecated(3, 0), "`cosign tree`", COSIGN)).of("cosign"),
    name(("cosign copy", Command, deprecated(3, 0), "a registry copy tool that keeps referrers", COSIGN)).of("cosign"),
    name(("traefik.containo.us", Group, removed(1, 43), "`traefik.io`", "flagger CHANGELOG 1.43.0")).of("flagger"),
    name(("patchesStrategicMerge", Field, deprecated(5, 0), "`patches`", KUSTOMIZE)).of("kustomize"),
    name(("patchesJson6902", Field, deprecated(5, 0), "`patches`", KUSTOMIZE)).of("kustomize"),
    name(("bases", Field, deprecated(2, 1), "`resources`", KUSTOMIZE)).of("kustomize"),
    name(("vars", Field, deprecated(5, 0), "`replacements`", KUSTOMIZE)).beside("kustom").of("kustomize"),
    name(("commonLabels", Field, deprecated(5, 3), "`labels`", KUSTOMIZE)).of("kustomize"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> &'static Withdrawn {
        WITHDRAWN.iter().find(|row| row.name == name).unwrap()
    }

    #[test]
    fn a_name_is_found_only_as_a_whole() {
        let metric = row("argocd_app_sync_status");
        assert!(metric.is_named_in("alert on argocd_app_sync_status{x}"));
        assert!(metric.is_named_in("not argocd_app_sync_status."));
        assert!(!metric.is_named_in("argocd_app_sync_status_total"));
        assert!(!row("bases").is_named_in("remote bases are slow"));
        assert!(!row("repositories").is_named_in("argocd-cm and foreign repositories"));
        assert!(row("repositories").is_named_in("argocd-cm has `repositories`"));
        assert!(row("bases").is_named_in("  bases:"));
        assert!(!row("--offline").is_named_in("run with --offline"));
        assert!(row(".Updated").is_named_in("{{ .Updated.Images }}"));
    }

    #[test]
    fn every_row_says_what_to_use_and_who_says_so() {
        let mut names = std::collections::BTreeSet::new();
        for row in WITHDRAWN {
            assert!(
                names.insert((row.name, row.component)),
                "{} twice",
                row.name
            );
            assert!(
                !row.instead.is_empty() && !row.source.is_empty(),
                "{}",
                row.name
            );
            assert!(
                row.instead
                    .split('`')
                    .skip(1)
                    .step_by(2)
                    .all(|code| code != row.name),
                "{}",
                row.name
            );
        }
    }
}
