//! Brings scenarios into a cluster whose controllers run, goes on with them, and takes them away.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::place::Place;
use super::scenario::{Scenario, Step};
use crate::real::server::{Server, text};

const LABEL: &str = "gitops-mcp.test/scenario";
const CREATORS: [(&str, &str); 9] = [
    ("argoproj.io/v1alpha1", "applicationsets"),
    ("argoproj.io/v1alpha1", "applications"),
    ("argoproj.io/v1alpha1", "appprojects"),
    ("kustomize.toolkit.fluxcd.io/v1", "kustomizations"),
    ("helm.toolkit.fluxcd.io/v2", "helmreleases"),
    ("source.toolkit.fluxcd.io/v1", "helmcharts"),
    ("source.toolkit.fluxcd.io/v1", "helmrepositories"),
    ("source.toolkit.fluxcd.io/v1", "gitrepositories"),
    ("source.toolkit.fluxcd.io/v1", "ocirepositories"),
];

pub(crate) struct Cluster<'s> {
    server: &'s Server,
    place: &'s Place,
    /// Scenarios whose second step is done.
    went_on: Mutex<BTreeSet<String>>,
}

impl<'s> Cluster<'s> {
    pub(crate) fn new(server: &'s Server, place: &'s Place) -> Self {
        Self {
            server,
            place,
            went_on: Mutex::default(),
        }
    }

    /// What Argo CD signs in to the Git server with.
    fn credentials(&self) {
        let (git, password) = (self.place.git(), self.place.password());
        self.server.put(&json!({"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "scenarios", "namespace": "argocd", "labels": {"argocd.argoproj.io/secret-type": "repo-creds"}},
            "stringData": {"type": "git", "url": git, "username": "git", "password": password}}));
    }

    /// A Pod whose name begins so.
    pub(crate) fn pod(&self, namespace: &str, prefix: &str) -> Option<String> {
        let pods = self.items(&format!("/api/v1/namespaces/{namespace}/pods"));
        let mut names = pods.iter().map(|it| text(it, "/metadata/name"));
        names.find(|it| it.starts_with(prefix)).map(str::to_owned)
    }

    fn items(&self, path: &str) -> Vec<Value> {
        let (_, list) = self.server.call("GET", path, None);
        list["items"].as_array().cloned().unwrap_or_default()
    }

    /// Takes away what an earlier run left, finalizers or not, and lets the engines in.
    pub(crate) fn clear(&self) {
        self.credentials();
        self.place.git_works();
        let namespaces = format!("/api/v1/namespaces?labelSelector={LABEL}");
        for (version, plural) in CREATORS {
            for item in self.items(&format!("/apis/{version}/{plural}")) {
                let (namespace, name) = (
                    text(&item, "/metadata/namespace"),
                    text(&item, "/metadata/name"),
                );
                if name != "default" || plural != "appprojects" {
                    self.end(&format!(
                        "/apis/{version}/namespaces/{namespace}/{plural}/{name}"
                    ));
                }
            }
        }
        for item in self.items(&namespaces) {
            let path = format!("/api/v1/namespaces/{}", text(&item, "/metadata/name"));
            self.server.call("DELETE", &path, None);
            let name = path.trim_start_matches("/api/v1/");
            let jobs = format!("/apis/batch/v1/{name}/jobs");
            for job in self.items(&jobs) {
                self.end(&format!("{jobs}/{}", text(&job, "/metadata/name")));
            }
            for kept in self.items(&format!("{path}/configmaps")) {
                self.end(&format!(
                    "{path}/configmaps/{}",
                    text(&kept, "/metadata/name")
                ));
            }
        }
        let end = Instant::now() + Duration::from_secs(60);
        while !self.items(&namespaces).is_empty() {
            assert!(
                Instant::now() < end,
                "namespaces of an earlier run do not go"
            );
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    fn end(&self, path: &str) {
        self.server.call("DELETE", path, None);
        let free = json!({"metadata": {"finalizers": null}});
        self.server.call("PATCH", path, Some(&free));
    }

    pub(crate) fn bring(&self, scenario: &Scenario) {
        let name = &scenario.name;
        let body = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {LABEL: name}}});
        self.server.must("POST", "/api/v1/namespaces", Some(&body));
        self.server.namespace(name);
        if scenario.engine == "flux" {
            self.server.put(&json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "git", "namespace": name},
                "stringData": {"username": "git", "password": self.place.password()}}));
        }
        for (path, content) in &scenario.serves {
            self.place
                .page(&format!("/{name}/{path}"), content.as_str().unwrap());
        }
        if !scenario.git_server.is_null() {
            self.place.git_fails(name, &scenario.git_server);
        }
        for (tag, files) in &scenario.oci {
            self.place.artifact(name, tag, files.as_object().unwrap());
        }
        self.step(name, &scenario.first);
    }

    fn step(&self, name: &str, step: &Step) {
        if !step.git.is_empty() {
            self.place.commit(name, &step.git);
        }
        for object in &step.objects {
            self.server.put(object);
        }
        for object in &step.change {
            self.server.change(object, object);
        }
        for object in &step.delete {
            self.server.remove(object);
        }
    }

    /// The second step of every scenario whose first has become healthy.
    pub(crate) fn go_on(&self, scenarios: &[Scenario]) {
        let mut went_on = self.went_on.lock().unwrap();
        for scenario in scenarios {
            let Some(then) = scenario
                .then
                .as_ref()
                .filter(|_| !went_on.contains(&scenario.name))
            else {
                continue;
            };
            let mut all = scenario.first.objects.iter();
            let is_ready = match scenario.after_failure {
                true => all.any(|object| condition(&self.server.get(object)["status"], "Stalled")),
                false => all.all(|object| self.is_healthy(object)),
            };
            if is_ready {
                self.step(&scenario.name, then);
                scenario
                    .first
                    .objects
                    .iter()
                    .for_each(|object| self.look_again(object));
                went_on.insert(scenario.name.clone());
            }
        }
    }

    /// Whether nothing is still to be done.
    pub(crate) fn went_on(&self, scenarios: &[Scenario]) -> bool {
        let went_on = self.went_on.lock().unwrap();
        let mut all = scenarios.iter().filter(|it| it.then.is_some());
        all.all(|it| went_on.contains(&it.name))
    }

    /// Whether a controller has written that the object is well; true of what no controller looks at.
    fn is_healthy(&self, object: &Value) -> bool {
        let live = self.server.get(object);
        let status = &live["status"];
        match text(object, "/kind") {
            "Application" => {
                status["sync"]["status"] == "Synced"
                    && status["health"]["status"] == "Healthy"
                    && status["operationState"]["phase"] == "Succeeded"
            }
            "ApplicationSet" => condition(status, "ResourcesUpToDate"),
            _ if text(object, "/apiVersion").contains("fluxcd.io") => condition(status, "Ready"),
            _ => true,
        }
    }

    /// Asks the controllers to look now, as a person would.
    fn look_again(&self, object: &Value) {
        let annotations = match text(object, "/kind") {
            "Application" => json!({"argocd.argoproj.io/refresh": "hard"}),
            "GitRepository" => json!({"reconcile.fluxcd.io/requestedAt": "now"}),
            _ => return,
        };
        let change = json!({"metadata": {"annotations": annotations}});
        self.server.change(object, &change);
    }
}

fn condition(status: &Value, kind: &str) -> bool {
    let all = status["conditions"].as_array();
    all.is_some_and(|all| {
        all.iter()
            .any(|it| it["type"] == kind && it["status"] == "True")
    })
}
