//! No character of a secret leaves the audit: canary values in the places of the canary table that lie in files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    clippy::regex_creation_in_loops,
    reason = "a test stops at the first surprise"
)]

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::model::Report;
use sha2::{Digest as _, Sha256};

/// A value of its own for each row, drawn from the row so that a failure can be repeated.
fn canary(row: &str) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digest = Sha256::digest(row.as_bytes());
    let drawn: String = digest
        .iter()
        .take(24)
        .map(|byte| char::from(alphabet[usize::from(*byte) % 62]))
        .collect();
    format!("CNRY{row}{drawn}")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The forms in which a value could slip out.
fn forms(value: &str) -> Vec<String> {
    let mut forms = vec![
        value.to_owned(),
        value.chars().rev().collect(),
        hex(value.as_bytes()),
    ];
    for shift in 0..3 {
        let padded = format!("{}{value}", "x".repeat(shift));
        // Without the ends, which depend on what stands beside the value.
        let middle = |text: String| text[4 * usize::from(shift > 0)..text.len() - 4].to_owned();
        forms.push(middle(STANDARD.encode(&padded)));
        forms.push(middle(URL_SAFE.encode(&padded)));
    }
    forms.push(hex(&Sha256::digest(value.as_bytes())));
    forms.push(value[value.len() - 6..].to_owned());
    forms.push(value[7..13].to_owned());
    forms
}

/// The places: row, path, text with `@` for the value and `%` for its base64.
const PLACES: &[(&str, &str, &str)] = &[
    (
        "C02",
        "a/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: @\n",
    ),
    (
        "C02",
        "b/list.yaml",
        "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: b}\n  data: {password: '%'}\n",
    ),
    (
        "C02",
        "c/kustomization.yaml",
        "secretGenerator:\n- name: c\n  literals: [password=@]\npatches:\n- patch: |\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: c}\n    stringData: {password: @}\n",
    ),
    ("C02", "d/.env", "DB_PASSWORD=@\n"),
    (
        "C02",
        "e/broken.yaml",
        "apiVersion: v1\nkind: Secret\nstringData:\n  password: \"@\n  x: [\n",
    ),
    (
        "C02",
        "f/twice.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: f}\nstringData:\n  password: @\n  password: @x\n",
    ),
    (
        "C02",
        "g/name.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: g}\ndata:\n  password: not base64 @\n",
    ),
    (
        "C03",
        "h/sealed.yaml",
        "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: h}\nspec:\n  encryptedData:\n    password: @\n  template:\n    metadata:\n      annotations:\n        kubectl.kubernetes.io/last-applied-configuration: '{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"stringData\":{\"password\":\"@\"}}'\n    data:\n      password: @\n",
    ),
    (
        "C05",
        "i/config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: i}\ndata:\n  API_TOKEN: @\n",
    ),
    (
        "C06",
        "j/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: j}\nspec:\n  template:\n    spec:\n      containers:\n      - name: j\n        args: [--db-password=@]\n        env:\n        - {name: DB_PASSWORD, value: @}\n",
    ),
    (
        "C07",
        "k/application.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: k}\nspec:\n  source:\n    helm:\n      parameters: [{name: auth.password, value: @}]\n      valuesObject: {auth: {password: @}}\n",
    ),
    (
        "C07",
        "l/release.yaml",
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: l}\nspec:\n  values: {auth: {password: @}}\n",
    ),
    (
        "C07",
        "m/kustomization.yaml",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: m}\nspec:\n  postBuild: {substitute: {DB_PASSWORD: @}}\n",
    ),
    (
        "C09",
        "n/repository.yaml",
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: n}\nspec:\n  url: https://robot:@@git.example.org/a.git\n",
    ),
    (
        "C10",
        "o/kubeconfig",
        "apiVersion: v1\nkind: Config\nusers:\n- name: o\n  user: {token: @, password: @}\n",
    ),
    (
        "C12",
        "p/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: p}\nstringData:\n  password: @\nsops:\n  mac: @\n  lastmodified: @\n  age: [{recipient: age1x, enc: @}]\n  version: 3.13.3\n",
    ),
    (
        "C13",
        "q/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: q}\nstringData:\n  .dockerconfigjson: '{\"auths\":{\"r.example.org\":{\"auth\":\"%\"}}}'\n",
    ),
    (
        "C13",
        "r/store.yaml",
        "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: r}\nspec:\n  provider:\n    scaleway: {secretKey: {value: @}}\n",
    ),
];

#[test]
fn c02_to_c13_no_form_of_a_canary_leaves_the_audit() {
    let mut planted = Vec::new();
    let judged: Vec<_> = PLACES
        .iter()
        .enumerate()
        .map(|(number, (row, path, text))| {
            let value = canary(&format!("{row}{number}"));
            let text = text
                .replace("@@", "\u{1}@")
                .replace('@', &value)
                .replace(&format!("\u{1}{value}"), &format!("{value}@"))
                .replace('%', &STANDARD.encode(&value));
            planted.push((*path, value));
            judge(path, text.as_bytes())
        })
        .collect();
    let audit = conclude(judged);
    let told = format!(
        "{:?}\n{:?}\n{:?}",
        audit.findings, audit.coverage, audit.tally
    );
    let subject = audit.tally.summary();
    let report = Report::new(audit.coverage, audit.findings, &subject, "clean");
    let told = format!("{told}\n{}", serde_json::to_string(&report).unwrap());
    for (path, value) in &planted {
        // A place in which nothing is found proves nothing.
        let is_found = told.contains(&format!("\"{path}\"")) || told.contains(&format!("{path}:"));
        assert!(
            is_found || path.ends_with("kubeconfig"),
            "nothing is told of {path}"
        );
        for form in forms(value) {
            assert!(!told.contains(&form), "{path} tells {form}");
        }
    }
}
