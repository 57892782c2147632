//! A fleet that real controllers made fail: every status in it is one that they wrote.
//!
//! Run with `GITOPS_MCP_LIVE=…/values.json cargo test --test health controllers -- --ignored --nocapture`; the copy must
//! be one of its own with controllers (`tests/live/up --full=built --name controllers`). `SCENARIO=f12` takes those
//! whose name begins so; `WORDS=1` prints what the controllers said. Everything is applied at once, and asked about
//! until all is told or the time is up.

mod artifact;
mod ask;
mod chains;
mod cluster;
mod place;
mod rows;
mod scenario;
mod words;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use gitops_mcp::clients::cluster::{MANIFEST, Targets, write_export};
use gitops_mcp::clients::repository::Unwatched;
use gitops_mcp::model::Finding;
use serde_json::{Value, json};

use crate::real::scenario::{seconds, time};
use crate::real::server::Server;
use ask::{Asked, When, lines, told};
use cluster::Cluster;
use place::Place;
use scenario::Scenario;

const LIVE: &str = "GITOPS_MCP_LIVE";
/// Answers in which a scenario may be told.
const LAST: usize = 4;
/// What the controllers are given to write what they write.
const PATIENCE: Duration = Duration::from_secs(120);

struct Fleet {
    scenarios: Vec<Scenario>,
    engines: Vec<&'static str>,
    live: Asked,
}

impl Fleet {
    /// Every scenario that is not told as it should be, by name, and what belongs to none.
    fn wrong(&self, findings: &[Finding]) -> BTreeMap<String, String> {
        let all = self.scenarios.iter();
        let mut out: BTreeMap<String, String> = all
            .filter_map(|it| Some((it.name.clone(), it.wrong(findings, When::Now)?)))
            .collect();
        let of_none = |it: &&Finding| !self.scenarios.iter().any(|scenario| scenario.owns(it));
        let strange: Vec<&Finding> = findings.iter().filter(of_none).collect();
        if !strange.is_empty() {
            let lines = lines(&strange);
            out.insert(String::new(), format!("of no scenario: {lines:#?}"));
        }
        out
    }

    /// Asks until all was told as it should be, each scenario in one of the last answers: what fails is tried again by
    /// its controller, and for a moment says nothing. What was wrong in all of them is returned.
    fn settle(&self, cluster: &Cluster) -> (Vec<Finding>, Vec<String>) {
        let started = Instant::now();
        let mut last: Vec<BTreeMap<String, String>> = Vec::new();
        loop {
            cluster.go_on(&self.scenarios);
            let findings = self.live.fleet(&self.engines);
            last.push(self.wrong(&findings));
            let from = last.len().saturating_sub(LAST);
            let wrong = in_all(&last[from..]);
            let done = wrong.is_empty() && cluster.went_on(&self.scenarios);
            if done || started.elapsed() > PATIENCE {
                let (seconds, left) = (started.elapsed().as_secs(), wrong.len());
                println!("{seconds} s: {left} scenarios not told as expected");
                return (findings, wrong);
            }
            std::thread::sleep(Duration::from_secs(2));
        }
    }

    fn export(&self, folder: &Path, name: &str) -> Asked {
        let out = folder.join(name);
        write_export(&self.live.targets.kubeconfig, None, &out, &Unwatched).unwrap();
        Asked {
            targets: Targets::default(),
            root: folder.to_owned(),
            name: format!("export:{name}"),
        }
    }

    /// An export of the same cluster must give the same answer, scenario by scenario. The controllers go on meanwhile:
    /// it is compared with what the cluster said before and after it.
    fn exported(&self, folder: &Path) -> Vec<String> {
        let mut last = Vec::new();
        for attempt in 0..LAST {
            let before = self.live.fleet(&self.engines);
            let copy = self.export(folder, &format!("copy{attempt}"));
            let findings = copy.fleet(&self.engines);
            let after = self.live.fleet(&self.engines);
            let mut wrong = self.wrong(&findings);
            for scenario in &self.scenarios {
                let own = |all: &[Finding]| told(all.iter().filter(|it| scenario.owns(it)));
                let copied = own(&findings);
                if copied != own(&before) && copied != own(&after) {
                    let name = scenario.name.clone();
                    wrong.insert(
                        name,
                        format!("{}: the export says {copied:#?}", scenario.name),
                    );
                }
            }
            last.push(wrong);
            if in_all(&last).is_empty() {
                break;
            }
        }
        in_all(&last)
    }

    /// The export, looked at twenty minutes later: what stands still that long is told then.
    fn later(&self, folder: &Path) -> Vec<String> {
        const LATER: i64 = 1_200;
        let later = self.export(folder, "later");
        let file = folder.join("later").join(MANIFEST);
        let mut manifest: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let taken = seconds(manifest["takenAt"].as_str().unwrap()).unwrap();
        manifest["takenAt"] = json!(time(taken + LATER));
        std::fs::write(&file, manifest.to_string()).unwrap();
        let findings = later.fleet(&self.engines);
        self.scenarios
            .iter()
            .filter(|it| it.expected.as_ref().is_none_or(|it| it.later))
            .filter_map(|it| it.wrong(&findings, When::Later))
            .map(|wrong| format!("twenty minutes later: {wrong}"))
            .collect()
    }

    fn chains(&self, cluster: &Cluster) -> Vec<String> {
        let healthy = |engine: &&&str| {
            let name = if **engine == "flux" {
                "healthy"
            } else {
                "a-healthy"
            };
            self.scenarios.iter().any(|it| it.name == name)
        };
        let engines = self.engines.iter().filter(healthy);
        let pod = |namespace: &str, prefix: &str| cluster.pod(namespace, prefix);
        engines
            .flat_map(|engine| chains::wrong(&self.live, engine, pod))
            .collect()
    }

    /// The API of Argo CD alone, without the cluster: the same causes, told at the Application.
    fn through_the_api(&self, place: &Place, folder: &Path) -> Vec<String> {
        let Some(url) = place.argocd() else {
            return Vec::new();
        };
        let token = folder.join("token");
        std::fs::write(&token, place.values["argocd_token"].as_str().unwrap()).unwrap();
        let token = token.display();
        let argocd = format!("argocd = {{ url = '{url}', token_file = '{token}' }}");
        let api = Asked {
            targets: crate::support::targets_of(&format!("[targets.api]\n{argocd}\n")),
            root: folder.to_owned(),
            name: "api".to_owned(),
        };
        let mut last = Vec::new();
        for _ in 0..2 {
            let report = api.report("argocd", json!({"detail": "full"}));
            let all = self.scenarios.iter().filter(|it| it.engine == "argocd");
            let wrong = all.filter_map(|it| {
                let wrong = it.through_the_api().wrong(&report.findings, When::Now)?;
                Some((it.name.clone(), format!("through the API: {wrong}")))
            });
            last.push(wrong.collect());
        }
        let mut out = in_all(&last);
        if self.scenarios.iter().any(|it| it.name == "a-healthy") {
            out.extend(chains::through_the_api(&api));
        }
        out
    }

    /// Each scenario asked by itself, as a person who knows where to look.
    fn one_by_one(&self) -> Vec<String> {
        let mut out = Vec::new();
        for scenario in self.scenarios.iter().filter(|it| it.engine == "flux") {
            let narrow = json!({"namespace": scenario.name});
            let ask = || {
                let findings = self.live.report("flux", narrow.clone()).findings;
                scenario.wrong(&findings, When::Now)
            };
            // What is tried again at this moment is asked once more.
            let again = || {
                std::thread::sleep(Duration::from_secs(3));
                ask()
            };
            out.extend(ask().and_then(|_| again()).and_then(|_| again()));
        }
        out
    }
}

/// What is wrong in every one of several answers.
fn in_all(answers: &[BTreeMap<String, String>]) -> Vec<String> {
    let Some((newest, others)) = answers.split_last() else {
        return Vec::new();
    };
    let always = |name: &&String| others.iter().all(|it| it.contains_key(*name));
    let names = newest.keys().filter(always);
    names.map(|name| newest[name].clone()).collect()
}

#[test]
#[ignore = "needs a copy of the live layer with controllers"]
fn every_cause_is_found_from_what_the_controllers_wrote() {
    let file = std::env::var(LIVE)
        .unwrap_or_else(|_| panic!("{LIVE} must name values.json of a copy with controllers"));
    let (server, place) = (Server::of(LIVE), Place::new(Path::new(&file)));
    let mut engines = vec!["flux"];
    if place.argocd().is_some() {
        engines.push("argocd");
    } else {
        println!("not run: the scenarios of Argo CD (it is not up in this copy)");
    }
    let only = std::env::var("SCENARIO").unwrap_or_default();
    let mut scenarios: Vec<Scenario> = engines
        .iter()
        .flat_map(|engine| scenario::all(engine, &place))
        .collect();
    scenarios.retain(|it| it.name.starts_with(&only));
    let cluster = Cluster::new(&server, &place);
    cluster.clear();
    scenarios.iter().for_each(|it| cluster.bring(it));
    let folder = tempfile::tempdir().unwrap();
    let targets = Targets {
        kubeconfig: vec![server.kubeconfig.clone()],
        ..Targets::default()
    };
    let name = targets.contexts().current.unwrap();
    let fleet = Fleet {
        live: Asked {
            targets,
            root: folder.path().to_owned(),
            name,
        },
        scenarios,
        engines,
    };
    let (findings, mut wrong) = fleet.settle(&cluster);
    let (scenarios, told) = (fleet.scenarios.len(), findings.len());
    println!("{scenarios} scenarios, {told} findings in one answer about the whole fleet");
    if std::env::var("WORDS").is_ok() {
        let all: Vec<&Finding> = findings.iter().collect();
        println!("{:#?}", lines(&all));
    }
    for line in &wrong {
        println!("{line}");
    }
    wrong.extend(fleet.one_by_one());
    wrong.extend(fleet.exported(folder.path()));
    wrong.extend(fleet.later(folder.path()));
    wrong.extend(fleet.chains(&cluster));
    wrong.extend(fleet.through_the_api(&place, folder.path()));
    place.git_works();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
