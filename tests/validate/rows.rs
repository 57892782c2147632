//! The rows RV of the scope: what the old validator got wrong.

use super::{line_and_pointer, of, only, rules, told};
use gitops_mcp::model::Severity;

const CONFIG: &str =
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: apps\ndata:\n  a: b\n";

fn workload(kind: &str, api: &str, image: &str) -> String {
    format!(
        "apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: web\n  namespace: apps\nspec:\n  selector:\n    matchLabels:\n      app: web\n  strategy: {{}}\n  template:\n    spec:\n      containers:\n        - name: web\n          image: {image}\n"
    )
}

#[test]
fn rv01_a_broken_file_is_a_finding() {
    let report = of(&[("a.yaml", "a: b\n c: d\n- e\n"), ("b.yaml", CONFIG)]);
    let found = only(&report, "repo/yaml-syntax");
    assert_eq!(found.severity, Severity::High);
    assert!(report.complete);
}

#[test]
fn rv02_an_encrypted_secret_is_no_plain_one() {
    let sops = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: ENC[AES256_GCM,data:Cg==,iv:c2l4dGVlbmJ5dGVzaXY=,tag:c2l4dGVlbmJ5dGVzdA==,type:str]\nsops:\n  mac: ENC[AES256_GCM,data:Cg==,iv:c2l4dGVlbmJ5dGVzaXY=,tag:c2l4dGVlbmJ5dGVzdA==,type:str]\n  version: 3.13.2\n";
    assert!(of(&[("a.yaml", sops)]).findings.is_empty());
}

#[test]
fn rv03_the_bootstrap_folder_below_a_cluster_is_found() {
    let report = of(&[
        ("clusters/prod/flux-system/gotk-sync.yaml", PAIR),
        ("clusters/prod/a.yaml", CONFIG),
    ]);
    assert!(report.findings.is_empty(), "{:?}", told(&report));
    assert_eq!(report.checked["Flux Kustomization"].healthy, 1);
}

#[test]
fn rv04_a_kustomization_without_resources_is_sound() {
    for text in [
        "configMapGenerator:\n  - name: a\n    literals: [a=b]\n",
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - patch: |-\n      - op: remove\n        path: /data\n    target:\n      kind: ConfigMap\n",
        "helmCharts:\n  - name: podinfo\n    repo: https://charts.example.com\n    version: 1.2.3\n",
        "transformers:\n  - |-\n    apiVersion: builtin\n    kind: PrefixTransformer\n    metadata:\n      name: p\n    prefix: a-\n",
    ] {
        let report = of(&[("kustomization.yaml", text)]);
        assert!(report.findings.is_empty(), "{text}: {:?}", told(&report));
    }
}

#[test]
fn rv05_latest_in_a_comment_or_a_document_counts_for_nothing() {
    let text = format!(
        "# image: web:latest\n{}",
        CONFIG.replace("a: b", "note: 'image: web:latest'")
    );
    assert!(
        of(&[("a.yaml", &text), ("README.md", "image: web:latest\n")])
            .findings
            .is_empty()
    );
}

#[test]
fn rv06_an_image_without_a_tag_is_told() {
    let report = of(&[(
        "a.yaml",
        &workload("Deployment", "apps/v1", "registry.example.com:5000/web"),
    )]);
    let found = only(&report, "repo/image-not-pinned");
    assert_eq!(
        line_and_pointer(found),
        (Some(15), "/spec/template/spec/containers/0/image")
    );
    assert!(found.message.contains("no tag"));
}

#[test]
fn rv07_images_of_every_kind_are_judged() {
    let init = workload("StatefulSet", "apps/v1", "web:1.0").replace(
        "      containers:",
        "      initContainers:\n        - name: init\n          image: init\n      containers:",
    );
    let cron = "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: a\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          containers:\n            - name: a\n              image: a:latest\n";
    for (name, text) in [
        ("a.yaml", workload("DaemonSet", "apps/v1", "web")),
        ("a.yaml", workload("Job", "batch/v1", "web")),
        ("a.yaml", workload("Rollout", "argoproj.io/v1alpha1", "web:latest")),
        ("a.yaml", init),
        ("a.yaml", cron.to_owned()),
        ("a.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - name: a\n      image: a\n".to_owned()),
        ("charts/web/values.yaml", "image:\n  repository: registry.example.com/web\n  tag: latest\n".to_owned()),
    ] {
        let report = of(&[(name, &text)]);
        assert!(rules(&report).contains(&"repo/image-not-pinned"), "{text}: {:?}", told(&report));
    }
}

#[test]
fn rv08_limits_do_not_depend_on_the_name_of_the_file() {
    let report = of(&[("x/y.yaml", &workload("Deployment", "apps/v1", "web:1.0"))]);
    assert_eq!(
        only(&report, "repo/container-without-limits").severity,
        Severity::Info
    );
    let quiet = of(&[("deployment.yaml", CONFIG)]);
    assert!(quiet.findings.is_empty());
}

#[test]
fn rv09_missing_files_are_told_one_by_one() {
    let text = "resources:\n  - a.yaml\n  - gone.yaml\npatches:\n  - path: patch-gone.yaml\ncomponents:\n  - components/gone\nconfigMapGenerator:\n  - name: a\n    files:\n      - key=file-gone.txt\nhelmCharts:\n  - name: podinfo\n    valuesFile: values-gone.yaml\n";
    let report = of(&[("kustomization.yaml", text), ("a.yaml", CONFIG)]);
    let missing = report
        .findings
        .iter()
        .filter(|finding| finding.rule == "repo/kustomize-missing-file");
    let mut places: Vec<_> = missing.map(|finding| line_and_pointer(finding).1).collect();
    places.sort_unstable();
    assert_eq!(
        places,
        [
            "/components/0",
            "/configMapGenerator/0/files/0",
            "/helmCharts/0/valuesFile",
            "/patches/0/path",
            "/resources/1"
        ]
    );
}

#[test]
fn rv10_rings_are_told() {
    let flux = |name: &str, on: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./{name}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n  dependsOn:\n    - name: {on}\n"
        )
    };
    let report = of(&[
        ("a.yaml", &flux("a", "b")),
        ("b.yaml", &flux("b", "c")),
        ("c.yaml", &flux("c", "a")),
        ("a/x.yaml", CONFIG),
    ]);
    let found = only(&report, "repo/flux-dependency-cycle");
    assert_eq!(found.message.matches('→').count(), 3, "{}", found.message);
    let report = of(&[
        ("a/kustomization.yaml", "resources:\n  - ../b\n"),
        ("b/kustomization.yaml", "resources:\n  - ../a\n"),
    ]);
    only(&report, "repo/kustomize-cycle");
    let app = |name: &str, path: &str| {
        format!(
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: {name}\n  namespace: argocd\nspec:\n  project: default\n  destination:\n    server: https://kubernetes.default.svc\n    namespace: argocd\n  source:\n    repoURL: https://git.example.com/fleet\n    path: {path}\n    targetRevision: HEAD\n"
        )
    };
    let report = of(&[
        ("one/two.yaml", &app("two", "two")),
        ("two/one.yaml", &app("one", "one")),
    ]);
    only(&report, "repo/argocd-application-cycle");
}

#[test]
fn rv11_one_identity_with_two_owners_is_told_and_an_overlay_is_not() {
    let report = of(&[
        ("kustomization.yaml", "resources:\n  - a.yaml\n  - b.yaml\n"),
        ("a.yaml", CONFIG),
        ("b.yaml", CONFIG),
    ]);
    let found = only(&report, "repo/kustomize-duplicate-object");
    assert_eq!(found.related.len(), 1);
    let report = of(&[
        ("base/kustomization.yaml", "resources:\n  - a.yaml\n"),
        ("base/a.yaml", CONFIG),
        (
            "prod/kustomization.yaml",
            "resources:\n  - ../base\npatches:\n  - path: a.yaml\n",
        ),
        ("prod/a.yaml", CONFIG),
    ]);
    assert!(report.findings.is_empty(), "{:?}", told(&report));
}

#[test]
fn rv12_dangling_references_are_told_and_external_ones_are_not() {
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: podinfo\n  namespace: apps\nspec:\n  interval: 10m\n  chartRef:\n    kind: OCIRepository\n    name: gone\n  dependsOn:\n    - name: gone\n";
    let apps = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./apps\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n";
    let report = of(&[
        ("clusters/prod/flux-system/gotk-sync.yaml", PAIR),
        ("clusters/prod/apps.yaml", apps),
        (
            "clusters/prod/more.yaml",
            &apps
                .replace("name: apps", "name: more")
                .replace("./apps", "./gone"),
        ),
        ("apps/release.yaml", release),
    ]);
    for rule in [
        "repo/flux-missing-source",
        "repo/flux-missing-dependency",
        "repo/flux-missing-path",
    ] {
        only(&report, rule);
    }
    // Nothing here says that this repository is the whole of it.
    let alone = of(&[("release.yaml", release)]);
    assert!(alone.findings.is_empty(), "{:?}", told(&alone));
}

#[test]
fn rv13_versions_and_kinds_that_do_not_exist_are_told() {
    for (api, kind, rule) in [
        ("batch/v1beta1", "CronJob", "repo/api-version-removed"),
        (
            "kustomize.toolkit.fluxcd.io/v1beta1",
            "Kustomization",
            "repo/api-version-removed",
        ),
        (
            "policy/v1beta1",
            "PodSecurityPolicy",
            "repo/api-version-removed",
        ),
        ("apps/v1", "Ingress", "repo/api-version-unknown"),
        ("v1", "Deployment", "repo/api-version-unknown"),
        ("argoproj.io/v1", "Application", "-"),
    ] {
        let report = of(&[(
            "a.yaml",
            &format!("apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: a\nspec: {{}}\n"),
        )]);
        assert_eq!(
            rules(&report).contains(&rule),
            rule != "-",
            "{api} {kind}: {:?}",
            told(&report)
        );
    }
    let alert = of(&[(
        "a.yaml",
        "apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata:\n  name: a\nspec:\n  providerRef:\n    name: a\n  eventSources:\n    - kind: GitRepository\n      name: a\n",
    )]);
    assert!(alert.findings.is_empty(), "{:?}", told(&alert));
}

#[test]
fn rv14_unsafe_sync_policies_are_told() {
    let app = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: web-prod\n  namespace: argocd\nspec:\n  project: web\n  destination:\n    server: https://kubernetes.default.svc\n    namespace: web\n  source:\n    repoURL: https://git.example.com/other\n    path: web\n    targetRevision: HEAD\n  syncPolicy:\n    automated:\n      prune: true\n      allowEmpty: true\n    syncOptions:\n      - Replace=true\n";
    let report = of(&[("a.yaml", app)]);
    for rule in [
        "repo/argocd-allow-empty",
        "repo/argocd-replace",
        "repo/argocd-prune-unguarded",
        "repo/argocd-floating-revision",
    ] {
        only(&report, rule);
    }
}

#[test]
fn rv15_any_layout_may_be_sound() {
    for root in ["apps", "k8s/production", "deploy", "x"] {
        let report = of(&[(&format!("{root}/a.yaml"), CONFIG)]);
        assert!(report.findings.is_empty(), "{root}: {:?}", told(&report));
    }
}

#[test]
fn rv16_a_namespace_is_not_judged_by_the_name_of_a_file() {
    let text = CONFIG.replace("  namespace: apps\n", "");
    assert!(
        of(&[
            ("deployment.yaml", &text),
            ("apps/cluster-role.yaml", &text)
        ])
        .findings
        .is_empty()
    );
}

#[test]
fn rv17_secrets_are_the_business_of_the_audit() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: Inv3nted-Value-9\n";
    let report = of(&[
        ("any-name.yaml", secret),
        (
            "kustomization.yaml",
            "resources:\n  - any-name.yaml\n  - gone.yaml\n",
        ),
    ]);
    assert!(!serde_json::to_string(&report).unwrap().contains("Inv3nted"));
    only(&report, "repo/kustomize-missing-file");
}

#[test]
fn rv18_templates_are_counted_and_json_is_read() {
    let report = of(&[
        (
            "chart/Chart.yaml",
            "apiVersion: v2\nname: a\nversion: 1.0.0\n",
        ),
        (
            "chart/templates/a.yaml",
            "{{- if .Values.a }}\na: b\n c\n{{- end }}\n",
        ),
        (
            "chart/templates/plain.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n    - image: a\n",
        ),
        ("json/Kustomization", "resources:\n  - gone.json\n"),
        (
            "json/pod.json",
            "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}, \"spec\": {\"containers\": [{\"name\": \"a\", \"image\": \"a\"}]}}",
        ),
    ]);
    assert_eq!(report.checked["file"].not_judged["Helm template"], 2);
    only(&report, "repo/kustomize-missing-file");
    assert!(
        told(&report).contains(&"repo/image-not-pinned json/pod.json:1".to_owned()),
        "{:?}",
        told(&report)
    );
}

#[test]
fn rv19_a_finding_names_file_document_line_and_pointer() {
    let text = format!(
        "{CONFIG}---\n{}",
        workload("Deployment", "apps/v1beta1", "web:1.0")
    );
    let report = of(&[("x/a.yaml", &text)]);
    let found = only(&report, "repo/api-version-removed");
    assert_eq!(found.location.to_string(), "x/a.yaml:9");
    assert_eq!(line_and_pointer(found), (Some(9), "/apiVersion"));
}

const PAIR: &str = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example.com/fleet\n  ref:\n    branch: main\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ./clusters/prod\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n";

#[test]
fn rv20_wrong_snippets_are_findings_with_the_right_fix() {
    let set = "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: a\nspec:\n  generators:\n    - cluster:\n        selector: {}\n  template:\n    metadata:\n      name: '{{name}}'\n    spec:\n      source:\n        repoURL: https://git.example.com/fleet\n        path: apps\n";
    let oci = "apiVersion: source.toolkit.fluxcd.io/v1beta2\nkind: OCIRepository\nmetadata:\n  name: a\n  namespace: apps\nspec:\n  interval: 10m\n  url: oci://registry.example.com/a\n  verify:\n    provider: cosign\n";
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: a\n  namespace: apps\nspec:\n  interval: 10m\n  chart:\n    spec:\n      chart: a\n      sourceRef:\n        kind: OCIRepository\n        name: a\n";
    let image = "apiVersion: image.toolkit.fluxcd.io/v1beta2\nkind: ImagePolicy\nmetadata:\n  name: a\n  namespace: flux-system\nspec:\n  imageRepositoryRef:\n    name: a\n";
    let store = "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\nmetadata:\n  name: a\nspec:\n  refreshInterval: 1h\n";
    let rollout = "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata:\n  name: a\nspec:\n  strategy:\n    canary: {}\n";
    let canary = "apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: a\nspec:\n  analysis: {}\n";
    let settings = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cmd-params-cm\ndata:\n  resource.exclusions: |\n    - kinds: [Endpoints]\n";
    for (id, text, rule, fix) in [
        ("E1", set, "repo/argocd-generator-unknown", "`clusters`"),
        ("E2", set, "repo/argocd-application-incomplete", "`project`"),
        (
            "E2",
            set,
            "repo/argocd-template-lenient",
            "missingkey=error",
        ),
        (
            "E3",
            oci,
            "repo/api-version-removed",
            "source.toolkit.fluxcd.io/v1`",
        ),
        ("E12", oci, "repo/flux-keyless-identity", "exactly one"),
        ("E24", release, "repo/flux-helm-chart-source", "chartRef"),
        (
            "E35",
            image,
            "repo/api-version-removed",
            "image.toolkit.fluxcd.io/v1`",
        ),
        (
            "E33",
            store,
            "repo/api-version-removed",
            "external-secrets.io/v1`",
        ),
        ("E19", rollout, "repo/rollout-incomplete", "template"),
        ("E19", canary, "repo/rollout-incomplete", "targetRef"),
        (
            "E39",
            settings,
            "repo/argocd-settings-misplaced",
            "argocd-cm",
        ),
    ] {
        let report = of(&[("a.yaml", text)]);
        let fits = report.findings.iter().any(|finding| {
            finding.rule == rule && finding.fix.as_ref().unwrap().summary.contains(fix)
        });
        assert!(fits, "{id}: {:?}", report.findings);
    }
    let clean = of(&[("clusters/prod/flux-system/gotk-sync.yaml", PAIR)]);
    assert!(clean.findings.is_empty(), "{:?}", told(&clean));
}

#[test]
fn a_chart_that_a_release_cannot_take_is_told_once() {
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: a\n  namespace: apps\nspec:\n  interval: 1h\n";
    let from_oci = format!(
        "{release}  chart:\n    spec:\n      chart: a\n      sourceRef:\n        kind: OCIRepository\n        name: a\n"
    );
    for text in [release.to_owned(), from_oci] {
        let report = of(&[("a.yaml", &text)]);
        let high: Vec<&str> = rules(&report)
            .into_iter()
            .filter(|rule| {
                rule.starts_with("repo/schema-") || *rule == "repo/flux-helm-chart-source"
            })
            .collect();
        assert_eq!(high, ["repo/flux-helm-chart-source"], "{:?}", told(&report));
    }
}
