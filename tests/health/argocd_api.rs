//! The API of Argo CD: what it adds, and its faults. The fake answers as argo-cd 3.6 does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use gitops_mcp::clients::cluster::{Targets, write_target};
use gitops_mcp::clients::repository::Unwatched;
use gitops_mcp::model::{Report, Why};
use gitops_mcp::tools::Failure;
use serde_json::{Value, json};

use crate::api::Api;
use crate::support::{call_with, rules, targets_of};

pub(crate) const TOKEN: &str = "CNRYC11tkQ7mZx4Lp9Rv";
const APPS: &str = "/api/v1/applications";
const TREE: &str = "/api/v1/applications/web/resource-tree";

struct Fake {
    answers: BTreeMap<String, Value>,
    /// Part of a path, and what happens there: a status, `html`, `cut`, `stall`, `redirect`.
    fault: Option<(&'static str, &'static str)>,
    log: Mutex<Vec<String>>,
}

async fn answer(State(fake): State<Arc<Fake>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let path = request.uri.path().to_owned();
    let header = |name: &str| {
        let value = request.headers.get(name);
        value.map_or("", |it| it.to_str().unwrap()).to_owned()
    };
    fake.log.lock().unwrap().push(format!(
        "{} {} {} {}",
        request.method,
        request.uri,
        header("authorization"),
        header("x-access")
    ));
    let reply = |status: u16, kind: &str, body: String| {
        Response::builder()
            .status(status)
            .header("content-type", kind)
            .body(Body::from(body))
            .unwrap()
    };
    let known = fake.answers.get(&path).map(Value::to_string);
    match fake.fault.filter(|(part, _)| path.contains(part)) {
        Some((_, "html")) => reply(200, "text/html", "<html>log in</html>".to_owned()),
        Some((_, "cut")) => {
            let text = known.unwrap();
            reply(200, "application/json", text[..text.len() / 2].to_owned())
        }
        Some((_, "stall")) => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            reply(200, "application/json", "{}".to_owned())
        }
        Some((_, "redirect")) => Response::builder()
            .status(302)
            .header("location", "http://127.0.0.1:1/auth/login")
            .body(Body::empty())
            .unwrap(),
        Some((_, status)) => {
            let echo = json!({"error": header("authorization"), "code": 7}).to_string();
            reply(status.parse().unwrap(), "application/json", echo)
        }
        None if header("authorization") != format!("Bearer {TOKEN}") && path != "/api/version" => {
            reply(
                401,
                "application/json",
                json!({"error": "no session information", "code": 16}).to_string(),
            )
        }
        None => match known {
            Some(text) => reply(200, "application/json", text),
            // Unknown Applications are told as forbidden, so that nobody can find out which there are.
            None => reply(
                403,
                "application/json",
                json!({"error": "permission denied", "code": 7}).to_string(),
            ),
        },
    }
}

pub(crate) struct Server {
    fake: Arc<Fake>,
    pub(crate) address: String,
    folder: tempfile::TempDir,
}

impl Server {
    pub(crate) fn start(
        answers: BTreeMap<String, Value>,
        fault: Option<(&'static str, &'static str)>,
    ) -> Self {
        let fake = Arc::new(Fake {
            answers,
            fault,
            log: Mutex::new(Vec::new()),
        });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        listener.set_nonblocking(true).unwrap();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&fake));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum_serve(listener, router).await;
            });
        });
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("token"), format!("{TOKEN}\n")).unwrap();
        std::fs::write(
            folder.path().join("headers"),
            "# of the proxy\nX-Access: CNRYC11hdW3nYt8Kq2Bs\n",
        )
        .unwrap();
        Self {
            fake,
            address,
            folder,
        }
    }

    pub(crate) fn settings(&self) -> String {
        let folder = self.folder.path().display();
        format!(
            "argocd = {{ url = 'http://{}', token_file = '{folder}/token', headers_file = '{folder}/headers' }}",
            self.address
        )
    }

    pub(crate) fn targets(&self) -> Targets {
        targets_of(&format!("[targets.hub]\n{}\n", self.settings()))
    }

    fn ask(&self) -> Result<Report, Failure> {
        let answer = self.call("check_argocd_health", &json!({"target": "hub"}));
        answer.map(|answer| answer.report().unwrap().clone())
    }

    fn call(&self, tool: &str, arguments: &Value) -> Result<gitops_mcp::tools::Answer, Failure> {
        call_with(self.folder.path(), &self.targets(), tool, arguments)
    }

    fn log(&self) -> Vec<String> {
        self.fake.log.lock().unwrap().clone()
    }
}

/// `axum::serve` is behind a feature that the server does not need: one connection at a time is enough here.
async fn axum_serve(listener: tokio::net::TcpListener, router: Router) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let service = hyper_util::service::TowerToHyperService::new(router.clone());
        tokio::spawn(async move {
            let io = hyper_util::rt::TokioIo::new(stream);
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(io, service)
                .await;
        });
    }
}

fn application(name: &str, health: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "argocd", "creationTimestamp": "2026-06-01T08:00:00Z"},
        "spec": {"project": "shop", "source": {"repoURL": "https://git.example.com/fleet.git", "path": name, "targetRevision": "main"},
            "destination": {"server": "https://eu-1.example.com", "namespace": "shop"}, "syncPolicy": {"automated": {}}},
        "status": {"sync": {"status": "Synced", "revision": "aaaa"}, "health": {"status": health, "lastTransitionTime": "2026-11-24T06:00:00Z"},
            "resourceHealthSource": "appTree",
            "resources": [{"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "shop", "name": name, "status": "Synced"},
                {"version": "v1", "kind": "ConfigMap", "namespace": "shop", "name": name, "status": "Synced"}]}})
}

fn tree(name: &str, health: &str) -> Value {
    let deployment = json!({"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "shop", "name": name, "uid": "1", "resourceVersion": "5"});
    let set = json!({"group": "apps", "version": "v1", "kind": "ReplicaSet", "namespace": "shop", "name": format!("{name}-7d9"), "uid": "2", "resourceVersion": "5"});
    let mut all = [
        deployment.clone(),
        set.clone(),
        json!({"version": "v1", "kind": "Pod", "namespace": "shop", "name": format!("{name}-7d9-x1"), "uid": "3", "resourceVersion": "5"}),
        json!({"version": "v1", "kind": "ConfigMap", "namespace": "shop", "name": name, "uid": "4", "resourceVersion": "5"}),
    ];
    all[0]["health"] =
        json!({"status": health, "message": "Deployment \"web\" exceeded its progress deadline"});
    all[1]["parentRefs"] = json!([deployment]);
    all[1]["health"] = json!({"status": health});
    all[2]["parentRefs"] = json!([set]);
    all[2]["health"] = json!({"status": health, "message": "Back-off pulling image \"registry.example.com/web:1.2\""});
    if health == "Healthy" {
        all.iter_mut()
            .for_each(|it| it["health"]["message"] = Value::Null);
    }
    json!({"nodes": all})
}

pub(crate) fn answers() -> BTreeMap<String, Value> {
    let connection = |status: &str, message: &str| json!({"status": status, "message": message, "attemptedAt": "2026-11-24T07:00:00Z"});
    let mut all = BTreeMap::from([
        ("/api/version".to_owned(), json!({"Version": "v3.6.1+abc"})),
        (
            APPS.to_owned(),
            json!({"metadata": {"resourceVersion": "9"}, "items": [application("web", "Degraded"), application("db", "Healthy")]}),
        ),
        (
            "/api/v1/applicationsets".to_owned(),
            json!({"metadata": {}, "items": []}),
        ),
        (
            "/api/v1/projects".to_owned(),
            json!({"metadata": {}, "items": [{"metadata": {"name": "shop", "namespace": "argocd"}, "spec": {}}]}),
        ),
        (
            "/api/v1/repositories".to_owned(),
            json!({"items": [{"repo": "https://git.example.com/fleet.git", "type": "git", "username": "CNRYC11usJ5cGf6Dw1Vz", "connectionState": connection("Successful", "")}]}),
        ),
        (
            "/api/v1/clusters".to_owned(),
            json!({"metadata": {}, "items": [
            {"server": "https://eu-1.example.com", "name": "eu-1", "config": {"bearerToken": "CNRYC11bePx9Mr7Th4Nk"}, "info": {"connectionState": connection("Successful", "")}},
            {"server": "https://kubernetes.default.svc", "name": "in-cluster", "info": {"connectionState": connection("Unknown", "Cluster has no applications and is not being monitored.")}}]}),
        ),
        (TREE.to_owned(), tree("web", "Degraded")),
        (
            "/api/v1/applications/db/resource-tree".to_owned(),
            tree("db", "Healthy"),
        ),
    ]);
    for (resource, object) in [
        ("applications", "*/*"),
        ("applicationsets", "*/*"),
        ("projects", "*"),
        ("repositories", "*"),
        ("clusters", "*"),
    ] {
        all.insert(
            format!("/api/v1/account/can-i/{resource}/get/{object}"),
            json!({"value": "yes"}),
        );
    }
    all
}

fn with(part: &'static str, fault: &'static str) -> Result<Report, Failure> {
    Server::start(answers(), Some((part, fault))).ask()
}

fn partial(report: &Report, why: Why, what: &str) {
    assert!(!report.complete);
    assert!(
        report
            .skipped
            .iter()
            .any(|it| it.why == why && it.what.contains(what)),
        "{:?}",
        report.skipped
    );
    assert!(
        !report.summary.to_lowercase().contains("healthy"),
        "{}",
        report.summary
    );
}

#[test]
fn ha3_the_resource_tree_tells_the_cause_that_the_application_does_not_hold() {
    let server = Server::start(answers(), None);
    let report = server.ask().unwrap();
    assert!(report.complete, "{:?}", report.skipped);
    assert_eq!(rules(&report), ["health/argocd-unhealthy"]);
    let finding = &report.findings[0];
    assert!(
        finding.message.contains("Deployment shop/web is Degraded"),
        "{}",
        finding.message
    );
    let evidence = serde_json::to_string(&finding.evidence).unwrap();
    assert!(
        evidence.contains("Pod shop/web-7d9-x1") && evidence.contains("Back-off pulling image"),
        "{evidence}"
    );
    assert!(
        finding.cause.as_deref().unwrap().ends_with("(A37)"),
        "{:?}",
        finding.cause
    );
    assert_eq!(
        (
            report.checked["Application"].seen,
            report.checked["Application"].healthy
        ),
        (2, 1)
    );
    assert_eq!(
        (
            report.checked["Cluster"].seen,
            report.checked["Cluster"].healthy
        ),
        (2, 1),
        "one is not watched"
    );
    let log = server.log();
    assert!(
        log.iter().all(|line| line.starts_with("GET ")),
        "nothing but GET"
    );
    assert!(
        log.iter()
            .all(|line| line.contains(TOKEN) && line.ends_with("CNRYC11hdW3nYt8Kq2Bs")),
        "{log:?}"
    );
    assert!(
        log.iter()
            .any(|line| line.contains("web/resource-tree?appNamespace=argocd&project=shop"))
    );
}

#[test]
fn a_pod_is_traced_through_the_tree_to_its_application() {
    let server = Server::start(answers(), None);
    let arguments =
        json!({"target": "hub", "kind": "Pod", "namespace": "shop", "name": "web-7d9-x1"});
    let answer = server
        .call("trace_resource", &arguments)
        .unwrap()
        .structured();
    let chain: Vec<&str> = answer["chain"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["object"].as_str().unwrap())
        .collect();
    assert_eq!(
        chain,
        [
            "Pod shop/web-7d9-x1",
            "ReplicaSet shop/web-7d9",
            "Deployment shop/web",
            "Application argocd/web",
            "https://git.example.com/fleet.git web"
        ]
    );
    let list = server
        .call("list_targets", &json!({"target": "hub"}))
        .unwrap()
        .structured();
    assert!(
        list["targets"][0]["engines"]
            .to_string()
            .contains("argocd-server v3.6.1"),
        "{list}"
    );
}

#[test]
fn a14_a_repository_that_is_not_reached_is_the_cause_of_its_applications() {
    let mut all = answers();
    all.get_mut("/api/v1/repositories").unwrap()["items"][0]["connectionState"] = json!({"status": "Failed", "message": "Unable to connect to repository: authentication required"});
    let condition = json!([{"type": "ComparisonError", "message": "Failed to load target state: authentication required"}]);
    for at in 0..2 {
        let status = &mut all.get_mut(APPS).unwrap()["items"][at]["status"];
        status["sync"]["status"] = json!("Unknown");
        status["health"]["status"] = json!("Healthy");
        status["conditions"] = condition.clone();
    }
    let report = Server::start(all, None).ask().unwrap();
    assert_eq!(rules(&report), ["health/argocd-connection-failed"]);
    let finding = &report.findings[0];
    assert_eq!(finding.affects.as_ref().unwrap().count, 2);
    assert!(
        finding
            .message
            .contains("Repository https://git.example.com/fleet.git is not reached"),
        "{}",
        finding.message
    );
    assert!(
        finding.cause.as_deref().unwrap().ends_with("(A6)"),
        "{:?}",
        finding.cause
    );
}

#[test]
fn a_list_that_leaves_out_what_the_account_may_not_see_is_not_taken_for_all() {
    let mut all = answers();
    all.insert(
        "/api/v1/account/can-i/applications/get/*/*".to_owned(),
        json!({"value": "no"}),
    );
    all.get_mut(APPS).unwrap()["items"] = Value::Null;
    let report = Server::start(all, None).ask().unwrap();
    partial(&report, Why::Denied, "beyond the 0");
    assert!(
        report.skipped[0].hint.contains("applications, get, */*"),
        "{:?}",
        report.skipped
    );
}

#[test]
fn several_instances_and_one_beside_its_cluster() {
    let (one, two) = (
        Server::start(answers(), None),
        Server::start(answers(), Some(("/api/v1", "503"))),
    );
    let api = Api::start(
        &[("/apis/argoproj.io/v1alpha1/applications", {
            let mut app = application("web", "Degraded");
            app["apiVersion"] = json!("argoproj.io/v1alpha1");
            app["kind"] = json!("Application");
            app
        })],
        &[],
    );
    let mut targets = targets_of(&format!(
        "[targets.hub]\ncontext = 'prod'\n{}\n[targets.other]\n{}\n",
        one.settings(),
        two.settings()
    ));
    targets.kubeconfig = vec![api.kubeconfig()];
    let folder = tempfile::tempdir().unwrap();
    let ask = |target: &str| {
        call_with(
            folder.path(),
            &targets,
            "check_argocd_health",
            &json!({"target": target}),
        )
        .unwrap()
        .report()
        .unwrap()
        .clone()
    };
    let hub = ask("hub");
    assert_eq!(rules(&hub), ["health/argocd-unhealthy"]);
    assert!(
        hub.findings[0].message.contains("Deployment shop/web"),
        "the tree of the server completes the cluster: {}",
        hub.findings[0].message
    );
    assert_eq!(
        hub.checked["Application"].seen, 1,
        "of the cluster, not twice"
    );
    let all = ask("*");
    partial(&all, Why::Unreachable, "other");
    assert_eq!(rules(&all), ["health/argocd-unhealthy"]);
}

/// Why nothing can be said of the target `hub`.
fn refusal(targets: &Targets) -> String {
    let folder = tempfile::tempdir().unwrap();
    let asked = json!({"target": "hub"});
    let answer = call_with(folder.path(), targets, "check_argocd_health", &asked);
    answer.map(|it| it.structured()).unwrap_err().to_string()
}

#[test]
fn f01_f13_f22_what_cannot_be_asked_is_a_failure() {
    for (part, fault, says) in [
        ("/api", "401", "not authenticated"),
        ("/api/v1", "401", "not authenticated"),
        ("/api", "html", "no API of Argo CD"),
        ("/api", "redirect", "cannot be reached"),
    ] {
        let failure = with(part, fault).unwrap_err().to_string();
        let fits = failure.contains(says) || (fault == "redirect" && failure.contains("302"));
        assert!(
            fits && failure.contains("hub") && !failure.contains("CNRY"),
            "{fault}: {failure}"
        );
    }
    let targets = targets_of("[targets.hub]\nargocd = { url = 'http://127.0.0.1:1' }\n");
    let failure = refusal(&targets);
    assert!(
        failure.contains("127.0.0.1:1") && failure.contains("refuses"),
        "{failure}"
    );
}

#[test]
fn f02_f08_f12_f14_a_part_that_cannot_be_read_is_told() {
    for (part, fault, why, what) in [
        (
            "/api/v1/clusters",
            "403",
            Why::Denied,
            "Cluster.argoproj.io",
        ),
        (
            "/api/v1/repositories",
            "500",
            Why::Unreachable,
            "Repository.argoproj.io",
        ),
        (
            "/api/v1/projects",
            "cut",
            Why::Unsupported,
            "AppProject.argoproj.io",
        ),
        (
            "web/resource-tree",
            "403",
            Why::Denied,
            "resource trees of Applications of hub: argocd/web",
        ),
        (
            "web/resource-tree",
            "html",
            Why::Unreachable,
            "resource trees of Applications of hub: argocd/web",
        ),
        (
            "can-i/projects",
            "404",
            Why::Unreachable,
            "AppProject.argoproj.io of hub beyond the 1",
        ),
    ] {
        let report = with(part, fault).unwrap();
        partial(&report, why, what);
        assert_eq!(
            report.checked["Application"].seen, 2,
            "{part}: the rest is judged"
        );
    }
    let before = Instant::now();
    partial(
        &with("/api/v1/clusters", "stall").unwrap(),
        Why::Timeout,
        "Cluster.argoproj.io",
    );
    assert!(before.elapsed().as_secs() < 45);
}

#[test]
fn c11_the_token_and_the_headers_never_leave() {
    let server = Server::start(answers(), None);
    let mut all = serde_json::to_string(&server.ask().unwrap()).unwrap();
    for tool in ["list_targets", "check_flux_health"] {
        all += &server
            .call(tool, &json!({"target": "hub"}))
            .unwrap()
            .structured()
            .to_string();
    }
    for (part, fault) in [
        ("/api", "401"),
        ("/api", "403"),
        ("/api", "500"),
        ("/api/v1", "403"),
        ("/api/v1/clusters", "400"),
        ("resource-tree", "500"),
    ] {
        match with(part, fault) {
            Ok(report) => all += &serde_json::to_string(&report).unwrap(),
            Err(failure) => all += &failure.to_string(),
        }
    }
    all += &format!("{:?}", server.targets());
    assert!(
        !all.contains("CNRY"),
        "{}",
        all.split("CNRY").nth(1).unwrap()
    );
}

#[test]
fn settings_that_would_leak_or_mislead_are_refused() {
    let refused = |settings: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, format!("[targets.hub]\nargocd = {settings}\n")).unwrap();
        let config = gitops_mcp::config::Config::load(Some(&path));
        match config.and_then(|config| config.targets()) {
            Ok(_) => panic!("{settings} was taken"),
            Err(error) => format!("{error:#}"),
        }
    };
    for (settings, says) in [
        ("{ url = 'http://argocd.example.com' }", "must be https"),
        (
            "{ url = 'https://admin:CNRYurl@argocd.example.com' }",
            "must not hold a credential",
        ),
        ("{ url = 'argocd.example.com' }", "must be like"),
        (
            "{ url = 'https://argocd.example.com/?x=1' }",
            "must be like",
        ),
        (
            "{ url = 'https://a.example.com', token = 'CNRYtoken' }",
            "unknown field",
        ),
        ("{ }", "url"),
    ] {
        let error = refused(settings);
        assert!(error.contains(says) && !error.contains("CNRY"), "{error}");
    }
    targets_of(
        "[targets.hub]\nargocd = { url = 'http://argocd.example.com', insecure_skip_tls_verify = true }\n",
    );
    for (settings, says) in [
        ("token_file = '/nonexistent/token'", "`token_file`"),
        ("ca_file = '/nonexistent/ca'", "`ca_file`"),
        ("headers_file = '/nonexistent/headers'", "`headers_file`"),
    ] {
        let targets = targets_of(&format!(
            "[targets.hub]\nargocd = {{ url = 'https://127.0.0.1:1', {settings} }}\n"
        ));
        let failure = refusal(&targets);
        assert!(
            failure.contains(says) && failure.contains("cannot be read"),
            "{failure}"
        );
    }
}

/// An Application with a difference in fields, a resource that is missing, one that Git lacks, and a Secret.
fn out_of_sync() -> BTreeMap<String, Value> {
    let mut all = answers();
    let resource = |group: &str, kind: &str, name: &str| json!({"group": group, "version": "v1", "kind": kind, "namespace": "shop", "name": name, "status": "OutOfSync"});
    let app = &mut all.get_mut(APPS).unwrap()["items"][1];
    app["status"]["sync"]["status"] = json!("OutOfSync");
    app["status"]["resources"] = json!([
        resource("apps", "Deployment", "db"),
        resource("", "ConfigMap", "gone"),
        resource("", "ConfigMap", "old"),
        resource("", "Secret", "auth")
    ]);
    let state = |replicas: u64, key: &str| {
        json!({"spec": {"replicas": replicas}, "data": {"password": key}}).to_string()
    };
    let item = |group: &str, kind: &str, name: &str, (live, wanted): (&str, &str)| {
        json!({"group": group, "kind": kind, "namespace": "shop", "name": name, "targetState": wanted, "liveState": live,
            "normalizedLiveState": live, "predictedLiveState": wanted, "modified": true})
    };
    let (live, wanted) = (state(3, "CNRYC07live"), state(2, "CNRYC07target"));
    all.insert(
        "/api/v1/applications/db/managed-resources".to_owned(),
        json!({"items": [
            item("apps", "Deployment", "db", (&live, &wanted)),
            item("", "ConfigMap", "gone", ("null", &wanted)),
            item("", "ConfigMap", "old", (&live, "null")),
            item("", "Secret", "auth", (&live, &wanted)),
        ]}),
    );
    all
}

#[test]
fn managed_resources_name_the_fields_that_differ_and_no_value() {
    let server = Server::start(out_of_sync(), None);
    let report = server.ask().unwrap();
    // Nothing is missing but the cluster that holds the workloads.
    let elsewhere = report
        .skipped
        .iter()
        .all(|it| it.what.starts_with("the cluster "));
    assert!(elsewhere, "{:?}", report.skipped);
    let finding = report
        .findings
        .iter()
        .find(|it| it.rule == "health/argocd-out-of-sync")
        .unwrap();
    let told = format!("{:?}", finding.evidence[0]);
    for part in [
        "Deployment shop/db (/data/password /spec/replicas)",
        "ConfigMap shop/gone (not in the cluster)",
        "ConfigMap shop/old (not in Git)",
        "Secret shop/auth (a Secret; its fields are not shown)",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let all = serde_json::to_string(&report).unwrap();
    assert!(!all.contains("CNRY"), "{all}");
    let asked: Vec<String> = server.log();
    let managed = asked.iter().filter(|it| it.contains("managed-resources"));
    assert_eq!(managed.count(), 1, "only of what is OutOfSync: {asked:?}");
    for (fault, why) in [("403", Why::Denied), ("cut", Why::Unreachable)] {
        let report = Server::start(out_of_sync(), Some(("managed-resources", fault)))
            .ask()
            .unwrap();
        partial(
            &report,
            why,
            "1 managed resources of Applications of hub: argocd/db",
        );
        assert!(rules(&report).contains(&"health/argocd-out-of-sync"));
    }
}

/// Many Applications in trouble, each with a tree but for the last seven.
fn many(count: usize, health: &str) -> BTreeMap<String, Value> {
    let mut all = answers();
    let name = |number: usize| format!("app-{number:03}");
    all.get_mut(APPS).unwrap()["items"] = (0..count)
        .map(|number| application(&name(number), health))
        .collect();
    for number in 0..count - 7 {
        all.insert(
            format!("/api/v1/applications/{}/resource-tree", name(number)),
            tree(&name(number), health),
        );
    }
    all
}

#[test]
fn every_tree_is_read_and_what_was_not_is_counted() {
    let server = Server::start(many(130, "Degraded"), None);
    let report = server.ask().unwrap();
    partial(
        &report,
        Why::Denied,
        "7 resource trees of Applications of hub: argocd/app-123, argocd/app-124, argocd/app-125",
    );
    let trees = |server: &Server| {
        server
            .log()
            .iter()
            .filter(|it| it.contains("resource-tree"))
            .count()
    };
    assert_eq!(trees(&server), 130);
    assert_eq!(report.checked["Application"].seen, 130);
    let told = report
        .findings
        .iter()
        .filter(|it| it.message.contains("Deployment shop/app-"))
        .count();
    assert!(told > 0, "{:?}", report.findings[0].message);

    let server = Server::start(many(130, "Healthy"), None);
    assert!(server.ask().unwrap().complete);
    assert_eq!(
        trees(&server),
        0,
        "nobody asked what healthy Applications made"
    );
    let pod =
        json!({"target": "hub", "kind": "Pod", "namespace": "shop", "name": "app-120-7d9-x1"});
    let answer = server.call("trace_resource", &pod).unwrap().structured();
    assert_eq!(answer["chain"][3]["object"], "Application argocd/app-120");
    assert_eq!(answer["complete"], false, "seven trees were not read");
}

#[test]
fn an_export_of_a_server_gives_its_answer() {
    let mut all = out_of_sync();
    all.get_mut("/api/v1/clusters").unwrap()["items"][0]["info"]["connectionState"] = json!({"status": "Failed", "message": "dial https://admin:CNRYC08dial@eu-1.example.com: refused", "attemptedAt": "2026-11-24T07:00:00Z"});
    all.get_mut(APPS).unwrap()["items"][0]["spec"]["source"]["helm"] = json!({"parameters": [{"name": "password", "value": "CNRYC07parameter"}], "values": "password: CNRYC07values"});
    for fault in [
        None,
        Some(("/api/v1/projects", "403")),
        Some(("web/resource-tree", "500")),
    ] {
        let server = Server::start(all.clone(), fault);
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("copy");
        let manifest = write_target(&server.targets(), Some("hub"), &out, &Unwatched).unwrap();
        assert_eq!(manifest.versions["argo-cd"], "3.6.1+abc");
        let mut files = String::new();
        for file in std::fs::read_dir(&out).unwrap() {
            files += &std::fs::read_to_string(file.unwrap().path()).unwrap();
        }
        assert!(
            !files.contains("CNRY"),
            "{}",
            files.split("CNRY").nth(1).unwrap()
        );
        let live = server.ask().unwrap();
        let answer = crate::support::call(
            folder.path(),
            "check_argocd_health",
            &json!({"target": "export:copy"}),
        )
        .unwrap();
        let copy = answer.report().unwrap().clone();
        let told = |report: &Report| -> Vec<String> {
            let findings = report.findings.iter();
            findings
                .map(|it| {
                    format!(
                        "{} {} {:?} {:?}",
                        it.rule, it.message, it.evidence, it.affects
                    )
                })
                .collect()
        };
        assert_eq!(told(&copy), told(&live), "{fault:?}");
        assert!(told(&live).len() > 1);
        assert_eq!(
            (copy.complete, &copy.checked),
            (live.complete, &live.checked),
            "{fault:?} {:?} {:?}",
            copy.skipped,
            live.skipped
        );
        let why = |report: &Report| report.skipped.iter().map(|it| it.why).collect::<Vec<_>>();
        assert_eq!(why(&copy), why(&live));
        let pod = json!({"target": "export:copy", "kind": "Pod", "namespace": "shop", "name": "web-7d9-x1"});
        let traced = crate::support::call(folder.path(), "trace_resource", &pod);
        assert_eq!(
            traced.is_ok(),
            fault.is_none_or(|(part, _)| !part.contains("tree"))
        );
    }
}
