//! `plan_upgrade`: rules against their fixtures, an old repository whose patches make the same call clean, and the questions
//! that are refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gitops_mcp::checks::upgrade;
use gitops_mcp::clients::cluster::{Target, Targets};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::data::CHECKED_ON;
use gitops_mcp::tools::{self, Answer, Context, Failure};
use serde_json::{Map, Value, json};

fn ask(folder: &Path, more: &Value, whole: bool) -> Result<Answer, Failure> {
    let roots = Roots::new(&[folder.to_owned()], None).unwrap();
    let mut arguments: Map<String, Value> = more.as_object().cloned().unwrap_or_default();
    if !["paths", "target"]
        .iter()
        .any(|key| arguments.contains_key(*key))
    {
        arguments.insert("path".to_owned(), json!("."));
    }
    let context = Context {
        roots: &roots,
        targets: &configured(folder),
        watch: &Unwatched,
        whole,
    };
    tools::find("plan_upgrade")
        .unwrap()
        .call(&context, arguments)
}

/// Every `*.target.yaml` of the folder is a configured export.
fn configured(folder: &Path) -> Targets {
    let mut targets = Targets::default();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        if let Some(name) = file.strip_suffix(".target.yaml") {
            targets
                .named
                .insert(name.to_owned(), Target::Export(path.clone()));
        }
    }
    targets
}

fn plan(folder: &Path, more: &Value) -> Value {
    ask(folder, more, true).unwrap().structured()
}

fn rules(plan: &Value) -> BTreeSet<String> {
    let findings = plan["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

fn cases(id: &str) -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(id.replace('-', "_"));
    let entries = fs::read_dir(&folder)
        .unwrap_or_else(|_| panic!("{id} has no fixtures: add {}", folder.display()));
    let mut cases: Vec<_> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .collect();
    cases.sort();
    cases
}

#[test]
fn every_bad_fixture_fires_its_rule_and_no_good_one_does() {
    let mut wrong = Vec::new();
    for meta in upgrade::metas() {
        let cases = cases(meta.id);
        for start in ["bad", "good"] {
            assert!(
                cases.iter().any(|(name, _)| name.starts_with(start)),
                "{} has no {start} fixture",
                meta.id
            );
        }
        for (name, folder) in cases {
            let asked =
                fs::read_to_string(folder.join("ask.json")).unwrap_or_else(|_| "{}".to_owned());
            let found = rules(&plan(&folder, &serde_json::from_str(&asked).unwrap()));
            if found.contains(meta.id) != name.starts_with("bad") {
                wrong.push(format!("{} {name}: found {found:?}", meta.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What a repository of Flux 2.0 holds, with Windows line breaks in one file and two documents in another.
const OLD: &[(&str, &str)] = &[
    (
        "clusters/production/flux-system/gotk-components.yaml",
        "---\n# Flux Version: v2.0.1\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n",
    ),
    (
        "clusters/production/apps.yaml",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1beta2\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./apps\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n",
    ),
    (
        "apps/podinfo.yaml",
        "# charts\napiVersion: source.toolkit.fluxcd.io/v1beta2 # old\nkind: HelmRepository\nmetadata: {name: podinfo, namespace: apps}\nspec: {interval: 1h, url: \"https://charts.example.com\"}\n---\napiVersion: \"helm.toolkit.fluxcd.io/v2beta1\"\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  namespace: apps\nspec:\n  interval: 10m\n",
    ),
    (
        "apps/alert.yaml",
        "apiVersion: notification.toolkit.fluxcd.io/v1beta2\r\nkind: Alert\r\nmetadata:\r\n  name: all\r\n  namespace: flux-system\r\n",
    ),
    (
        "apps/image.yaml",
        "apiVersion: image.toolkit.fluxcd.io/v1beta2\nkind: ImagePolicy\nmetadata:\n  name: podinfo\n",
    ),
];

fn old_repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in OLD {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn git_apply(folder: &Path, patch: &str) {
    let file = folder.join("one.patch");
    fs::write(&file, patch).unwrap();
    let told = Command::new("git")
        .args(["apply", "one.patch"])
        .current_dir(folder)
        .env("GIT_CEILING_DIRECTORIES", folder.parent().unwrap())
        .output()
        .unwrap();
    assert!(
        told.status.success(),
        "{}\n{patch}",
        String::from_utf8_lossy(&told.stderr)
    );
    fs::remove_file(file).unwrap();
}

#[test]
fn patches_of_an_old_flux_repository_apply_and_the_same_call_is_clean() {
    let folder = old_repository();
    let question = json!({"component": "flux"});
    let before = plan(folder.path(), &question);
    let findings = before["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 5, "{before:#}");
    for finding in findings {
        assert_eq!(finding["rule"], "upgrade/removed-api-version");
        git_apply(folder.path(), finding["fix"]["patch"].as_str().unwrap());
    }
    let after = plan(folder.path(), &question);
    assert_eq!(after["findings"], json!([]), "{after:#}");
    assert_eq!(after["complete"], true);
    let release = fs::read_to_string(folder.path().join("apps/podinfo.yaml")).unwrap();
    assert!(
        release.contains("apiVersion: source.toolkit.fluxcd.io/v1 # old"),
        "{release}"
    );
    assert!(
        release.contains("helm.toolkit.fluxcd.io/v2\n")
            || release.contains("helm.toolkit.fluxcd.io/v2\"\n"),
        "{release}"
    );
}

#[test]
fn steps_are_minors_in_order_and_each_names_what_it_meets() {
    let folder = old_repository();
    let plan = plan(folder.path(), &json!({"component": "flux"}));
    let steps = plan["steps"].as_array().unwrap();
    let way: Vec<&str> = steps
        .iter()
        .map(|step| step["to"].as_str().unwrap())
        .collect();
    assert_eq!(steps[0]["from"], "2.0.1");
    assert_eq!(steps.last().unwrap()["to"], "2.9.5");
    assert!(way.windows(2).all(|pair| pair[0] < pair[1]), "{way:?}");
    let met: u64 = steps
        .iter()
        .map(|step| step["findings"]["count"].as_u64().unwrap())
        .sum();
    assert_eq!(met, 5, "{steps:#?}");
    let at = |minor: &str| {
        steps
            .iter()
            .find(|step| step["to"].as_str().unwrap().starts_with(minor))
            .unwrap()
    };
    // HelmRelease v2beta1 ends with 2.7, two v1beta2 with 2.8, image and notification v1beta2 with 2.9.
    for (minor, count) in [("2.7", 1), ("2.8", 2), ("2.9", 2)] {
        assert_eq!(at(minor)["findings"]["count"], count, "{minor}");
    }
}

#[test]
fn a_file_that_cannot_be_read_leaves_the_plan_incomplete() {
    let folder = old_repository();
    fs::write(folder.path().join("broken.yaml"), "apiVersion: [1\nb: }\n").unwrap();
    let plan = plan(folder.path(), &json!({"component": "flux"}));
    assert_eq!(plan["complete"], false);
    assert_eq!(
        plan["skipped"][0]["what"], "broken.yaml:2",
        "{}",
        plan["skipped"]
    );
}

#[test]
fn questions_that_cannot_be_asked_are_refused_with_the_date_of_the_table() {
    let folder = old_repository();
    let refused = |more: Value| ask(folder.path(), &more, false).unwrap_err().to_string();
    let newer = refused(json!({"component": "flux", "to": "7.1"}));
    assert!(
        newer.contains(CHECKED_ON) && newer.contains("2.9.5"),
        "{newer}"
    );
    assert!(refused(json!({"to": "2.9"})).contains("component"));
    assert!(refused(json!({"component": "flux", "to": "newest"})).contains("`to`"));
    assert!(refused(json!({"component": "flux", "to": "1.9"})).contains("2.0.1"));
    assert!(refused(json!({"component": "helm"})).contains("argocd"));
}

#[test]
fn a_repository_that_uses_nothing_known_says_so() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), "a: 1\n").unwrap();
    let plan = plan(folder.path(), &json!({}));
    assert!(
        plan["summary"]
            .as_str()
            .unwrap()
            .contains("none of the known components"),
        "{}",
        plan["summary"]
    );
}

#[test]
fn the_default_answer_stays_within_its_budget() {
    let folder = old_repository();
    for n in 0..400 {
        let text = OLD[1].1.replace("name: apps", &format!("name: apps-{n}"));
        fs::write(folder.path().join(format!("clusters/{n}.yaml")), text).unwrap();
    }
    let answer = ask(folder.path(), &json!({}), false).unwrap();
    let structured = answer.structured();
    assert!(structured.to_string().len() <= 8_192 && answer.markdown().len() <= 8_192);
    let shown = structured["findings"].as_array().unwrap().len() as u64;
    assert_eq!(shown + structured["omitted"].as_u64().unwrap(), 405);
}

/// A controller of Flux as a cluster shows it.
fn controller(name: &str, version: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\n  namespace: flux-system\nspec:\n  template:\n    spec:\n      containers:\n        - name: manager\n          image: registry.example.com/fluxcd/{name}:v{version}@sha256:0\n---\n"
    )
}

/// An Application that Helm 4 concerns: Argo CD 3.5.
fn application(name: &str) -> String {
    format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n  namespace: argocd\nspec:\n  source:\n    helm:\n      version: v3\n---\n"
    )
}

fn argocd(version: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: argocd-application-controller\n  namespace: argocd\nspec:\n  template:\n    spec:\n      containers:\n        - name: controller\n          image: registry.example.com/argoproj/argocd:v{version}\n---\n"
    )
}

fn write(folder: &Path, files: &[(&str, String)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn versions_in_use_are_told_by_the_images_of_controllers() {
    let folder = tempfile::tempdir().unwrap();
    let all = controller("helm-controller", "1.4.2") + &argocd("3.3.4");
    write(folder.path(), &[("live.yaml", all)]);
    let plan = plan(folder.path(), &json!({"target": "export:live.yaml"}));
    let first = |component: &str| {
        let steps = plan["steps"].as_array().unwrap();
        let step = steps.iter().find(|step| step["component"] == component);
        step.unwrap()["from"].clone()
    };
    assert_eq!(first("flux"), "2.7", "helm-controller 1.4 is of Flux 2.7");
    assert_eq!(first("argocd"), "3.3.4");
    // The label that Flux writes on its controllers tells the whole version.
    let labelled = controller("source-controller", "1.7.2").replace(
        "  namespace: flux-system\nspec",
        "  namespace: flux-system\n  labels:\n    app.kubernetes.io/part-of: flux\n    app.kubernetes.io/version: v2.7.3\nspec",
    );
    write(folder.path(), &[("live.yaml", labelled)]);
    let plan = self::plan(
        folder.path(),
        &json!({"target": "export:live.yaml", "component": "flux"}),
    );
    assert_eq!(plan["steps"][0]["from"], "2.7.3");
}

#[test]
fn images_in_git_tell_versions_too() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[("flux/all.yaml", controller("source-controller", "1.7.2"))],
    );
    let plan = plan(folder.path(), &json!({"component": "flux"}));
    assert_eq!(plan["steps"][0]["from"], "2.7");
}

#[test]
fn a_repository_that_tells_no_version_takes_that_of_the_target() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("live/all.yaml", argocd("3.5.1")),
            ("apps/web.yaml", application("web")),
        ],
    );
    let alone = plan(
        folder.path(),
        &json!({"paths": ["apps"], "component": "argocd"}),
    );
    assert_eq!(alone["findings"].as_array().unwrap().len(), 1, "{alone:#}");
    assert_eq!(alone["steps"][0].get("from"), None);
    let both = json!({"paths": ["apps"], "target": "export:live", "component": "argocd"});
    let both = plan(folder.path(), &both);
    assert_eq!(both["findings"], json!([]), "3.5 is behind it: {both:#}");
    assert_eq!(both["steps"][0]["from"], "3.5.1");
}

#[test]
fn several_folders_are_one_plan_and_every_place_says_which() {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("a/apps/web.yaml", application("web")),
            ("b/apps/web.yaml", application("web")),
        ],
    );
    let plan = plan(
        folder.path(),
        &json!({"paths": ["a", "b"], "component": "argocd"}),
    );
    let findings = plan["findings"].as_array().unwrap();
    let named: Vec<_> = findings
        .iter()
        .map(|one| one["location"]["file"]["repository"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["a", "b"], "{plan:#}");
    assert_ne!(findings[0]["fingerprint"], findings[1]["fingerprint"]);
    assert_eq!(plan["steps"].as_array().unwrap().len(), 1);
}

#[test]
fn all_targets_are_one_plan_and_a_common_cause_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let stored = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/upgrade/stored_version_removed/bad/cluster.yaml"),
    )
    .unwrap();
    write(
        folder.path(),
        &[
            ("old.target.yaml", argocd("3.4.2") + &application("web")),
            ("new.target.yaml", argocd("3.5.2") + &application("web")),
            ("flux-a.target.yaml", stored.clone()),
            ("flux-b.target.yaml", stored),
            ("broken.target.yaml", "nothing: here\n".to_owned()),
        ],
    );
    let plan = plan(folder.path(), &json!({"target": "*"}));
    let findings = plan["findings"].as_array().unwrap();
    let of = |rule: &str| {
        let found = findings.iter().filter(|one| one["rule"] == rule);
        found.collect::<Vec<_>>()
    };
    let stored = of("upgrade/stored-version-removed");
    assert_eq!(stored.len(), 1, "{plan:#}");
    assert_eq!(stored[0]["affects"]["count"], 2);
    assert_eq!(stored[0]["location"]["object"]["target"], "flux-a");
    assert_eq!(stored[0]["fix"]["command"], "flux migrate");
    let helm = of("upgrade/breaking-change");
    assert_eq!(helm.len(), 1, "3.5 is on the way of one of them: {plan:#}");
    assert_eq!(helm[0]["location"]["object"]["target"], "old");
    let summary = plan["summary"].as_str().unwrap();
    assert!(
        summary.contains("3.5.2 in new") && summary.contains("3.4.2 in old"),
        "{summary}"
    );
    assert_eq!(plan["complete"], false, "one target cannot be read");
    assert!(
        plan["skipped"][0]["what"]
            .as_str()
            .unwrap()
            .contains("broken")
    );
}

#[test]
fn what_an_export_of_ours_could_not_read_leaves_the_plan_incomplete() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = json!({
        "format": "gitops-mcp-export/1", "target": "prod", "takenAt": "2026-11-20T10:00:00Z",
        "versions": {"kubernetes": "v1.33.5+k3s1"},
        "kinds": [
            {"kind": "Deployment", "group": "apps", "outcome": "read", "count": 1},
            {"kind": "CustomResourceDefinition", "group": "apiextensions.k8s.io", "outcome": "denied", "count": 0},
            {"kind": "Pod", "group": "", "outcome": "denied", "count": 0},
        ],
    });
    write(
        folder.path(),
        &[
            ("live/gitops-mcp-export.json", manifest.to_string()),
            ("live/all.yaml", controller("source-controller", "1.7.2")),
        ],
    );
    let plan = plan(folder.path(), &json!({"target": "export:live"}));
    assert_eq!(plan["complete"], false);
    let skipped = plan["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 1, "Pods tell nothing here: {plan:#}");
    assert!(
        skipped[0]["what"]
            .as_str()
            .unwrap()
            .starts_with("CustomResourceDefinition")
    );
    // The plan ends with 1.37, and what Flux 2.9 supports ends with 1.36.
    assert!(
        rules(&plan).contains("upgrade/unsupported-kubernetes"),
        "{plan:#}"
    );
    let steps = plan["steps"].as_array().unwrap();
    let kubernetes = steps.iter().find(|step| step["component"] == "kubernetes");
    assert_eq!(kubernetes.unwrap()["from"], "1.33.5");
    let flux = self::plan(
        folder.path(),
        &json!({"target": "export:live", "component": "flux"}),
    );
    let meets = flux["findings"].as_array().unwrap();
    assert_eq!(meets.len(), 1, "Flux 2.9 does not support 1.33: {flux:#}");
    assert_eq!(meets[0]["location"]["object"]["name"], "source-controller");
}

#[test]
fn nothing_to_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = ask(folder.path(), &json!({"paths": []}), false)
        .unwrap_err()
        .to_string();
    assert!(refused.contains("target"), "{refused}");
}

#[test]
fn values_of_an_export_never_come_into_a_plan() {
    let folder = tempfile::tempdir().unwrap();
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\n  namespace: argocd\ndata:\n  repositories: |\n    - url: https://user:hunter2secret@git.example.com\n";
    write(
        folder.path(),
        &[("live.yaml", config.to_owned() + "---\n" + &argocd("2.14.1"))],
    );
    let plan = plan(
        folder.path(),
        &json!({"target": "export:live.yaml", "component": "argocd", "detail": "full"}),
    );
    let text = plan.to_string();
    assert!(text.contains("ConfigMap argocd/argocd-cm"), "{plan:#}");
    assert!(!text.contains("hunter2secret"), "{plan:#}");
}
