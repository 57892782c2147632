//! Chains through objects that real controllers made: up from a Pod to Git, down to the Pods, and who uses a Secret.

use serde_json::{Value, json};

use super::ask::Asked;

/// A question, and what the steps of its chain must begin with, in this order.
type Chain = (Value, &'static [&'static str]);

fn flux(pod: impl Fn(&str, &str) -> Option<String>) -> Vec<Chain> {
    let of = |namespace: &str, kind: &str, name: &str, direction: &str| json!({"kind": kind, "namespace": namespace, "name": name, "direction": direction});
    let pods = |prefix: &str| pod("healthy", prefix).unwrap_or_default();
    vec![
        (
            of("healthy", "Pod", &pods("web-"), "up"),
            &[
                "Pod healthy/web-",
                "ReplicaSet healthy/web-",
                "Deployment healthy/web",
                "Kustomization healthy/app",
                "GitRepository healthy/app",
            ],
        ),
        (
            of("healthy", "Pod", &pods("shop-"), "up"),
            &[
                "Pod healthy/shop-",
                "ReplicaSet healthy/shop-",
                "Deployment healthy/shop",
                "HelmRelease healthy/app",
                "HelmChart healthy/healthy-app",
                "GitRepository healthy/app",
            ],
        ),
        (
            of("healthy", "GitRepository", "app", "down"),
            &[
                "GitRepository healthy/app",
                "Kustomization healthy/app",
                "Deployment healthy/web",
                "ReplicaSet healthy/web-",
                "Pod healthy/web-",
            ],
        ),
        (
            of("healthy", "Secret", "git", "used_by"),
            &["Secret healthy/git", "GitRepository healthy/app"],
        ),
    ]
}

fn argocd(pod: impl Fn(&str, &str) -> Option<String>) -> Vec<Chain> {
    let name = pod("a-healthy", "web-").unwrap_or_default();
    vec![
        (
            json!({"kind": "Pod", "namespace": "a-healthy", "name": name}),
            &[
                "Pod a-healthy/web-",
                "ReplicaSet a-healthy/web-",
                "Deployment a-healthy/web",
                "Application argocd/a-healthy",
                "http://",
            ],
        ),
        (
            json!({"kind": "Application", "namespace": "argocd", "name": "a-healthy", "direction": "down"}),
            &[
                "Application argocd/a-healthy",
                "Deployment a-healthy/web",
                "ReplicaSet a-healthy/web-",
                "Pod a-healthy/web-",
            ],
        ),
    ]
}

/// What is wrong with the chains of an engine.
pub(super) fn wrong(
    asked: &Asked,
    engine: &str,
    pod: impl Fn(&str, &str) -> Option<String>,
) -> Vec<String> {
    let chains = if engine == "flux" {
        flux(pod)
    } else {
        argocd(pod)
    };
    let mut out = Vec::new();
    for (question, expected) in chains {
        let answer = asked.call("trace_resource", question.clone()).structured();
        let steps: Vec<&str> = answer["chain"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["object"].as_str().unwrap())
            .collect();
        let mut rest = steps.iter();
        let in_order = expected
            .iter()
            .all(|wanted| rest.any(|step| step.starts_with(wanted)));
        if !in_order || answer["broken_at"].is_string() {
            out.push(format!(
                "{question} through {}: {steps:?}, broken at {}",
                asked.name, answer["broken_at"]
            ));
        }
    }
    out
}

/// The API tells the tree of the Application, Pods included.
pub(super) fn through_the_api(api: &Asked) -> Option<String> {
    let question = json!({"kind": "Application", "namespace": "argocd", "name": "a-healthy", "direction": "down"});
    let answer = api.call("trace_resource", question).structured();
    let steps = answer["chain"].as_array().unwrap();
    let pods = steps.iter().filter(|it| {
        it["object"]
            .as_str()
            .unwrap()
            .starts_with("Pod a-healthy/web-")
            && it["health"] == "Healthy"
    });
    let pods = pods.count();
    (pods != 2).then(|| format!("through the API: {pods} healthy Pods in {steps:?}"))
}
