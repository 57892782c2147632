//! Health overrides of `argocd-cm`: what they decide about is named, and judged by no other rule in their place.

use gitops_mcp::clients::cluster::{Targets, write_export};
use gitops_mcp::clients::repository::Unwatched;
use gitops_mcp::model::{Report, Why};
use serde_json::{Value, json};

use crate::api::{Api, Fault};
use crate::support::{argocd, call, call_with, flux, rules};

fn application(health: &str) -> Value {
    json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "web", "namespace": "argocd"},
        "spec": {"project": "default", "source": {"repoURL": "https://git.example.com/a.git", "path": "web"}, "destination": {"server": "https://kubernetes.default.svc", "namespace": "web"},
            "syncPolicy": {"automated": {}}},
        "status": {"sync": {"status": "Synced", "revision": "aaaa"}, "health": {"status": health}, "reconciledAt": "2026-11-24T08:00:00Z",
            "resources": [{"group": "apps", "kind": "Deployment", "namespace": "web", "name": "web", "status": "Synced"}]}})
}

fn deployment() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "web", "generation": 1, "annotations": {"argocd.argoproj.io/tracking-id": "web:apps/Deployment:web/web"}}, "spec": {"replicas": 1},
        "status": {"observedGeneration": 1, "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "it timed out"}]}})
}

fn settings(key: &str, value: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"}, "data": {key: value}})
}

fn report(settings: &Value, health: &str) -> Report {
    argocd(&format!(
        "{}\n{}\n{settings}\n",
        application(health),
        deployment()
    ))
}

const OWN: &str = "resource.customizations.health.apps_Deployment";

#[test]
fn a_kind_with_an_override_is_named_and_not_judged() {
    for (key, value) in [
        (OWN, "return {status='Healthy'}"),
        (
            "resource.customizations",
            "apps/Deployment:\n  health.lua: |\n    return {status='Healthy'}\n",
        ),
        (
            "resource.customizations",
            "'*/*':\n  health.lua: return {}\n",
        ),
        ("resource.customizations", "not: [readable"),
    ] {
        let report = report(&settings(key, value), "Healthy");
        assert!(report.findings.is_empty(), "{key}: {:?}", report.findings);
        assert!(
            !report.complete && !report.summary.contains("healthy"),
            "{}",
            report.summary
        );
        let told = &report.skipped[0];
        assert_eq!(
            (told.what.as_str(), told.why),
            ("the health of 1 Deployment objects", Why::Unsupported)
        );
        assert!(
            told.hint.contains("resource.customizations.health.")
                && told.hint.contains("argocd/argocd-cm"),
            "{}",
            told.hint
        );
        assert_eq!(report.checked["applied workloads"].healthy, 0);
    }
}

#[test]
fn what_is_no_override_of_the_kind_changes_nothing() {
    for (key, value) in [
        (
            "resource.customizations.ignoreDifferences.apps_Deployment",
            "x",
        ),
        ("resource.customizations.health.apps_StatefulSet", "x"),
        (
            "resource.customizations",
            "apps/Deployment:\n  ignoreDifferences: x\n",
        ),
        ("resource.exclusions", "x"),
    ] {
        let report = report(&settings(key, value), "Healthy");
        assert_eq!(rules(&report), ["health/workload-failed"], "{key}");
        assert!(report.complete);
    }
}

#[test]
fn where_argocd_finds_it_degraded_the_workload_is_still_told() {
    let report = report(&settings(OWN, "x"), "Degraded");
    assert_eq!(rules(&report), ["health/workload-failed"]);
    assert!(!report.complete);
}

#[test]
fn flux_does_not_ask_argocd() {
    let all = format!(
        "{}\n{}\n{}\n",
        application("Healthy"),
        deployment(),
        settings(OWN, "x")
    );
    assert!(flux(&all).complete);
}

#[test]
fn the_settings_are_read_from_a_cluster_and_survive_an_export() {
    let project = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"}, "spec": {}});
    let text = "apps/Deployment:\n  health.lua: CNRYC05script\n";
    let objects = [
        (
            "/apis/argoproj.io/v1alpha1/applications",
            application("Healthy"),
        ),
        ("/apis/argoproj.io/v1alpha1/appprojects", project),
        ("/apis/apps/v1/deployments", deployment()),
        (
            "/api/v1/namespaces/argocd/configmaps",
            settings("resource.customizations", text),
        ),
    ];
    let folder = tempfile::tempdir().unwrap();
    let ask = |api: &Api, tool: &str| {
        let targets = Targets {
            kubeconfig: vec![api.kubeconfig()],
            ..Targets::default()
        };
        call_with(folder.path(), &targets, tool, &json!({"target": "prod"}))
            .unwrap()
            .report()
            .unwrap()
            .clone()
    };
    let api = Api::start(&objects, &[]);
    let live = ask(&api, "check_argocd_health");
    assert!(live.skipped[0].hint.contains(OWN), "{:?}", live.skipped);
    write_export(
        &[api.kubeconfig()],
        Some("prod"),
        &folder.path().join("copy"),
        &Unwatched,
    )
    .unwrap();
    let copy = call(
        folder.path(),
        "check_argocd_health",
        &json!({"target": "export:copy"}),
    )
    .unwrap();
    assert_eq!(copy.report().unwrap().skipped, live.skipped);
    for file in std::fs::read_dir(folder.path().join("copy")).unwrap() {
        assert!(
            !std::fs::read_to_string(file.unwrap().path())
                .unwrap()
                .contains("CNRY")
        );
    }
    let denied = Api::start(&objects, &[("configmaps", Fault::Status(403))]);
    let report = ask(&denied, "check_argocd_health");
    let told = report
        .skipped
        .iter()
        .find(|it| it.what.contains("argocd-cm"))
        .unwrap();
    assert!(
        told.why == Why::Denied && told.hint.contains("argocd-cm"),
        "{told:?}"
    );
    assert!(
        ask(&denied, "check_flux_health").complete,
        "Flux has no use for it"
    );
}
