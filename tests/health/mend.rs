//! Fixes with a patch, and the commit that last changed what defines an object.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{call, call_with, fixtures, targets_of};

struct Checkout(tempfile::TempDir);

impl Checkout {
    /// A repository below a root, and beside it an export.
    fn new(export: &str, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::copy(fixtures().join(export), folder.path().join("objects.yaml")).unwrap();
        let checkout = Self(folder);
        fs::create_dir(checkout.top()).unwrap();
        checkout.git(&["init", "-q", "-b", "main"]);
        for (name, text) in files {
            checkout.write(name, text);
        }
        checkout
    }

    fn top(&self) -> std::path::PathBuf {
        self.0.path().join("repository")
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.top().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, arguments: &[&str]) -> String {
        let out = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(arguments)
            .env("GIT_COMMITTER_DATE", "2026-11-20T08:00:00Z")
            .current_dir(self.top())
            .output()
            .unwrap();
        assert!(
            out.status.success(),
            "{}",
            String::from_utf8_lossy(&out.stderr)
        );
        String::from_utf8(out.stdout).unwrap().trim().to_owned()
    }

    fn fix(&self, tool: &str) -> Value {
        let arguments =
            json!({"target": "export:objects.yaml", "path": "repository", "detail": "full"});
        let answer = call(self.0.path(), tool, &arguments).unwrap().structured();
        answer["findings"][0]["fix"].clone()
    }

    /// Applies the patch of the first finding with Git, and returns the file.
    fn mended(&self, tool: &str, file: &str) -> String {
        let fix = self.fix(tool);
        let patch = fix["patch"].as_str().unwrap_or_else(|| panic!("{fix}"));
        fs::write(self.0.path().join("fix.patch"), patch).unwrap();
        self.git(&["apply", "../fix.patch"]);
        fs::read_to_string(self.top().join(file)).unwrap()
    }
}

const KUSTOMIZATION: &str = "# of the team\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  interval: 10m0s\n  path: ./apps/wbe # where it is\n  sourceRef:\n    kind: GitRepository\n    name: fleet\n    namespace: flux-system\n";

#[test]
fn a_wrong_path_becomes_the_folder_that_is_near() {
    let files = [
        ("clusters/web.yaml", KUSTOMIZATION),
        ("apps/web/deployment.yaml", "kind: Deployment\n"),
        ("apps/database/x.yaml", "a: b\n"),
    ];
    let checkout = Checkout::new("catalogue/f13.yaml", &files);
    let text = checkout.mended("check_flux_health", "clusters/web.yaml");
    assert_eq!(text, KUSTOMIZATION.replace("./apps/wbe #", "./apps/web #"));
    // Two folders are as near: no guess.
    let two = [
        files[0],
        ("apps/wba/x.yaml", "a: b\n"),
        ("apps/wbc/x.yaml", "a: b\n"),
    ];
    let fix = Checkout::new("catalogue/f13.yaml", &two).fix("check_flux_health");
    assert!(fix.get("patch").is_none(), "{fix}");
}

#[test]
fn a04_a_wrong_path_of_an_application() {
    let export = fs::read_to_string(fixtures().join("catalogue/a04.yaml")).unwrap();
    let wrong = export
        .lines()
        .find_map(|line| line.trim().strip_prefix("path: "))
        .unwrap();
    let last = wrong.rsplit('/').next().unwrap();
    let app = format!(
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: shop\n  namespace: argocd\nspec:\n  source:\n    path: {wrong}\n"
    );
    let right = format!("moved/{last}/kustomization.yaml");
    let checkout = Checkout::new(
        "catalogue/a04.yaml",
        &[
            ("shop.yaml", app.as_str()),
            (right.as_str(), "resources: []\n"),
        ],
    );
    let text = checkout.mended("check_argocd_health", "shop.yaml");
    assert!(
        text.contains(&format!("    path: moved/{last}\n")),
        "{text}"
    );
}

fn status(ready: &str) -> String {
    format!(
        "status:\n  observedGeneration: 1\n  conditions: [{{type: Ready, status: '{ready}', reason: ArtifactFailed, message: said, observedGeneration: 1}}]\n"
    )
}

#[test]
fn a_misspelt_source_and_a_forgotten_suspend() {
    let export = "flux_reference_missing/bad.yaml";
    let wrong = "flet";
    let source = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: fleet, namespace: flux-system, generation: 1}\nspec: {url: https://git.example.com/a.git, interval: 1m}\nstatus:\n  observedGeneration: 1\n  artifact: {revision: main@sha1:aaaa}\n  conditions: [{type: Ready, status: 'True', reason: Succeeded}]\n";
    let object = KUSTOMIZATION.replace("name: fleet", &format!("name: {wrong}"));
    let checkout = Checkout::new(export, &[("web.yaml", &object)]);
    fs::write(
        checkout.0.path().join("objects.yaml"),
        format!("{source}---\n{object}{}", status("False")),
    )
    .unwrap();
    assert_eq!(
        checkout.mended("check_flux_health", "web.yaml"),
        KUSTOMIZATION
    );
    let fix = checkout.fix("check_flux_health");
    assert!(fix.get("patch").is_none(), "Git is right already: {fix}");

    let object = format!("{KUSTOMIZATION}  suspend: true\n");
    let checkout = Checkout::new(export, &[("web.yaml", &object)]);
    fs::write(
        checkout.0.path().join("objects.yaml"),
        format!("{source}---\n{object}{}", status("True")),
    )
    .unwrap();
    assert_eq!(
        checkout.mended("check_flux_health", "web.yaml"),
        KUSTOMIZATION
    );
}

#[test]
fn a_trace_names_the_commit_that_last_changed_the_definition() {
    let checkout = Checkout::new("trace.yaml", &[("apps/web.yaml", KUSTOMIZATION)]);
    let commit = |message: &str| {
        checkout.git(&["add", "-A"]);
        checkout.git(&["commit", "-q", "-m", message]);
    };
    commit("first");
    checkout.write("apps/web.yaml", &KUSTOMIZATION.replace("wbe", "web"));
    commit("second");
    let changed = checkout.git(&["rev-parse", "HEAD"]);
    // A merge and a later commit that leave the file alone.
    checkout.git(&["checkout", "-q", "-b", "side", "HEAD~1"]);
    checkout.write("other.yaml", "a: b\n");
    commit("aside");
    checkout.git(&["checkout", "-q", "main"]);
    checkout.git(&["merge", "-q", "-m", "merge", "side"]);
    checkout.write("third.yaml", "a: b\n");
    commit("third");
    assert_eq!(
        checkout.git(&["log", "-1", "--format=%H", "--", "apps/web.yaml"]),
        changed
    );
    let trace = || {
        let arguments = json!({"target": "export:objects.yaml", "kind": "Pod", "namespace": "apps", "name": "web-7d9-x1", "path": "repository"});
        let answer = call(checkout.0.path(), "trace_resource", &arguments)
            .unwrap()
            .structured();
        answer["chain"][3]["note"].as_str().unwrap().to_owned()
    };
    let note = trace();
    let expected = format!(
        "defined in repository/apps/web.yaml:2, last changed by commit {} at 2026-11-20T08:00:00Z",
        &changed[..10]
    );
    assert!(note.contains(&expected), "{note}");
    fs::remove_dir_all(checkout.top().join(".git")).unwrap();
    assert!(
        trace().ends_with("repository/apps/web.yaml:2"),
        "without a history the place alone"
    );
}

#[test]
fn where_a_revision_has_arrived_over_all_targets() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(fixtures().join("flux_revision_behind/bad.yaml")).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put("behind.yaml", &text);
    put(
        "there.yaml",
        &text.replace(
            "4f1c2d3e5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c0d",
            "9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b",
        ),
    );
    let at = |name: &str| Path::new(folder.path()).join(name).display().to_string();
    let targets = targets_of(&format!(
        "[targets.east]\nexport = '{}'\n[targets.west]\nexport = '{}'\n[targets.gone]\nexport = '{}'\n",
        at("behind.yaml"),
        at("there.yaml"),
        at("gone.yaml")
    ));
    let answer = call_with(
        folder.path(),
        &targets,
        "check_flux_health",
        &json!({"target": "*", "revision": "9a8b7c6d"}),
    )
    .unwrap()
    .structured();
    let lines: Vec<String> = answer["objects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it["target"].as_str().unwrap(),
                it["arrived"],
                it["note"].as_str().unwrap_or("-")
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "east false its source has it and it was not applied yet",
            "west true -"
        ]
    );
    let summary = answer["summary"].as_str().unwrap();
    assert!(
        summary.starts_with("9a8b7c6d has arrived in 1 of 2 objects")
            && !summary.contains("healthy"),
        "{summary}"
    );
    assert!(
        answer["skipped"][0]["what"]
            .as_str()
            .unwrap()
            .contains("gone")
            && answer["complete"] == false
    );
}
