//! Where canaries are planted.

use super::forms::canary;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A file with its canary.
pub(crate) struct Planted {
    pub(crate) path: &'static str,
    pub(crate) text: String,
    pub(crate) value: String,
    /// The audit may have nothing to say of it.
    pub(crate) may_be_silent: bool,
}

/// All files.
pub(crate) fn planted() -> Vec<Planted> {
    planted_with("")
}

/// The same files with other values.
pub(crate) fn planted_with(salt: &str) -> Vec<Planted> {
    let files = PLACES.iter().enumerate();
    files
        .map(|(number, (row, path, text))| {
            let value = canary(&format!("{row}{number}{salt}"));
            let text = text
                .replace("@@", "\u{1}@")
                .replace('@', &value)
                .replace(&format!("\u{1}{value}"), &format!("{value}@"))
                .replace('%', &STANDARD.encode(&value));
            Planted {
                path,
                text,
                value,
                may_be_silent: SILENT.contains(path),
            }
        })
        .collect()
}

/// A program's environment in a kubeconfig, and a file that does not parse.
const SILENT: [&str; 2] = ["x/kubeconfig", "y/kubeconfig.yaml"];

/// The places: row, path, text with `@` for the value and `%` for its base64.
pub(crate) const PLACES: &[(&str, &str, &str)] = &[
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
    (
        "C03",
        "s/applied.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"stringData\":{\"password\":\"@\"}}'\n",
    ),
    (
        "C04",
        "t/release.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: sh.helm.release.v1.t.v1}\ntype: helm.sh/release.v1\ndata:\n  release: '%'\n",
    ),
    (
        "C06",
        "u/probe.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: u}\nspec:\n  containers:\n  - name: u\n    command: [sh, -c, 'export TOKEN=@; exec app']\n    livenessProbe:\n      httpGet:\n        httpHeaders:\n        - {name: X-Auth-Token, value: @}\n",
    ),
    (
        "C07",
        "v/set.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: v}\nspec:\n  generators:\n  - list:\n      elements: [{cluster: a, dbPassword: @}]\n",
    ),
    (
        "C09",
        "w/application.yaml",
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: w}\nspec:\n  source: {repoURL: 'https://robot:@@git.example.org/a.git'}\n",
    ),
    (
        "C09",
        ".gitmodules",
        "[submodule \"x\"]\n\tpath = x\n\turl = https://robot:@@git.example.org/x.git\n",
    ),
    (
        "C10",
        "x/kubeconfig",
        "apiVersion: v1\nkind: Config\nusers:\n- name: x\n  user:\n    exec:\n      command: login\n      env: [{name: TOKEN, value: @}]\n",
    ),
    (
        "C10",
        "y/kubeconfig.yaml",
        "apiVersion: v1\nkind: Config\nusers:\n- name: y\n  user: {token: @\n  password: [@\n",
    ),
    (
        "C11",
        "z/repository.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: z\n  labels: {argocd.argoproj.io/secret-type: repository}\nstringData: {url: 'https://git.example.org/a', password: @}\n",
    ),
    (
        "C11",
        "aa/cluster.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: aa\n  labels: {argocd.argoproj.io/secret-type: cluster}\nstringData:\n  config: '{\"bearerToken\": \"@\", \"tlsClientConfig\": {\"insecure\": false}}'\n",
    ),
    (
        "C12",
        "ab/half.yaml",
        "password: @\nuser: ENC[AES256_GCM,data:AAAA,iv:@,tag:@,type:str]\nsops:\n  mac: ENC[AES256_GCM,data:@,iv:@,tag:@,type:str]\n  lastmodified: '2026-01-01T00:00:00Z'\n  age: [{recipient: @, enc: @}]\n  version: 3.13.3\n",
    ),
    (
        "C13",
        "ac/sealing.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ac\n  labels: {sealedsecrets.bitnami.com/sealed-secrets-key: active}\ndata: {tls.key: '%'}\n",
    ),
    (
        "C13",
        "ad/cosign.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: ad}\nstringData: {cosign.password: @}\n",
    ),
    (
        "C13",
        "ae/config.json",
        "{\"auths\": {\"registry.example.org\": {\"identitytoken\": \"@\"}}}\n",
    ),
    (
        "C07",
        "af/templates/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\n{{- if .Values.x }}\nstringData:\n  password: {{ .Values.password | default \"@\" }}\n{{- end }}\n",
    ),
    (
        "C02",
        "ag/terraform.tfstate",
        "{\"terraform_version\": \"1.13.5\", \"outputs\": {\"p\": {\"value\": \"@\", \"sensitive\": true}}, \"resources\": []}\n",
    ),
];
