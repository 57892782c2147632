//! The names that callers rely on: tools, prompts, references, templates.
//!
//! What a build really offers comes from its router and its embedded files; this table says which
//! names exist at all, so that a text cannot send a reader to one that does not.

/// A tool of the contract.
#[derive(Debug)]
pub struct Tool {
    pub name: &'static str,
    /// Absent unless the server was started with `--allow-writes`.
    pub writes: bool,
}

const fn reads(name: &'static str) -> Tool {
    Tool {
        name,
        writes: false,
    }
}

const fn writes(name: &'static str) -> Tool {
    Tool { name, writes: true }
}

pub static TOOLS: &[Tool] = &[
    reads("list_targets"),
    reads("check_argocd_health"),
    reads("check_flux_health"),
    reads("trace_resource"),
    reads("detect_drift"),
    reads("validate_repo"),
    reads("audit_secrets"),
    reads("generate_applicationset"),
    reads("preview_applicationset"),
    reads("validate_promotion"),
    reads("verify_oci_artifact"),
    reads("plan_upgrade"),
    reads("explain_rule"),
    reads("render_template"),
    reads("render_manifests"),
    writes("sync_application"),
    writes("reconcile_flux"),
    writes("suspend_flux"),
    writes("resume_flux"),
];

/// Topics below `gitops://references/`.
pub static REFERENCES: &[&str] = &[
    "argocd_vs_flux",
    "best_practices",
    "multi_cluster",
    "oci_artifacts",
    "progressive_delivery",
    "repo_patterns",
    "secret_management",
    "troubleshooting",
];

/// Paths below `gitops://templates/`.
pub static TEMPLATES: &[&str] = &[
    "applicationsets/cluster-generator.yaml",
    "argocd/install-argocd-3.x.yaml",
    "flux/flux-bootstrap-github.sh",
    "flux/oci-helmrelease.yaml",
    "progressive-delivery/argo-rollouts-canary.yaml",
    "secrets/sops-age-config.yaml",
];

pub static PROMPTS: &[&str] = &[
    "choose-a-tool",
    "deliver-progressively",
    "deploy-to-many-clusters",
    "design-repository",
    "manage-secrets",
    "migrate-engine",
    "plan-an-upgrade",
    "promote",
    "publish-oci-artifacts",
    "set-up-argocd",
    "set-up-flux",
    "troubleshoot",
];

/// Areas of rule ids: `secrets/plain-secret` is of the area `secrets`.
pub static AREAS: &[&str] = &[
    "health",
    "drift",
    "secrets",
    "oci",
    "repo",
    "promotion",
    "upgrade",
];

#[must_use]
pub fn is_tool(name: &str) -> bool {
    TOOLS.iter().any(|tool| tool.name == name)
}
