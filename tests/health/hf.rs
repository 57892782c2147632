//! HF rows: errors of an earlier Flux script that must not return.

use gitops_mcp::data::catalogue::Engine;
use gitops_mcp::model::{Report, Severity, Why};
use serde_json::json;

use crate::support::{call, flux, judged, rules, snapshot_of};

const SOURCE: &str = "
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: fleet, namespace: flux-system, generation: 1}
spec: {url: https://git.example.com/fleet.git, interval: 1m0s}
status:
  observedGeneration: 1
  conditions: [{type: Ready, status: 'True', reason: Succeeded, message: stored, lastTransitionTime: '2026-11-24T08:00:00Z'}]
  artifact: {revision: 'main@sha1:aaaa', lastUpdateTime: '2026-11-24T06:00:00Z'}
---
";

fn kustomization(name: &str, rest: &str) -> String {
    format!(
        "
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: apps, generation: 1}}
{rest}
---
"
    )
}

fn healthy(name: &str) -> String {
    kustomization(
        name,
        "spec: {interval: 10m0s, path: ./apps, sourceRef: {kind: GitRepository, name: fleet, namespace: flux-system}}
status:
  observedGeneration: 1
  lastAppliedRevision: main@sha1:aaaa
  conditions: [{type: Ready, status: 'True', reason: ReconciliationSucceeded, message: ok, lastTransitionTime: '2026-11-24T07:00:00Z'}]",
    )
}

fn failing(name: &str, spec: &str, reason: &str, message: &str) -> String {
    kustomization(
        name,
        &format!(
            "spec: {{interval: 10m0s, sourceRef: {{kind: GitRepository, name: fleet, namespace: flux-system}}{spec}}}
status:
  observedGeneration: 1
  conditions: [{{type: Ready, status: 'False', reason: {reason}, message: \"{message}\", lastTransitionTime: '2026-11-24T07:00:00Z'}}]"
        ),
    )
}

fn controller(name: &str, ready: u32) -> String {
    format!(
        "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: flux-system, generation: 1, labels: {{app.kubernetes.io/part-of: flux}}}}
spec: {{replicas: 1}}
status: {{observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: {ready}, availableReplicas: {ready}}}
---
"
    )
}

/// A folder as `gitops-mcp export` writes it.
fn recorded(objects: &str, kinds: &[(&str, &str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("objects.yaml"), objects).unwrap();
    let kinds: Vec<_> = kinds
        .iter()
        .map(|(kind, group, outcome)| json!({"kind": kind, "group": group, "outcome": outcome, "count": 0}))
        .collect();
    let manifest = json!({"format": "gitops-mcp-export/1", "target": "prod", "takenAt": "2026-11-24T08:00:00Z", "kinds": kinds});
    std::fs::write(
        folder.path().join("gitops-mcp-export.json"),
        manifest.to_string(),
    )
    .unwrap();
    folder
}

fn ask(folder: &tempfile::TempDir) -> Report {
    let parent = folder.path().parent().unwrap();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let answer = call(
        parent,
        "check_flux_health",
        &json!({"target": format!("export:{name}")}),
    )
    .unwrap();
    answer.report().unwrap().clone()
}

#[test]
fn hf01_a_version_that_is_not_served_is_not_an_empty_list() {
    let report = ask(&recorded(
        SOURCE,
        &[
            ("OCIRepository", "source.toolkit.fluxcd.io", "absent"),
            ("GitRepository", "source.toolkit.fluxcd.io", "read"),
        ],
    ));
    assert!(report.complete);
    let optional = &report.checked["optional kinds"];
    assert_eq!((optional.seen, optional.healthy), (1, 0));
    assert_eq!(optional.not_judged["OCIRepository is not installed"], 1);
}

#[test]
fn hf02_a_denied_kind_is_never_no_issue() {
    let report = ask(&recorded(
        SOURCE,
        &[
            ("HelmRelease", "helm.toolkit.fluxcd.io", "denied"),
            ("GitRepository", "source.toolkit.fluxcd.io", "read"),
        ],
    ));
    assert!(!report.complete);
    assert_eq!(report.skipped[0].why, Why::Denied);
    assert!(
        report.skipped[0].what.contains("HelmRelease"),
        "{:?}",
        report.skipped
    );
    for word in ["healthy", "clean", "no problems", "in sync", "verified"] {
        assert!(!report.summary.contains(word), "{}", report.summary);
    }
    assert_eq!(
        report.checked["GitRepository"].healthy, 1,
        "the other kinds are judged"
    );
}

#[test]
fn hf03_missing_image_controllers_matter_only_if_image_objects_exist() {
    let controllers = [
        controller("source-controller", 1),
        controller("kustomize-controller", 1),
    ]
    .concat();
    assert!(flux(&format!("{SOURCE}{controllers}")).findings.is_empty());
    let image = "
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: {name: web, namespace: apps, generation: 1}
spec: {image: registry.example.com/web}
status: {observedGeneration: 1, conditions: [{type: Ready, status: 'True', reason: Succeeded, message: ok}]}
";
    let report = flux(&format!("{SOURCE}{controllers}{image}"));
    assert_eq!(rules(&report), ["health/controller-missing"]);
    assert!(
        report.findings[0]
            .message
            .contains("image-reflector-controller")
    );
}

#[test]
fn hf04_the_namespace_filter_does_not_move_the_search_for_controllers() {
    let folder = tempfile::tempdir().unwrap();
    let objects = format!(
        "{SOURCE}{}{}",
        healthy("web"),
        controller("kustomize-controller", 0)
    );
    std::fs::write(folder.path().join("all.yaml"), objects).unwrap();
    let answer = call(
        folder.path(),
        "check_flux_health",
        &json!({"target": "export:all.yaml", "namespace": "apps"}),
    )
    .unwrap();
    let report = answer.report().unwrap();
    assert_eq!(rules(report), ["health/controller-down"]);
    assert_eq!(report.findings[0].affects.as_ref().unwrap().count, 1);
    assert!(
        !report.checked.contains_key("GitRepository"),
        "counts are of the namespace"
    );
}

#[test]
fn hf05_every_replica_of_a_controller_counts_and_running_is_not_ready() {
    let text = controller("source-controller", 1).replace("replicas: 1}", "replicas: 3}");
    let report = flux(&format!("{SOURCE}{text}"));
    assert_eq!(rules(&report), ["health/controller-down"]);
    assert_eq!(report.findings[0].severity, Severity::Medium);
    assert!(
        report.findings[0].message.contains("1 of 3"),
        "{}",
        report.findings[0].message
    );
    let down = flux(&format!("{SOURCE}{}", controller("source-controller", 0)));
    assert_eq!(down.findings[0].severity, Severity::Critical);
    assert_eq!(
        down.findings[0].affects.as_ref().unwrap().count,
        1,
        "the source stands still"
    );
    assert_eq!(down.checked["GitRepository"].healthy, 0);
}

#[test]
fn hf06_signatures_are_judged_by_source_verified() {
    let bad = SOURCE.replace("conditions: [", "conditions: [{type: SourceVerified, status: 'False', reason: VerificationError, message: no matching signatures were found for x}, ")
        .replace("type: Ready, status: 'True'", "type: Ready, status: 'False'");
    assert_eq!(rules(&flux(&bad)), ["health/flux-source-unverified"]);
    let good = SOURCE.replace(
        "conditions: [",
        "conditions: [{type: SourceVerified, status: 'True', reason: Succeeded, message: ok}, ",
    );
    assert!(flux(&good).findings.is_empty());
}

#[test]
fn hf07_a_manual_request_is_not_the_last_reconcile() {
    // Never requested by hand: nothing is said about "last reconcile".
    assert!(
        flux(&format!("{SOURCE}{}", healthy("web")))
            .findings
            .is_empty()
    );
    let asked = healthy("web").replace(
        "generation: 1}",
        "generation: 1, annotations: {reconcile.fluxcd.io/requestedAt: '2026-11-24T07:00:00Z'}}",
    );
    assert_eq!(
        rules(&flux(&format!("{SOURCE}{asked}"))),
        ["health/flux-request-unanswered"]
    );
}

#[test]
fn hf08_suspended_is_not_healthy() {
    let report = flux(&format!(
        "{SOURCE}{}",
        healthy("web").replace("spec: {", "spec: {suspend: true, ")
    ));
    assert_eq!(rules(&report), ["health/flux-suspended"]);
    assert_eq!(report.checked["Kustomization"].healthy, 0);
    assert!(
        report.findings[0]
            .message
            .contains("Ready=True is from before")
    );
}

#[test]
fn hf09_stalled_reconciling_and_retrying_are_told_apart() {
    let stalled = failing("web", "", "BuildFailed", "x").replace(
        "conditions: [",
        "conditions: [{type: Stalled, status: 'True', reason: InvalidPath, message: x}, ",
    );
    let report = flux(&format!("{SOURCE}{stalled}"));
    assert!(
        report.findings[0].message.contains("will not try again"),
        "{}",
        report.findings[0].message
    );
    let retrying = flux(&format!(
        "{SOURCE}{}",
        failing("web", "", "BuildFailed", "x")
    ));
    assert!(!retrying.findings[0].message.contains("will not try again"));
    let running = healthy("web")
        .replace(
            "status: 'True', reason: ReconciliationSucceeded",
            "status: Unknown, reason: Progressing",
        )
        .replace("07:00:00Z", "07:59:00Z");
    let running = flux(&format!("{SOURCE}{running}"));
    assert!(running.findings.is_empty());
    assert_eq!(
        running.checked["Kustomization"].not_judged["in progress"],
        1
    );
}

#[test]
fn hf10_a_generation_that_nobody_observed_is_told() {
    let report = flux(&format!(
        "{SOURCE}{}",
        healthy("web").replace("generation: 1}", "generation: 4}")
    ));
    assert_eq!(rules(&report), ["health/flux-not-observed"]);
    assert_eq!(report.checked["Kustomization"].healthy, 0);
}

#[test]
fn hf11_one_root_failure_is_told_once() {
    let mut objects = format!(
        "{SOURCE}{}",
        failing("db", "", "BuildFailed", "kustomize build failed: x")
    );
    let mut before = "db".to_owned();
    for n in 0..20 {
        let name = format!("app-{n}");
        let spec = format!(", dependsOn: [{{name: {before}}}]");
        objects += &failing(
            &name,
            &spec,
            "DependencyNotReady",
            &format!("dependency 'apps/{before}' is not ready"),
        );
        before = name;
    }
    let report = flux(&objects);
    assert_eq!(rules(&report), ["health/flux-kustomization-failed"]);
    let affects = report.findings[0].affects.as_ref().unwrap();
    assert_eq!((affects.count, affects.first.len()), (20, 3));
    assert_eq!(report.findings[0].severity, Severity::Critical);
}

#[test]
fn hf12_the_applied_revision_is_compared_with_the_source() {
    let behind = healthy("web").replace(
        "lastAppliedRevision: main@sha1:aaaa",
        "lastAppliedRevision: main@sha1:0000",
    );
    let report = flux(&format!("{SOURCE}{behind}"));
    assert_eq!(rules(&report), ["health/flux-revision-behind"]);
    assert!(
        report.findings[0].message.contains("main@sha1:0000")
            && report.findings[0].message.contains("main@sha1:aaaa")
    );
}

#[test]
fn hf13_all_namespaces_are_judged() {
    let other =
        failing("web", "", "BuildFailed", "x").replace("namespace: apps,", "namespace: team-b,");
    let report = flux(&format!("{SOURCE}{}{other}", healthy("web")));
    assert_eq!(report.checked["Kustomization"].seen, 2);
    assert_eq!(
        report.findings[0].location.to_string(),
        "Kustomization team-b/web /status/conditions"
    );
}

#[test]
fn hf14_every_kind_is_seen() {
    let kinds = [
        ("source.toolkit.fluxcd.io/v1", "HelmChart"),
        ("source.toolkit.fluxcd.io/v1", "Bucket"),
        ("source.toolkit.fluxcd.io/v1", "ExternalArtifact"),
        ("source.extensions.fluxcd.io/v1beta1", "ArtifactGenerator"),
        ("image.toolkit.fluxcd.io/v1", "ImageRepository"),
        ("image.toolkit.fluxcd.io/v1", "ImagePolicy"),
        ("image.toolkit.fluxcd.io/v1", "ImageUpdateAutomation"),
        ("notification.toolkit.fluxcd.io/v1", "Receiver"),
    ];
    for (version, kind) in kinds {
        let text = format!(
            "apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x, namespace: apps, generation: 1}}\nspec: {{}}\nstatus: {{observedGeneration: 1, conditions: [{{type: Ready, status: 'False', reason: Failed, message: x}}]}}\n"
        );
        let report = flux(&text);
        assert_eq!(report.findings.len(), 1, "{kind}");
        assert_eq!(report.checked[kind].seen, 1);
    }
    let alert = "apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata: {name: x, namespace: apps}\nspec: {providerRef: {name: gone}, eventSources: []}\n---\napiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Provider\nmetadata: {name: other, namespace: apps}\nspec: {type: slack}\n";
    assert_eq!(rules(&flux(alert)), ["health/flux-reference-missing"]);
}

#[test]
fn hf15_causes_come_from_reasons_not_from_words() {
    // The words "timeout", "prune" and "credentials" of a healthy message mean nothing.
    let words = healthy("web").replace(
        "message: ok",
        "message: 'prune done, no timeout, credentials fine'",
    );
    assert!(flux(&format!("{SOURCE}{words}")).findings.is_empty());
    let report = flux(&format!(
        "{SOURCE}{}",
        failing("web", "", "BuildFailed", "prune timeout credentials")
    ));
    assert_eq!(report.findings[0].cause, None, "none beats a guess");
}

fn release(status: &str) -> String {
    format!(
        "
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: web, namespace: apps, generation: 1}}
spec: {{interval: 10m0s, chartRef: {{kind: GitRepository, name: fleet, namespace: flux-system}}}}
status:
  observedGeneration: 1
{status}
"
    )
}

#[test]
fn hf16_counters_are_judged_with_history_and_remediation() {
    // Counters that are left from a failure that was remediated say nothing about a release that is ready.
    let ready = release(
        "  failures: 3\n  conditions: [{type: Ready, status: 'True', reason: UpgradeSucceeded, message: ok}]\n  history: [{status: deployed, chartVersion: 1.4.0}]",
    );
    assert!(flux(&format!("{SOURCE}{ready}")).findings.is_empty());
    let stopped = release(
        "  failures: 3\n  lastAttemptedReleaseAction: upgrade\n  conditions: [{type: Stalled, status: 'True', reason: RetriesExceeded, message: Failed to upgrade after 3 attempt(s)}, {type: Released, status: 'False', reason: UpgradeFailed, message: 'Helm upgrade failed for release apps/web: x'}, {type: Ready, status: 'False', reason: UpgradeFailed, message: Failed to upgrade after 3 attempt(s)}, {type: Remediated, status: 'True', reason: RollbackSucceeded, message: rolled back}]\n  history: [{status: deployed, chartVersion: 1.3.0}]",
    );
    let report = flux(&format!("{SOURCE}{stopped}"));
    let message = &report.findings[0].message;
    for part in [
        "chart 1.3.0 runs",
        "upgrade failed 3 times",
        "will not try again",
    ] {
        assert!(message.contains(part), "{message}");
    }
    let evidence: Vec<&str> = report.findings[0]
        .evidence
        .iter()
        .map(|it| it.field.as_str())
        .collect();
    assert!(
        evidence.iter().any(|field| field.starts_with("Remediated")),
        "{evidence:?}"
    );
}

#[test]
fn hf17_the_size_of_an_inventory_is_no_finding() {
    let entries: Vec<String> = (0..500)
        .map(|n| format!("{{id: apps_c{n}__ConfigMap, v: v1}}"))
        .collect();
    let big = healthy("web").replace(
        "observedGeneration: 1\n",
        &format!(
            "observedGeneration: 1\n  inventory: {{entries: [{}]}}\n",
            entries.join(", ")
        ),
    );
    assert!(flux(&format!("{SOURCE}{big}")).findings.is_empty());
}

#[test]
fn hf18_access_denied_is_a_cause_of_its_own() {
    let denied = failing(
        "web",
        "",
        "AccessDenied",
        "can't access 'GitRepository/flux-system/fleet', cross-namespace references have been blocked",
    );
    let report = flux(&format!("{SOURCE}{denied}"));
    assert_eq!(rules(&report), ["health/flux-access-denied"]);
    assert!(
        report.findings[0]
            .cause
            .as_ref()
            .unwrap()
            .ends_with("(F26)")
    );
}

#[test]
fn a_frozen_consumer_of_a_failing_source_follows_from_it_although_it_is_ready() {
    let failing = SOURCE.replace("status: 'True', reason: Succeeded, message: stored", "status: 'False', reason: GitOperationFailed, message: 'failed to checkout and determine revision: authentication required'");
    let all: String = (0..30).map(|n| healthy(&format!("app-{n}"))).collect();
    let judged = judged(&snapshot_of(&format!("{failing}{all}")), Engine::Flux);
    let report = judged.report;
    assert_eq!(rules(&report), ["health/flux-source-failed"]);
    assert_eq!(report.findings[0].affects.as_ref().unwrap().count, 30);
    assert_eq!(report.findings[0].severity, Severity::Critical);
    assert_eq!(
        report.checked["Kustomization"].not_judged["follows from a finding"],
        30
    );
    assert!(
        report.findings[0]
            .message
            .contains("what runs is main@sha1:aaaa")
    );
}
