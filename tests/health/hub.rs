//! Hub and spoke: what Argo CD and Flux deploy to another cluster is followed to the target that holds it, both ways.
//!
//! The fleet is that of two rows of the catalogues, taken apart: engines in one cluster, workloads in the other.

use std::path::Path;

use gitops_mcp::clients::cluster::{Target, Targets};
use gitops_mcp::model::{Finding, Location, Report, Why};
use gitops_mcp::tools::Answer;
use serde_json::{Value, json};

use crate::real::scenario;
use crate::support::call_with;

pub(crate) const SERVER: &str = "https://edge.example.com:6443";

/// Objects of the hub, where `server` is the address of the spoke, and objects of the spoke.
pub(crate) fn objects(server: &str) -> (Vec<Value>, Vec<Value>) {
    let all = ["catalogue/a37", "catalogue/f24"].map(|name| scenario::named(name).objects());
    let (mut hub, spoke): (Vec<Value>, Vec<Value>) = all.into_iter().flatten().partition(|it| {
        let version = it["apiVersion"].as_str().unwrap();
        version.contains("argoproj.io") || version.contains("fluxcd.io")
    });
    for object in &mut hub {
        match object["kind"].as_str().unwrap() {
            "Application" => object["spec"]["destination"]["server"] = json!(server),
            "Kustomization" => {
                object["spec"]["kubeConfig"] = json!({"secretRef": {"name": "edge-kubeconfig"}})
            }
            _ => {}
        }
    }
    (hub, spoke)
}

/// Two exports as targets.
fn exports(folder: &Path, known_as: &[&str]) -> Targets {
    let (hub, spoke) = objects(SERVER);
    let mut targets = Targets::default();
    for (name, objects) in [("hub", hub), ("far", spoke)] {
        let file = folder.join(format!("{name}.json"));
        std::fs::write(
            &file,
            json!({"kind": "List", "apiVersion": "v1", "items": objects}).to_string(),
        )
        .unwrap();
        targets.named.insert(name.to_owned(), Target::Export(file));
    }
    let known = known_as.iter().map(|it| (*it).to_owned()).collect();
    targets.known_as.insert("far".to_owned(), known);
    targets
}

fn ask(folder: &Path, targets: &Targets, (tool, target): (&str, &str)) -> Report {
    let arguments = json!({"target": target, "detail": "full"});
    let answer = call_with(folder, targets, tool, &arguments);
    answer
        .unwrap_or_else(|failure| panic!("{tool}: {failure}"))
        .report()
        .unwrap()
        .clone()
}

fn place(finding: &Finding) -> (String, String) {
    let Location::Object(it) = &finding.location else {
        panic!("{}", finding.location)
    };
    (
        it.target.clone(),
        format!(
            "{} {}/{}",
            it.kind,
            it.namespace.as_deref().unwrap_or(""),
            it.name
        ),
    )
}

/// Both tools and the trace, on the hub, on all targets, and from the spoke.
pub(crate) fn both_ways(folder: &Path, targets: &Targets, (hub, spoke): (&str, &str)) {
    for (tool, deployment, follows) in [
        (
            "check_argocd_health",
            "Deployment shop/web",
            "Application argocd/shop",
        ),
        (
            "check_flux_health",
            "Deployment apps/web",
            "Kustomization apps/web",
        ),
    ] {
        for target in [hub, "*"] {
            let report = ask(folder, targets, (tool, target));
            let told: Vec<_> = report.findings.iter().map(place).collect();
            assert_eq!(
                told,
                [(spoke.to_owned(), deployment.to_owned())],
                "{tool} {target}: {:#?}",
                report.findings
            );
            let affects = report.findings[0].affects.as_ref().unwrap();
            assert!(affects.first.iter().any(|it| it == follows), "{affects:?}");
            assert!(
                !report.skipped.iter().any(|it| it.why == Why::Absent),
                "{:?}",
                report.skipped
            );
        }
    }
    for (target, kind, name, direction, wanted) in [
        (
            spoke,
            "Pod",
            "web-7d9-x1",
            "up",
            "Application argocd/shop".to_owned(),
        ),
        (
            hub,
            "Pod",
            "web-7d9-x1",
            "up",
            "Application argocd/shop".to_owned(),
        ),
        (
            hub,
            "Application",
            "shop",
            "down",
            format!("Pod shop/web-7d9-x1 in {spoke}"),
        ),
    ] {
        let namespace = if kind == "Pod" { "shop" } else { "argocd" };
        let arguments = json!({"target": target, "kind": kind, "namespace": namespace, "name": name, "direction": direction});
        let Answer::Trace(trace) =
            call_with(folder, targets, "trace_resource", &arguments).unwrap()
        else {
            panic!()
        };
        assert!(
            trace.chain.iter().any(|step| step.object == wanted),
            "{target} {kind}: {:#?}",
            trace.chain
        );
    }
}

#[test]
fn a_cause_in_a_spoke_is_found_from_the_hub_and_the_other_way() {
    let folder = tempfile::tempdir().unwrap();
    let targets = exports(folder.path(), &[SERVER, "apps/edge-kubeconfig"]);
    both_ways(folder.path(), &targets, ("hub", "far"));
}

#[test]
fn a_cluster_that_no_target_is_known_as_is_skipped_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let targets = exports(folder.path(), &[]);
    for (tool, name) in [
        ("check_argocd_health", SERVER),
        ("check_flux_health", "apps/edge-kubeconfig"),
    ] {
        for target in ["hub", "*"] {
            let report = ask(folder.path(), &targets, (tool, target));
            let told = report
                .skipped
                .iter()
                .any(|it| it.why == Why::Absent && it.what.contains(name));
            assert!(
                told && !report.complete,
                "{tool} {target}: {:?}",
                report.skipped
            );
            assert!(
                report.findings.iter().all(|it| place(it).0 == "hub"),
                "nothing of another cluster is taken for its own"
            );
        }
    }
}
