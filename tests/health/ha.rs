//! HA rows: errors of an earlier Argo CD script that must not return.

use gitops_mcp::data::catalogue::Engine;
use gitops_mcp::model::Severity;
use serde_json::{Value, json};

use crate::support::{argocd, call, judged, rules, snapshot_of};

/// An Application that is Synced and Healthy, with parts of it replaced.
fn application(name: &str, changes: Value) -> Value {
    let mut app = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd", "generation": 1},
        "spec": {
            "project": "default",
            "source": {"repoURL": "https://git.example.com/shop.git", "path": "apps", "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "shop"},
            "syncPolicy": {"automated": {"prune": true, "selfHeal": true}},
        },
        "status": {
            "sync": {"status": "Synced", "revision": "aaaa"},
            "health": {"status": "Healthy", "lastTransitionTime": "2026-11-24T06:00:00Z"},
            "reconciledAt": "2026-11-24T08:00:00Z",
            "history": [{"revision": "aaaa", "deployedAt": "2026-11-20T08:00:00Z"}],
        },
    });
    merge(&mut app, changes);
    app
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}

fn text(objects: &[Value]) -> String {
    objects.iter().map(|one| format!("---\n{one}\n")).collect()
}

fn failed(resources: Value) -> Value {
    json!({"status": {"sync": {"status": "OutOfSync"}, "operationState": {
        "phase": "Failed", "message": "one or more objects failed to apply", "startedAt": "2026-11-24T06:00:00Z",
        "finishedAt": "2026-11-24T06:01:00Z", "syncResult": {"revision": "aaaa", "resources": resources}}}})
}

#[test]
fn ha01_what_cannot_be_read_is_a_failure_not_a_healthy_report() {
    let folder = tempfile::tempdir().unwrap();
    for target in ["export:gone.yaml", "no-such-context"] {
        let failure = call(
            folder.path(),
            "check_argocd_health",
            &json!({"target": target}),
        )
        .unwrap_err();
        assert!(!failure.to_string().contains("healthy"), "{failure}");
    }
    std::fs::write(folder.path().join("empty.yaml"), "# nothing\n").unwrap();
    call(
        folder.path(),
        "check_argocd_health",
        &json!({"target": "export:empty.yaml"}),
    )
    .unwrap_err();
}

#[test]
fn ha02_resources_without_a_health_are_not_unhealthy() {
    let app = application(
        "shop",
        json!({"status": {"resources": [
        {"kind": "ConfigMap", "name": "a", "namespace": "shop", "status": "Synced"},
        {"kind": "Role", "group": "rbac.authorization.k8s.io", "name": "b", "namespace": "shop", "status": "Synced"}]}}),
    );
    assert!(argocd(&text(&[app])).findings.is_empty());
}

#[test]
fn ha03_health_that_is_not_kept_in_the_status_is_judged_from_the_objects() {
    let app = application(
        "shop",
        json!({"status": {
        "health": {"status": "Degraded"}, "resourceHealthSource": "appTree",
        "resources": [{"kind": "Deployment", "group": "apps", "name": "web", "namespace": "shop", "status": "Synced"},
                      {"kind": "Deployment", "group": "apps", "name": "ok", "namespace": "shop", "status": "Synced"}]}}),
    );
    let deployment = |name: &str, condition: Value| {
        json!({"apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": "shop", "generation": 1}, "spec": {"replicas": 1},
        "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": 1, "readyReplicas": 1, "conditions": condition}})
    };
    let bad = deployment(
        "web",
        json!([{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "timed out"}]),
    );
    let report = argocd(&text(&[app, bad, deployment("ok", json!([]))]));
    assert_eq!(rules(&report), ["health/workload-failed"]);
    assert_eq!(
        report.findings[0].affects.as_ref().unwrap().first,
        ["Application argocd/shop"]
    );
    assert_eq!(report.checked["applied workloads"].healthy, 1);
}

#[test]
fn ha04_tracking_is_by_annotation_and_no_sync_option_is_asked_for() {
    let app = application(
        "shop",
        json!({"spec": {"syncPolicy": {"syncOptions": ["CreateNamespace=true"]}}}),
    );
    let tracked = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop", "generation": 1,
        "annotations": {"argocd.argoproj.io/tracking-id": "shop:/Pod:shop/web"}},
        "spec": {"containers": []}, "status": {"phase": "Failed", "reason": "Evicted", "message": "low on memory"}});
    let report = argocd(&text(&[app, tracked]));
    assert_eq!(
        rules(&report),
        ["health/workload-failed"],
        "found by its tracking annotation"
    );
    assert!(!serde_json::to_string(&report).unwrap().contains("UseLabel"));
}

#[test]
fn ha05_a_destination_without_namespace_or_by_name() {
    let mut nameless = application("shop", json!({}));
    nameless["spec"]["destination"] = json!({"name": "prod-eu"});
    let mut empty = application("stock", json!({}));
    empty["spec"]["destination"] = json!({});
    let report = argocd(&text(&[nameless, empty]));
    assert!(report.findings.is_empty());
    assert_eq!(report.checked["Application"].healthy, 2);
}

#[test]
fn ha06_no_argument_takes_a_password_or_switches_verification_off() {
    for tool in [
        "check_argocd_health",
        "check_flux_health",
        "trace_resource",
        "list_targets",
    ] {
        let input = serde_json::to_string(&(gitops_mcp::tools::find(tool).unwrap().input)())
            .unwrap()
            .to_lowercase();
        for word in ["password", "token", "insecure", "verify"] {
            assert!(!input.contains(word), "{tool}: {word}");
        }
    }
}

#[test]
fn ha07_unknown_and_missing_are_told() {
    for (status, word) in [("Unknown", "is Unknown"), ("Missing", "is Missing")] {
        let report = argocd(&text(&[application(
            "shop",
            json!({"status": {"health": {"status": status}}}),
        )]));
        assert_eq!(rules(&report), ["health/argocd-unhealthy"]);
        assert!(report.findings[0].message.contains(word));
    }
}

#[test]
fn ha08_error_terminating_and_a_long_running_operation() {
    let operation = |phase: &str, started: &str| {
        application(
            "shop",
            json!({"status": {"operationState": {"phase": phase, "message": "waiting for completion of hook batch/Job/migrate", "startedAt": started}}}),
        )
    };
    let judge = |app: Value| {
        rules(&argocd(&text(&[app])))
            .iter()
            .map(|it| (*it).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        judge(operation("Error", "2026-11-24T06:00:00Z")),
        ["health/argocd-sync-failed"]
    );
    assert_eq!(
        judge(operation("Terminating", "2026-11-24T06:00:00Z")),
        ["health/argocd-operation-waits"]
    );
    assert_eq!(
        judge(operation("Running", "2026-11-24T06:00:00Z")),
        ["health/argocd-operation-waits"]
    );
    assert!(judge(operation("Running", "2026-11-24T07:59:00Z")).is_empty());
}

#[test]
fn ha09_every_condition_is_read() {
    for (condition, rule) in [
        ("DeletionError", "health/deletion-blocked"),
        ("InvalidSpecError", "health/argocd-invalid-spec"),
        ("ComparisonError", "health/argocd-comparison-failed"),
        ("SyncError", "health/argocd-sync-refused"),
        ("UnknownError", "health/argocd-unknown-error"),
        ("SharedResourceWarning", "health/argocd-resource-warning"),
        ("RepeatedResourceWarning", "health/argocd-resource-warning"),
        ("ExcludedResourceWarning", "health/argocd-resource-warning"),
        ("OrphanedResourceWarning", "health/argocd-resource-warning"),
    ] {
        let app = application(
            "shop",
            json!({"status": {"conditions": [{"type": condition, "message": "said so", "lastTransitionTime": "2026-11-24T07:00:00Z"}]}}),
        );
        let report = argocd(&text(&[app]));
        assert_eq!(rules(&report), [rule], "{condition}");
        assert!(
            report.findings[0].evidence[0].value.contains("said so"),
            "{condition}"
        );
        assert_eq!(report.checked["Application"].healthy, 0);
    }
}

#[test]
fn ha10_the_resource_that_failed_is_the_cause() {
    let app = application(
        "shop",
        failed(json!([
        {"kind": "Service", "name": "web", "namespace": "shop", "version": "v1", "status": "Synced", "message": "service/web created"},
        {"kind": "Deployment", "group": "apps", "name": "web", "namespace": "shop", "version": "v1", "status": "SyncFailed", "message": "spec.selector: Invalid value: field is immutable"},
        {"kind": "ConfigMap", "name": "old", "namespace": "shop", "version": "v1", "status": "PruneSkipped", "message": "ignored (requires pruning)"},
        {"kind": "Job", "group": "batch", "name": "migrate", "namespace": "shop", "version": "v1", "hookType": "PreSync", "hookPhase": "Succeeded", "message": ""}])),
    );
    let report = argocd(&text(&[app]));
    let finding = &report.findings[0];
    assert!(
        finding.message.contains("Deployment shop/web"),
        "{}",
        finding.message
    );
    assert!(finding.evidence[0].value.contains("field is immutable"));
    assert!(finding.cause.as_ref().unwrap().ends_with("(A20)"));
    assert!(
        finding
            .evidence
            .iter()
            .any(|it| it.field.contains("PruneSkipped"))
    );
    let hook = application(
        "shop",
        failed(
            json!([{"kind": "Job", "group": "batch", "name": "migrate", "namespace": "shop", "version": "v1", "hookType": "PreSync", "hookPhase": "Failed", "message": "Job has reached the specified backoff limit"}]),
        ),
    );
    assert!(
        argocd(&text(&[hook])).findings[0]
            .message
            .contains("(a hook)")
    );
    let mut retried = application("shop", failed(json!([])));
    merge(
        &mut retried,
        json!({"status": {"operationState": {"retryCount": 5, "operation": {"retry": {"limit": 5}}}}}),
    );
    assert!(
        argocd(&text(&[retried])).findings[0]
            .message
            .contains("all 5 retries are used up")
    );
}

#[test]
fn ha11_out_of_sync_is_explained() {
    let out = |changes: Value| {
        let mut app = application(
            "shop",
            json!({"status": {"sync": {"status": "OutOfSync"}, "resources": [{"kind": "Service", "name": "web", "namespace": "shop", "status": "OutOfSync"}]}}),
        );
        merge(&mut app, changes);
        app
    };
    let says = |objects: &[Value], part: &str| {
        let report = argocd(&text(objects));
        assert_eq!(rules(&report), ["health/argocd-out-of-sync"]);
        assert!(
            report.findings[0].message.contains(part),
            "{}",
            report.findings[0].message
        );
        report.findings[0].severity
    };
    let mut manual = out(json!({}));
    manual["spec"]["syncPolicy"] = json!({});
    assert_eq!(says(&[manual], "automated sync is off"), Severity::Low);
    says(
        &[out(
            json!({"spec": {"syncPolicy": {"automated": {"enabled": false}}}}),
        )],
        "enabled: false",
    );
    let pruning = out(
        json!({"spec": {"syncPolicy": {"automated": {"prune": false}}}, "status": {"resources": [{"kind": "Service", "name": "web", "namespace": "shop", "status": "OutOfSync", "requiresPruning": true}]}}),
    );
    says(&[pruning], "automated pruning is off");
    let project = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"},
        "spec": {"syncWindows": [{"kind": "deny", "schedule": "* * * * *", "duration": "1h", "applications": ["*"]}]}});
    says(&[project, out(json!({}))], "sync window");
    let synced = json!({"status": {"operationState": {"phase": "Succeeded", "startedAt": "2026-11-24T06:00:00Z", "syncResult": {"revision": "aaaa"}}}});
    let mut no_heal = out(synced.clone());
    merge(
        &mut no_heal,
        json!({"spec": {"syncPolicy": {"automated": {"selfHeal": false}}}}),
    );
    says(&[no_heal], "self-heal is off");
    assert_eq!(says(&[out(synced)], "something rewrites"), Severity::Medium);
}

#[test]
fn ha12_several_sources() {
    let mut app = application(
        "shop",
        json!({"status": {"sync": {"status": "OutOfSync", "revision": "", "revisions": ["1.2.3", "bbbb"]},
        "operationState": {"phase": "Succeeded", "syncResult": {"revisions": ["1.2.3", "bbbb"]}}}}),
    );
    app["spec"]["sources"] = json!([{"repoURL": "https://charts.example.com", "chart": "web", "targetRevision": "1.x"}, {"repoURL": "https://git.example.com/values.git", "ref": "values"}]);
    app["spec"]["source"] = Value::Null;
    let report = argocd(&text(&[app]));
    assert!(
        report.findings[0].message.contains("something rewrites"),
        "{}",
        report.findings[0].message
    );
}

#[test]
fn ha13_other_namespaces_projects_and_selectors() {
    let folder = tempfile::tempdir().unwrap();
    let mut other = application(
        "web",
        json!({"metadata": {"namespace": "team-a", "labels": {"team": "a"}}, "spec": {"project": "team-a"}, "status": {"health": {"status": "Degraded"}}}),
    );
    other["spec"]["destination"] = json!({"name": "prod-eu", "namespace": "web"});
    std::fs::write(
        folder.path().join("all.yaml"),
        text(&[application("shop", json!({})), other]),
    )
    .unwrap();
    let ask = |filter: Value| {
        let mut arguments = json!({"target": "export:all.yaml"});
        merge(&mut arguments, filter);
        let answer = call(folder.path(), "check_argocd_health", &arguments).unwrap();
        let report = answer.report().unwrap().clone();
        (
            report
                .checked
                .get("Application")
                .map_or(0, |count| count.seen),
            report.findings.len(),
        )
    };
    assert_eq!(ask(json!({})), (2, 1));
    assert_eq!(ask(json!({"namespace": "team-a"})), (1, 1));
    assert_eq!(ask(json!({"namespace": "argocd"})), (1, 0));
    assert_eq!(ask(json!({"project": "team-a"})), (1, 1));
    assert_eq!(ask(json!({"selector": "team=a"})), (1, 1));
    assert_eq!(ask(json!({"selector": "team=b"})), (0, 0));
    assert_eq!(ask(json!({"destination": "prod-eu"})), (1, 1));
    let failure = call(
        folder.path(),
        "check_argocd_health",
        &json!({"target": "export:all.yaml", "name": "wbe"}),
    )
    .unwrap_err();
    assert!(failure.to_string().contains("team-a/web"), "{failure}");
    for bad in ["a=b,c in (", "=", "!x"] {
        call(
            folder.path(),
            "check_argocd_health",
            &json!({"target": "export:all.yaml", "selector": bad}),
        )
        .unwrap_err();
    }
}

#[test]
fn ha14_applicationsets_and_projects_are_looked_at() {
    let set = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "metadata": {"name": "tenants", "namespace": "argocd"}, "spec": {},
        "status": {"conditions": [{"type": "ErrorOccurred", "status": "True", "reason": "RenderTemplateParamsError", "message": "map has no entry for key x"}]}});
    let report = argocd(&text(&[set]));
    assert_eq!(rules(&report), ["health/argocd-applicationset-failed"]);
    let denied = |name: &str| {
        application(
            name,
            json!({"spec": {"project": "shop"}, "status": {"conditions": [{"type": "InvalidSpecError", "message": "application repo https://git.example.com/shop.git is not permitted in project 'shop'"}]}}),
        )
    };
    let project = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "shop", "namespace": "argocd"}, "spec": {}});
    let report = argocd(&text(&[project, denied("a"), denied("b"), denied("c")]));
    assert_eq!(
        rules(&report),
        ["health/argocd-invalid-spec"],
        "one project that denies is one cause"
    );
    assert_eq!(report.findings[0].affects.as_ref().unwrap().count, 2);
    assert_eq!(
        report.findings[0].related[0].location.to_string(),
        "AppProject argocd/shop /spec"
    );
}

#[test]
fn ha15_a_status_that_nobody_writes_is_stale() {
    let old = application(
        "shop",
        json!({"status": {"reconciledAt": "2026-11-24T01:00:00Z"}}),
    );
    let report = argocd(&text(&[old.clone(), application("stock", json!({}))]));
    assert_eq!(rules(&report), ["health/argocd-status-stale"]);
    assert_eq!(report.checked["Application"].healthy, 1);
    let untaken = application("shop", json!({"operation": {"sync": {"revision": "main"}}}));
    assert_eq!(
        rules(&argocd(&text(&[untaken]))),
        ["health/argocd-operation-untaken"]
    );
    let controller = json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "argocd-application-controller", "namespace": "argocd", "generation": 1, "labels": {"app.kubernetes.io/part-of": "argocd"}},
        "spec": {"replicas": 1}, "status": {"observedGeneration": 1, "replicas": 1, "readyReplicas": 0}});
    let judged = judged(
        &snapshot_of(&text(&[controller, old, application("stock", json!({}))])),
        Engine::ArgoCd,
    );
    assert_eq!(rules(&judged.report), ["health/controller-down"]);
    assert_eq!(judged.report.findings[0].affects.as_ref().unwrap().count, 2);
    assert_eq!(
        judged.report.checked["Application"].healthy, 0,
        "nobody looks at them"
    );
}
