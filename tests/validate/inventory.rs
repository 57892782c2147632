//! What deploys what, from where, to which cluster; how a repository is laid out; and what it takes from elsewhere.

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::repo::{self, Inspected, Question};
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::tools::{self, Context};
use serde_json::{Value, json};

const SYNC: &str = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example.com/org/fleet\n  ref:\n    branch: main\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./clusters/CLUSTER\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n";
const APPS: &str = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./apps/CLUSTER\n  prune: true\n  targetNamespace: shop\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n";
const RELEASE: &str = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: podinfo\n  namespace: shop\nspec:\n  interval: 1h\n  url: https://someone:Inv3nted@charts.example.com/stable\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  namespace: shop\nspec:\n  interval: 1h\n  chart:\n    spec:\n      chart: podinfo\n      version: 6.5.0\n      sourceRef:\n        kind: HelmRepository\n        name: podinfo\n";

fn inspect(files: &[(&str, &str)], names: bool) -> Inspected {
    let folder = tempfile::tempdir().unwrap();
    super::write(folder.path(), files);
    let roots = Roots::new(&[folder.path().to_owned()], None).unwrap();
    let repository = roots.open(".").unwrap();
    let asked = Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let known = Known::open(&repository, &asked).unwrap();
    let question = Question {
        names,
        ..Question::default()
    };
    repo::inspect(&repository, &question, (&known, &Unwatched)).unwrap()
}

fn fleet() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for cluster in ["production", "staging"] {
        let of = |text: &str| text.replace("CLUSTER", cluster);
        files.push((
            format!("clusters/{cluster}/flux-system/gotk-sync.yaml"),
            of(SYNC),
        ));
        files.push((format!("clusters/{cluster}/apps.yaml"), of(APPS)));
        files.push((
            format!("apps/{cluster}/kustomization.yaml"),
            "resources:\n  - ../base\n".to_owned(),
        ));
    }
    files.push((
        "apps/base/kustomization.yaml".to_owned(),
        "resources:\n  - release.yaml\n".to_owned(),
    ));
    files.push(("apps/base/release.yaml".to_owned(), RELEASE.to_owned()));
    files
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = files.iter();
    pairs
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect()
}

#[test]
fn flux_rows_say_source_path_and_cluster() {
    let files = fleet();
    let told = inspect(&borrowed(&files), false);
    let rows: Vec<_> = told
        .deployments
        .iter()
        .map(|row| {
            let source = &row.sources[0];
            format!(
                "{} {} {} {} {} > {} {}",
                row.object,
                source.repository,
                source.path,
                source.chart,
                source.revision,
                row.cluster,
                row.namespace
            )
        })
        .collect();
    assert_eq!(rows.len(), 5, "{rows:#?}");
    assert!(
        rows.contains(&"Kustomization flux-system/apps https://git.example.com/org/fleet ./apps/production  main > clusters/production shop".to_owned()),
        "{rows:#?}"
    );
    let release = rows
        .iter()
        .find(|row| row.starts_with("HelmRelease"))
        .unwrap();
    assert!(
        release.contains("charts.example.com/stable  podinfo 6.5.0") && release.ends_with(" shop"),
        "{release}"
    );
    assert!(!release.contains("Inv3nted"), "{release}");
}

#[test]
fn the_layout_is_told_by_what_is_seen() {
    let files = fleet();
    let layout = inspect(&borrowed(&files), false).layout;
    assert_eq!(layout.repositories, "monorepo");
    assert_eq!(layout.environments, ["production", "staging"]);
    let count = |start: &str| {
        let pattern = layout
            .patterns
            .iter()
            .find(|one| one.name.starts_with(start));
        pattern.map(|one| one.count)
    };
    assert_eq!(count("folder per cluster"), Some(2), "{layout:#?}");
    assert_eq!(count("overlays"), Some(2), "{layout:#?}");
    assert_eq!(count("bases"), Some(1), "{layout:#?}");
    assert_eq!(count("folder per environment"), Some(4), "{layout:#?}");
    assert_eq!(count("app of apps"), None);
    assert!(
        layout.notes.iter().any(|note| note.contains("apps/base")),
        "one commit reaches production and staging: {layout:#?}"
    );
    let none = inspect(&[("a.yaml", "a: 1\n")], false).layout;
    assert_eq!(none, repo::Layout::default());
}

#[test]
fn argo_cd_rows_say_destination_and_every_source() {
    let application = |name: &str, path: &str, revision: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n  namespace: argocd\nspec:\n  project: shop\n  source:\n    repoURL: https://git.example.com/org/fleet\n    path: {path}\n    targetRevision: {revision}\n  destination:\n    name: prod-eu\n    namespace: shop\n"
        )
    };
    let root = application("root", "apps", "main");
    let web = application("web", "web", "production");
    let set = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: all\n  namespace: argocd\nspec:\n  goTemplate: true\n  generators:\n    - git:\n        repoURL: https://git.example.com/org/other\n        directories:\n          - path: apps/*\n  template:\n    metadata:\n      name: x\n    spec:\n      project: shop\n      sources:\n        - repoURL: registry.example.com/charts\n          chart: web\n          targetRevision: 1.2.3\n      destination:\n        server: https://kubernetes.default.svc\n        namespace: shop\n";
    let files = [
        ("root.yaml", root.as_str()),
        ("apps/web.yaml", web.as_str()),
        ("apps/set.yaml", set),
        (
            "web/config.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n",
        ),
    ];
    let told = inspect(&files, true);
    let rows = &told.deployments;
    assert_eq!(rows.len(), 3, "{rows:#?}");
    let web = rows
        .iter()
        .find(|row| row.object == "Application argocd/web")
        .unwrap();
    assert_eq!(
        (
            web.cluster.as_str(),
            web.namespace.as_str(),
            web.sources[0].path.as_str()
        ),
        ("prod-eu", "shop", "web")
    );
    let set = rows
        .iter()
        .find(|row| row.object.starts_with("ApplicationSet"))
        .unwrap();
    assert_eq!(set.sources[0].chart, "web");
    let names: Vec<_> = told.layout.patterns.iter().map(|one| one.name).collect();
    assert!(
        names.contains(&"app of apps") && names.contains(&"ApplicationSets"),
        "{names:?}"
    );
    assert!(names.contains(&"branch per environment"), "{names:?}");
    let counts = told.report.checked;
    for name in [
        "external repository https://git.example.com/org/other",
        "external chart registry.example.com/charts/web:1.2.3",
    ] {
        assert!(counts.contains_key(name), "{name} in {counts:#?}");
    }
}

#[test]
fn the_mirror_list_takes_in_charts_values_and_addresses() {
    let files = [
        ("release.yaml", RELEASE),
        (
            "kustomization.yaml",
            "resources:\n  - release.yaml\nhelmCharts:\n  - name: web\n    repo: https://kustomize.example.com\n    version: 1.0.0\n",
        ),
        (
            "chart/Chart.yaml",
            "apiVersion: v2\nname: chart\nversion: 1.0.0\ndependencies:\n  - name: redis\n    version: 20.1.0\n    repository: oci://registry.example.com/charts\n  - name: own\n    repository: file://../own\n",
        ),
        (
            "chart/values.yaml",
            "image:\n  registry: registry.example.com\n  repository: web\n  tag: 1.2.3\n",
        ),
        (
            "provider.yaml",
            "apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Provider\nmetadata:\n  name: chat\n  namespace: flux-system\nspec:\n  type: slack\n  address: https://hooks.example.com/services/Inv3nted\n",
        ),
        (
            "scan.yaml",
            "apiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageRepository\nmetadata:\n  name: web\n  namespace: flux-system\nspec:\n  interval: 1h\n  image: scan.example.com/web\n",
        ),
    ];
    let counts = inspect(&files, true).report.checked;
    for name in [
        "external chart https://kustomize.example.com/web:1.0.0",
        "external chart oci://registry.example.com/charts/redis:20.1.0",
        "image registry.example.com/web:1.2.3",
        "image scan.example.com/web",
        "external host hooks.example.com",
        "external host kustomize.example.com",
    ] {
        assert!(counts.contains_key(name), "{name} in {counts:#?}");
    }
    let flux = counts
        .keys()
        .find(|name| name.ends_with("/stable/podinfo:6.5.0"));
    assert!(flux.is_some(), "{counts:#?}");
    let all = format!("{counts:?}");
    assert!(
        !all.contains("Inv3nted") && !all.contains("file://"),
        "{all}"
    );
}

fn call(folder: &std::path::Path, more: Value) -> Value {
    let roots = Roots::new(&[folder.to_owned()], None).unwrap();
    let mut arguments = more.as_object().cloned().unwrap();
    arguments.insert("path".to_owned(), json!("."));
    let context = Context {
        roots: &roots,
        targets: &Default::default(),
        watch: &Unwatched,
        whole: false,
    };
    let tool = tools::find("validate_repo").unwrap();
    tool.call(&context, arguments).unwrap().structured()
}

#[test]
fn rows_follow_the_findings_with_one_cursor_and_exact_totals() {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<(String, String)> = (0..300)
        .map(|n| {
            let text = format!("apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app-{n}\n  namespace: argocd\nspec:\n  project: default\n  source:\n    repoURL: https://git.example.com/org/app-{n}\n    path: deploy\n    targetRevision: v1.0.0\n  destination:\n    server: https://kubernetes.default.svc\n    namespace: shop\n");
            (format!("apps/{n:03}.yaml"), text)
        })
        .collect();
    super::write(folder.path(), &borrowed(&files));
    let first = call(folder.path(), json!({}));
    assert!(first.to_string().len() <= 8_192);
    assert_eq!(first["layout"]["repositories"], "polyrepo");
    let notes = first["layout"]["notes"].to_string();
    assert!(notes.contains("300 other repositories"), "{notes}");
    let mut seen = std::collections::BTreeSet::new();
    let mut page = first;
    for _ in 0..100 {
        let rows = page["deployments"].as_array().unwrap();
        seen.extend(rows.iter().map(|row| row["object"].to_string()));
        if seen.len() == 300 {
            break;
        }
        page = call(folder.path(), json!({"cursor": page["next_cursor"]}));
    }
    assert_eq!(seen.len(), 300);
    assert_eq!(page["deployments_omitted"], 0);
    assert_eq!(page["next_cursor"], Value::Null);
}

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: a}\n";

#[test]
fn environments_are_folders_that_hold_what_is_deployed() {
    let environments = |paths: &[&str]| {
        let files: Vec<(&str, &str)> = paths.iter().map(|path| (*path, MAP)).collect();
        inspect(&files, false).layout.environments
    };
    let none: [&str; 0] = [];
    assert_eq!(environments(&["runtime/testing/a.yaml"]), none);
    assert_eq!(
        environments(&["tests/integration/a.yaml", "tests/unit/a.yaml"]),
        none
    );
    assert_eq!(environments(&[".github/prod/a.yaml"]), none);
    assert_eq!(
        environments(&[
            "issuers/letsencrypt-staging.yaml",
            "issuers/letsencrypt-prod.yaml"
        ]),
        none
    );
    assert_eq!(
        environments(&["web/test/a.yaml", "web/prod/a.yaml"]),
        ["prod", "test"]
    );
    assert_eq!(environments(&["overlays/test/a.yaml"]), ["test"]);
    assert_eq!(
        environments(&["web/us-prod/a.yaml", "web/us-dev/a.yaml"]),
        ["dev", "prod"]
    );
    assert_eq!(environments(&["web/values-prod.yaml"]), ["prod"]);
    assert_eq!(environments(&["web/production/a.yaml"]), ["production"]);
    let source = [("pkg/production/a.go", "package production\n")];
    assert_eq!(inspect(&source, false).layout.environments, none);
}
