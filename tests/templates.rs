//! Templates: every pair of parameter values renders files that parse strictly, and no value
//! becomes anything but a value.

#![allow(
    clippy::unwrap_used,
    clippy::too_many_lines,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Command, Stdio};

use gitops_mcp::checks::known::{Asked, Day, Known};
use gitops_mcp::checks::secrets;
use gitops_mcp::clients::repository::{Roots, Unwatched};
use gitops_mcp::data::{apis, surface};
use gitops_mcp::knowledge::templates::{self, RenderError, Rendered, RenderedFile};
use gitops_mcp::knowledge::{Parameter, ParameterError, Type};
use gitops_mcp::yaml::{self, Budget, Stream};
use serde_json::{Map, Value, json};

#[path = "support/pairwise.rs"]
mod pairwise;

const ARGOCD: &str = "argocd/install-argocd-3.x.yaml";
const CLUSTERS: &str = "applicationsets/cluster-generator.yaml";
const BOOTSTRAP: &str = "flux/flux-bootstrap-github.sh";
const HELM: &str = "flux/oci-helmrelease.yaml";
const SOPS: &str = "secrets/sops-age-config.yaml";
const CANARY: &str = "progressive-delivery/argo-rollouts-canary.yaml";

// Age public keys with a valid checksum whose private half nobody holds: the data is the SHA-256
// of a phrase.
const STAGING: &str = "age1geslew3znmm02xsxap5w3qw92wkqz9xnspdeue5pxvv56rkj9zxqqd9fxa";
const PRODUCTION: &str = "age16czwk6jtw2f7vhxjz58gl7vd0qhl9mg33ps747tzxqypa5hzydfqc0sk2g";
const RECOVERY: &str = "age17cncr6qlj3r9xstn7msxuhnkzpcahfwwph5wsqcwlyugctrqtvnsrn0v6v";
const OPERATOR: &str = "age12z37mzpmn276y23rnnh59g8s077d4t448l9e462373gknvjzqw4qa0zp3u";

/// A parameter and the values it takes in turn; null leaves it out.
type Factors = Vec<(&'static str, Vec<Value>)>;

fn argocd() -> Factors {
    vec![
        ("host", vec![json!("argocd.example.com")]),
        ("version", vec![Value::Null, json!("3.5.7")]),
        (
            "namespace",
            vec![Value::Null, json!("gitops"), json!("010")],
        ),
        ("tls_mode", vec![json!("terminate"), json!("passthrough")]),
        (
            "ingress_controller",
            vec![
                json!("generic"),
                json!("traefik"),
                json!("nginx"),
                json!("gateway"),
            ],
        ),
        ("ingress_class", vec![Value::Null, json!("internal")]),
        (
            "gateway",
            vec![
                Value::Null,
                json!({"name": "public", "namespace": "gateway"}),
            ],
        ),
        ("issuer", vec![Value::Null, json!("letsencrypt")]),
        ("ingress_namespace", vec![Value::Null, json!("ingress")]),
        ("ha", vec![json!(true), json!(false)]),
        (
            "oidc_issuer",
            vec![
                Value::Null,
                json!("https://idp.example.com/realms/a_b~c%20"),
            ],
        ),
        ("oidc_client_id", vec![Value::Null, json!("0123")]),
        (
            "admin_group",
            vec![Value::Null, json!("platform admins:core@example.com")],
        ),
        (
            "self_managed",
            vec![
                Value::Null,
                json!({"repo_url": "https://git.example.com/p/gitops.git", "path": "."}),
                json!({"repo_url": "ssh://git@git.example.com:7999/p/g", "path": "argocd", "revision": "release/1"}),
            ],
        ),
    ]
}

fn clusters() -> Factors {
    vec![
        ("name", vec![json!("web"), json!("yes")]),
        ("project", vec![Value::Null, json!("team-a")]),
        ("repo_url", vec![json!("https://git.example.com/team/web")]),
        ("path", vec![json!("overlays"), json!("./apps/web_1")]),
        ("path_per_environment", vec![json!(true), json!(false)]),
        ("revision", vec![Value::Null, json!("1e3")]),
        ("namespace", vec![json!("web"), json!("null")]),
        ("create_namespace", vec![json!(true), json!(false)]),
        ("argocd_namespace", vec![Value::Null, json!("gitops")]),
        (
            "match_labels",
            vec![
                json!({"example.com/web": "true"}),
                json!({"a": "1", "on": "off"}),
            ],
        ),
        (
            "environment_label",
            vec![Value::Null, json!("example.com/env")],
        ),
        ("clusters", vec![Value::Null, json!(["prod-*", "*-eu"])]),
        (
            "auto_sync",
            vec![json!([]), json!(["dev"]), json!(["dev", "010"])],
        ),
        ("prune", vec![json!([]), json!(["dev"])]),
        ("preserve_on_deletion", vec![json!(true), json!(false)]),
        (
            "applications_sync",
            ["create-update", "sync", "create-only", "create-delete"]
                .map(Value::from)
                .to_vec(),
        ),
        (
            "rolling_steps",
            vec![
                Value::Null,
                json!([{"environments": ["dev"]}, {"environments": ["production", "010"], "max_update": "25%"}]),
            ],
        ),
    ]
}

fn bootstrap() -> Factors {
    vec![
        ("owner", vec![json!("example-org"), json!("007")]),
        ("owner_type", vec![json!("organization"), json!("user")]),
        ("repository", vec![json!("fleet"), json!(".github")]),
        ("branch", vec![Value::Null, json!("release/1.2+x")]),
        ("cluster", vec![json!("production")]),
        (
            "context",
            vec![Value::Null, json!("arn:aws:eks:eu-west-1:0:cluster/a@b")],
        ),
        ("path", vec![Value::Null, json!("fleet/a_b")]),
        ("version", vec![Value::Null, json!("2.9.0")]),
        (
            "components_extra",
            vec![
                json!([]),
                json!(["source-watcher"]),
                json!(["image-reflector-controller"]),
                json!(["image-reflector-controller", "image-automation-controller"]),
            ],
        ),
        ("network_policy", vec![json!(true), json!(false)]),
        ("read_write_key", vec![json!(false), json!(true)]),
    ]
}

fn helm() -> Factors {
    let tree = json!({
        "replicaCount": 2, "yes": "no", "deep": {"list": [1, "a: b", {"c": null}, []], "empty": {}},
        "text": "line\nbreak\t\"quoted\" \\ {{ .x }} ${HOME} $(id) # no comment", "-": "- x", "": {},
    });
    let mut tree = tree;
    tree.as_object_mut().unwrap().remove("");
    vec![
        ("name", vec![json!("web"), json!("0x1f")]),
        ("namespace", vec![json!("apps")]),
        (
            "url",
            vec![json!("oci://registry.example.com:5000/charts/web")],
        ),
        ("semver", vec![Value::Null, json!(">=1.2.0 <2.0.0 || 3.*")]),
        (
            "digest",
            vec![Value::Null, json!(format!("sha256:{}", "0a".repeat(32)))],
        ),
        (
            "verify",
            vec![
                Value::Null,
                json!({"issuer": "^https://token\\.example\\.com$", "subject": "^https://git\\.example\\.com/a/.*@refs/tags/v.+$"}),
            ],
        ),
        ("key_secret", vec![Value::Null, json!("cosign-keys")]),
        ("unsigned", vec![json!(false), json!(true)]),
        ("pull_secret", vec![Value::Null, json!("registry")]),
        (
            "target_namespace",
            vec![Value::Null, json!("apps"), json!("web")],
        ),
        ("service_account", vec![Value::Null, json!("deployer")]),
        ("values", vec![Value::Null, json!({"a": 1}), tree]),
        ("values_secret", vec![Value::Null, json!("web-values")]),
        ("autoscaled", vec![json!(true), json!(false)]),
        ("interval", vec![Value::Null, json!("1h30m")]),
        ("timeout", vec![Value::Null, json!("90s")]),
    ]
}

fn sops() -> Factors {
    vec![
        (
            "environments",
            vec![
                json!([{"name": "production", "path": "secrets/production", "recipients": [PRODUCTION]}]),
                json!([
                    {"name": "staging", "path": "secrets/v1.2/staging", "recipients": [STAGING, OPERATOR]},
                    {"name": "no", "path": "secrets/v1.2/staging-eu", "recipients": [PRODUCTION, OPERATOR]},
                ]),
            ],
        ),
        ("recovery_recipient", vec![json!(RECOVERY)]),
        (
            "values_paths",
            vec![
                Value::Null,
                json!(["values.secret.yaml"]),
                json!(["a.yaml", "b.yaml"]),
            ],
        ),
        ("mac_only_encrypted", vec![json!(true), json!(false)]),
        ("source", vec![Value::Null, json!("fleet")]),
    ]
}

fn canary() -> Factors {
    let image = format!("registry.example.com/team/web:1@sha256:{}", "0a".repeat(32));
    vec![
        ("name", vec![json!("web"), json!("on")]),
        ("namespace", vec![json!("web"), json!("123")]),
        ("image", vec![json!(image)]),
        ("port", vec![Value::Null, json!(1), json!(65535)]),
        ("health_path", vec![Value::Null, json!("/a/b_c")]),
        (
            "router",
            ["gateway", "istio", "nginx", "alb", "none"]
                .map(Value::from)
                .to_vec(),
        ),
        ("host", vec![Value::Null, json!("web.example.com")]),
        (
            "gateway",
            vec![Value::Null, json!({"name": "public", "namespace": "gw"})],
        ),
        (
            "steps",
            vec![
                Value::Null,
                json!([{"weight": 1}, {"weight": 99, "pause": "1h"}]),
            ],
        ),
        (
            "prometheus_url",
            vec![json!("http://prometheus.monitoring.svc:9090")],
        ),
        ("requests_metric", vec![Value::Null, json!("requests")]),
        ("status_label", vec![Value::Null, json!("status")]),
        ("success_rate", vec![Value::Null, json!(100), json!(57)]),
        ("latency_ms", vec![Value::Null, json!(1)]),
        ("min_replicas", vec![Value::Null, json!(2)]),
        ("max_replicas", vec![Value::Null, json!(2)]),
        ("cpu", vec![Value::Null, json!("1")]),
        ("memory", vec![Value::Null, json!("1Gi")]),
        (
            "argocd",
            vec![
                Value::Null,
                json!({"project": "web", "repo_url": "https://git.example.com/a/b", "path": "prod"}),
            ],
        ),
    ]
}

fn chosen(factors: &Factors, levels: &[usize]) -> Map<String, Value> {
    factors
        .iter()
        .zip(levels)
        .map(|((name, values), &level)| ((*name).to_owned(), values[level].clone()))
        .collect()
}

/// Renders all pairs of a template, checks every file, and returns how many cases and how many
/// contradictory pairs there were.
fn all_pairs(path: &str, factors: &Factors) -> (usize, usize) {
    let declared: BTreeSet<&str> = templates::find(path)
        .unwrap()
        .parameters
        .iter()
        .map(|p| p.name.as_str())
        .collect();
    let levels: Vec<usize> = factors.iter().map(|(_, values)| values.len()).collect();
    let pairs = pairwise::cover(&levels, |case| {
        match templates::render(path, &chosen(factors, case)) {
            Ok(_) => true,
            Err(RenderError::Parameters(errors)) => {
                let contradiction =
                    |error: &ParameterError| matches!(error, ParameterError::Contradiction { .. });
                assert!(
                    errors.iter().all(contradiction),
                    "{path}: a value of the test is refused: {errors:?}"
                );
                false
            }
            Err(error) => panic!("{path} {:?}: {error}", chosen(factors, case)),
        }
    });
    let tested: BTreeSet<&str> = factors.iter().map(|(name, _)| *name).collect();
    let untested: Vec<_> = declared.difference(&tested).collect();
    assert!(
        untested
            .iter()
            .all(|name| ["duration_metric", "min_requests"].contains(*name)),
        "{path}: {untested:?}"
    );
    for case in &pairs.cases {
        let rendered = templates::render(path, &chosen(factors, case)).unwrap();
        check(path, &rendered);
        check_by_our_rules(path, &rendered);
    }
    for &(a, x, b, y) in &pairs.impossible {
        println!(
            "{path}: {}={} excludes {}={}",
            factors[a].0, factors[a].1[x], factors[b].0, factors[b].1[y]
        );
    }
    (pairs.cases.len(), pairs.impossible.len())
}

fn check(path: &str, rendered: &Rendered) {
    assert!(!rendered.notes.is_empty(), "{path}: no notes");
    for note in &rendered.notes {
        assert!(
            !note.contains("<%") && note.matches('`').count().is_multiple_of(2),
            "{path}: {note}"
        );
    }
    for file in &rendered.files {
        for line in file.content.lines() {
            assert!(
                !line.contains("<%") && !line.starts_with("#%") && !line.starts_with("#="),
                "{path}: {line}"
            );
            assert!(
                line.trim_end() == line && !line.contains('\t'),
                "{path} {}: white space in {line:?}",
                file.path
            );
        }
        assert!(
            file.content.ends_with('\n') && !file.path.contains(['<', '\'', '"']),
            "{}",
            file.path
        );
        if file.path.ends_with(".sh") {
            check_script(file);
        } else {
            check_yaml(path, file);
        }
    }
}

fn parse(text: &str) -> Stream {
    yaml::parse(text.as_bytes(), &Budget::default())
}

/// A repository of nothing but these files is clean.
fn check_by_our_rules(path: &str, rendered: &Rendered) {
    let folder = tempfile::TempDir::new().unwrap();
    for file in &rendered.files {
        let place = folder.path().join(&file.path);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, &file.content).unwrap();
    }
    let roots = Roots::new(&[folder.path().to_path_buf()], None).unwrap();
    let repository = roots.open(".").unwrap();
    let nothing = Asked {
        baseline: None,
        compare_to: None,
        today: Day::parse("2026-11-24").unwrap(),
    };
    let report = secrets::audit(
        &repository,
        &Known::open(&repository, &nothing).unwrap(),
        &Unwatched,
    );
    let wrong: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.rule != NO_FILE_YET)
        .collect();
    assert!(
        wrong.is_empty() && report.complete,
        "{path}: {wrong:#?} {:?}",
        report.skipped
    );
}

/// True of every `.sops.yaml` before the first file is encrypted.
const NO_FILE_YET: &str = "secrets/sops-config-rule-matches-nothing";

/// Strictly: no error, no duplicate key, nothing dropped, and both readers agree on every value.
fn strict(place: &str, text: &str) -> Stream {
    let stream = parse(text);
    assert!(
        stream.errors.is_empty(),
        "{place}: {:?}\n{text}",
        stream.errors
    );
    assert!(
        stream.notes.is_empty() && stream.dropped.is_empty(),
        "{place}: {:?}\n{text}",
        stream.notes
    );
    for document in &stream.documents {
        assert!(
            document.disagreements().is_empty(),
            "{place}: {:?}",
            document.disagreements()
        );
    }
    stream
}

fn check_yaml(path: &str, file: &RenderedFile) {
    let place = format!("{path}, {}", file.path);
    let stream = strict(&place, &file.content);
    assert!(!stream.documents.is_empty(), "{place}: empty");
    for document in &stream.documents {
        if file.path != ".sops.yaml" {
            check_api(&place, document);
        }
        for node in document.walk() {
            let inside = ["/patch", "/data/oidc.config"]
                .iter()
                .any(|end| node.pointer().ends_with(end));
            if inside && !node.is_key() {
                strict(&format!("{place} {}", node.pointer()), node.text().unwrap());
            }
        }
    }
}

/// Kinds outside the data table that templates may write.
const OTHER_KINDS: [&str; 17] = [
    "v1 ConfigMap",
    "v1 Namespace",
    "v1 Service",
    "v1 ServiceAccount",
    "networking.k8s.io/v1 Ingress",
    "networking.k8s.io/v1 NetworkPolicy",
    "rbac.authorization.k8s.io/v1 RoleBinding",
    "policy/v1 PodDisruptionBudget",
    "autoscaling/v2 HorizontalPodAutoscaler",
    "kustomize.config.k8s.io/v1beta1 Kustomization",
    "cert-manager.io/v1 Certificate",
    "traefik.io/v1alpha1 IngressRoute",
    "traefik.io/v1alpha1 IngressRouteTCP",
    "gateway.networking.k8s.io/v1 HTTPRoute",
    "gateway.networking.k8s.io/v1 GRPCRoute",
    "networking.istio.io/v1 VirtualService",
    "argoproj.io/v1alpha1 AnalysisTemplate",
];

fn check_api(place: &str, document: &yaml::Document) {
    let text = |key: &str| {
        document
            .root()
            .get(key)
            .and_then(|node| node.text())
            .unwrap_or_default()
    };
    let (version, kind) = (text("apiVersion"), text("kind"));
    match apis::find(version, kind) {
        Some(known) => assert!(
            known.is_served() && known.deprecated.is_none(),
            "{place}: {version} {kind}"
        ),
        None => assert!(
            OTHER_KINDS.contains(&format!("{version} {kind}").as_str()),
            "{place}: unknown {version} {kind}"
        ),
    }
    if kind != "Kustomization" || version.starts_with("kustomize.toolkit") {
        assert!(
            document.at("/metadata/name").is_some(),
            "{place}: {kind} without a name"
        );
    }
}

fn check_script(file: &RenderedFile) {
    assert!(
        file.content.starts_with("#!/usr/bin/env bash\n")
            && file.content.contains("\nset -euo pipefail\n")
    );
    run("bash", &["-n"], &file.content);
    if Command::new("shellcheck")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok()
    {
        run("shellcheck", &["-"], &file.content);
    }
}

fn run(program: &str, arguments: &[&str], script: &str) {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(script.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{program}: {}{}\n{script}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

macro_rules! pairs {
    ($($name:ident: $path:expr, $factors:expr, $impossible:expr;)*) => {$(
        #[test]
        fn $name() {
            let (cases, impossible) = all_pairs($path, &$factors);
            println!("{}: {cases} cases, {impossible} contradictory pairs", $path);
            assert_eq!(impossible, $impossible, "contradictory pairs: a change here changes what callers may combine");
        }
    )*};
}

pairs! {
    t1_every_pair_renders: ARGOCD, argocd(), 12;
    t2_every_pair_renders: CLUSTERS, clusters(), 2;
    t3_every_pair_renders: BOOTSTRAP, bootstrap(), 4;
    t4_every_pair_renders: HELM, helm(), 7;
    t5_every_pair_renders: SOPS, sops(), 0;
    t6_every_pair_renders: CANARY, canary(), 12;
}

/// The cheapest complete call of each template.
fn required(path: &str) -> Map<String, Value> {
    let factors = match path {
        ARGOCD => argocd(),
        CLUSTERS => clusters(),
        BOOTSTRAP => bootstrap(),
        HELM => helm(),
        SOPS => sops(),
        _ => canary(),
    };
    let mut values = chosen(&factors, &vec![0; factors.len()]);
    let more = match path {
        HELM => json!({"semver": "1.x", "key_secret": "cosign"}),
        CANARY => json!({"host": "web.example.com", "gateway": {"name": "g", "namespace": "g"}}),
        _ => json!({}),
    };
    values.extend(more.as_object().unwrap().clone());
    values
}

fn with(path: &str, more: Value) -> Result<Rendered, RenderError> {
    let mut values = required(path);
    values.extend(more.as_object().unwrap().clone());
    templates::render(path, &values)
}

fn file(rendered: &Rendered, path: &str) -> String {
    let found = rendered.files.iter().find(|file| file.path == path);
    found
        .unwrap_or_else(|| {
            panic!(
                "no {path} in {:?}",
                rendered.files.iter().map(|f| &f.path).collect::<Vec<_>>()
            )
        })
        .content
        .clone()
}

fn refusal(path: &str, more: Value) -> String {
    match with(path, more.clone()) {
        Err(RenderError::Parameters(errors)) => RenderError::Parameters(errors).to_string(),
        other => panic!("{path} {more}: {other:?}"),
    }
}

#[test]
fn every_file_is_a_template_of_the_contract() {
    let listed: Vec<&str> = templates::all()
        .iter()
        .map(|template| template.path.as_str())
        .collect();
    assert_eq!(listed, surface::TEMPLATES);
    let mut on_disk = Vec::new();
    for folder in std::fs::read_dir("templates").unwrap() {
        let folder = folder.unwrap().path();
        on_disk.extend(
            std::fs::read_dir(&folder)
                .unwrap()
                .map(|file| file.unwrap().path()),
        );
    }
    assert_eq!(
        on_disk.len(),
        2 * listed.len(),
        "a file that is neither a template nor its declaration: {on_disk:?}"
    );
    for template in templates::all() {
        assert!(
            template.title.len() < 60 && template.description.len() < 300,
            "{}",
            template.path
        );
        let expected = if template.path.ends_with(".sh") {
            "text/x-shellscript"
        } else {
            "application/yaml"
        };
        assert_eq!(template.media_type, expected);
    }
}

#[test]
fn every_parameter_says_what_it_takes_and_its_example_and_default_fit() {
    for template in templates::all() {
        assert!(
            templates::render(&template.path, &required(&template.path)).is_ok(),
            "{}",
            template.path
        );
        for parameter in &template.parameters {
            let place = format!("{}, {}", template.path, parameter.name);
            documented(&place, parameter);
            for value in [parameter.default.clone(), parameter.example.clone()]
                .into_iter()
                .flatten()
            {
                let is_placeholder = value.to_string().contains("PUBLIC-KEY");
                let result = with(&template.path, json!({parameter.name.clone(): value}));
                let fits = match &result {
                    Err(RenderError::Parameters(errors)) => errors
                        .iter()
                        .all(|error| matches!(error, ParameterError::Contradiction { .. })),
                    other => other.is_ok(),
                };
                assert_eq!(fits, !is_placeholder, "{place} = {value}: {result:?}");
            }
        }
    }
}

fn documented(place: &str, parameter: &Parameter) {
    assert!(parameter.example.is_some(), "{place}: no example");
    assert!(
        parameter.name.is_empty() || !parameter.description.is_empty(),
        "{place}: no description"
    );
    assert!(
        !(parameter.required && parameter.default.is_some()),
        "{place}: required and yet a default"
    );
    let wants_items = matches!(parameter.kind, Type::List | Type::Map);
    assert_eq!(parameter.items.is_some(), wants_items, "{place}: items");
    assert_eq!(
        parameter.fields.is_empty(),
        parameter.kind != Type::Object,
        "{place}: fields"
    );
    assert!(!parameter.expects().is_empty(), "{place}");
    for part in parameter.fields.iter().chain(parameter.items.as_deref()) {
        documented(&format!("{place}.{}", part.name), part);
    }
}

#[test]
fn the_example_of_every_template_is_one_file_of_its_kind() {
    for template in templates::all() {
        let text = templates::example(&template.path).unwrap();
        assert!(
            template
                .parameters
                .iter()
                .all(|p| text.contains(&format!("#   {} (", p.name))),
            "{}",
            template.path
        );
        if template.path.ends_with(".sh") {
            check_script(&RenderedFile {
                path: String::new(),
                content: text,
            });
        } else {
            strict(&template.path, &text);
        }
    }
    assert!(templates::example("no/such.yaml").is_err());
}

#[test]
fn a16_a22_ag13_values_stay_values() {
    let hostile = [
        "{{ .x }}",
        "${HOME}",
        "$(id)",
        "`id`",
        "'; id #",
        "a: b",
        "a #b",
        "- x",
        "\"quoted\"",
        "x, role:admin, y",
        "010",
        "yes",
        "null",
        "1e3",
        "-1",
        "~",
        "*x",
        "&x",
        "!x",
        "%s%n",
        "a\nb: c",
        "a\r\nb",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{0}",
        "../x",
        "<% host %>",
        "#% if x",
        "https://u:p@h/x",
        "file:///etc/passwd",
        "@file",
        "--kubeconfig=x",
        "",
    ];
    for template in templates::all() {
        let (mut taken, mut refused) = (0, 0);
        for parameter in template
            .parameters
            .iter()
            .filter(|p| p.kind == Type::String && p.values.is_empty())
        {
            let plain: Vec<_> = [parameter.example.clone(), Some(json!("other"))]
                .into_iter()
                .filter_map(|value| {
                    with(&template.path, json!({parameter.name.clone(): value})).ok()
                })
                .map(|rendered| shape(&rendered))
                .collect();
            for value in hostile {
                match with(&template.path, json!({parameter.name.clone(): value})) {
                    Ok(rendered) => {
                        taken += 1;
                        check(&template.path, &rendered);
                        assert!(
                            plain.contains(&shape(&rendered)),
                            "{} = {value:?}",
                            parameter.name
                        );
                    }
                    Err(RenderError::Parameters(errors)) => {
                        refused += 1;
                        let text = RenderError::Parameters(errors).to_string();
                        assert!(
                            !text.contains('\u{1b}')
                                && !text.contains('\u{202e}')
                                && !text.contains('\u{0}'),
                            "{text:?}"
                        );
                    }
                    Err(error) => {
                        panic!("{} {} = {value:?}: {error}", template.path, parameter.name)
                    }
                }
            }
        }
        println!(
            "{}: {taken} hostile values taken as text, {refused} refused",
            template.path
        );
    }
}

/// The keys and kinds of all nodes, without the values.
fn shape(rendered: &Rendered) -> Vec<(usize, usize, String, yaml::Kind)> {
    let mut shape = Vec::new();
    for (n, file) in rendered
        .files
        .iter()
        .enumerate()
        .filter(|(_, file)| !file.path.ends_with(".sh"))
    {
        for (m, document) in parse(&file.content).documents.iter().enumerate() {
            shape.extend(
                document
                    .walk()
                    .map(|node| (n, m, node.pointer(), node.kind())),
            );
        }
    }
    shape
}

#[test]
fn a16_free_values_of_a_chart_come_out_as_they_went_in() {
    let values = json!({
        "a": "{{ .x }}", "b": "${HOME} $(id) ~/x %s%n", "c": ["yes", "010", "1e3", "null", "-1", 1, 1.5, true, null],
        "d e: f": "x\ny: z", "on": {"": "ignored"},
    });
    let refused = refusal(HELM, json!({"values": {"<<": "*a"}}));
    assert!(refused.contains("a key `<<`"), "{refused}");
    let refused = refusal(HELM, json!({"values": values.clone()}));
    assert!(refused.contains("key that is empty"), "{refused}");
    let mut values = values;
    values["on"] = json!({"x": {}});
    let rendered = with(HELM, json!({"values": values.clone()})).unwrap();
    let stream = strict("values", &file(&rendered, "release.yaml"));
    for reading in [yaml::Reading::Kubectl, yaml::Reading::Kustomize] {
        let document = stream.documents[0].to_json(reading).unwrap();
        assert_eq!(document["spec"]["values"], values, "{reading:?}");
    }
    assert!(
        rendered.notes.iter().any(|note| note.contains("postBuild")),
        "{:?}",
        rendered.notes
    );
}

#[test]
fn a23_bombs_in_free_values_are_refused() {
    let deep = (0..40).fold(json!(1), |inner, _| json!({"a": inner}));
    assert!(refusal(HELM, json!({"values": deep})).contains("deeper"));
    assert!(refusal(HELM, json!({"values": {"a": vec![0; 100_000]}})).contains("more than"));
    assert!(refusal(HELM, json!({"values": {"a": "a".repeat(1 << 20)}})).contains("characters"));
    assert!(refusal(CLUSTERS, json!({"clusters": vec!["a"; 100_000]})).contains("allowed are"));
}

#[test]
fn secrets_in_values_are_refused_and_not_repeated() {
    for key in [
        "password",
        "adminPassword",
        "api_key",
        "token",
        "client-secret",
    ] {
        let text = refusal(
            HELM,
            json!({"values": {"auth": {key: "CNRYhunter2hunter2"}}}),
        );
        assert!(
            text.contains(key) && text.contains("Secret") && !text.contains("hunter2"),
            "{text}"
        );
    }
    assert!(
        with(
            HELM,
            json!({"values": {"existingSecret": "a", "tokenSecretRef": "b", "password": ""}})
        )
        .is_ok()
    );
}

#[test]
fn a01_a02_a03_a04_a05_arguments_are_refused_with_what_fits() {
    let missing = templates::render(CANARY, &Map::new())
        .unwrap_err()
        .to_string();
    for name in ["name", "namespace", "image", "prometheus_url"] {
        assert!(
            missing.contains(&format!("`{name}` is missing")),
            "{missing}"
        );
    }
    assert!(missing.contains("example: \"web\""), "{missing}");
    let text = refusal(
        CANARY,
        json!({"namspace": "x", "Name": "y", "bogus\u{1b}": 1}),
    );
    assert!(
        text.contains("did you mean `namespace`") && text.contains("did you mean `name`"),
        "{text}"
    );
    assert!(
        text.contains("unknown parameter `bogus\\u{1b}`") && !text.contains('\u{1b}'),
        "{text}"
    );
    for (more, says) in [
        (json!({"name": 7}), "`name` is a number"),
        (
            json!({"port": "8080"}),
            "`port` is a string: expected a whole number from 1 to 65535; example: 8080",
        ),
        (json!({"port": 1.5}), "is no whole number"),
        (json!({"port": 0}), "is out of range"),
        (
            json!({"port": 9_223_372_036_854_775_808_u64}),
            "is no whole number",
        ),
        (json!({"steps": {}}), "`steps` is an object"),
        (json!({"steps": []}), "`steps` is empty"),
        (
            json!({"steps": [{"weight": 5, "paus": "1m"}]}),
            "unknown parameter `steps[0].paus`: did you mean `pause`",
        ),
        (
            json!({"steps": [{"pause": "1m"}]}),
            "`steps[0].weight` is missing",
        ),
        (
            json!({"steps": [{"weight": 50}, {"weight": 5}]}),
            "does not rise",
        ),
        (json!({"router": "Gateway"}), "nearest: gateway"),
        (json!({"name": "   "}), "is empty"),
        (json!({"name": "a".repeat(1 << 20)}), "at most 63"),
        (json!({"image": "web:latest"}), "an image with its digest"),
        (json!({"gateway": {}}), "`gateway.name` is missing"),
    ] {
        let text = refusal(CANARY, more);
        assert!(text.contains(says), "{says}: {text}");
    }
    assert!(with(CANARY, json!({"port": null})).is_ok());
    assert!(refusal(CANARY, json!({"name": null})).contains("is missing"));
}

#[test]
fn a17_a21_unknown_templates_are_refused_with_the_nearest() {
    for path in [
        "flux/oci-helmreleas.yaml",
        "../Cargo.toml",
        "/etc/passwd",
        "flux/oci-helmrelease.yaml.toml",
        "",
    ] {
        let error = templates::render(path, &Map::new()).unwrap_err();
        let RenderError::UnknownTemplate { known, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!(known.len(), 6);
        assert!(error.to_string().contains("there are: "), "{error}");
    }
    let error = templates::render("flux/oci-helmreleas.yaml", &Map::new()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("there are: flux/oci-helmrelease.yaml"),
        "{error}"
    );
}

/// A value may stand only where a whole scalar stands. Elsewhere (block scalars, PromQL) the
/// expression has to end in a filter that checks what it writes, or be a number.
#[test]
fn ag13_values_stand_where_a_scalar_stands() {
    let number = ["<% min_requests %>"];
    for template in templates::all()
        .iter()
        .filter(|template| template.path.ends_with(".yaml"))
    {
        let source = std::fs::read_to_string(format!("templates/{}", template.path)).unwrap();
        let mut name = "";
        for line in source.lines() {
            if let Some(section) = line.strip_prefix("#= ") {
                name = section;
            }
            if !name.ends_with(".yaml") || line.starts_with("#=") || !line.contains("<%") {
                continue;
            }
            let text = line.trim_start();
            let value = text.strip_prefix("- ").unwrap_or(text);
            let value = value
                .split_once(": ")
                .filter(|(key, _)| !key.contains(['<', '"', ' ']))
                .map_or(value, |(_, value)| value);
            let whole = value.starts_with("<%")
                && value.ends_with("%>")
                && value.matches("<%").count() == 1;
            let checked = text.split("<%").skip(1).all(|rest| {
                let expression = rest.split("%>").next().unwrap().trim();
                ["| bare", "| go_words"]
                    .iter()
                    .any(|end| expression.ends_with(end))
            });
            let numeric = number.iter().any(|number| text.contains(number))
                && text.matches("<% ").count() == text.matches("| bare %>").count() + 1;
            assert!(
                whole || checked || numeric,
                "{} {name}: {line}",
                template.path
            );
        }
    }
}

fn documents(text: &str) -> Vec<Value> {
    parse(text)
        .documents
        .iter()
        .map(|document| document.to_json(yaml::Reading::Kubectl).unwrap())
        .collect()
}

#[test]
fn e07_e31_e39_argocd_install_is_server_side_and_keeps_the_default_exclusions() {
    let rendered = with(
        ARGOCD,
        json!({"self_managed": {"repo_url": "https://git.example.com/p/g", "path": "a"}}),
    )
    .unwrap();
    let application = &documents(&file(&rendered, "application.yaml"))[0];
    assert_eq!(
        application["spec"]["syncPolicy"]["syncOptions"][0],
        "ServerSideApply=true"
    );
    assert!(application["metadata"].get("finalizers").is_none());
    let commands: Vec<_> = rendered
        .notes
        .iter()
        .filter(|note| note.contains("kubectl apply"))
        .collect();
    assert!(
        commands.iter().all(|note| note
            .matches("kubectl apply --server-side --force-conflicts")
            .count()
            == note.matches("kubectl apply").count()),
        "{commands:?}"
    );
    for file in &rendered.files {
        let settings = documents(&file.content);
        assert!(
            settings
                .iter()
                .all(|document| document.pointer("/data/resource.exclusions").is_none()),
            "{}",
            file.path
        );
    }
}

#[test]
fn t1_tls_ends_in_exactly_one_place() {
    for (controller, mode) in [
        ("generic", "terminate"),
        ("traefik", "terminate"),
        ("nginx", "terminate"),
        ("traefik", "passthrough"),
        ("nginx", "passthrough"),
    ] {
        let rendered = with(
            ARGOCD,
            json!({"ingress_controller": controller, "tls_mode": mode, "issuer": "le"}),
        )
        .unwrap();
        let insecure =
            &documents(&file(&rendered, "argocd-cmd-params-cm.yaml"))[0]["data"]["server.insecure"];
        assert_eq!(
            insecure == "true",
            mode == "terminate",
            "{controller} {mode}"
        );
        let route = file(&rendered, "route.yaml");
        assert_eq!(
            route.contains("passthrough"),
            mode == "passthrough",
            "{controller} {mode}"
        );
        let served = &documents(&file(&rendered, "certificate.yaml"))[0]["spec"]["secretName"];
        assert_eq!(
            served == "argocd-server-tls",
            mode == "passthrough",
            "{controller} {mode}"
        );
    }
}

#[test]
fn t1_single_sign_on_replaces_admin_and_every_rule_is_complete() {
    let rendered = with(
        ARGOCD,
        json!({"oidc_issuer": "https://idp.example.com", "admin_group": "ops team"}),
    )
    .unwrap();
    let settings = &documents(&file(&rendered, "argocd-cm.yaml"))[0]["data"];
    assert_eq!(
        (&settings["admin.enabled"], &settings["exec.enabled"]),
        (&json!("false"), &json!("false"))
    );
    assert!(
        settings["oidc.config"]
            .as_str()
            .unwrap()
            .contains("clientSecret: $argocd-oidc:")
    );
    let rbac = &documents(&file(&rendered, "argocd-rbac-cm.yaml"))[0]["data"];
    assert_eq!(rbac["policy.default"], "");
    let policy = rbac["policy.csv"].as_str().unwrap();
    for line in policy.lines().filter(|line| !line.starts_with('#')) {
        assert_eq!(
            line.split(", ").count(),
            if line.starts_with('p') { 6 } else { 3 },
            "{line}"
        );
    }
    assert!(policy.ends_with("g, ops team, role:admin\n") && policy.contains("logs, get,"));
    assert!(
        with(ARGOCD, json!({}))
            .unwrap()
            .notes
            .iter()
            .any(|note| note.contains("argocd-initial-admin-secret"))
    );
}

#[test]
fn e01_e02_ag08_ag09_applicationset_is_complete_and_asks_before_it_prunes() {
    let rendered = with(CLUSTERS, json!({"project": null})).unwrap();
    let set = &documents(&file(&rendered, "applicationset.yaml"))[0]["spec"];
    assert!(
        set["generators"][0].get("clusters").is_some()
            && set["generators"][0].get("cluster").is_none()
    );
    assert_eq!(set["goTemplateOptions"], json!(["missingkey=error"]));
    let template = &set["template"]["spec"];
    assert_eq!(
        (&template["project"], &template["destination"]["namespace"]),
        (&json!("web"), &json!("web"))
    );
    assert!(
        template["syncPolicy"].get("automated").is_none() && set.get("templatePatch").is_none()
    );
    assert_eq!(
        set["syncPolicy"],
        json!({"preserveResourcesOnDeletion": true, "applicationsSync": "create-update"})
    );
    let project = &documents(&file(&rendered, "project.yaml"))[0];
    assert_eq!(
        project["spec"]["sourceRepos"],
        json!(["https://git.example.com/team/web"])
    );
    assert!(refusal(CLUSTERS, json!({"project": "default"})).contains("must not be `default`"));
    assert!(
        refusal(CLUSTERS, json!({"auto_sync": ["dev"], "prune": ["prod"]}))
            .contains("`prune` names `prod`")
    );
}

#[test]
fn e03_e12_e24_helm_release_takes_a_verified_chart_by_reference() {
    let identity = json!({"issuer": "^https://a$", "subject": "^https://b$"});
    let rendered = with(HELM, json!({"key_secret": null, "verify": identity})).unwrap();
    let source = &documents(&file(&rendered, "source.yaml"))[0];
    assert_eq!(source["apiVersion"], "source.toolkit.fluxcd.io/v1");
    assert_eq!(
        source["spec"]["verify"]["matchOIDCIdentity"],
        json!([identity])
    );
    assert_eq!(source["spec"]["layerSelector"]["operation"], "copy");
    let release = &documents(&file(&rendered, "release.yaml"))[0]["spec"];
    assert_eq!(release["chartRef"]["kind"], "OCIRepository");
    assert!(release.get("chart").is_none() && release["serviceAccountName"] == "web-release");
    assert!(refusal(HELM, json!({"key_secret": null})).contains("who signed the chart?"));
    assert!(
        refusal(HELM, json!({"key_secret": null, "unsigned": true}))
            .contains("`digest` is missing")
    );
    assert!(
        refusal(
            HELM,
            json!({"key_secret": null, "verify": {"issuer": "^.*$", "subject": "b"}})
        )
        .contains("matches everybody")
    );
}

#[test]
fn e13_e14_sops_rules_are_narrow_and_take_real_keys_only() {
    let environments = json!([
        {"name": "staging", "path": "secrets/a.b", "recipients": [STAGING]},
        {"name": "production", "path": "secrets/axb", "recipients": [PRODUCTION]},
    ]);
    let rendered = with(
        SOPS,
        json!({"environments": environments, "values_paths": ["values.sops.yaml"]}),
    )
    .unwrap();
    let rules = documents(&file(&rendered, ".sops.yaml"))[0]["creation_rules"].clone();
    // The first rule that matches decides; SOPS looks for a match anywhere in the path.
    let rule = |path: &str| {
        rules.as_array().unwrap().iter().find(|rule| {
            regex::Regex::new(rule["path_regex"].as_str().unwrap())
                .unwrap()
                .is_match(path)
        })
    };
    assert_eq!(
        rule("secrets/a.b/x/db.sops.yaml").unwrap()["age"],
        json!([STAGING, RECOVERY])
    );
    assert_eq!(
        rule("secrets/axb/db.sops.yaml").unwrap()["age"],
        json!([PRODUCTION, RECOVERY])
    );
    assert_eq!(
        rule("secrets/axb/db.sops.yaml").unwrap()["encrypted_regex"],
        "^(data|stringData)$"
    );
    assert!(
        rule("secrets/axb/app/values.sops.yaml")
            .unwrap()
            .get("encrypted_regex")
            .is_none()
    );
    for path in [
        "secrets/axb/kustomization.yaml",
        "old/secrets/axb/db.sops.yaml",
        "secrets/axb/db.sops.yaml.bak",
        "secrets/axb/.sopsxyaml",
    ] {
        assert!(rule(path).is_none(), "{path}");
    }
    let sample = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
    for (bad, says) in [
        (sample.to_owned(), "sample key"),
        (STAGING.replace("slew", "slaw"), "wrong checksum"),
        (STAGING[..40].to_owned(), "not an age public key"),
        (format!("AGE-SECRET-KEY-1{}", "Q".repeat(58)), "private key"),
        (OPERATOR.to_uppercase(), "not an age public key"),
    ] {
        let text = refusal(SOPS, json!({"recovery_recipient": bad}));
        assert!(
            text.contains(says) && !text.contains(&bad),
            "{says}: {text}"
        );
    }
    assert!(refusal(SOPS, json!({"recovery_recipient": PRODUCTION})).contains("stays offline"));
    let one = |name: &str, path: &str| json!({"name": name, "path": path, "recipients": [STAGING]});
    for (pair, says) in [
        (
            json!([one("a", "s/a"), one("a", "s/b")]),
            "two environments are called `a`",
        ),
        (
            json!([one("a", "s/a"), one("b", "s/a")]),
            "have the same path",
        ),
        (json!([one("a", "s/a"), one("b", "s/a/b")]), "lies inside"),
        (json!([one("a", "./s")]), "without a leading"),
    ] {
        assert!(
            refusal(SOPS, json!({"environments": pair})).contains(says),
            "{says}"
        );
    }
    assert!(
        with(
            SOPS,
            json!({"environments": [one("a", "s/a"), one("b", "s/ab")]})
        )
        .unwrap()
        .notes
        .iter()
        .any(|note| note.contains("share a recipient"))
    );
}

#[test]
fn e19_canary_is_complete_and_does_not_take_silence_for_success() {
    let rendered = with(CANARY, json!({"success_rate": 95, "latency_ms": 250})).unwrap();
    let rollout = &documents(&file(&rendered, "rollout.yaml"))[0]["spec"];
    assert_eq!(
        rollout["selector"]["matchLabels"],
        rollout["template"]["metadata"]["labels"]
    );
    assert!(rollout.get("replicas").is_none() && rollout["progressDeadlineAbort"] == true);
    let metrics = documents(&file(&rendered, "analysis.yaml"))[0]["spec"]["metrics"].clone();
    for metric in metrics.as_array().unwrap() {
        for condition in ["successCondition", "failureCondition"] {
            assert!(
                metric[condition]
                    .as_str()
                    .unwrap()
                    .starts_with("len(result) > 0 && !isNaN(result[0]) && "),
                "{metric}"
            );
        }
        assert!(metric["inconclusiveLimit"].is_u64() && metric["failureLimit"].is_u64());
    }
    assert!(
        metrics[0]["successCondition"]
            .as_str()
            .unwrap()
            .ends_with(">= 0.95")
    );
    for (router, path) in [
        ("gateway", ".spec.rules[].backendRefs[].weight"),
        ("istio", ".spec.http[].route[].weight"),
    ] {
        let argocd =
            json!({"project": "web", "repo_url": "https://git.example.com/a/b", "path": "p"});
        let rendered = with(CANARY, json!({"router": router, "argocd": argocd})).unwrap();
        let application = &documents(&file(&rendered, "application.yaml"))[0]["spec"];
        assert_eq!(
            application["ignoreDifferences"][0]["jqPathExpressions"][0],
            path
        );
        assert!(
            application["syncPolicy"]["syncOptions"]
                .as_array()
                .unwrap()
                .contains(&json!("RespectIgnoreDifferences=true"))
        );
    }
}
