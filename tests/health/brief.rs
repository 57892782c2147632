//! Healthy Applications are kept in brief where only findings are asked for: the answer is the same.

use gitops_mcp::checks::health::{Question, judge, wake_stale};
use gitops_mcp::clients::cluster::{Depth, Snapshot, open_export};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::data::catalogue::Engine;

/// A fleet of 40: one is Degraded, two were not looked at for long, one holds another, the rest is healthy.
fn fleet() -> String {
    let app = |n: usize| {
        let health = if n == 7 { "Degraded" } else { "Healthy" };
        let seen = if n == 8 || n == 9 {
            "2026-11-24T05:00:00Z"
        } else {
            "2026-11-24T08:00:00Z"
        };
        let child = if n == 10 {
            ",\"resources\":[{\"group\":\"argoproj.io\",\"kind\":\"Application\",\"namespace\":\"argocd\",\"name\":\"app-7\",\"status\":\"Synced\"}]"
        } else {
            ""
        };
        format!(
            "{{\"apiVersion\":\"argoproj.io/v1alpha1\",\"kind\":\"Application\",\"metadata\":{{\"name\":\"app-{n}\",\"namespace\":\"argocd\"}},\
             \"spec\":{{\"project\":\"default\",\"source\":{{\"repoURL\":\"https://git.example.com/shop.git\",\"path\":\"apps/{n}\"}}}},\
             \"status\":{{\"sync\":{{\"status\":\"Synced\"}},\"health\":{{\"status\":\"{health}\"}},\"reconciledAt\":\"{seen}\"{child}}}}}"
        )
    };
    let workload = "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\",\"generation\":1,\
        \"annotations\":{\"argocd.argoproj.io/tracking-id\":\"app-3:apps/Deployment:shop/web\"}},\
        \"spec\":{\"replicas\":2},\"status\":{\"observedGeneration\":1,\"replicas\":2,\"conditions\":[{\"type\":\"Progressing\",\"status\":\"False\",\
        \"reason\":\"ProgressDeadlineExceeded\",\"message\":\"it has timed out progressing\"}]}}";
    let mut items: Vec<String> = (0..40).map(app).collect();
    items.push(workload.to_owned());
    format!(
        "{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{}]}}",
        items.join(",")
    )
}

fn read(depth: Depth) -> Snapshot {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("fleet.json"), fleet()).unwrap();
    let roots = Roots::new(&[folder.path().to_owned()], None).unwrap();
    open_export(&roots, "fleet.json", (depth, &Unwatched)).unwrap()
}

#[test]
fn the_answer_is_the_same_in_brief() {
    let whole = read(Depth::Whole);
    let mut brief = read(Depth::Findings);
    assert!(whole.settled.is_empty());
    assert_eq!(
        brief.settled.len(),
        38,
        "all but the Degraded one and the one that holds another"
    );
    wake_stale(&mut brief);
    assert_eq!(brief.settled.len(), 36, "two were not looked at for long");
    let question = Question::new(Engine::ArgoCd);
    let ask = |snapshot: Snapshot| {
        let report = judge(&[snapshot], &question, None).report;
        let mut findings: Vec<String> = report
            .findings
            .iter()
            .map(|it| format!("{} {} {:?}", it.rule, it.message, it.fix))
            .collect();
        findings.sort();
        (
            report.summary,
            serde_json::to_value(&report.checked).unwrap(),
            findings,
        )
    };
    let (whole, brief) = (ask(whole), ask(brief));
    assert_eq!(whole, brief);
    let of_workload = whole
        .2
        .iter()
        .find(|it| it.contains("Deployment shop/web"))
        .unwrap();
    assert!(of_workload.contains("below apps/3"), "{of_workload}");
}
