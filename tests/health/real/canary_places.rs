//! Where canaries stand in a cluster: the objects, and the values in them.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::canary_forms::canary;

/// Values that stand in no object as they are: encoded, in settings, or in what a server answers.
const ELSEWHERE: [&str; 26] = [
    "C01dat", "C01clu", "C01key", "C01rep", "C01ssh", "C04val", "C04man", "C10env", "C10err",
    "C10tok", "C10pas", "C10crt", "C10key", "C10out", "C10cut", "C10giv", "C10acc", "C10adr",
    "C11loc", "C14msg", "C09rem", "C15url", "C15par", "C10bad", "C01fil", "C08aws",
];

/// Every value by its place.
pub(crate) fn planted() -> Vec<(String, String)> {
    let text = json!(objects()).to_string();
    let seen = text.match_indices("CNRY").map(|(at, _)| {
        let rest = &text[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
        rest[..end].to_owned()
    });
    let mut all: Vec<String> = seen
        .chain(ELSEWHERE.iter().map(|row| canary(row)))
        .collect();
    all.push(aws_key());
    all.sort();
    all.dedup();
    all.into_iter()
        .map(|value| (value[..10].to_owned(), value))
        .collect()
}

/// The identifier of a key of AWS, put together here so that no scanner takes this file for a leak.
fn aws_key() -> String {
    let drawn: String = canary("C08aws")
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    format!("AK{}{}", "IA", &drawn.to_ascii_uppercase()[4..20])
}

/// A token of a Git host.
fn host_token(row: &str) -> String {
    format!("gh{}{}", "p_", canary(row))
}

/// A JSON Web Token in its three parts.
fn web_token(row: &str) -> String {
    let value = canary(row);
    format!("eyJ{value}.eyJ{value}.{value}")
}

/// What Helm stores: JSON, packed, in base64, and that again as the value of a Secret.
fn release() -> String {
    let stored = json!({"name": "web", "version": 1, "info": {"status": "deployed"}, "config": {"password": canary("C04val")}, "manifest": format!("password: {}", canary("C04man"))});
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(stored.to_string().as_bytes()).unwrap();
    STANDARD.encode(STANDARD.encode(packed.finish().unwrap()))
}

pub(crate) fn objects() -> Vec<Value> {
    [secrets(), flux(), argocd(), workloads()].concat()
}

fn applied(row: &str) -> Value {
    let copy =
        json!({"apiVersion": "v1", "kind": "Secret", "stringData": {"password": canary(row)}});
    json!({"kubectl.kubernetes.io/last-applied-configuration": copy.to_string(), "vault.example.com/token": canary(&format!("{row}v"))})
}

fn secrets() -> Vec<Value> {
    let typed = |kind: &str| json!({"argocd.argoproj.io/secret-type": kind});
    vec![
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "web-auth", "namespace": "apps", "annotations": applied("C03sec")},
            "data": {"password": STANDARD.encode(canary("C01dat"))}, "stringData": {"token": canary("C01str")}}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "edge-cluster", "namespace": "argocd", "labels": typed("cluster"), "annotations": applied("C03clu")},
            "data": {"name": STANDARD.encode("edge"), "server": STANDARD.encode("https://edge.example.com"),
                "config": STANDARD.encode(json!({"bearerToken": canary("C01clu"), "tlsClientConfig": {"keyData": STANDARD.encode(canary("C01key"))}}).to_string())}}),
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "fleet-repository", "namespace": "argocd", "labels": typed("repository")},
            "data": {"url": STANDARD.encode("https://git.example.com/fleet.git"), "password": STANDARD.encode(canary("C01rep")), "sshPrivateKey": STANDARD.encode(canary("C01ssh"))}}),
        json!({"apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1", "metadata": {"name": "sh.helm.release.v1.web.v1", "namespace": "apps",
            "labels": {"owner": "helm", "name": "web", "status": "deployed", "version": "1"}}, "data": {"release": release()}}),
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web-settings", "namespace": "apps"}, "data": {"API_TOKEN": host_token("C05map")}}),
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"},
            "data": {"oidc.config": format!("clientSecret: {}", canary("C05oid")), "resource.customizations.health.apps_Deployment": format!("-- {}", canary("C05lua")),
                "resource.customizations": format!("batch/Job:\n  health.lua: |\n    -- {}\n", canary("C05old"))}}),
    ]
}

fn condition(kind: &str, status: &str, reason: &str, message: &str) -> Value {
    json!({"type": kind, "status": status, "reason": reason, "message": message, "lastTransitionTime": "2026-11-24T06:00:00Z", "observedGeneration": 1})
}

fn status(reason: &str, message: &str) -> Value {
    json!({"observedGeneration": 1, "conditions": [condition("Ready", "False", reason, message)]})
}

fn flux() -> Vec<Value> {
    let source = "source.toolkit.fluxcd.io/v1";
    let own = |name: &str| json!({"name": name, "namespace": "apps", "annotations": applied(&format!("C03{}", &name[..3]))});
    vec![
        json!({"apiVersion": source, "kind": "GitRepository", "metadata": own("fleet"),
            "spec": {"interval": "1m", "url": format!("https://robot:{}@git.example.com/fleet.git", canary("C09git")), "secretRef": {"name": "web-auth"}},
            "status": status("AuthenticationFailed", &format!("clone https://bot:{}@git.example.com/fleet.git: token {} is expired", canary("C08git"), host_token("C08tok")))}),
        json!({"apiVersion": source, "kind": "HelmRepository", "metadata": own("charts"),
            "spec": {"interval": "1m", "url": format!("https://robot:{}@charts.example.com", canary("C09hel"))},
            "status": status("Failed", &format!("GET https://charts.example.com/index.yaml?access_token={} : 403", canary("C08qry")))}),
        json!({"apiVersion": source, "kind": "Bucket", "metadata": own("store"), "spec": {"interval": "1m", "bucketName": "a", "endpoint": "s3.example.com"},
            "status": status("AuthenticationFailed", &format!("key {} with aws_secret_access_key={} is refused", aws_key(), canary("C08key")))}),
        json!({"apiVersion": source, "kind": "OCIRepository", "metadata": own("image"), "spec": {"interval": "1m", "url": "oci://registry.example.com/web"},
            "status": status("OCIArtifactPullFailed", &format!("GET https://registry.example.com/v2/: Authorization: Basic {} refused", canary("C08bas")))}),
        json!({"apiVersion": "helm.toolkit.fluxcd.io/v2", "kind": "HelmRelease", "metadata": own("web"),
            "spec": {"interval": "1m", "chart": {"spec": {"chart": "web", "sourceRef": {"kind": "HelmRepository", "name": "charts"}}},
                "values": {"auth": {"password": canary("C07hel")}}, "valuesFrom": [{"kind": "Secret", "name": "web-auth"}],
                "postRenderers": [{"kustomize": {"patches": [{"target": {"kind": "Secret"}, "patch": format!("stringData: {{a: {}}}", canary("C07pos"))}]}}]},
            "status": status("UpgradeFailed", &format!("Helm upgrade failed: values {{\"auth\":{{\"password\":\"{}\"}}}} are refused", canary("C08hel")))}),
        json!({"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": own("site"),
            "spec": {"interval": "1m", "prune": true, "sourceRef": {"kind": "GitRepository", "name": "fleet"}, "postBuild": {"substitute": {"DB_PASSWORD": canary("C07sub")}},
                "patches": [{"target": {"kind": "Secret"}, "patch": format!("stringData: {{a: {}}}", canary("C07pat"))}]},
            "status": status("BuildFailed", &format!("webhook answered 401: Authorization: Bearer {}\n{}", canary("C08bea"), web_token("C08jwt")))}),
        json!({"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": own("long"),
            "spec": {"interval": "1m", "prune": true, "sourceRef": {"kind": "GitRepository", "name": "gone"}},
            "status": status("BuildFailed", &long_message())}),
        json!({"apiVersion": "notification.toolkit.fluxcd.io/v1beta3", "kind": "Provider", "metadata": own("chat"),
            "spec": {"type": "generic", "address": format!("https://hooks.example.com/services/{}", canary("C13hok"))}}),
        json!({"apiVersion": "notification.toolkit.fluxcd.io/v1", "kind": "Receiver", "metadata": own("hook"),
            "spec": {"type": "github", "secretRef": {"name": "web-auth"}, "resources": [{"kind": "GitRepository", "name": "fleet"}]},
            "status": {"webhookPath": format!("/hook/{}", canary("C13pth")), "observedGeneration": 1, "conditions": [condition("Ready", "False", "Failed", &format!("PRIVATE-TOKEN: {} was refused", canary("C08prv")))]}}),
        json!({"apiVersion": "fluxcd.controlplane.io/v1", "kind": "ResourceSet", "metadata": own("tenants"),
            "spec": {"inputs": [{"tenant": "a", "token": canary("C07inp")}], "resourcesTemplate": format!("kind: Secret\nstringData: {{a: {}}}", canary("C07tpl")),
                "resources": [{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x", "namespace": "apps"}, "stringData": {"a": canary("C07res")}}]},
            "status": {"conditions": status("BuildFailed", &format!("input {{\"token\": \"{}\"}} is refused", canary("C08inp")))["conditions"]}}),
    ]
}

/// Long texts are cut in the middle, and half a credential looks like none.
fn long_message() -> String {
    let mut text = String::new();
    for number in 0..400 {
        text.push_str(&format!(
            "{number:03} https://user:{}@git.example.com/a ",
            canary("C08lng")
        ));
    }
    text
}

fn argocd() -> Vec<Value> {
    let helm = |row: &str| {
        json!({"repoURL": format!("https://bot:{}@git.example.com/fleet.git", canary(&format!("C09{row}"))), "path": "web", "targetRevision": "main",
            "helm": {"parameters": [{"name": "auth.password", "value": canary(&format!("C07{row}a"))}], "values": format!("auth: {{password: {}}}", canary(&format!("C07{row}b"))),
                "valuesObject": {"auth": {"password": canary(&format!("C07{row}c"))}}, "fileParameters": [{"name": "a", "path": canary(&format!("C07{row}d"))}]}})
    };
    let destination = json!({"server": "https://kubernetes.default.svc", "namespace": "apps"});
    let failed = json!([{"group": "", "version": "v1", "kind": "Secret", "namespace": "apps", "name": "web-auth", "status": "SyncFailed",
        "message": format!("error validating data: {}", web_token("C08res"))}]);
    vec![
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "shop", "namespace": "argocd",
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": canary("C03app"), "argocd.argoproj.io/refresh": "hard", "notifications.argoproj.io/subscribe.x.slack": "a"}},
            "spec": {"project": "default", "source": helm("one"), "destination": destination, "info": [{"name": "runbook", "value": canary("C07inf")}], "syncPolicy": {"automated": {}}},
            "status": {"sync": {"status": "OutOfSync", "revision": "abc1234", "comparedTo": {"source": helm("two"), "destination": destination}}, "health": {"status": "Degraded"},
                "conditions": [{"type": "SyncError", "message": format!("push with x-api-key={} failed", canary("C08api")), "lastTransitionTime": "2026-11-24T06:00:00Z"}],
                "history": [{"id": 1, "revision": "abc1234", "deployedAt": "2026-11-24T06:00:00Z", "source": helm("tre")}],
                "operationState": {"phase": "Failed", "startedAt": "2026-11-24T06:00:00Z", "finishedAt": "2026-11-24T06:01:00Z",
                    "message": format!("one or more objects failed: Authorization: Bearer {}", canary("C08ope")),
                    "operation": {"sync": {"source": helm("fou")}, "info": [{"name": "a", "value": canary("C07oin")}]},
                    "syncResult": {"revision": "abc1234", "source": helm("fiv"), "resources": failed}}}}),
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "unread", "namespace": "argocd"},
            "spec": {"project": "default", "source": {"repoURL": "https://git.example.com/b.git", "path": "b", "plugin": {"env": [{"name": "A", "value": canary("C07plu")}]}}, "destination": destination},
            "status": {"sync": {"status": "Unknown"}, "health": {"status": "Healthy"},
                "conditions": [{"type": "ComparisonError", "lastTransitionTime": "2026-11-24T06:00:00Z",
                    "message": format!("Failed to load target state: rpc error: fetch https://bot:{}@git.example.com/b.git: authentication required", canary("C08cmp"))}]}}),
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "metadata": {"name": "many", "namespace": "argocd"},
            "spec": {"goTemplate": true, "generators": [{"list": {"elements": [{"cluster": "a", "dbPassword": canary("C07ele")}]}}], "templatePatch": format!("spec: {{x: {}}}", canary("C07tpa")),
                "template": {"metadata": {"name": "many-{{.cluster}}", "annotations": {"x.example.com/token": canary("C03tpl")}}, "spec": {"project": "default", "source": helm("set"), "destination": destination}}},
            "status": {"conditions": [{"type": "ErrorOccurred", "status": "True", "reason": "ApplicationGenerationFromParamsError", "lastTransitionTime": "2026-11-24T06:00:00Z",
                "message": format!("GET https://api.example.com: 401: private_token={}", canary("C08set"))}]}}),
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"},
            "spec": {"sourceRepos": [format!("https://bot:{}@git.example.com/*", canary("C09prj"))], "destinations": [{"server": "*", "namespace": "*"}]}}),
    ]
}

fn workloads() -> Vec<Value> {
    let container = json!({"name": "web", "image": "registry.example.com/web:1", "args": [format!("--db-password={}", canary("C06arg"))], "command": ["sh", "-c", format!("TOKEN={} app", canary("C06cmd"))],
        "env": [{"name": "DB_PASSWORD", "value": canary("C06env")}, {"name": "FROM", "valueFrom": {"secretKeyRef": {"name": "web-auth", "key": "token"}}}],
        "envFrom": [{"configMapRef": {"name": "web-settings"}}],
        "livenessProbe": {"httpGet": {"path": "/", "port": 80, "httpHeaders": [{"name": "X-Auth-Token", "value": canary("C06prb")}]}}});
    let template = |row: &str| json!({"metadata": {"labels": {"app": "web"}, "annotations": {"vault.example.com/token": canary(row)}}, "spec": {"containers": [container]}});
    let selector = json!({"matchLabels": {"app": "web"}});
    let owner = |kind: &str, name: &str| json!([{"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": "x", "controller": true}]);
    let labels = json!({"app": "web", "helm.toolkit.fluxcd.io/name": "web", "helm.toolkit.fluxcd.io/namespace": "apps"});
    let died = json!({"terminated": {"exitCode": 1, "reason": "Error", "message": format!("starting\nAuthorization: Bearer {}\npassword={}\n", canary("C06log"), canary("C06lin"))}});
    vec![
        json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web", "namespace": "apps", "annotations": applied("C03acc")}, "imagePullSecrets": [{"name": "web-auth"}]}),
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "apps", "labels": labels, "annotations": applied("C03dep")},
            "spec": {"replicas": 1, "selector": selector, "template": template("C06ann")},
            "status": {"observedGeneration": 1, "replicas": 1, "unavailableReplicas": 1, "conditions": [{"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "ReplicaSet \"web-7d9\" has timed out progressing.", "lastUpdateTime": "2026-11-24T06:00:00Z", "lastTransitionTime": "2026-11-24T06:00:00Z"}]}}),
        json!({"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web-7d9", "namespace": "apps", "labels": {"app": "web"}, "ownerReferences": owner("Deployment", "web")},
            "spec": {"replicas": 1, "selector": selector, "template": template("C06ano")}, "status": {"replicas": 1}}),
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-7d9-x1", "namespace": "apps", "labels": {"app": "web"}, "annotations": applied("C03pod"), "ownerReferences": owner("ReplicaSet", "web-7d9")},
            "spec": {"containers": [container]},
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "containers with unready status: [web]"}],
                "containerStatuses": [{"name": "web", "ready": false, "restartCount": 7, "image": "registry.example.com/web:1", "imageID": "x", "lastState": died,
                    "state": {"waiting": {"reason": "CrashLoopBackOff", "message": format!("back-off 5m0s: pull https://puller:{}@registry.example.com/web", canary("C08pul"))}}}]}}),
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": "web.1", "namespace": "apps"}, "type": "Warning", "reason": "Failed", "count": 9,
            "involvedObject": {"kind": "Pod", "name": "web-7d9-x1", "namespace": "apps"}, "firstTimestamp": "2026-11-24T06:00:00Z", "lastTimestamp": "2026-11-24T06:30:00Z",
            "message": format!("Failed to pull image: https://puller:{}@registry.example.com/web: unauthorized, token={}", canary("C08eve"), canary("C08evt"))}),
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": "site.1", "namespace": "apps"}, "type": "Normal", "reason": "Progressing", "count": 900,
            "involvedObject": {"kind": "Kustomization", "name": "site", "namespace": "apps"}, "firstTimestamp": "2026-11-24T06:00:00Z", "lastTimestamp": "2026-11-24T06:30:00Z",
            "message": format!("Secret/apps/web-auth configured with Authorization: Bearer {}", canary("C08evk"))}),
    ]
}
