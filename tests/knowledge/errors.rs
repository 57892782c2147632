//! The mistakes of older texts on this subject, one test each: the wrong statement stands nowhere,
//! the right one stands somewhere.

use std::sync::LazyLock;

use gitops_mcp::checks::secrets::{conclude, judge};
use regex::Regex;

use crate::texts::{Text, all, report, says_it_is_gone};

/// No line of any text fits; lines that say that a thing is gone do not count.
fn nowhere(pattern: &str) {
    let wrong = Regex::new(pattern).unwrap();
    nowhere_that(pattern, |line| {
        wrong.is_match(line) && !says_it_is_gone(line)
    });
}

fn nowhere_that(what: &str, is_wrong: impl Fn(&str) -> bool) {
    let mut found = Vec::new();
    for text in texts() {
        found.extend(
            text.lines()
                .iter()
                .filter(|line| is_wrong(line.line))
                .map(|line| line.place()),
        );
    }
    report(what, &found);
}

/// Some line of some text fits.
fn somewhere(pattern: &str) {
    let right = Regex::new(pattern).unwrap();
    assert!(
        texts().iter().any(|text| right.is_match(&text.body)),
        "nothing says {pattern}"
    );
}

/// One paragraph, table row or list of some text holds all of these, in any order and case.
fn together(parts: &[&str]) {
    let parts: Vec<_> = parts.iter().map(|part| part.to_lowercase()).collect();
    let holds = |paragraph: &str| {
        let paragraph = paragraph.to_lowercase();
        parts.iter().all(|part| paragraph.contains(part))
    };
    assert!(
        texts()
            .iter()
            .any(|text| text.body.split("\n\n").any(holds)),
        "nothing says {parts:?} together"
    );
}

/// References, prompts and templates: what people and agents read for advice.
fn texts() -> &'static [Text] {
    static TEXTS: LazyLock<Vec<Text>> = LazyLock::new(|| {
        let mut texts = all();
        texts.retain(|text| !text.path.ends_with(".rs"));
        texts
    });
    &TEXTS
}

/// The documents of this kind in every `yaml` block and every YAML template.
fn documents(kind: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for text in texts() {
        let bodies = if text.is_markdown() {
            text.blocks("yaml")
        } else {
            vec![(1, text.body.clone())]
        };
        for (line, body) in bodies {
            let body = body.replace("\n#= ", "\n---\n#= ");
            let parts = body.split("\n---").filter(|part| {
                part.lines()
                    .any(|line| line.trim_end() == format!("kind: {kind}"))
            });
            found.extend(parts.map(|part| (format!("{}:{line}", text.path), part.to_owned())));
        }
    }
    found
}

/// Every document of this kind satisfies the condition, and there is one.
fn each(kind: &str, what: &str, holds: impl Fn(&str) -> bool) {
    let documents = documents(kind);
    assert!(!documents.is_empty(), "no {kind} anywhere");
    let wrong: Vec<_> = documents
        .into_iter()
        .filter(|(_, body)| !holds(body))
        .map(|(place, _)| place)
        .collect();
    report(what, &wrong);
}

/// One of our rules finds the manifest of the old text.
fn found_by(rule: &str, path: &str, manifest: &str) {
    let audit = conclude([judge(path, manifest.as_bytes())]);
    let rules: Vec<_> = audit
        .findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect();
    assert!(rules.contains(&rule), "{rule} not among {rules:?}");
}

fn has(body: &str, pattern: &str) -> bool {
    Regex::new(&format!("(?m){pattern}"))
        .unwrap()
        .is_match(body)
}

/// Commands as they are run: code blocks and shell templates, continued lines joined.
fn commands() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for text in texts() {
        let mut open: Option<(String, String)> = None;
        for line in text
            .lines()
            .iter()
            .filter(|line| line.block.is_some_and(|language| language != "yaml"))
        {
            let (place, mut command) = open.take().unwrap_or_else(|| (line.place(), String::new()));
            command.push_str(line.line.trim_end_matches('\\'));
            if line.line.trim_end().ends_with('\\') {
                open = Some((place, command));
            } else {
                found.push((place, command));
            }
        }
    }
    found
}

fn no_command(what: &str, is_wrong: impl Fn(&str) -> bool) {
    let wrong: Vec<_> = commands()
        .into_iter()
        .filter(|(_, command)| is_wrong(command))
        .map(|(place, _)| place)
        .collect();
    report(what, &wrong);
}

#[test]
fn e01_generator_key_is_clusters() {
    nowhere(r"^\s*- cluster:");
    somewhere(r"(?m)^\s*- clusters:");
}

#[test]
fn e02_applicationset_is_whole() {
    each(
        "ApplicationSet",
        "ApplicationSets without project, destination, namespace or strict templates",
        |body| {
            [
                "project:",
                "destination:",
                "namespace:",
                "goTemplate: true",
                "missingkey=error",
            ]
            .iter()
            .all(|part| body.contains(part))
        },
    );
}

#[test]
fn e03_ocirepository_is_v1() {
    each("OCIRepository", "OCIRepositories not of v1", |body| {
        has(body, r"^\s*apiVersion: source\.toolkit\.fluxcd\.io/v1$")
    });
}

#[test]
fn e04_oci_became_stable_in_flux_2_6() {
    nowhere(r"(?i)OCI.*June 2025|June 2025.*OCI");
    somewhere(r"2\.6.*2025-05-29|2025-05-29.*2\.6");
}

#[test]
fn e05_argocd_versions_come_from_the_table() {
    nowhere(r"\b3\.1\.9\b|\b3\.2(\.0)?[ -]?rc");
    somewhere(r"(?i)(three|last) (newest |last )?(three )?minors");
}

#[test]
fn e06_flux_versions_come_from_the_table() {
    nowhere(r"\b2\.7\.1\b");
    somewhere(r"2\.7\.2");
}

#[test]
fn e07_install_on_the_server_side() {
    no_command("Argo CD installed by client-side apply", |command| {
        has(command, r"kubectl .*apply .*(argocd|argo-cd|install\.yaml)")
            && !command.contains("--server-side")
    });
    somewhere(r"--server-side --force-conflicts");
    somewhere(r"262,?144");
}

#[test]
fn e08_personal_means_a_user() {
    no_command("--personal beside an organisation", |command| {
        command.contains("--personal") && has(command, r"(?i)--owner=?.*org")
    });
    together(&["--personal", "user"]);
}

#[test]
fn e09_source_watcher_by_bootstrap() {
    no_command("source-watcher by flux install", |command| {
        has(
            command,
            r"flux install.*(source-watcher|--components-extra)",
        )
    });
    somewhere(r"--components-extra");
}

#[test]
fn e10_source_watcher_serves_artifact_generators() {
    nowhere(r"(?i)source-watcher.{0,60}(performance|faster)");
    together(&["source-watcher", "ArtifactGenerator"]);
}

#[test]
fn e11_a_hub_has_kubeconfigs() {
    nowhere(
        r"(?i)hub[- ]and[- ]spoke.{0,80}flux bootstrap|flux bootstrap.{0,80}hub[- ]and[- ]spoke",
    );
    together(&["hub", "spec.kubeConfig"]);
}

#[test]
fn e12_verification_names_one_identity_or_a_key() {
    let verifies = |body: &str| has(body, r"provider: (cosign|notation)");
    each(
        "OCIRepository",
        "cosign without an identity or key",
        |body| {
            !verifies(body) || body.contains("secretRef") || body.matches("issuer:").count() == 1
        },
    );
    each(
        "OCIRepository",
        "identities that are not anchored",
        |body| !body.contains("subject:") || has(body, r"subject: (['\x22]?\^.*\$['\x22]?|<%)"),
    );
    somewhere(r"(?i)exactly one");
}

#[test]
fn e13_no_sample_recipient() {
    nowhere(r"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p");
    somewhere(r"age1REPLACE");
    let old = "creation_rules:\n  - path_regex: ^secrets/\n    age: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n";
    found_by("secrets/sops-config-example-recipient", ".sops.yaml", old);
}

#[test]
fn e14_sops_rules_are_anchored() {
    nowhere(r"path_regex: *['\x22]?\.\*");
    somewhere(r"path_regex: *['\x22]?\^");
    let old = "creation_rules:\n  - path_regex: .*.yaml\n    age: age1qqq\n";
    found_by("secrets/sops-config-catch-all", ".sops.yaml", old);
    somewhere(r"(?i)twin|leftover|left beside|plain copy");
}

#[test]
fn e15_the_engine_decides_how_secrets_travel() {
    nowhere(r"(?i)sops.{0,40}(preferred|recommended) for (all|both|every)");
    together(&["Redis", "plain text", "Argo CD"]);
}

#[test]
fn e16_external_secrets_supports_its_newest_minor() {
    nowhere(r"0\.20\+|ESO 0\.20|v0\.20\b");
    somewhere(r"(?i)only the newest minor|newest minor only");
    somewhere(r"2025-11-07");
}

#[test]
fn e17_rbac_of_argocd_3_breaks_policies() {
    somewhere(r"update/\*|`update/");
    somewhere(r"federated_claims\.user_id");
    somewhere(r"applyNestedSelectors");
    somewhere(r"resourceHealthSource");
}

#[test]
fn e18_the_removed_metrics_are_named() {
    nowhere(r"(?i)legacy metrics");
    somewhere(r"argocd_app_sync_status");
    somewhere(r"argocd_app_info");
}

#[test]
fn e19_rollouts_and_canaries_are_whole() {
    each("Rollout", "Rollouts that do not deploy", |body| {
        body.contains("workloadRef:") || (body.contains("selector:") && body.contains("template:"))
    });
    each("Canary", "Canaries that do not deploy", |body| {
        body.contains("targetRef:") && body.contains("service:")
    });
}

#[test]
fn e20_no_speed_without_a_source() {
    nowhere(r"83 ?%");
    nowhere(r"30 ?(→|to|->) ?5 ?min");
}

#[test]
fn e21_matrix_recipes_name_what_tells_elements_apart() {
    let matrices: Vec<_> = documents("ApplicationSet")
        .into_iter()
        .filter(|(_, body)| body.contains("matrix:"))
        .collect();
    assert!(!matrices.is_empty(), "no matrix anywhere");
    let wrong: Vec<_> = matrices
        .into_iter()
        .filter(|(_, body)| !has(body, r"name: ['\x22]?.*\{\{.*\}\}.*\{\{.*\}\}"))
        .map(|(place, _)| place)
        .collect();
    report("matrix templates whose name uses one parameter", &wrong);
}

#[test]
fn e22_no_blanket_claim_of_compatibility() {
    nowhere(r"(?i)3\.x ?/ ?2\.7\+|compatible with (all|both)");
    somewhere(r"status\.resources\[\]\.health");
}

#[test]
fn e23_argocd_reads_oci_since_3_1() {
    nowhere(r"(?i)argo cd (has no|does not (support|have|read)) oci");
    together(&["OCI", "since 3.1"]);
}

#[test]
fn e24_charts_from_oci_by_chart_ref() {
    each(
        "HelmRelease",
        "charts with an OCIRepository as sourceRef",
        |body| {
            !has(
                body,
                r"sourceRef:\s*\n(\s+\w+: .*\n)*?\s+kind: OCIRepository",
            )
        },
    );
    somewhere(r"(?m)^\s*chartRef:");
}

#[test]
fn e25_charts_are_pushed_by_helm() {
    no_command("charts by flux push artifact", |command| {
        has(command, r"flux push artifact.*(charts?/|\.tgz)")
    });
    somewhere(r"helm push");
}

#[test]
fn e26_push_and_sign_are_two_commands() {
    no_command("flux push piped into cosign", |command| {
        has(command, r"flux push.*\|.*cosign")
    });
    somewhere(r"(?m)cosign sign .*@");
}

#[test]
fn e27_ocirepository_is_one_word() {
    nowhere(r"kind: OCI Repository|`OCI Repository`");
}

#[test]
fn e28_cosign_verify_names_key_or_identity() {
    no_command("cosign verify without key or identity", |command| {
        has(command, r"cosign verify\s")
            && !command.contains("--key")
            && !command.contains("--certificate-identity")
    });
    somewhere(r"--certificate-oidc-issuer");
}

#[test]
fn e29_there_are_four_principles() {
    nowhere(r"(?i)five .{0,20}principles|\*\*Auditable\*\*");
    for principle in [
        "Declarative",
        "Versioned and Immutable",
        "Pulled Automatically",
        "Continuously Reconciled",
    ] {
        somewhere(&format!("(?i){principle}"));
    }
}

#[test]
fn e30_resources_are_reached_by_actions() {
    nowhere(r"applications/resources");
    somewhere(r"update/(<group>|\*)");
}

#[test]
fn e31_the_default_exclusions_are_many() {
    somewhere(r"EndpointSlice");
    together(&["resource.exclusions", "replaces"]);
}

#[test]
fn e32_an_ordinary_sync_writes_annotations() {
    nowhere_that("tracking migrated by force", |line| {
        has(line, r"(?i)auto-?migrat") || has(line, r"(?i)tracking.*sync --force")
    });
    somewhere(r"(?i)ordinary (explicit )?sync");
    somewhere(r"ApplyOutOfSyncOnly");
}

#[test]
fn e33_external_secrets_are_v1() {
    nowhere(r"external-secrets\.io/v1beta1");
    let old = "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n  refreshInterval: 1h\n  secretStoreRef:\n    name: s\n  target:\n    name: a\n";
    found_by("secrets/external-unserved-version", "a.yaml", old);
    each("ExternalSecret", "ExternalSecrets not of v1", |body| {
        has(body, r"^\s*apiVersion: external-secrets\.io/v1$")
    });
}

#[test]
fn e34_sealed_secrets_version_comes_from_the_table() {
    nowhere_that("an old version of Sealed Secrets to install", |line| {
        has(line, r"\b0\.24\.0\b") && !line.contains("2023-09-15")
    });
    somewhere(r"Sealed Secrets \|");
}

#[test]
fn e35_image_automation_is_v1() {
    nowhere(r"image\.toolkit\.fluxcd\.io/v1beta");
    somewhere(r"image\.toolkit\.fluxcd\.io/v1\b");
}

#[test]
fn e36_notation_needs_a_trust_policy() {
    somewhere(r"trustpolicy\.json");
}

#[test]
fn e37_helm_repositories_for_oci_are_in_maintenance_mode() {
    together(&["type: oci", "maintenance mode"]);
}

#[test]
fn e38_no_token_in_a_command() {
    no_command("tokens as arguments", |command| {
        has(
            command,
            r"--(token|password|access-token|bearer-token)[= ][^$<\s\x22']",
        ) || has(command, r"(?i)(ghp_|glpat-)[a-z0-9]")
    });
    somewhere(r"(?i)process list|as an argument|command line");
}

#[test]
fn e39_exclusions_belong_to_argocd_cm() {
    for (place, body) in documents("ConfigMap") {
        assert!(
            !(body.contains("name: argocd-cmd-params-cm") && body.contains("resource.exclusions")),
            "{place}"
        );
    }
    together(&["resource.exclusions", "argocd-cm"]);
}

#[test]
fn e40_no_figure_without_a_source() {
    nowhere(r"(?i)\b[0-9]+ ?(MB|GB|MiB|GiB) (of )?(RAM|memory)");
    nowhere(r"(?i)(migration|migrating) (takes|took) .*[0-9]+ (days|weeks|months)");
}
