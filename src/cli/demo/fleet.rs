//! The broken fleet of the demo, as an export: one expired Git token stops 212 of 2,140 objects of Flux, two other things
//! are wrong beside it, and an Application of Argo CD cannot be synced. It is made when the demo runs.

use serde_json::{Value, json};

/// Kustomizations that take their content from the source that fails.
const FROZEN: usize = 180;
/// Charts of that source, each with a HelmRelease.
const CHARTS: usize = 16;
/// Kustomizations of other sources, all sound.
const SOUND: usize = 1_920;
/// Other sources.
const SOURCES: usize = 5;

const NOW: &str = "2026-11-24T08:00:00Z";
const BROKE: &str = "2026-11-24T05:12:40Z";
const REVISION: &str = "main@sha1:4f1c2d3e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d";
const DIGEST: &str =
    "1.8.2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
const SHA256: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// One object a line, as JSON.
pub(super) fn export() -> String {
    let mut all = vec![failing_source(), secret()];
    all.extend((0..SOURCES).map(source));
    all.extend((0..FROZEN).map(|n| kustomization(&format!("tenant-{n:03}"), &git(), REVISION)));
    all.extend((0..CHARTS).flat_map(|n| [chart(n), release(n)]));
    all.extend((0..SOUND).map(|n| {
        let source = json!({"kind": "OCIRepository", "name": format!("team-{}", n % SOURCES), "namespace": "flux-system"});
        kustomization(&format!("service-{n:04}"), &source, DIGEST)
    }));
    all.extend([failed_release(), suspended()]);
    all.extend(workload());
    all.extend(applications());
    all.iter().map(|object| format!("{object}\n")).collect()
}

/// The manifest of an export of ours: every kind of Flux and Argo CD was read, some are not installed.
pub(super) fn manifest() -> Value {
    let read = |kind: &str, group: &str| json!({"kind": kind, "group": group, "outcome": "read"});
    let source = "source.toolkit.fluxcd.io";
    json!({
        "format": "gitops-mcp-export/1", "target": "production", "takenAt": NOW,
        "versions": {"kubernetes": "1.37.2", "flux": "2.9.5", "argo-cd": "3.6.1"},
        "kinds": [
            read("GitRepository", source), read("OCIRepository", source), read("HelmChart", source),
            read("Kustomization", "kustomize.toolkit.fluxcd.io"), read("HelmRelease", "helm.toolkit.fluxcd.io"),
            read("Application", "argoproj.io"), read("AppProject", "argoproj.io"),
            read("Deployment", "apps"), read("Pod", ""),
            {"kind": "ImagePolicy", "group": "image.toolkit.fluxcd.io", "outcome": "absent"},
        ],
    })
}

fn git() -> Value {
    json!({"kind": "GitRepository", "name": "fleet", "namespace": "flux-system"})
}

fn condition(kind: &str, status: &str, told: (&str, &str), at: &str) -> Value {
    json!({"type": kind, "status": status, "reason": told.0, "message": told.1, "lastTransitionTime": at, "observedGeneration": 1})
}

fn object(api_version: &str, kind: &str, (namespace, name): (&str, &str), spec: Value) -> Value {
    json!({
        "apiVersion": api_version, "kind": kind,
        "metadata": {"name": name, "namespace": namespace, "generation": 1, "creationTimestamp": "2026-03-02T09:00:00Z"},
        "spec": spec,
    })
}

fn with_status(mut object: Value, status: Value) -> Value {
    if let Some(map) = object.as_object_mut() {
        map.insert("status".to_owned(), status);
    }
    object
}

fn failing_source() -> Value {
    let message = "failed to checkout and determine revision: unable to clone 'https://git.example.com/platform/fleet.git': authentication required: token expired";
    let told = ("GitOperationFailed", message);
    let spec = json!({
        "interval": "1m0s", "url": "https://git.example.com/platform/fleet.git",
        "ref": {"branch": "main"}, "secretRef": {"name": "git-auth"},
    });
    with_status(
        object(
            "source.toolkit.fluxcd.io/v1",
            "GitRepository",
            ("flux-system", "fleet"),
            spec,
        ),
        json!({
            "observedGeneration": 1,
            "conditions": [condition("FetchFailed", "True", told, BROKE), condition("Ready", "False", told, BROKE)],
            "artifact": artifact("gitrepository/flux-system/fleet", REVISION, "2026-11-23T16:40:02Z"),
        }),
    )
}

fn secret() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "git-auth", "namespace": "flux-system"},
        "data": {"username": "", "password": ""},
    })
}

fn ready() -> Value {
    json!([condition(
        "Ready",
        "True",
        ("Succeeded", "stored artifact"),
        "2026-11-24T07:30:00Z"
    )])
}

fn source(n: usize) -> Value {
    let spec = json!({"interval": "5m0s", "url": format!("oci://registry.example.com/team-{n}"), "ref": {"tag": "1.8.2"}});
    with_status(
        object(
            "source.toolkit.fluxcd.io/v1",
            "OCIRepository",
            ("flux-system", &format!("team-{n}")),
            spec,
        ),
        json!({"observedGeneration": 1, "conditions": ready(), "artifact": artifact(&format!("ocirepository/flux-system/team-{n}"), DIGEST, "2026-11-20T10:00:00Z")}),
    )
}

/// What a source keeps ready for those that take from it.
fn artifact(place: &str, revision: &str, at: &str) -> Value {
    let path = format!("{place}/latest.tar.gz");
    json!({
        "revision": revision, "lastUpdateTime": at, "path": path, "size": 18_204, "digest": SHA256,
        "url": format!("http://source-controller.flux-system.svc.cluster.local./{path}"),
    })
}

fn kustomization(name: &str, source: &Value, revision: &str) -> Value {
    let spec = json!({"interval": "10m0s", "path": format!("./{name}"), "prune": true, "sourceRef": source});
    with_status(
        object(
            "kustomize.toolkit.fluxcd.io/v1",
            "Kustomization",
            ("apps", name),
            spec,
        ),
        json!({
            "observedGeneration": 1, "lastAppliedRevision": revision, "lastAttemptedRevision": revision,
            "conditions": [condition("Ready", "True", ("ReconciliationSucceeded", "applied"), "2026-11-23T16:41:00Z")],
        }),
    )
}

fn chart(n: usize) -> Value {
    let spec = json!({"chart": "./charts/web", "interval": "10m0s", "sourceRef": {"kind": "GitRepository", "name": "fleet"}});
    with_status(
        object(
            "source.toolkit.fluxcd.io/v1",
            "HelmChart",
            ("flux-system", &format!("apps-web-{n:02}")),
            spec,
        ),
        json!({"observedGeneration": 1, "conditions": ready(), "artifact": artifact(&format!("helmchart/flux-system/apps-web-{n:02}"), "2.1.0", "2026-11-20T10:00:00Z")}),
    )
}

fn release(n: usize) -> Value {
    let spec = json!({"interval": "10m0s", "chart": {"spec": {"chart": "./charts/web", "sourceRef": git()}}});
    with_status(
        object(
            "helm.toolkit.fluxcd.io/v2",
            "HelmRelease",
            ("apps", &format!("web-{n:02}")),
            spec,
        ),
        json!({
            "observedGeneration": 1, "history": [released("web", 3, "2.1.0")],
            "conditions": [condition("Ready", "True", ("UpgradeSucceeded", "upgraded"), "2026-11-20T10:05:00Z")],
        }),
    )
}

/// One entry of a release's history.
fn released(chart: &str, version: u32, chart_version: &str) -> Value {
    let at = "2026-11-20T10:05:00Z";
    json!({
        "name": chart, "namespace": "apps", "version": version, "status": "deployed", "chartName": chart,
        "chartVersion": chart_version, "digest": SHA256, "configDigest": SHA256, "firstDeployed": at, "lastDeployed": at,
    })
}

fn failed_release() -> Value {
    let first = (
        "UpgradeFailed",
        "Helm upgrade failed for release payments/ledger with chart ledger@4.2.0: admission webhook \"policy.example.com\" denied the request: containers must not run as root",
    );
    let last = ("RetriesExceeded", "Failed to upgrade after 3 attempt(s)");
    let spec = json!({"interval": "10m0s", "chartRef": {"kind": "OCIRepository", "name": "team-0", "namespace": "flux-system"}});
    with_status(
        object(
            "helm.toolkit.fluxcd.io/v2",
            "HelmRelease",
            ("payments", "ledger"),
            spec,
        ),
        json!({
            "observedGeneration": 1, "failures": 3, "lastAttemptedReleaseAction": "upgrade",
            "history": [released("ledger", 7, "4.1.3")],
            "conditions": [
                condition("Stalled", "True", last, "2026-11-22T14:20:00Z"),
                condition("Released", "False", first, "2026-11-22T14:10:00Z"),
                condition("Ready", "False", last, "2026-11-22T14:20:00Z"),
            ],
        }),
    )
}

fn suspended() -> Value {
    let source = json!({"kind": "OCIRepository", "name": "team-1", "namespace": "flux-system"});
    let mut one = kustomization("search", &source, DIGEST);
    if let Some(spec) = one.pointer_mut("/spec").and_then(Value::as_object_mut) {
        spec.insert("suspend".to_owned(), json!(true));
    }
    one
}

/// A Deployment of `service-0000` and its Pod, for `trace_resource`.
fn workload() -> [Value; 3] {
    let labels = json!({"kustomize.toolkit.fluxcd.io/name": "service-0000", "kustomize.toolkit.fluxcd.io/namespace": "apps"});
    let app = json!({"app": "service-0000"});
    let containers = json!([{"name": "web", "image": "registry.example.com/web:1.8.2"}]);
    let spec = json!({
        "replicas": 1, "selector": {"matchLabels": app},
        "template": {"metadata": {"labels": app}, "spec": {"containers": containers}},
    });
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "service-0000", "namespace": "apps", "generation": 1, "labels": labels},
        "spec": spec,
        "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1},
    });
    let owner = |kind: &str, name: &str| json!([{"apiVersion": "apps/v1", "kind": kind, "name": name, "controller": true, "uid": "1"}]);
    let set = json!({
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {"name": "service-0000-7d9f", "namespace": "apps", "generation": 1, "ownerReferences": owner("Deployment", "service-0000")},
        "spec": spec, "status": {"observedGeneration": 1, "replicas": 1, "readyReplicas": 1, "availableReplicas": 1},
    });
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "service-0000-7d9f-x2k4p", "namespace": "apps", "labels": app, "ownerReferences": owner("ReplicaSet", "service-0000-7d9f")},
        "spec": {"containers": containers},
        "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]},
    });
    [deployment, set, pod]
}

fn applications() -> [Value; 3] {
    let project = object(
        "argoproj.io/v1alpha1",
        "AppProject",
        ("argocd", "default"),
        json!({"sourceRepos": ["*"]}),
    );
    let spec = |name: &str| {
        json!({
            "project": "default",
            "source": {"repoURL": "https://git.example.com/shop/deploy.git", "path": format!("apps/{name}"), "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": name},
            "syncPolicy": {"automated": {"prune": true, "selfHeal": true}},
        })
    };
    let status = |sync: &str| {
        json!({
            "sync": {"status": sync, "revision": "4f1c2d3e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d"},
            "health": {"status": "Healthy", "lastTransitionTime": "2026-11-20T08:00:00Z"}, "reconciledAt": NOW,
        })
    };
    let good = with_status(
        object(
            "argoproj.io/v1alpha1",
            "Application",
            ("argocd", "stock"),
            spec("stock"),
        ),
        status("Synced"),
    );
    let mut bad = with_status(
        object(
            "argoproj.io/v1alpha1",
            "Application",
            ("argocd", "shop"),
            spec("shop"),
        ),
        status("OutOfSync"),
    );
    if let Some(status) = bad.pointer_mut("/status").and_then(Value::as_object_mut) {
        status.insert(
            "operationState".to_owned(),
            json!({
                "phase": "Failed", "message": "one or more objects failed to apply, reason: see resources",
                "startedAt": "2026-11-24T06:30:00Z", "finishedAt": "2026-11-24T06:30:09Z", "retryCount": 5,
                "operation": {"retry": {"limit": 5}},
                "syncResult": {"revision": "4f1c2d3e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d", "resources": [{
                    "group": "apps", "kind": "Deployment", "namespace": "shop", "name": "web", "version": "v1", "status": "SyncFailed",
                    "message": "Deployment.apps \"web\" is invalid: spec.selector: Invalid value: v1.LabelSelector{}: field is immutable",
                }]},
            }),
        );
    }
    [project, good, bad]
}
