//! The two tools as a caller sees them, and the rules of the preview with their fixtures.

use std::fs;
use std::path::{Path, PathBuf};

use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::tools::{self, Answer, Context, Failure, Files};
use serde_json::{Value, json};

use super::git::Repo;

const REMOTE: &str = "https://git.example.com/fleet.git";

pub(crate) fn call(root: &Path, tool: &str, arguments: Value) -> Result<Answer, Failure> {
    let roots = Roots::new(&[root.to_owned()], None).unwrap();
    let context = Context {
        roots: &roots,
        targets: &Default::default(),
        watch: &Unwatched,
        whole: false,
    };
    tools::find(tool)
        .unwrap()
        .call(&context, arguments.as_object().unwrap().clone())
}

fn preview(root: &Path, arguments: Value) -> Value {
    call(root, "preview_applicationset", arguments)
        .unwrap()
        .structured()
}

fn generate(arguments: Value) -> Result<Files, Failure> {
    let root = tempfile::tempdir().unwrap();
    match call(root.path(), "generate_applicationset", arguments)? {
        Answer::Files(files) => Ok(files),
        other => panic!("{other:?}"),
    }
}

fn written(arguments: Value) -> Value {
    super::cases::read(&generate(arguments).unwrap().files[0].content)
}

fn refusal(arguments: Value) -> String {
    generate(arguments).unwrap_err().to_string()
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A repository with the remote of the fixtures.
fn repository() -> Repo {
    let repo = Repo::new();
    repo.git(&["remote", "add", "origin", "git@git.example.com:fleet.git"]);
    repo
}

fn commit(repo: &Repo) {
    repo.git(&["add", "-A"]);
    repo.git(&["commit", "-q", "--allow-empty", "-m", "m"]);
}

/// The answer for a fixture; one with `before` and `after` is compared with its first commit.
fn of_fixture(case: &Path) -> (Repo, Value) {
    let repo = repository();
    let mut arguments = json!({"path": ".", "detail": "full", "clusters": [{"name": "prod", "server": "https://prod.example.com", "labels": {"env": "prod"}}]});
    if case.join("before").is_dir() {
        copy(&case.join("before"), &repo.path());
        commit(&repo);
        for entry in fs::read_dir(repo.path())
            .unwrap()
            .map(Result::unwrap)
            .filter(|entry| entry.file_name() != ".git")
        {
            if entry.path().is_dir() {
                fs::remove_dir_all(entry.path())
            } else {
                fs::remove_file(entry.path())
            }
            .unwrap();
        }
        copy(&case.join("after"), &repo.path());
        arguments["compare_to"] = json!("HEAD");
    } else {
        copy(case, &repo.path());
    }
    let answer = preview(&repo.path(), arguments);
    (repo, answer)
}

fn rules(answer: &Value) -> Vec<String> {
    answer["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

fn fixtures() -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repo");
    let mut all = Vec::new();
    for rule in fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let name = rule.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with("applicationset_") {
            all.extend(fs::read_dir(rule).unwrap().map(|case| {
                (
                    format!("repo/{}", name.replace('_', "-")),
                    case.unwrap().path(),
                )
            }));
        }
    }
    all.sort();
    all
}

#[test]
fn each_rule_fires_on_its_bad_fixtures_and_not_on_its_good_ones() {
    let mut wrong = Vec::new();
    for (rule, case) in fixtures() {
        let (repo, answer) = of_fixture(&case);
        let found = rules(&answer);
        let is_bad = case
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("bad");
        if found.contains(&rule) != is_bad || (!is_bad && !found.is_empty()) {
            wrong.push(format!("{}: {found:?} {answer:#}", case.display()));
        }
        for finding in answer["findings"].as_array().unwrap() {
            let Some(patch) = finding.pointer("/fix/patch").and_then(Value::as_str) else {
                continue;
            };
            repo.git_with(&["apply", "-"], patch.as_bytes());
            let after = preview(
                &repo.path(),
                json!({"path": ".", "clusters": [{"name": "prod", "server": "https://prod.example.com", "labels": {"env": "prod"}}]}),
            );
            assert!(rules(&after).is_empty(), "{}: {after:#}", case.display());
        }
    }
    assert!(fixtures().len() >= 22);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn request(generators: Value) -> Value {
    json!({"name": "guestbook", "generators": generators, "repo_url": REMOTE, "path": "apps/guestbook", "namespace": "guestbook"})
}

fn with(mut value: Value, more: Value) -> Value {
    for (key, inner) in more.as_object().unwrap() {
        value[key] = inner.clone();
    }
    value
}

fn clusters() -> Value {
    json!({"kind": "clusters", "match_labels": {"env": "prod"}})
}

fn directories() -> Value {
    json!({"kind": "git_directories", "directories": ["apps/*"]})
}

#[test]
fn ag01_the_key_is_clusters() {
    let set = written(request(json!([clusters()])));
    assert_eq!(
        set.pointer("/spec/generators/0/clusters/selector/matchLabels/env"),
        Some(&json!("prod"))
    );
    let repo = repository();
    repo.write("set.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: x\nspec:\n  generators:\n    - cluster: {}\n  template:\n    metadata:\n      name: x\n");
    let answer = preview(&repo.path(), json!({"path": "set.yaml", "detail": "full"}));
    let finding = &answer["findings"][0];
    assert_eq!(finding["rule"], "repo/argocd-generator-unknown");
    assert!(
        finding
            .pointer("/fix/patch")
            .unwrap()
            .as_str()
            .unwrap()
            .contains("+    - clusters: {}")
    );
}

#[test]
fn ag02_labels_of_any_form_are_valid_yaml() {
    for (key, value) in [
        ("env", "prod"),
        ("team.example.com/x", "a_b.c"),
        ("on", "yes"),
        ("n", "1"),
        ("t", "true"),
    ] {
        let set = written(request(
            json!([{"kind": "clusters", "match_labels": {key: value}}]),
        ));
        let labels = set
            .pointer("/spec/generators/0/clusters/selector/matchLabels")
            .unwrap();
        assert_eq!(labels[key], json!(value));
    }
    assert!(
        refusal(request(
            json!([{"kind": "clusters", "match_labels": {"a=b": "x"}}])
        ))
        .contains("a=b")
    );
}

#[test]
fn ag03_a_parameter_that_no_generator_gives_is_refused() {
    let told = refusal(with(
        request(json!([clusters()])),
        json!({"path": "apps/{{ .env }}"}),
    ));
    assert!(
        told.contains("map has no entry for key \"env\"") || told.contains("env"),
        "{told}"
    );
    let told = refusal(with(
        request(json!([{"kind": "list", "elements": [{"env": "dev"}]}])),
        json!({"path": "apps/{{ .environment }}"}),
    ));
    assert!(told.contains("environment"), "{told}");
}

#[test]
fn ag04_the_matrix_uses_the_repository_that_is_given() {
    let set = written(with(
        request(json!([directories(), clusters()])),
        json!({"combine": "matrix", "path": "{{ .path.path }}"}),
    ));
    assert_eq!(
        set.pointer("/spec/generators/0/matrix/generators/0/git/repoURL"),
        Some(&json!(REMOTE))
    );
    assert_eq!(
        set.pointer("/spec/template/spec/source/repoURL"),
        Some(&json!(REMOTE))
    );
}

#[test]
fn ag05_the_matrix_makes_different_names_and_paths() {
    let mut arguments = with(
        request(json!([directories(), clusters()])),
        json!({"combine": "matrix"}),
    );
    arguments.as_object_mut().unwrap().remove("path");
    let content = generate(arguments).unwrap().files[0].content.clone();
    let repo = repository();
    repo.write("apps/one/kustomization.yaml", "");
    repo.write("apps/two/kustomization.yaml", "");
    let answer = preview(
        &repo.path(),
        json!({"path": ".", "manifest": content, "clusters": [{"name": "eu", "server": "https://eu", "labels": {"env": "prod"}}, {"name": "us", "server": "https://us", "labels": {"env": "prod"}}]}),
    );
    let made: Vec<(&str, &str)> = answer["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|app| {
            (
                app["name"].as_str().unwrap(),
                app["sources"][0]["path"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        made,
        [
            ("guestbook-one-eu", "apps/one"),
            ("guestbook-one-us", "apps/one"),
            ("guestbook-two-eu", "apps/two"),
            ("guestbook-two-us", "apps/two")
        ]
    );
    assert!(rules(&answer).is_empty(), "{answer:#}");
}

#[test]
fn ag06_each_list_element_keeps_its_own_environment() {
    let set = written(with(
        request(
            json!([{"kind": "list", "elements": [{"cluster": "a", "env": "dev"}, {"cluster": "b", "env": "staging"}]}]),
        ),
        json!({"path": "apps/{{ .env }}"}),
    ));
    let elements = set.pointer("/spec/generators/0/list/elements").unwrap();
    assert_eq!(
        (&elements[0]["env"], &elements[1]["env"]),
        (&json!("dev"), &json!("staging"))
    );
    assert!(!set.to_string().contains("production"));
}

#[test]
fn ag07_a_server_with_an_equals_sign_stays_whole() {
    let server = "https://api.example.com:6443/?token=a=b";
    let set = written(request(
        json!([{"kind": "list", "elements": [{"name": "one", "server": server}]}]),
    ));
    assert_eq!(
        set.pointer("/spec/generators/0/list/elements/0/server"),
        Some(&json!(server))
    );
    assert_eq!(
        set.pointer("/spec/template/spec/destination/server"),
        Some(&json!("{{ .server }}"))
    );
}

#[test]
fn ag08_nothing_prunes_or_heals_without_being_asked() {
    let set = written(request(json!([clusters()])));
    assert_eq!(
        set.pointer("/spec/template/spec/syncPolicy/automated"),
        None
    );
    let asked = with(
        request(json!([clusters()])),
        json!({"options": {"sync": {"auto": true, "prune": true}}}),
    );
    let files = generate(asked).unwrap();
    assert!(
        files
            .notes
            .iter()
            .any(|note| note.starts_with("WARNING") && note.contains("prod")),
        "{:?}",
        files.notes
    );
    assert!(files.files[0].content.contains("selfHeal: false"));
    let half = with(
        request(json!([clusters()])),
        json!({"options": {"sync": {"prune": true}}}),
    );
    assert!(refusal(half).contains("auto"));
}

#[test]
fn ag09_the_project_is_its_own_and_written_on_request() {
    let asked = with(
        request(json!([clusters()])),
        json!({"options": {"create_project": true}}),
    );
    let files = generate(asked).unwrap();
    let set = super::cases::read(&files.files[0].content);
    let project = super::cases::read(&files.files[1].content);
    assert_eq!(
        set.pointer("/spec/template/spec/project"),
        Some(&json!("guestbook"))
    );
    assert_eq!(
        (&project["kind"], project.pointer("/metadata/name")),
        (&json!("AppProject"), Some(&json!("guestbook")))
    );
    assert_eq!(project.pointer("/spec/sourceRepos/0"), Some(&json!(REMOTE)));
    let templated = with(
        request(json!([directories()])),
        json!({"project": "{{ .path.basename }}"}),
    );
    assert!(refusal(templated).contains("project"));
}

/// One request of every generator and combination.
fn every_request() -> Vec<(&'static str, Value)> {
    let list = json!({"kind": "list", "elements": [{"env": "dev"}, {"env": "prod"}]});
    let pull = json!({"kind": "pull_request", "provider": {"github": {"owner": "o", "repo": "r"}}, "filters": [{"branchMatch": "feature.*"}]});
    let scm = json!({"kind": "scm_provider", "provider": {"github": {"organization": "o"}}});
    let files = json!({"kind": "git_files", "files": ["teams/*.yaml"]});
    let mut of_files = request(json!([files]));
    of_files.as_object_mut().unwrap().remove("path");
    vec![
        (
            "list",
            with(
                request(json!([list.clone()])),
                json!({"path": "apps/{{ .env }}"}),
            ),
        ),
        ("clusters", request(json!([clusters()]))),
        (
            "git directories",
            with(
                request(json!([directories()])),
                json!({"path": "{{ .path.path }}"}),
            ),
        ),
        (
            "git files",
            with(
                of_files,
                json!({"options": {"application_name": "guestbook-{{ trimSuffix \".yaml\" .path.filename }}"}, "path": "apps/guestbook"}),
            ),
        ),
        (
            "matrix",
            with(
                request(json!([list, clusters()])),
                json!({"combine": "matrix", "path": "apps/{{ .env }}"}),
            ),
        ),
        (
            "merge",
            with(
                request(
                    json!([clusters(), {"kind": "list", "elements": [{"server": "https://prod.example.com", "extra": "x"}]}]),
                ),
                json!({"combine": "merge", "options": {"merge_keys": ["server"], "application_name": "guestbook-{{ .nameNormalized }}"}}),
            ),
        ),
        ("pull request", request(json!([pull]))),
        (
            "SCM provider",
            with(
                request(json!([scm])),
                json!({"options": {"revision": "{{ .branch }}"}}),
            ),
        ),
    ]
}

/// What is written for each of them.
pub(crate) fn every_written(url: &str) -> Vec<(&'static str, Value)> {
    let requests = every_request().into_iter();
    let write = |(name, arguments)| {
        let text = written(arguments).to_string().replace(REMOTE, url);
        (name, serde_json::from_str(&text).unwrap())
    };
    requests.map(write).collect()
}

#[test]
fn ag10_what_is_written_expands_in_the_preview_and_breaks_no_rule() {
    for (name, arguments) in every_request() {
        let files = generate(arguments).unwrap_or_else(|failure| panic!("{name}: {failure}"));
        let repo = repository();
        for path in ["apps/guestbook", "apps/dev", "apps/prod"] {
            repo.write(&format!("{path}/kustomization.yaml"), "resources: []\n");
        }
        repo.write("teams/red.yaml", "team: red\n");
        repo.write("set.yaml", &files.files[0].content);
        let answer = preview(
            &repo.path(),
            json!({"path": "set.yaml",
            "clusters": [{"name": "prod", "server": "https://prod.example.com", "labels": {"env": "prod"}}],
            "parameters": {"pullRequest": [{"number": 7, "branch": "feature/x", "head_sha": "0123456789abcdef"}], "scmProvider": [{"organization": "o", "repository": "svc", "url": "https://git.example.com/svc.git", "branch": "main"}]}}),
        );
        assert!(
            rules(&answer).is_empty() && answer["complete"] == true,
            "{name}: {answer:#}\n{}",
            files.files[0].content
        );
        assert!(
            !answer["applications"].as_array().unwrap().is_empty(),
            "{name}"
        );
        let judged = call(&repo.path(), "validate_repo", json!({"path": "."}))
            .unwrap()
            .structured();
        let grave: Vec<&Value> = judged["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| !matches!(finding["severity"].as_str(), Some("low" | "info")))
            .collect();
        assert!(
            grave.is_empty(),
            "{name}: {grave:#?}\n{}",
            files.files[0].content
        );
    }
}

#[test]
fn ag11_policies_progressive_syncs_patches_and_ignore_rules() {
    let options = json!({"preserve_on_deletion": true, "applications_sync": "create-update", "template_patch": "metadata:\n  annotations:\n    note: {{ .name | quote }}\n",
        "rolling_steps": [{"label": "env", "values": ["staging"]}, {"label": "env", "values": ["prod"], "max_update": "25%"}],
        "ignore_differences": [{"jsonPointers": ["/spec/source/targetRevision"]}]});
    let set = written(with(
        request(json!([clusters()])),
        json!({"options": options}),
    ));
    let at = |pointer: &str| set.pointer(pointer).cloned().unwrap_or_default();
    assert_eq!(
        at("/spec/syncPolicy"),
        json!({"preserveResourcesOnDeletion": true, "applicationsSync": "create-update"})
    );
    assert_eq!(at("/spec/strategy/type"), "RollingSync");
    assert_eq!(at("/spec/strategy/rollingSync/steps/1/maxUpdate"), "25%");
    assert_eq!(
        at("/spec/template/metadata/labels/env"),
        "{{ index .metadata.labels \"env\" }}"
    );
    assert_eq!(
        at("/spec/ignoreApplicationDifferences/0/jsonPointers/0"),
        "/spec/source/targetRevision"
    );
    assert!(at("/spec/templatePatch").as_str().unwrap().contains("note"));
    assert!(
        refusal(with(
            request(json!([clusters()])),
            json!({"options": {"applications_sync": "never"}})
        ))
        .contains("create-only")
    );
}

#[test]
fn ag12_the_preview_tells_added_changed_and_removed() {
    let repo = repository();
    for name in ["one", "two", "three"] {
        let path = format!("apps/{name}/kustomization.yaml");
        repo.write(&path, "resources: []\n");
    }
    let content = generate(with(
        request(json!([directories()])),
        json!({"path": "{{ .path.path }}"}),
    ))
    .unwrap()
    .files[0]
        .content
        .clone();
    repo.write(
        "set.yaml",
        content.replace(
            "preserveResourcesOnDeletion: true",
            "preserveResourcesOnDeletion: false",
        ),
    );
    commit(&repo);
    fs::remove_dir_all(repo.path().join("apps/one")).unwrap();
    repo.write("apps/four/kustomization.yaml", "resources: []\n");
    let answer = preview(&repo.path(), json!({"path": ".", "compare_to": "HEAD"}));
    let changes: Vec<(&str, &str)> = answer["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|app| {
            (
                app["change"].as_str().unwrap(),
                app["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        changes,
        [
            ("removed", "guestbook-one"),
            ("added", "guestbook-four"),
            ("unchanged", "guestbook-three"),
            ("unchanged", "guestbook-two")
        ]
    );
    let finding = &answer["findings"][0];
    assert_eq!(
        (finding["rule"].as_str(), finding["severity"].as_str()),
        (
            Some("repo/applicationset-removes-applications"),
            Some("high")
        )
    );
    assert!(
        answer["summary"]
            .as_str()
            .unwrap()
            .contains("1 removed, 1 added, 0 changed"),
        "{answer:#}"
    );
}

#[test]
fn ag13_arguments_are_data_and_never_change_the_document() {
    let hostile = [
        "a: b",
        "it's",
        "\"quoted\"",
        "line\nbreak",
        "- item",
        "{x: y}",
        "#c",
        "&a *a",
        "true",
        "1e3",
        "\t",
        "  lead",
        "trail ",
        "a\u{85}b",
        "---",
        "%TAG",
        "''",
        "null",
        "!!int 3",
        "x\n\n",
    ];
    for text in hostile {
        let arguments = with(
            request(json!([{"kind": "list", "elements": [{"name": "one", "note": text}]}])),
            json!({"options": {"template_patch": format!("metadata:\n  annotations:\n    a: {{{{ .note | quote }}}}\n# {}", text.replace(['\n', '\u{85}'], " ").trim())}}),
        );
        let set = written(arguments);
        assert_eq!(
            set.pointer("/spec/generators/0/list/elements/0/note"),
            Some(&json!(text)),
            "{text:?}"
        );
        assert_eq!(
            set["spec"].as_object().unwrap().len(),
            6,
            "{text:?}: {set:#}"
        );
    }
}

#[test]
fn ag14_a_matrix_without_label_value_and_repository_is_refused_with_what_is_missing() {
    let told = refusal(
        json!({"name": "x", "namespace": "y", "combine": "matrix", "generators": [{"kind": "clusters", "match_labels": {"environment": ""}}, {"kind": "git_directories", "directories": ["apps/*"]}]}),
    );
    assert!(
        told.contains("`repo_url` is missing") && told.contains("environment"),
        "{told}"
    );
}

#[test]
fn parts_that_were_not_supplied_are_skipped_with_what_to_give() {
    let repo = repository();
    repo.write("set.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: x\nspec:\n  generators:\n    - clusters: {}\n    - pullRequest: {github: {owner: o, repo: r}}\n    - git: {repoURL: https://elsewhere.example.com/x.git, directories: [{path: '*'}]}\n  template:\n    metadata:\n      name: '{{name}}'\n");
    let answer = preview(&repo.path(), json!({"path": "."}));
    let skipped = answer["skipped"].to_string();
    for part in [
        "clusters=",
        "parameters=",
        "repositories=",
        "elsewhere.example.com",
    ] {
        assert!(skipped.contains(part), "{skipped}");
    }
    assert_eq!(answer["complete"], false);
}

#[test]
fn a_secret_of_a_cluster_gives_its_name_and_labels_and_nothing_else() {
    let repo = repository();
    repo.write("set.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: x\nspec:\n  generators:\n    - clusters:\n        selector:\n          matchLabels:\n            env: prod\n  template:\n    metadata:\n      name: '{{nameNormalized}}'\n    spec:\n      project: p\n      source: {repoURL: r, path: x}\n      destination: {name: '{{name}}'}\n");
    repo.write("clusters.yaml", "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Secret\n    metadata:\n      name: c\n      labels: {argocd.argoproj.io/secret-type: cluster, env: prod}\n    data:\n      name: UHJvZF9FVQ==\n      server: aHR0cHM6Ly9ldS5leGFtcGxlLmNvbQ==\n      config: Q05SWXNlY3JldA==\n");
    let answer = preview(
        &repo.path(),
        json!({"path": "set.yaml", "clusters_from": "clusters.yaml"}),
    );
    assert_eq!(answer["applications"][0]["name"], "prod-eu");
    assert!(!answer.to_string().contains("CNRY") && !answer.to_string().contains("Q05SWX"));
}

#[test]
fn clusters_come_from_an_export_and_are_added_to_those_given() {
    let repo = repository();
    repo.write("set.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: x\nspec:\n  generators:\n    - clusters:\n        selector:\n          matchLabels:\n            env: prod\n  template:\n    metadata:\n      name: '{{nameNormalized}}'\n    spec:\n      project: p\n      source: {repoURL: r, path: '{{metadata.annotations.tier}}'}\n      destination: {name: '{{name}}'}\n");
    repo.write("export/secrets.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: c\n  labels: {argocd.argoproj.io/secret-type: cluster, env: prod}\n  annotations: {tier: gold}\ndata:\n  name: UHJvZF9FVQ==\n  server: aHR0cHM6Ly9ldS5leGFtcGxlLmNvbQ==\n  config: Q05SWXNlY3JldA==\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: other}\ndata: {password: Q05SWXNlY3JldA==}\n");
    let answer = preview(
        &repo.path(),
        json!({"path": "set.yaml", "clusters_from": "export:export",
            "clusters": [{"name": "us", "server": "https://us", "labels": {"env": "prod"}}]}),
    );
    let names: Vec<&str> = answer["applications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["prod-eu", "us"]);
    assert_eq!(answer["applications"][0]["sources"][0]["path"], "gold");
    assert!(!answer.to_string().contains("CNRY") && !answer.to_string().contains("Q05SWX"));
}

#[test]
fn a_target_that_tells_nothing_of_its_clusters_is_no_empty_inventory() {
    let repo = repository();
    repo.write("set.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: x}\nspec:\n  generators: [{clusters: {}}]\n  template: {metadata: {name: '{{name}}'}, spec: {project: p, destination: {name: '{{name}}'}}}\n");
    repo.write("export/project.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: p, namespace: argocd}\nspec: {}\n");
    let told = |from: &str| {
        call(
            &repo.path(),
            "preview_applicationset",
            json!({"path": "set.yaml", "clusters_from": from}),
        )
        .unwrap_err()
        .to_string()
    };
    assert!(told("export:export").contains("no Secret of a cluster"));
    assert!(told("export:nowhere").contains("nowhere"));
    assert!(told("nowhere").contains("nowhere"));
}

#[test]
fn many_applications_are_paged_with_exact_numbers() {
    let repo = repository();
    let elements: String = (0..250)
        .map(|n| format!("          - name: app-{n:03}\n"))
        .collect();
    repo.write("set.yaml", format!("apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: x\nspec:\n  generators:\n    - list:\n        elements:\n{elements}  template:\n    metadata:\n      name: '{{{{name}}}}'\n    spec:\n      project: p\n      source: {{repoURL: r, path: x}}\n      destination: {{name: c}}\n"));
    let mut seen = Vec::new();
    let mut arguments = json!({"path": "."});
    loop {
        let answer = call(&repo.path(), "preview_applicationset", arguments.clone()).unwrap();
        let json = answer.structured();
        assert!(json.to_string().len() <= 8_192 && answer.markdown().len() <= 8_192);
        seen.extend(
            json["applications"]
                .as_array()
                .unwrap()
                .iter()
                .map(|app| app["name"].as_str().unwrap().to_owned()),
        );
        assert_eq!(json["applications_omitted"], json!(250 - seen.len()));
        match json["next_cursor"].as_str() {
            Some(cursor) => arguments["cursor"] = json!(cursor),
            None => break,
        }
    }
    assert_eq!(seen.len(), 250);
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
}

#[test]
fn questions_that_cannot_be_asked_fail_with_what_to_try() {
    let repo = repository();
    repo.commit("a.yaml", "a: 1\n");
    let told = |arguments: Value| {
        call(&repo.path(), "preview_applicationset", arguments)
            .unwrap_err()
            .to_string()
    };
    assert!(told(json!({})).contains("`path`"));
    assert!(told(json!({"path": "."})).contains("no ApplicationSet"));
    assert!(told(json!({"path": "nope"})).contains("nope"));
    assert!(told(json!({"manifest": "kind: ApplicationSet\napiVersion: argoproj.io/v1alpha1\nspec: {generators: []}", "compare_to": "HEAD"})).contains("compare_to"));
    assert!(told(json!({"path": ".", "compare_to": "--output=x"})).contains("--output"));
    assert!(told(json!({"path": ".", "clusters_from": "a.yaml"})).contains("clusters"));
    assert!(told(json!({"path": ".", "repositories": [{"url": "x"}]})).contains("url, path"));
    assert!(
        told(json!({"path": ".", "clusters": [{"name": "x", "token": "y"}]})).contains("token")
    );
    assert!(told(json!({"path": "../outside"})).contains("outside"));
}
