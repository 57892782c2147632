//! The same scenarios in a real API server with the real CRDs, asked through the real client.
//!
//! Run with `GITOPS_MCP_LIVE=…/values.json cargo test --test health real -- --ignored --test-threads=1`; the copy must
//! be a bare one of its own (`tests/live/up --bare --name health`): everything in it is taken away.

mod demo;
mod faults;
mod rights;
pub(crate) mod scenario;
mod secrets;
mod server;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use gitops_mcp::clients::cluster::{Targets, write_export};
use gitops_mcp::clients::repository::Unwatched;
use gitops_mcp::model::{Finding, Location, Report, Skipped, Why};
use serde_json::json;

use crate::support::{both, call_with, snapshot};
use scenario::{Expected, Scenario};
use server::Server;

const LIVE: &str = "GITOPS_MCP_LIVE";
/// A second server beside it.
const SPOKE: &str = "GITOPS_MCP_LIVE_SPOKE";

/// What scenarios bring in, and nothing that a server keeps for itself.
pub(crate) const KINDS: [(&str, &str); 32] = [
    ("source.toolkit.fluxcd.io/v1", "GitRepository"),
    ("source.toolkit.fluxcd.io/v1", "OCIRepository"),
    ("source.toolkit.fluxcd.io/v1", "HelmRepository"),
    ("source.toolkit.fluxcd.io/v1", "HelmChart"),
    ("source.toolkit.fluxcd.io/v1", "Bucket"),
    ("source.toolkit.fluxcd.io/v1", "ExternalArtifact"),
    ("source.extensions.fluxcd.io/v1beta1", "ArtifactGenerator"),
    ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"),
    ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
    ("notification.toolkit.fluxcd.io/v1beta3", "Alert"),
    ("notification.toolkit.fluxcd.io/v1beta3", "Provider"),
    ("notification.toolkit.fluxcd.io/v1", "Receiver"),
    ("image.toolkit.fluxcd.io/v1", "ImageRepository"),
    ("image.toolkit.fluxcd.io/v1", "ImagePolicy"),
    ("image.toolkit.fluxcd.io/v1", "ImageUpdateAutomation"),
    ("fluxcd.controlplane.io/v1", "ResourceSet"),
    ("fluxcd.controlplane.io/v1", "ResourceSetInputProvider"),
    ("fluxcd.controlplane.io/v1", "FluxInstance"),
    ("argoproj.io/v1alpha1", "Application"),
    ("argoproj.io/v1alpha1", "ApplicationSet"),
    ("argoproj.io/v1alpha1", "AppProject"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "StatefulSet"),
    ("apps/v1", "DaemonSet"),
    ("apps/v1", "ReplicaSet"),
    ("batch/v1", "Job"),
    ("v1", "Pod"),
    ("v1", "Event"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Service"),
    ("v1", "Secret"),
    ("v1", "ConfigMap"),
];

/// Fixtures that no API server holds, and why.
const ELSEWHERE: [(&str, &str); 1] = [(
    "argocd_connection_failed/",
    "repositories and clusters as Argo CD's own API tells them: there is no CRD of these kinds",
)];

/// What both health tools say about a target.
fn ask(root: &Path, targets: &Targets, target: &str) -> Vec<Report> {
    ["check_flux_health", "check_argocd_health"]
        .iter()
        .map(|tool| {
            let arguments = json!({"target": target, "limit": 200, "detail": "full"});
            let answer = call_with(root, targets, tool, &arguments);
            answer
                .unwrap_or_else(|failure| panic!("{tool}: {failure}"))
                .report()
                .unwrap()
                .clone()
        })
        .collect()
}

fn findings(reports: &[Report]) -> Vec<Finding> {
    let mut all: Vec<Finding> = reports.iter().flat_map(|it| it.findings.clone()).collect();
    all.dedup();
    all
}

/// Rule, object and cause: what must be the same whichever way the objects came in.
fn told(findings: &[Finding]) -> Vec<String> {
    let one = |finding: &Finding| {
        let place = match &finding.location {
            Location::Object(it) => format!(
                "{} {}/{}",
                it.kind,
                it.namespace.as_deref().unwrap_or(""),
                it.name
            ),
            other => other.to_string(),
        };
        let cause = finding.cause.as_deref().unwrap_or("");
        format!("{} {place}: {cause}", finding.rule)
    };
    let mut all: Vec<String> = findings.iter().map(one).collect();
    all.sort();
    all
}

/// Why what was said is not what was expected.
fn wrong(expected: &Expected, findings: &[Finding]) -> Option<String> {
    let rules: Vec<&str> = findings.iter().map(|it| it.rule.as_str()).collect();
    let fits = match expected {
        Expected::First { rule, place, row } => findings.first().is_some_and(|first| {
            let cause = first.cause.as_deref().unwrap_or("");
            first.rule == *rule
                && first.location.to_string().starts_with(place)
                && row.as_ref().is_none_or(|row| cause.ends_with(row))
                && findings.len() == 1
        }),
        Expected::Fires(rule) => rules.contains(&rule.as_str()),
        Expected::Quiet(rule) => !rules.contains(&rule.as_str()),
        Expected::Nothing => rules.is_empty(),
    };
    (!fits).then(|| format!("expected {expected:?}, got {:?}", told(findings)))
}

/// One scenario alone in the server: asked live, asked from an export of the server, and asked as the file it is.
fn run(server: &Server, targets: &Targets, scenario: &Scenario) -> Vec<String> {
    server.clear();
    let mut out = Vec::new();
    for object in scenario.objects() {
        if let Err(refused) = server.bring(&object) {
            out.push(format!("refused: {refused}"));
        }
    }
    if !out.is_empty() {
        return out;
    }
    let folder = tempfile::tempdir().unwrap();
    let context = targets.contexts().current.unwrap();
    let live = ask(folder.path(), targets, &context);
    let found = findings(&live);
    out.extend(wrong(&scenario.expected, &found).map(|it| format!("live: {it}")));
    // One server is read: a cluster that a scenario deploys to is rightly told as unread.
    let elsewhere = |it: &Skipped| it.why == Why::Absent && it.what.starts_with("the cluster ");
    for report in live.iter().filter(|it| !it.skipped.iter().all(elsewhere)) {
        out.push(format!("not complete: {:?}", report.skipped));
    }
    let file = both(&snapshot(&scenario.file));
    if told(&file) != told(&found) {
        out.push(format!(
            "the file says {:#?}, the server {:#?}",
            told(&file),
            told(&found)
        ));
    }
    write_export(
        &targets.kubeconfig,
        None,
        &folder.path().join("copy"),
        &Unwatched,
    )
    .unwrap();
    let copy = ask(folder.path(), &Targets::default(), "export:copy");
    if told(&findings(&copy)) != told(&found) {
        out.push(format!(
            "the export says {:#?}, the server {:#?}",
            told(&findings(&copy)),
            told(&found)
        ));
    }
    for (copy, live) in copy.iter().zip(&live) {
        if (copy.complete, &copy.checked) != (live.complete, &live.checked) {
            out.push(format!(
                "the export counts {:?} and skips {:?}, the server counts {:?}",
                copy.checked, copy.skipped, live.checked
            ));
        }
    }
    out
}

fn targets(kubeconfig: &Path) -> Targets {
    Targets {
        kubeconfig: vec![PathBuf::from(kubeconfig)],
        ..Targets::default()
    }
}

/// Every scenario, read by the account of the shipped role; half of them in a second server where there is one.
#[test]
#[ignore = "needs a bare copy of the live layer"]
fn every_scenario_has_its_cause_in_a_real_server_under_the_shipped_role() {
    let elsewhere = |name: &str| ELSEWHERE.iter().any(|(prefix, _)| name.starts_with(prefix));
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let mut left = scenario::all();
    left.retain(|it| it.name.contains(&only) && !elsewhere(&it.name));
    let broken = left.iter().filter(|it| it.is_broken()).count();
    println!(
        "{broken} broken and {} other scenarios",
        left.len() - broken
    );
    let left = Mutex::new(left);
    let failed: Vec<String> = std::thread::scope(|scope| {
        let servers = [LIVE, SPOKE]
            .into_iter()
            .filter(|it| std::env::var(it).is_ok());
        let workers: Vec<_> = servers
            .map(|server| scope.spawn(|| run_each(&Server::of(server), &left)))
            .collect();
        assert!(!workers.is_empty(), "{LIVE} names no copy");
        workers
            .into_iter()
            .flat_map(|it| it.join().unwrap())
            .collect()
    });
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

/// Runs what is left, one scenario after the other, and tells what went wrong.
fn run_each(server: &Server, left: &Mutex<Vec<Scenario>>) -> Vec<String> {
    server.empty(&KINDS);
    let folder = tempfile::tempdir().unwrap();
    let targets = targets(&rights::reader(server, folder.path()));
    let since = rights::mark(server);
    let mut failed = Vec::new();
    loop {
        let next = left.lock().unwrap().pop();
        let Some(scenario) = next else { break };
        let before = Instant::now();
        let wrong = run(server, &targets, &scenario);
        let took = before.elapsed().as_secs_f32();
        println!("{} {:?} {took:.1} s", scenario.name, wrong.is_empty());
        if !wrong.is_empty() {
            failed.push(format!("{}:\n    {}", scenario.name, wrong.join("\n    ")));
        }
    }
    server.clear();
    let did = rights::did(server, since);
    println!("the account: {did:?}");
    assert!(!did.is_empty());
    for (verb, what, code) in &did {
        assert!(matches!(verb.as_str(), "get" | "list"), "{verb} {what}");
        assert!(
            *code != 403 && !what.starts_with("secrets"),
            "{verb} {what}: {code}"
        );
    }
    failed
}

/// Two servers: Argo CD and Flux in one, what they deploy in the other. The address of the second stands in the kubeconfig.
#[test]
#[ignore = "needs two bare copies of the live layer"]
fn a_hub_and_a_spoke_in_two_real_servers() {
    let (hub, spoke) = (Server::of(LIVE), Server::of(SPOKE));
    let folder = tempfile::tempdir().unwrap();
    let targets = Targets {
        kubeconfig: vec![hub.kubeconfig.clone(), spoke.kubeconfig.clone()],
        ..Targets::default()
    };
    let [near, far] =
        [&hub, &spoke].map(|it| self::targets(&it.kubeconfig).contexts().current.unwrap());
    let address = targets.contexts().servers[&far].clone();
    let (own, other) = crate::hub::objects(&address);
    for (server, objects) in [(&hub, own), (&spoke, other)] {
        server.empty(&KINDS);
        objects
            .iter()
            .for_each(|object| server.bring(object).unwrap());
    }
    let known = vec!["apps/edge-kubeconfig".to_owned()];
    let targets = Targets {
        known_as: [(far.clone(), known)].into(),
        ..targets
    };
    crate::hub::both_ways(folder.path(), &targets, (&near, &far));
    hub.clear();
    spoke.clear();
}

/// One kind after another is denied: the answers that need it say so, and none sounds healthy.
#[test]
#[ignore = "needs a bare copy of the live layer"]
fn f02_each_kind_of_the_role_denied_in_turn() {
    let server = Server::of(LIVE);
    server.empty(&KINDS);
    for name in ["catalogue/f24", "catalogue/a37"] {
        for object in scenario::named(name).objects() {
            server.bring(&object).unwrap();
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let targets = targets(&rights::reader(&server, folder.path()));
    let context = targets.contexts().current.unwrap();
    let mut failed = Vec::new();
    for (group, plural) in rights::resources() {
        rights::without(&server, (&group, &plural));
        let kind = server
            .kind_of(&group, &plural, &KINDS)
            .unwrap_or_else(|| "CustomResourceDefinition".to_owned());
        let reports = ask(folder.path(), &targets, &context);
        rights::whole(&server, (&group, &plural));
        for (report, tool, foreign) in [
            (
                &reports[0],
                "flux",
                group == "argoproj.io" || plural == "configmaps",
            ),
            (
                &reports[1],
                "argocd",
                group.ends_with("fluxcd.io") || group.starts_with("fluxcd."),
            ),
        ] {
            let told = report.skipped.iter().any(|it| {
                it.why == Why::Denied && it.what.starts_with(&kind) && it.hint.contains("allow get")
            });
            let sounds = ["healthy", "clean", "no problems", "in sync"]
                .iter()
                .any(|it| report.summary.contains(it));
            if foreign && (!report.complete || told)
                || !foreign && (report.complete || !told || sounds)
            {
                failed.push(format!(
                    "{plural}.{group} denied, {tool}: {} {:?}",
                    report.summary, report.skipped
                ));
            }
        }
    }
    server.clear();
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}
