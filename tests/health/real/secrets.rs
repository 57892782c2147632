//! `secret_reads`: refused without its role and told so, better answers with it, and no value of a Secret in any of them.

use std::time::{Duration, Instant};

use gitops_mcp::clients::cluster::{SecretRead, Target, Targets};
use gitops_mcp::model::{Location, Report, Why};
use serde_json::{Value, json};

use super::server::{Server, text};
use super::{KINDS, LIVE, ask, rights, scenario};
use crate::hub;

fn secrets() -> [Value; 2] {
    [
        json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "edge", "namespace": "argocd", "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
            "stringData": {"name": "edge", "server": hub::SERVER, "config": "{\"bearerToken\": \"CNRYC12cluster\"}"}}),
        json!({"apiVersion": "v1", "kind": "Secret", "type": "helm.sh/release.v1", "metadata": {"name": "sh.helm.release.v1.web.v5", "namespace": "apps",
            "labels": {"owner": "helm", "name": "web", "status": "pending-upgrade", "version": "5"}}, "stringData": {"release": "CNRYC13release"}}),
    ]
}

fn denied(reports: &[Report]) -> Vec<&str> {
    let skipped = reports.iter().flat_map(|it| &it.skipped);
    let denied = skipped.filter(|it| it.why == Why::Denied);
    denied.map(|it| it.what.as_str()).collect()
}

/// Applications that name their cluster, and a release that hangs.
fn bring(server: &Server) -> Vec<Value> {
    server.empty(&KINDS);
    let (mut own, spoke) = hub::objects(hub::SERVER);
    for object in &mut own {
        if object["kind"] == "Application" {
            object["spec"]["destination"] = json!({"name": "edge", "namespace": "shop"});
        }
    }
    let helm = scenario::named("catalogue/f31").objects();
    own.extend(
        helm.into_iter()
            .filter(|it| text(it, "/kind").starts_with("Helm")),
    );
    own.extend(secrets());
    own.iter().for_each(|object| server.bring(object).unwrap());
    spoke
}

#[test]
#[ignore = "needs a bare copy of the live layer"]
fn secret_reads_are_denied_without_their_role_and_help_with_it() {
    let server = Server::of(LIVE);
    let roles = rights::shipped("secret-reads.yaml");
    let remove = || roles.iter().rev().for_each(|role| server.remove(role));
    let spoke = bring(&server);
    remove();
    let folder = tempfile::tempdir().unwrap();
    let far = folder.path().join("far.json");
    std::fs::write(
        &far,
        json!({"kind": "List", "apiVersion": "v1", "items": spoke}).to_string(),
    )
    .unwrap();
    let targets = super::targets(&rights::reader(&server, folder.path()));
    let context = targets.contexts().current.unwrap();
    let targets = Targets {
        named: [
            ("hub".to_owned(), Target::Context(context)),
            ("far".to_owned(), Target::Export(far)),
        ]
        .into(),
        known_as: [("far".to_owned(), vec![hub::SERVER.to_owned()])].into(),
        secret_reads: [(
            "hub".to_owned(),
            vec![SecretRead::ArgocdClusters, SecretRead::HelmStorage],
        )]
        .into(),
        ..targets
    };
    let since = rights::mark(&server);

    let without = ask(folder.path(), &targets, "hub");
    assert_eq!(
        denied(&without[..1]),
        [
            "Secrets of Argo CD's clusters in argocd",
            "Secrets of Helm's releases in apps"
        ]
    );
    assert!(
        without
            .iter()
            .all(|it| !it.complete && !it.summary.contains("healthy"))
    );
    let target = |report: &Report| match &report.findings[0].location {
        Location::Object(it) => format!("{} {}", it.target, it.kind),
        other => other.to_string(),
    };
    assert_eq!(
        target(&without[1]),
        "hub Application",
        "no cluster is known by that name"
    );

    roles.iter().for_each(|role| server.put(role));
    let end = Instant::now() + Duration::from_secs(20);
    let with = loop {
        let with = ask(folder.path(), &targets, "hub");
        if denied(&with).is_empty() || Instant::now() > end {
            break with;
        }
    };
    remove();
    assert_eq!(denied(&with), Vec::<&str>::new());
    assert_eq!(
        target(&with[1]),
        "far Deployment",
        "the record says the server, and a target is known by it"
    );
    let release = with[0]
        .findings
        .iter()
        .find(|it| it.location.to_string().starts_with("HelmRelease apps/web"))
        .unwrap();
    let told = format!("{:?}", release.evidence);
    assert!(told.contains("revision 5 is pending-upgrade"), "{told}");
    let all = serde_json::to_string(&(&without, &with)).unwrap();
    for canary in ["CNRYC12", "CNRYC13"] {
        assert!(!all.contains(canary), "{canary}");
    }
    let did = rights::did(&server, since);
    let reads: Vec<_> = did
        .iter()
        .filter(|(_, what, _)| what == "secrets.")
        .collect();
    assert!(
        !reads.is_empty() && reads.iter().all(|(verb, _, _)| verb == "list"),
        "{reads:?}"
    );
    server.clear();
}
