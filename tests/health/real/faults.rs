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

/// Rows of registries (F23, F24) touch no cluster. F03 and F05 hit requests that a small fleet does not make; a fake
/// server with 700 objects has F05, names that nothing bears have F03.
const ROWS: [(&str, Outcome); 24] = [
    ("F01", Fails(&["not authenticated", "renew"])),
    (
        "F02",
        Partial(Why::Denied, &["GitRepository", "get and list"]),
    ),
    ("F03", Whole),
    ("F04", Whole),
    ("F05", Whole),
    ("F05-twice", Whole),
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
            row => plain(&self.control, &format!("PUT /faults/{row}"), ""),
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

#[test]
#[ignore = "needs a bare copy of the live layer"]
fn f01_to_f22_each_fault_between_us_and_a_real_server() {
    let server = Server::of(LIVE);
    let proxy = server.proxy.as_ref().unwrap();
    server.empty(&super::KINDS);
    for object in scenario::named("catalogue/f24").objects() {
        server.bring(&object).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    rights::reader(&server, folder.path());
    let user = json!({ "token": rights::token(&server) });
    let file = folder.path().join("proxied");
    let mut failed = Vec::new();
    for (row, expected) in &ROWS {
        let targets = proxy.turn(row, &user, &file);
        let before = Instant::now();
        let answer = ask(folder.path(), &targets);
        let seconds = before.elapsed().as_secs();
        println!("{row}: {seconds} s, {} requests", proxy.requests().len());
        failed.extend(wrong(row, expected, answer));
        if seconds >= 50 {
            failed.push(format!(
                "{row}: {seconds} s are beyond the deadline of a call"
            ));
        }
        // F04, F06, F21: nothing is written, nothing is watched, so there is no conflict and no stale watch.
        for request in proxy.requests() {
            if request["method"] != "GET" || request["watch"] == true || request["dryRun"] == true {
                failed.push(format!("{row}: {request}"));
            }
        }
        let targets = proxy.turn("", &user, &file);
        let next = ask(folder.path(), &targets);
        failed.extend(wrong(&format!("after {row}"), &Whole, next));
    }
    server.clear();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
#[ignore = "needs a bare copy of the live layer"]
fn f19_a_token_that_expires_is_read_once_more() {
    let server = Server::of(LIVE);
    let proxy = server.proxy.as_ref().unwrap();
    server.empty(&super::KINDS);
    for object in scenario::named("catalogue/f24").objects() {
        server.bring(&object).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    rights::reader(&server, folder.path());
    let (old, new) = (rights::token(&server), rights::token(&server));
    let file = folder.path().join("proxied");

    let stays = proxy.turn("F19", &json!({ "token": old }), &file);
    let report = ask(folder.path(), &stays).unwrap();
    let told = format!("{:?}", report.skipped);
    assert!(
        !report.complete && told.contains("401") && !told.contains(&old),
        "{told}"
    );
    assert!(!report.checked.is_empty(), "what was read is kept");
    assert!(!report.summary.contains("healthy"), "{}", report.summary);

    // A plugin that gives the old token first, and the new one from then on.
    let script = "if [ -e \"$0\" ]; then token=$2; else token=$1; : > \"$0\"; fi; printf '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"%s\"}}' \"$token\"";
    let seen = folder.path().join("seen");
    let exec = json!({"exec": {"apiVersion": "client.authentication.k8s.io/v1", "interactiveMode": "Never", "command": "sh",
        "args": ["-c", script, seen.to_str().unwrap(), old, new]}});
    let renewed = proxy.turn("F19", &exec, &file);
    // A plugin runs only where its kubeconfig lies outside the folders that are read as repositories.
    let root = tempfile::tempdir().unwrap();
    let report = ask(root.path(), &renewed).unwrap();
    assert!(report.complete, "{:?}", report.skipped);
    let hit = proxy
        .requests()
        .iter()
        .filter(|it| text(it, "/fault") == "F19")
        .count();
    assert!(
        (1..=4).contains(&hit),
        "the expired token was used {hit} times"
    );
    proxy.turn("", &json!({}), &file);
    server.clear();
}
