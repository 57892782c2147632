//! A cluster through its API, with the faults of the table. Each answer names what is missing and never sounds healthy.

use std::time::Instant;

use gitops_mcp::clients::cluster::{Depth, Targets, write_export};
use gitops_mcp::clients::repository::Unwatched;
use gitops_mcp::model::{Report, Why};
use gitops_mcp::tools::{Answer, Failure};
use serde_json::{Value, json};

use crate::api::{Api, Fault, write_kubeconfig};
use crate::support::{call, call_with, rules};

const KUSTOMIZATIONS: &str = "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations";
const SOURCES: &str = "/apis/source.toolkit.fluxcd.io/v1/gitrepositories";

fn source() -> Value {
    json!({"apiVersion": "source.toolkit.fluxcd.io/v1", "kind": "GitRepository", "metadata": {"name": "fleet", "namespace": "flux-system", "generation": 1,
        "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "CNRYC03annotation"}},
        "spec": {"url": "https://bot:CNRYC09url@git.example.com/fleet.git", "interval": "1m0s"},
        "status": {"observedGeneration": 1, "conditions": [{"type": "Ready", "status": "True", "reason": "Succeeded", "message": "ok"}], "artifact": {"revision": "main@sha1:aaaa"}}})
}

fn kustomization(name: &str, ready: &str) -> Value {
    json!({"apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": {"name": name, "namespace": "apps", "generation": 1},
        "spec": {"interval": "10m0s", "sourceRef": {"kind": "GitRepository", "name": "fleet", "namespace": "flux-system"}, "postBuild": {"substitute": {"K": "CNRYC07substitute"}}},
        "status": {"observedGeneration": 1, "lastAppliedRevision": "main@sha1:aaaa", "conditions": [{"type": "Ready", "status": ready, "reason": "BuildFailed", "message": "clone of https://bot:CNRYC08message@git.example.com failed"}]}})
}

fn objects() -> Vec<(&'static str, Value)> {
    vec![
        (SOURCES, source()),
        (KUSTOMIZATIONS, kustomization("web", "False")),
        (KUSTOMIZATIONS, kustomization("db", "True")),
    ]
}

fn ask(api: &Api) -> Result<Report, Failure> {
    let targets = Targets {
        depth: Depth::Whole,
        kubeconfig: vec![api.kubeconfig()],
        ..Targets::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let answer = call_with(
        folder.path(),
        &targets,
        "check_flux_health",
        &json!({"target": "prod"}),
    );
    answer.map(|answer| answer.report().unwrap().clone())
}

fn with(path: &str, fault: Fault) -> Result<Report, Failure> {
    ask(&Api::start(&objects(), &[(path, fault)]))
}

/// A part is missing: the answer says so and does not sound healthy.
fn partial(report: &Report, why: Why) {
    assert!(!report.complete);
    assert!(
        report.skipped.iter().any(|it| it.why == why),
        "{:?}",
        report.skipped
    );
    for word in ["healthy", "clean", "no problems", "in sync", "verified"] {
        assert!(
            !report.summary.to_lowercase().contains(word),
            "{}",
            report.summary
        );
    }
}

#[test]
fn a_cluster_gives_the_answer_of_its_export() {
    let api = Api::start(&objects(), &[]);
    let live = ask(&api).unwrap();
    assert_eq!(rules(&live), ["health/flux-kustomization-failed"]);
    assert_eq!(
        (
            live.checked["Kustomization"].seen,
            live.checked["Kustomization"].healthy
        ),
        (2, 1)
    );
    assert!(live.complete, "{:?}", live.skipped);
    assert!(
        api.requests().iter().all(|line| line.starts_with("GET ")),
        "nothing but GET"
    );
    assert!(!api.requests().iter().any(|line| line.contains("secrets")));
    for out in ["copy", "copy.tar.gz"] {
        let folder = tempfile::tempdir().unwrap();
        let manifest = write_export(
            &[api.kubeconfig()],
            Some("prod"),
            &folder.path().join(out),
            &Unwatched,
        )
        .unwrap();
        assert!(
            manifest
                .kinds
                .iter()
                .any(|it| it.kind == "HelmRelease" && it.outcome == "absent")
        );
        let answer = call(
            folder.path(),
            "check_flux_health",
            &json!({"target": format!("export:{out}")}),
        )
        .unwrap();
        let copy = answer.report().unwrap().clone();
        assert_eq!(copy.checked, live.checked, "{out}");
        assert_eq!(
            copy.findings
                .iter()
                .map(|it| &it.message)
                .collect::<Vec<_>>(),
            live.findings
                .iter()
                .map(|it| &it.message)
                .collect::<Vec<_>>()
        );
        write_export(
            &[api.kubeconfig()],
            Some("prod"),
            &folder.path().join(out),
            &Unwatched,
        )
        .unwrap_err();
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }
}

#[test]
fn no_credential_leaves_in_answers_errors_or_exports() {
    let api = Api::start(&objects(), &[]);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("copy");
    write_export(&[api.kubeconfig()], Some("prod"), &out, &Unwatched).unwrap();
    let mut all = serde_json::to_string(&ask(&api).unwrap()).unwrap();
    for file in std::fs::read_dir(&out).unwrap() {
        all += &std::fs::read_to_string(file.unwrap().path()).unwrap();
    }
    for fault in [Fault::Html, Fault::Status(401), Fault::Status(500)] {
        all += &with("/apis", fault).unwrap_err().to_string();
    }
    for canary in [
        "CNRYC03", "CNRYC07", "CNRYC08", "CNRYC09", "CNRYC10", "CNRYC11",
    ] {
        assert!(!all.contains(canary), "{canary}");
    }
}

#[test]
fn f01_401_is_a_failure_that_says_what_to_renew() {
    let api = Api::start(&objects(), &[("/", Fault::Status(401))]);
    let failure = ask(&api).unwrap_err().to_string();
    assert!(
        failure.contains("not authenticated") && failure.contains("prod"),
        "{failure}"
    );
    assert_eq!(api.requests().len(), 1, "not tried again");
}

#[test]
fn f02_one_denied_kind_does_not_hide_the_rest() {
    let report = with("kustomizations", Fault::Status(403)).unwrap();
    partial(&report, Why::Denied);
    assert!(
        report.skipped[0].hint.contains("get and list"),
        "{:?}",
        report.skipped
    );
    assert_eq!(report.checked["GitRepository"].healthy, 1);
}

#[test]
fn f05_410_restarts_the_list_once() {
    let many: Vec<(&str, Value)> = (0..700)
        .map(|n| (KUSTOMIZATIONS, kustomization(&format!("k{n}"), "True")))
        .chain([(SOURCES, source())])
        .collect();
    let once = ask(&Api::start(
        &many,
        &[("continue=500", Fault::First(1, 410))],
    ))
    .unwrap();
    assert_eq!(once.checked["Kustomization"].seen, 700, "counted once");
    assert!(once.complete);
    let twice = ask(&Api::start(&many, &[("continue=500", Fault::Status(410))])).unwrap();
    partial(&twice, Why::Limit);
}

#[test]
fn f07_429_waits_as_long_as_it_is_told() {
    let before = Instant::now();
    let report = with("kustomizations", Fault::RetryAfter(1, 2)).unwrap();
    assert!(report.complete && before.elapsed().as_secs() >= 2);
    let long = with("kustomizations", Fault::RetryAfter(9, 600)).unwrap();
    partial(&long, Why::Limit);
    assert!(
        long.skipped.iter().any(|it| it.hint.contains("600 s")),
        "{:?}",
        long.skipped
    );
}

#[test]
fn f08_f09_f10_server_errors_are_tried_again_and_told() {
    for (code, why) in [
        (500, Why::Unreachable),
        (503, Why::Unreachable),
        (504, Why::Timeout),
    ] {
        let report = with("kustomizations", Fault::Status(code)).unwrap();
        partial(&report, why);
        assert!(
            report
                .skipped
                .iter()
                .any(|it| it.hint.contains(&code.to_string()) && it.hint.contains("tried 3 times")),
            "{:?}",
            report.skipped
        );
        assert_eq!(
            report.checked["GitRepository"].seen, 1,
            "the rest is judged"
        );
    }
    assert!(
        with("kustomizations", Fault::First(2, 503))
            .unwrap()
            .complete
    );
}

#[test]
fn f11_f12_f13_half_answers_are_not_taken_for_whole_ones() {
    for (fault, why) in [
        (Fault::Reset, Why::Unreachable),
        (Fault::Cut, Why::Unsupported),
        (Fault::Html, Why::Unsupported),
    ] {
        let report = with("kustomizations", fault).unwrap();
        partial(&report, why);
        assert!(
            !report.checked.contains_key("Kustomization"),
            "no object of a half list is judged"
        );
    }
    let failure = with("/apis", Fault::Html).unwrap_err().to_string();
    assert!(failure.contains("login page"), "{failure}");
}

#[test]
fn f14_a_stall_is_a_timeout_that_holds_nothing_else() {
    let before = Instant::now();
    let report = with("kustomizations", Fault::Stall).unwrap();
    partial(&report, Why::Timeout);
    assert_eq!(report.checked["GitRepository"].healthy, 1);
    assert!(
        before.elapsed().as_secs() < 45,
        "inside the deadline of a call"
    );
}

#[test]
fn f20_a_cluster_without_flux_is_neither_broken_nor_healthy() {
    let report = ask(&Api::start(&[], &[])).unwrap();
    assert!(report.complete && report.findings.is_empty());
    assert!(
        report.summary.contains("Flux does not run in prod"),
        "{}",
        report.summary
    );
    assert!(report.checked["optional kinds"].seen >= 10);
}

#[test]
fn f22_a_refused_connection_and_a_context_that_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    let targets = Targets {
        depth: Depth::Whole,
        kubeconfig: vec![write_kubeconfig(folder.path(), "127.0.0.1:1")],
        ..Targets::default()
    };
    let ask = |arguments: Value| {
        call_with(folder.path(), &targets, "check_flux_health", &arguments).map(|_: Answer| ())
    };
    let refused = ask(json!({})).unwrap_err().to_string();
    assert!(refused.contains("127.0.0.1:1"), "{refused}");
    let unknown = ask(json!({"target": "prd"})).unwrap_err().to_string();
    assert!(unknown.contains("prod"), "{unknown}");
    let list = call_with(folder.path(), &targets, "list_targets", &json!({})).unwrap();
    assert_eq!(list.structured()["targets"][0]["name"], "prod");
    assert!(
        list.structured()["targets"][0].get("reachable").is_none(),
        "nothing was contacted"
    );
}

#[test]
fn all_targets_side_by_side_one_of_them_dead() {
    let good = Api::start(&objects(), &[]);
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(good.kubeconfig()).unwrap();
    let text = text
        .replace("clusters: [", "clusters: [{name: d, cluster: {server: 'http://127.0.0.1:1'}}, ")
        .replace("contexts: [", "contexts: [{name: dead, context: {cluster: d, user: u}}, {name: twin, context: {cluster: c, user: u}}, ");
    let path = folder.path().join("kubeconfig");
    std::fs::write(&path, text).unwrap();
    let targets = Targets {
        depth: Depth::Whole,
        kubeconfig: vec![path],
        ..Targets::default()
    };
    let answer = call_with(
        folder.path(),
        &targets,
        "check_flux_health",
        &json!({"target": "*"}),
    )
    .unwrap();
    let report = answer.report().unwrap();
    assert_eq!(
        report.findings.len(),
        1,
        "a cause that targets share is told once"
    );
    assert!(
        report.findings[0].message.contains("the same in 1 more"),
        "{}",
        report.findings[0].message
    );
    assert_eq!(report.checked["Kustomization"].seen, 4);
    partial(report, Why::Unreachable);
    assert!(report.skipped.iter().any(|it| it.what.contains("dead")));
}
