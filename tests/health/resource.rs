//! Health of resources as gitops-engine (pkg/health, v3.6) and kstatus judge them. What we do otherwise stands in
//! `DIFFERENT`, with the reason.

use gitops_mcp::checks::health::resource;
use serde_json::{Value, json};

use crate::support::snapshot_of;

/// Where we do not agree with Argo CD's published behaviour, and why.
const DIFFERENT: [(&str, &str); 2] = [
    (
        "CronJob without any success",
        "Argo CD 3.2 waits for a first schedule; ours calls a scheduled run without success Degraded once nothing is active",
    ),
    (
        "suspended Flux object",
        "Argo CD's script looks at Ready only; ours says Suspended, because the conditions stand still",
    ),
];

fn health(kind: &str, api_version: &str, rest: Value) -> &'static str {
    let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "x", "namespace": "y", "generation": 2}});
    for (key, value) in rest.as_object().unwrap() {
        if key == "metadata" {
            for (key, value) in value.as_object().unwrap() {
                object["metadata"][key] = value.clone();
            }
        } else {
            object[key] = value.clone();
        }
    }
    let snapshot = snapshot_of(&object.to_string());
    resource::of(&snapshot.objects[0]).map_or("none", |(health, _)| health.name())
}

fn table(kind: &str, api_version: &str, cases: &[(&str, Value)]) {
    for (expected, rest) in cases {
        assert_eq!(
            health(kind, api_version, rest.clone()),
            *expected,
            "{kind}: {rest}"
        );
    }
}

#[test]
fn deployment() {
    let status = |replicas: i64, updated: i64, available: i64| json!({"spec": {"replicas": 2}, "status": {"observedGeneration": 2, "replicas": replicas, "updatedReplicas": updated, "availableReplicas": available}});
    table(
        "Deployment",
        "apps/v1",
        &[
            ("Healthy", status(2, 2, 2)),
            ("Progressing", status(2, 1, 1)),
            ("Progressing", status(3, 2, 2)),
            ("Progressing", status(2, 2, 1)),
            (
                "Suspended",
                json!({"spec": {"paused": true, "replicas": 2}, "status": {"observedGeneration": 2}}),
            ),
            (
                "Progressing",
                json!({"spec": {"replicas": 0}, "status": {"observedGeneration": 1}}),
            ),
            (
                "Degraded",
                json!({"spec": {"replicas": 2}, "status": {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "availableReplicas": 1, "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded"}]}}),
            ),
            (
                "Progressing",
                json!({"metadata": {"deletionTimestamp": "2026-11-24T08:00:00Z"}, "spec": {"replicas": 0}, "status": {"observedGeneration": 2}}),
            ),
        ],
    );
}

#[test]
fn stateful_set_and_daemon_set_and_replica_set() {
    table(
        "StatefulSet",
        "apps/v1",
        &[
            (
                "Progressing",
                json!({"spec": {"replicas": 1}, "status": {"readyReplicas": 1}}),
            ),
            (
                "Progressing",
                json!({"spec": {"replicas": 3}, "status": {"observedGeneration": 2, "readyReplicas": 2}}),
            ),
            (
                "Healthy",
                json!({"spec": {"replicas": 3, "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}}, "status": {"observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 1, "currentRevision": "a", "updateRevision": "b"}}),
            ),
            (
                "Progressing",
                json!({"spec": {"replicas": 3, "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}}, "status": {"observedGeneration": 2, "readyReplicas": 3, "updatedReplicas": 1}}),
            ),
            (
                "Healthy",
                json!({"spec": {"replicas": 3, "updateStrategy": {"type": "OnDelete"}}, "status": {"observedGeneration": 2, "readyReplicas": 3, "currentRevision": "a", "updateRevision": "b"}}),
            ),
            (
                "Progressing",
                json!({"spec": {"replicas": 3}, "status": {"observedGeneration": 2, "readyReplicas": 3, "currentRevision": "a", "updateRevision": "b"}}),
            ),
        ],
    );
    table(
        "DaemonSet",
        "apps/v1",
        &[
            (
                "Healthy",
                json!({"status": {"observedGeneration": 2, "desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 3}}),
            ),
            (
                "Progressing",
                json!({"status": {"observedGeneration": 2, "desiredNumberScheduled": 3, "updatedNumberScheduled": 2, "numberAvailable": 3}}),
            ),
            (
                "Progressing",
                json!({"status": {"observedGeneration": 2, "desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 2}}),
            ),
            (
                "Healthy",
                json!({"spec": {"updateStrategy": {"type": "OnDelete"}}, "status": {"observedGeneration": 2, "desiredNumberScheduled": 3}}),
            ),
            ("Progressing", json!({"status": {"observedGeneration": 1}})),
        ],
    );
    table(
        "ReplicaSet",
        "apps/v1",
        &[
            (
                "Healthy",
                json!({"spec": {"replicas": 2}, "status": {"observedGeneration": 2, "availableReplicas": 2}}),
            ),
            (
                "Progressing",
                json!({"spec": {"replicas": 2}, "status": {"observedGeneration": 2, "availableReplicas": 1}}),
            ),
            (
                "Degraded",
                json!({"spec": {"replicas": 2}, "status": {"observedGeneration": 2, "conditions": [{"type": "ReplicaFailure", "status": "True", "message": "quota"}]}}),
            ),
        ],
    );
}

#[test]
fn pod() {
    let waits = |reason: &str| json!({"spec": {"containers": []}, "status": {"phase": "Pending", "containerStatuses": [{"name": "a", "state": {"waiting": {"reason": reason}}}]}});
    let running = |ready: &str, last: Value| json!({"spec": {"containers": []}, "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": ready}], "containerStatuses": [{"name": "a", "lastState": last}]}});
    table(
        "Pod",
        "v1",
        &[
            ("Degraded", waits("ImagePullBackOff")),
            ("Degraded", waits("ErrImagePull")),
            ("Degraded", waits("CreateContainerConfigError")),
            ("Progressing", waits("ContainerCreating")),
            ("Healthy", running("True", json!({}))),
            ("Progressing", running("False", json!({}))),
            (
                "Degraded",
                running(
                    "False",
                    json!({"terminated": {"exitCode": 1, "reason": "Error"}}),
                ),
            ),
            ("Healthy", json!({"status": {"phase": "Succeeded"}})),
            (
                "Degraded",
                json!({"status": {"phase": "Failed", "reason": "Evicted"}}),
            ),
            (
                "Progressing",
                json!({"spec": {"restartPolicy": "Never"}, "status": {"phase": "Running"}}),
            ),
        ],
    );
}

#[test]
fn jobs_claims_and_networks() {
    let job = |kind: &str| json!({"status": {"conditions": [{"type": kind, "status": "True"}]}});
    table(
        "Job",
        "batch/v1",
        &[
            ("Healthy", job("Complete")),
            ("Degraded", job("Failed")),
            ("Suspended", job("Suspended")),
            ("Progressing", json!({})),
        ],
    );
    table(
        "CronJob",
        "batch/v1",
        &[
            ("Healthy", json!({"spec": {"suspend": true}})),
            (
                "Degraded",
                json!({"status": {"lastScheduleTime": "2026-11-24T08:00:00Z", "lastSuccessfulTime": "2026-11-23T08:00:00Z"}}),
            ),
            (
                "Healthy",
                json!({"status": {"lastScheduleTime": "2026-11-23T08:00:00Z", "lastSuccessfulTime": "2026-11-23T08:01:00Z"}}),
            ),
            (
                "Healthy",
                json!({"status": {"active": [{"name": "x"}], "lastScheduleTime": "2026-11-24T08:00:00Z", "lastSuccessfulTime": "2026-11-23T08:00:00Z"}}),
            ),
        ],
    );
    let claim = |phase: &str| json!({"status": {"phase": phase}});
    table(
        "PersistentVolumeClaim",
        "v1",
        &[
            ("Healthy", claim("Bound")),
            ("Progressing", claim("Pending")),
            ("Degraded", claim("Lost")),
        ],
    );
    table(
        "Service",
        "v1",
        &[
            ("Healthy", json!({"spec": {"type": "ClusterIP"}})),
            ("Progressing", json!({"spec": {"type": "LoadBalancer"}})),
            (
                "Healthy",
                json!({"spec": {"type": "LoadBalancer"}, "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}}),
            ),
        ],
    );
    table(
        "Ingress",
        "networking.k8s.io/v1",
        &[
            ("Progressing", json!({})),
            (
                "Healthy",
                json!({"status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.1"}]}}}),
            ),
        ],
    );
    table(
        "APIService",
        "apiregistration.k8s.io/v1",
        &[
            (
                "Healthy",
                json!({"status": {"conditions": [{"type": "Available", "status": "True"}]}}),
            ),
            (
                "Progressing",
                json!({"status": {"conditions": [{"type": "Available", "status": "False"}]}}),
            ),
            ("Progressing", json!({})),
        ],
    );
    let scaler = |kind: &str, status: &str, reason: &str| json!({"status": {"conditions": [{"type": kind, "status": status, "reason": reason}]}});
    table(
        "HorizontalPodAutoscaler",
        "autoscaling/v2",
        &[
            ("Degraded", scaler("AbleToScale", "False", "FailedGetScale")),
            (
                "Degraded",
                scaler("ScalingActive", "False", "FailedGetResourceMetric"),
            ),
            ("Healthy", scaler("AbleToScale", "True", "SucceededRescale")),
            (
                "Healthy",
                scaler("ScalingLimited", "True", "TooManyReplicas"),
            ),
            ("Progressing", json!({})),
        ],
    );
}

#[test]
fn custom_kinds_by_their_conditions() {
    let condition = |kind: &str, status: &str| json!({"status": {"conditions": [{"type": kind, "status": status}]}});
    for (kind, version) in [
        ("Certificate", "cert-manager.io/v1"),
        ("ExternalSecret", "external-secrets.io/v1"),
        ("Cluster", "example.com/v1"),
    ] {
        table(
            kind,
            version,
            &[
                ("Healthy", condition("Ready", "True")),
                ("Degraded", condition("Ready", "False")),
                ("Progressing", condition("Ready", "Unknown")),
                ("Degraded", condition("Stalled", "True")),
                ("Progressing", condition("Reconciling", "True")),
                ("none", json!({})),
                (
                    "Progressing",
                    json!({"status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True"}]}}),
                ),
            ],
        );
    }
    table(
        "SealedSecret",
        "bitnami.com/v1alpha1",
        &[
            ("Healthy", condition("Synced", "True")),
            ("Degraded", condition("Synced", "False")),
            ("none", json!({})),
        ],
    );
    let phase = |phase: &str| json!({"status": {"phase": phase}});
    table(
        "Rollout",
        "argoproj.io/v1alpha1",
        &[
            ("Healthy", phase("Healthy")),
            ("Degraded", phase("Degraded")),
            ("Suspended", phase("Paused")),
            ("Progressing", phase("Progressing")),
            (
                "Progressing",
                json!({"status": {"observedGeneration": "1", "phase": "Healthy"}}),
            ),
        ],
    );
    table(
        "Canary",
        "flagger.app/v1beta1",
        &[
            ("Healthy", phase("Succeeded")),
            ("Degraded", phase("Failed")),
            ("Progressing", phase("Promoting")),
        ],
    );
    for kind in ["Kustomization", "GitRepository"] {
        let version = if kind == "Kustomization" {
            "kustomize.toolkit.fluxcd.io/v1"
        } else {
            "source.toolkit.fluxcd.io/v1"
        };
        table(
            kind,
            version,
            &[
                ("Healthy", condition("Ready", "True")),
                ("Degraded", condition("Ready", "False")),
                ("Progressing", condition("Ready", "Unknown")),
            ],
        );
        table(
            kind,
            version,
            &[(
                "Suspended",
                json!({"spec": {"suspend": true}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}),
            )],
        );
    }
    for kind in ["ConfigMap", "Secret"] {
        table(kind, "v1", &[("none", json!({}))]);
    }
    assert_eq!(DIFFERENT.len(), 2);
}
