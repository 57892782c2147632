//! `trace_resource` over an export: up, down and used by.

use serde_json::{Value, json};

use crate::support::{call, fixtures};

fn trace(arguments: Value) -> Value {
    let mut all = json!({"target": "export:trace.yaml"});
    for (key, value) in arguments.as_object().unwrap() {
        all[key] = value.clone();
    }
    call(&fixtures(), "trace_resource", &all)
        .unwrap()
        .structured()
}

fn steps(answer: &Value) -> Vec<String> {
    let chain = answer["chain"].as_array().unwrap();
    chain
        .iter()
        .map(|it| {
            format!(
                "{} {}",
                it["role"].as_str().unwrap(),
                it["object"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn a_pod_is_traced_up_to_its_source_and_revision() {
    let answer = trace(json!({"kind": "Pod", "namespace": "apps", "name": "web-7d9-x1"}));
    assert_eq!(
        steps(&answer),
        [
            "asked Pod apps/web-7d9-x1",
            "owned by ReplicaSet apps/web-7d9",
            "owned by Deployment apps/web",
            "applied by Kustomization apps/web",
            "source GitRepository flux-system/fleet",
            "applied by Kustomization flux-system/flux-system",
            "source GitRepository flux-system/fleet",
        ]
    );
    assert_eq!(answer["broken_at"], "Deployment apps/web");
    assert!(
        answer["chain"][4]["note"]
            .as_str()
            .unwrap()
            .contains("main@sha1:4f1c2d3e")
    );
    assert_eq!(answer["findings"][0]["rule"], "health/workload-failed");
}

#[test]
fn a_source_is_traced_down_to_the_pods() {
    let answer = trace(
        json!({"kind": "GitRepository", "namespace": "flux-system", "name": "fleet", "direction": "down"}),
    );
    let steps = steps(&answer);
    for step in [
        "feeds Kustomization flux-system/flux-system",
        "applies Kustomization apps/web",
        "applies Deployment apps/web",
        "owns ReplicaSet apps/web-7d9",
        "owns Pod apps/web-7d9-x1",
    ] {
        assert!(steps.iter().any(|it| it == step), "{step}: {steps:?}");
    }
    assert!(
        steps.iter().any(|it| it == "applies 1 objects"),
        "the ConfigMap that was not read: {steps:?}"
    );
}

#[test]
fn users_of_a_secret_are_found() {
    let answer = trace(
        json!({"kind": "Secret", "namespace": "apps", "name": "web-auth", "direction": "used_by"}),
    );
    let chain = answer["chain"].as_array().unwrap();
    let notes: Vec<String> = chain
        .iter()
        .skip(1)
        .map(|it| {
            format!(
                "{} {}",
                it["object"].as_str().unwrap(),
                it["note"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        notes,
        [
            "Deployment apps/web in env, volumes",
            "ServiceAccount apps/web in imagePullSecrets"
        ]
    );
}

#[test]
fn an_object_that_only_an_inventory_lists_is_found() {
    let answer = trace(json!({"kind": "ConfigMap", "namespace": "apps", "name": "settings"}));
    assert_eq!(
        steps(&answer)[..2],
        [
            "asked ConfigMap apps/settings",
            "applied by Kustomization apps/web"
        ]
    );
    assert_eq!(answer["chain"][0]["health"], "not read");
}

#[test]
fn both_engines_are_one_chain() {
    let answer = trace(json!({"kind": "Service", "namespace": "shop", "name": "web"}));
    assert_eq!(
        steps(&answer),
        [
            "asked Service shop/web",
            "applied by Application argocd/shop",
            "source https://git.example.com/shop/deploy.git apps/shop",
            "applied by Kustomization flux-system/flux-system",
            "source GitRepository flux-system/fleet",
        ]
    );
}

#[test]
fn f03_an_object_that_does_not_exist_names_the_nearest() {
    let arguments = json!({"target": "export:trace.yaml", "kind": "Pod", "namespace": "apps", "name": "web-7d9-x2"});
    let failure = call(&fixtures(), "trace_resource", &arguments)
        .unwrap_err()
        .to_string();
    assert!(
        failure.contains("no such object") && failure.contains("apps/web-7d9-x1"),
        "{failure}"
    );
}

#[test]
fn the_text_is_a_tree_and_a_drawing_on_request() {
    let arguments = json!({"target": "export:trace.yaml", "kind": "Pod", "namespace": "apps", "name": "web-7d9-x1", "detail": "full"});
    let text = call(&fixtures(), "trace_resource", &arguments)
        .unwrap()
        .markdown();
    for part in [
        "└─ owned by ReplicaSet apps/web-7d9",
        "flowchart TD",
        "Broken at `Deployment apps/web`",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

/// Who uses it, and in which fields.
fn users(kind: &str, name: &str) -> Vec<String> {
    let arguments = json!({"target": "export:users.yaml", "kind": kind, "namespace": "apps", "name": name, "direction": "used_by", "detail": "full"});
    let answer = call(&fixtures(), "trace_resource", &arguments).unwrap();
    let text = answer.markdown();
    let answer = answer.structured();
    let chain = answer["chain"].as_array().unwrap();
    let drawing = answer["mermaid"].as_str().unwrap();
    assert_eq!(
        drawing.matches("-->|used by|").count(),
        chain.len() - 1,
        "{drawing}"
    );
    assert!(text.contains("```mermaid\nflowchart TD"), "{text}");
    let users = chain.iter().skip(1);
    users
        .map(|it| {
            let object = it["object"].as_str().unwrap();
            assert_eq!(
                text.matches(&format!("used by {object} (")).count(),
                1,
                "{text}"
            );
            format!("{object} {}", it["note"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn every_user_of_a_secret_is_found() {
    let found = users("Secret", "one");
    let expected = [
        "GitRepository apps/a in secretRef, proxySecretRef, verify",
        "HelmRepository apps/a in secretRef, certSecretRef",
        "Bucket apps/a in sts.secretRef, sts.certSecretRef",
        "OCIRepository apps/a in certSecretRef, verify",
        "HelmRelease apps/a in chart.spec.verify, kubeConfig, valuesFrom",
        "Kustomization apps/a in decryption, kubeConfig, substituteFrom",
        "Provider apps/a in secretRef, certSecretRef, proxySecretRef",
        "Receiver apps/a in secretRef",
        "ImageRepository apps/a in secretRef, certSecretRef, proxySecretRef",
        "ImageUpdateAutomation apps/a in git.commit.signingKey",
        "ResourceSetInputProvider apps/a in secretRef, certSecretRef",
        "Deployment apps/a in env, envFrom, imagePullSecrets, volumes",
        "StatefulSet apps/a in volumes",
        "CronJob apps/a in envFrom",
        "Ingress apps/a in tls",
        "ServiceAccount apps/a in secrets, imagePullSecrets",
        "ApplicationSet apps/a in tokenRef, appSecretName, passwordRef",
        "Argo CD in apps by its label argocd.argoproj.io/secret-type: repository",
    ];
    for user in expected {
        assert!(found.iter().any(|it| it == user), "{user}: {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn every_user_of_a_config_map_is_found() {
    let found = users("ConfigMap", "one");
    let expected = [
        "HelmRelease apps/a in valuesFrom",
        "Kustomization apps/b in kubeConfig, substituteFrom",
        "Deployment apps/a in env, envFrom, volumes",
        "StatefulSet apps/a in volumes",
        "ApplicationSet apps/a in caRef, configMapRef",
    ];
    for user in expected {
        assert!(found.iter().any(|it| it == user), "{user}: {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}
