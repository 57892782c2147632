//! The faults of the table between our client and a real API server.

use std::path::Path;
use std::time::Instant;

use gitops_mcp::clients::cluster::Targets;
use gitops_mcp::model::{Report, Why};
use gitops_mcp::tools::Failure;
use serde_json::{Value, json};

use super::server::{Proxy, Server, plain, text};
use super::{LIVE, rights, scenario, targets};
use crate::support::call_with;

/// What a row of the table must come to.
enum Outcome {
    /// The question cannot be asked, and these words say why.
    Failure(&'static [&'static str]),
    /// A part is missing for this reason; these words stand in what is told of it.
    Partial(Why, &'static [&'static str]),
    /// The answer is whole: the fault does not touch a client that only lists, or it is waited out.
    Whole,
}
use Outcome::{Failure as Fails, Partial, Whole};

/// Rows that hit no request of ours: nothing is written (F04) or watched (F06, F21), or there is no address to ask.
const NO_REQUEST: [&str; 8] = ["F04", "F06", "F16", "F16-host", "F17", "F18", "F21", "F22"];
/// What a row's rule is to match instead of the requests that only others make.
const INSTEAD: [(&str, &str); 1] = [("F03", r#"{"path": "/configmaps/argocd-cm$"}"#)];
/// More than one page of a list.
const MANY: usize = 620;

/// Rows of registries (F23, F24) touch no cluster. Of F03 what our client asks for by name is `argocd-cm`, which need not
/// be there; an object that somebody names is the test below.
const ROWS: [(&str, Outcome); 24] = [
    ("F01", Fails(&["not authenticated", "renew"])),
    (
        "F02",
        Partial(Why::Denied, &["GitRepository", "get and list"]),
    ),
    ("F03", Whole),
    ("F04", Whole),
    ("F05", Whole),
    (
        "F05-twice",
        Partial(
            Why::Limit,
            &["Provider", "after 500 objects", "lower bounds"],
        ),
    ),
    ("F06", Whole),
    ("F07", Whole),
    ("F07-always", Fails(&["600 s"])),
    (
        "F08",
        Partial(Why::Unreachable, &["500", "etcdserver: request timed out"]),
    ),
    ("F09", Partial(Why::Unreachable, &["HelmRelease", "503"])),
    ("F10", Partial(Why::Timeout, &["504"])),
    ("F11", Partial(Why::Unreachable, &["middle of the answer"])),
    ("F12", Partial(Why::Unsupported, &["no whole JSON"])),
    ("F13", Fails(&["login page"])),
    ("F14", Partial(Why::Timeout, &["no whole answer within"])),
    ("F15", Partial(Why::Timeout, &["no whole answer within"])),
    ("F16", Fails(&["not trusted", "certificate-authority"])),
    ("F16-host", Fails(&["another host name"])),
    ("F17", Fails(&["ended on 20"])),
    (
        "F18",
        Fails(&["no-such-host.invalid", "name is not found", "kubeconfig"]),
    ),
    ("F20", Whole),
    ("F21", Whole),
    ("F22", Fails(&["refuses the connection", "127.0.0.1:"])),
];

impl Proxy {
    /// Turns a row on, and writes a kubeconfig for the address that it leaves.
    fn turn(&self, row: &str, user: &Value, to: &Path) -> Targets {
        plain(&self.control, "DELETE /requests", "");
        let said = match row {
            "" => plain(&self.control, "DELETE /faults", ""),
            row => {
                let instead = INSTEAD.iter().find(|(own, _)| *own == row);
                let body = instead.map_or("", |(_, body)| body);
                plain(&self.control, &format!("PUT /faults/{row}"), body)
            }
        };
        let changes = [
            ("/clusters/0/cluster/server", said["server"].clone()),
            ("/users/0/user", user.clone()),
        ];
        targets(&rights::kubeconfig(&self.kubeconfig, to, &changes))
    }

    fn requests(&self) -> Vec<Value> {
        plain(&self.control, "GET /requests", "")
            .as_array()
            .unwrap()
            .clone()
    }
}

fn ask(folder: &Path, targets: &Targets) -> Result<Report, Failure> {
    call_with(
        folder,
        targets,
        "check_flux_health",
        &json!({"limit": 200, "detail": "full"}),
    )
    .map(|answer| answer.report().unwrap().clone())
}

fn wrong(row: &str, expected: &Outcome, answer: Result<Report, Failure>) -> Option<String> {
    let has = |told: &str, words: &[&str]| words.iter().all(|it| told.contains(it));
    match (expected, answer) {
        (Fails(words), Err(failure)) if has(&failure.to_string(), words) => None,
        (Whole, Ok(report)) if report.complete && report.skipped.is_empty() => None,
        (Partial(why, words), Ok(report)) => {
            let summary = report.summary.to_lowercase();
            let sounds = ["healthy", "clean", "no problems", "in sync", "verified"]
                .iter()
                .any(|it| summary.contains(it));
            let told = report
                .skipped
                .iter()
                .any(|it| it.why == *why && has(&format!("{} {}", it.what, it.hint), words));
            let fits = !report.complete && !sounds && told && !summary.contains('\u{1b}');
            (!fits).then(|| format!("{row}: {} {:?}", report.summary, report.skipped))
        }
        (_, Ok(report)) => Some(format!("{row}: {} {:?}", report.summary, report.skipped)),
        (_, Err(failure)) => Some(format!("{row}: {failure}")),
    }
}

/// A fleet behind the proxy, read by the account of the shipped role.
struct Ground {
    server: Server,
    folder: tempfile::TempDir,
}

impl Ground {
    fn new() -> Self {
        let server = Server::of(LIVE);
        server.empty(&super::KINDS);
        for object in scenario::named("catalogue/f24").objects() {
            server.bring(&object).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        rights::reader(&server, folder.path());
        Self { server, folder }
    }

    /// Objects of one kind for two pages, and the settings of an Argo CD, which are asked for by name.
    fn grown(self) -> Self {
        let provider = |number: usize| {
            json!({"apiVersion": "notification.toolkit.fluxcd.io/v1beta3", "kind": "Provider",
                "metadata": {"name": format!("chat-{number}"), "namespace": "apps"}, "spec": {"type": "generic", "address": "https://hooks.example.com"}})
        };
        self.server.bring(&provider(0)).unwrap();
        let path = "/apis/notification.toolkit.fluxcd.io/v1beta3/namespaces/apps/providers";
        for number in 1..MANY {
            self.server.must("POST", path, Some(&provider(number)));
        }
        for object in [
            json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"}, "spec": {}}),
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"}}),
        ] {
            self.server.bring(&object).unwrap();
        }
        self
    }

    fn proxy(&self) -> &Proxy {
        self.server.proxy.as_ref().unwrap()
    }

    fn turn(&self, row: &str, user: &Value) -> Targets {
        self.proxy()
            .turn(row, user, &self.folder.path().join("proxied"))
    }

    fn ask(&self, targets: &Targets) -> Result<Report, Failure> {
        ask(self.folder.path(), targets)
    }

    /// How many requests the row hit.
    fn hits(&self, row: &str) -> usize {
        let requests = self.proxy().requests();
        requests
            .iter()
            .filter(|it| text(it, "/fault") == row)
            .count()
    }
}

#[test]
#[ignore = "needs a bare copy of the live layer"]
fn f01_to_f22_each_fault_between_us_and_a_real_server() {
    let ground = Ground::new().grown();
    let user = json!({ "token": rights::token(&ground.server) });
    let mut failed = Vec::new();
    for (row, expected) in &ROWS {
        let targets = ground.turn(row, &user);
        let before = Instant::now();
        let answer = ground.ask(&targets);
        let seconds = before.elapsed().as_secs();
        let (hits, requests) = (ground.hits(row), ground.proxy().requests());
        println!(
            "{row}: {seconds} s, {} requests, {hits} of them hit",
            requests.len()
        );
        if (hits == 0) != NO_REQUEST.contains(row) {
            failed.push(format!("{row}: {hits} requests were hit"));
        }
        if let (Whole, Ok(report)) = (expected, &answer) {
            let seen = report.checked.get("Provider").map_or(0, |it| it.seen);
            if seen != MANY as u64 {
                failed.push(format!("{row}: {seen} Providers, each counted once"));
            }
        }
        failed.extend(wrong(row, expected, answer));
        if seconds >= 50 {
            failed.push(format!(
                "{row}: {seconds} s are beyond the deadline of a call"
            ));
        }
        // F04, F06, F21: nothing is written, nothing is watched, so there is no conflict and no stale watch.
        for request in requests {
            if request["method"] != "GET" || request["watch"] == true || request["dryRun"] == true {
                failed.push(format!("{row}: {request}"));
            }
        }
        let targets = ground.turn("", &user);
        let next = ground.ask(&targets);
        failed.extend(wrong(&format!("after {row}"), &Whole, next));
    }
    ground.server.clear();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

/// An object that was taken away since somebody saw it.
#[test]
#[ignore = "needs a bare copy of the live layer"]
fn f03_an_object_that_is_gone_is_told_as_gone() {
    let ground = Ground::new();
    let user = json!({ "token": rights::token(&ground.server) });
    let targets = ground.turn("", &user);
    let objects = scenario::named("catalogue/f24").objects();
    let gone = objects
        .iter()
        .find(|it| it["kind"] == "Kustomization")
        .unwrap();
    let (namespace, name) = (
        text(gone, "/metadata/namespace"),
        text(gone, "/metadata/name"),
    );
    let about = |tool: &str| {
        let arguments = json!({"kind": "Kustomization", "namespace": namespace, "name": name});
        call_with(ground.folder.path(), &targets, tool, &arguments)
    };
    for tool in ["trace_resource", "check_flux_health"] {
        assert!(about(tool).is_ok(), "{tool}");
    }
    ground.server.remove(gone);
    for tool in ["trace_resource", "check_flux_health"] {
        let failure = about(tool)
            .map(|it| it.structured())
            .unwrap_err()
            .to_string();
        let says = failure.contains("no such object") || failure.contains("no object named");
        assert!(
            says && failure.contains("the nearest are"),
            "{tool}: {failure}"
        );
    }
    ground.server.clear();
}

#[test]
#[ignore = "needs a bare copy of the live layer"]
fn f19_a_token_that_expires_is_read_once_more() {
    let ground = Ground::new();
    let (old, new) = (rights::token(&ground.server), rights::token(&ground.server));
    let stays = ground.turn("F19", &json!({ "token": old }));
    let report = ground.ask(&stays).unwrap();
    let told = format!("{:?}", report.skipped);
    assert!(
        !report.complete && told.contains("401") && !told.contains(&old),
        "{told}"
    );
    assert!(!report.checked.is_empty(), "what was read is kept");
    assert!(!report.summary.contains("healthy"), "{}", report.summary);

    // A plugin that gives the old token first, and the new one from then on.
    let script = "if [ -e \"$0\" ]; then token=$2; else token=$1; : > \"$0\"; fi; printf '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"%s\"}}' \"$token\"";
    let seen = ground.folder.path().join("seen");
    let exec = json!({"exec": {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", "command": "sh",
        "args": ["-c", script, seen.to_str().unwrap(), old, new]}});
    let renewed = ground.turn("F19", &exec);
    // A plugin runs only where its kubeconfig lies outside the folders that are read as repositories.
    let root = tempfile::tempdir().unwrap();
    let report = ask(root.path(), &renewed).unwrap();
    assert!(report.complete, "{:?}", report.skipped);
    let hit = ground.hits("F19");
    assert!(
        (1..=4).contains(&hit),
        "the expired token was used {hit} times"
    );
    ground.turn("", &json!({}));
    ground.server.clear();
}
