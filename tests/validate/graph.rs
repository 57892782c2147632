//! The tool as a whole: folders, revisions, comparisons, hostile names.

use std::fmt::Write as _;

use gitops_mcp::checks::repo::{Engine, Question};

use super::git::Repo;
use super::{judge, judge_against, of, only, rules, told};

const CONFIG: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\n";

#[test]
fn a_folder_is_judged_with_the_whole_repository_in_mind() {
    let repo = Repo::new();
    super::write(
        &repo.path(),
        &[
            ("base/kustomization.yaml", "resources:\n  - a.yaml\n"),
            ("base/a.yaml", CONFIG),
            (
                "prod/kustomization.yaml",
                "resources:\n  - ../base\n  - gone.yaml\n",
            ),
            ("test/kustomization.yaml", "resources:\n  - gone.yaml\n"),
        ],
    );
    let report = judge(&repo.path(), "prod", &Question::default());
    assert_eq!(
        told(&report),
        ["repo/kustomize-missing-file prod/kustomization.yaml:3"]
    );
    assert_eq!(report.checked["file"].seen, 1);
}

#[test]
fn a_change_shows_only_its_own_findings() {
    let repo = Repo::new();
    let mut old = String::from("resources:\n");
    for n in 0..300 {
        writeln!(old, "  - gone-{n}.yaml").unwrap();
    }
    super::write(
        &repo.path(),
        &[
            ("old/kustomization.yaml", &old),
            ("new/kustomization.yaml", "resources:\n  - a.yaml\n"),
            ("new/a.yaml", CONFIG),
        ],
    );
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "-m", "start"]);
    super::write(
        &repo.path(),
        &[
            ("new/kustomization.yaml", "resources:\n  - b.yaml\n"),
            ("new/b.yaml", &CONFIG.replace("v1", "v1\n")),
            ("new/c.yaml", "a: [\n"),
        ],
    );
    let report = judge_against(&repo.path(), ".", (&Question::default(), Some("HEAD")));
    assert_eq!(report.suppressed.compare_to, 300);
    assert_eq!(
        told(&report),
        [
            "repo/yaml-syntax new/c.yaml:1",
            "repo/unreached-file new/a.yaml"
        ]
    );
}

#[test]
fn a_revision_is_judged_as_it_was() {
    let repo = Repo::new();
    super::write(
        &repo.path(),
        &[("kustomization.yaml", "resources:\n  - gone.yaml\n")],
    );
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "-m", "start"]);
    super::write(&repo.path(), &[("gone.yaml", CONFIG)]);
    assert!(
        judge(&repo.path(), ".", &Question::default())
            .findings
            .is_empty()
    );
    let then = judge(
        &repo.path(),
        ".",
        &Question {
            revision: Some("HEAD"),
            ..Question::default()
        },
    );
    assert!(
        only(&then, "repo/kustomize-missing-file")
            .fix
            .as_ref()
            .unwrap()
            .patch
            .is_some()
    );
}

#[test]
fn the_remotes_decide_which_address_is_this_repository() {
    let repo = Repo::new();
    repo.git(&[
        "remote",
        "add",
        "origin",
        "git@git.example.com:org/fleet.git",
    ]);
    let app = |name: &str, url: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n  namespace: argocd\nspec:\n  project: default\n  destination:\n    name: in-cluster\n    namespace: web\n  source:\n    repoURL: {url}\n    path: gone\n"
        )
    };
    super::write(
        &repo.path(),
        &[
            ("own.yaml", &app("own", "https://git.example.com/org/fleet")),
            (
                "other.yaml",
                &app("other", "https://git.example.com/org/other"),
            ),
        ],
    );
    let report = judge(&repo.path(), ".", &Question::default());
    assert_eq!(told(&report), ["repo/argocd-missing-path own.yaml:13"]);
}

#[test]
fn one_engine_may_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    super::write(
        folder.path(),
        &[
            (
                "a.yaml",
                "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: a\nspec:\n  interval: 10m\n  prune: true\n  force: true\n  sourceRef:\n    kind: GitRepository\n    name: a\n",
            ),
            (
                "b.yaml",
                "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: a\nspec:\n  destination:\n    name: in-cluster\n  source:\n    repoURL: https://git.example.com/a\n    path: a\n",
            ),
        ],
    );
    let ask = |engine| {
        judge(
            folder.path(),
            ".",
            &Question {
                engine,
                ..Question::default()
            },
        )
    };
    assert_eq!(rules(&ask(Some(Engine::Flux))), ["repo/flux-force"]);
    assert_eq!(
        rules(&ask(Some(Engine::ArgoCd))),
        ["repo/argocd-application-incomplete"]
    );
    assert_eq!(ask(None).findings.len(), 2);
}

#[test]
fn hostile_references_are_answered() {
    let long = format!("resources:\n  - {}\n", "a/".repeat(2_048));
    for text in [
        "resources:\n  - ../../../../etc/passwd\n  - /etc/passwd\n  - \"a\\0b\"\n  - \"\"\n  - .\n  - ..\n",
        &long,
        "resources:\n  - \"\\u202Egnp.yaml\"\n",
    ] {
        let report = of(&[("x/kustomization.yaml", text)]);
        let shown = serde_json::to_string(&report).unwrap();
        assert!(
            !shown.contains('\u{202E}') && shown.len() < 32_768,
            "{}",
            shown.len()
        );
    }
    let mut deep: Vec<(String, String)> = (0..200)
        .map(|n| {
            (
                format!("{n}/kustomization.yaml"),
                format!("resources:\n  - ../{}\n", n + 1),
            )
        })
        .collect();
    deep.push((
        "200/kustomization.yaml".to_owned(),
        "resources: []\n".to_owned(),
    ));
    let files: Vec<(&str, &str)> = deep
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    assert!(of(&files).findings.is_empty());
}

#[test]
fn a_tower_of_bases_that_double_is_within_its_budget() {
    let mut files: Vec<(String, String)> = (1..40)
        .map(|n| {
            (
                format!("{n}/kustomization.yaml"),
                format!(
                    "resources:\n  - ../{}\n  - ../{}/../{}\n",
                    n - 1,
                    n - 1,
                    n - 1
                ),
            )
        })
        .collect();
    files.push((
        "0/kustomization.yaml".to_owned(),
        "resources:\n  - a.yaml\n".to_owned(),
    ));
    files.push(("0/a.yaml".to_owned(), CONFIG.to_owned()));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    only(&of(&files), "repo/kustomize-duplicate-object");
}

#[test]
fn the_inventory_counts_and_names_what_comes_from_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    super::write(
        folder.path(),
        &[
            (
                "a.yaml",
                "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: a\n  namespace: apps\nspec:\n  interval: 1h\n  url: https://someone:Inv3nted@charts.example.com\n",
            ),
            (
                "b.yaml",
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      image: registry.example.com/a:1.0\n      resources: {limits: {memory: 1Mi}}\n      readinessProbe: {}\n",
            ),
        ],
    );
    let ask = |names| {
        judge(
            folder.path(),
            ".",
            &Question {
                names,
                ..Question::default()
            },
        )
        .checked
    };
    let counts = ask(false);
    assert_eq!(
        (
            counts["external host"].seen,
            counts["external repository"].seen,
            counts["image"].seen
        ),
        (2, 1, 1)
    );
    let named = ask(true);
    assert!(
        named.contains_key("image registry.example.com/a:1.0")
            && named.contains_key("external host charts.example.com"),
        "{named:?}"
    );
    assert!(!format!("{named:?}").contains("Inv3nted"));
}
