//! Kustomize: patches, generators, and the files that generators read.

use super::friends::fill;
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![patches(), generators(), sources()]
}

const HEAD: &str =
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [app.yaml]\n";

fn places(texts: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    texts
        .iter()
        .map(|(name, text)| (*name, text.replace("HEAD\n", HEAD)))
        .collect()
}

fn fill_all(set: &mut Set, texts: &[(&'static str, &str)], planted: usize, near: usize) {
    let made = places(texts);
    let borrowed: Vec<(&str, &str)> = made
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(set, &borrowed, planted, near);
}

fn patches() -> Set {
    let mut set = Set::new("Kustomize patches");
    fill_all(
        &mut set,
        &[
            (
                "kustomization.yaml",
                "HEAD\npatches:\n- patch: |\n    apiVersion: v1\n    kind: Secret\n    metadata:\n      name: db\n    stringData:\n      password: @\n",
            ),
            (
                "kustomization.yaml",
                "HEAD\npatches:\n- target: {kind: Secret, name: db}\n  patch: |\n    - op: add\n      path: /stringData/password\n      value: @\n",
            ),
            (
                "kustomization.yaml",
                "HEAD\npatchesStrategicMerge:\n- |\n  apiVersion: v1\n  kind: Secret\n  metadata: {name: db}\n  stringData: {password: @}\n",
            ),
            (
                "kustomization.yaml",
                "HEAD\npatches:\n- target: {kind: Deployment, name: app}\n  patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: app}\n    spec:\n      template:\n        spec:\n          containers:\n          - name: app\n            env:\n            - {name: DB_PASSWORD, value: @}\n",
            ),
            (
                "kustomization.yaml",
                "HEAD\npatches:\n- target: {kind: HelmRelease, name: app}\n  patch: |\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: app}\n    spec:\n      values:\n        auth:\n          password: @\n",
            ),
            (
                "patch.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: @\n",
            ),
            (
                "kustomization.yaml",
                "HEAD\npatchesJson6902:\n- target: {version: v1, kind: Secret, name: db}\n  patch: |\n    - op: replace\n      path: /stringData/password\n      value: @\n",
            ),
        ],
        3,
        4,
    );
    set
}

fn generators() -> Set {
    let mut set = Set::new("Kustomize generators");
    fill_all(
        &mut set,
        &[
            (
                "kustomization.yaml",
                "HEAD\nsecretGenerator:\n- name: db\n  literals:\n  - username=app\n  - password=@\n",
            ),
            (
                "kustomization.yml",
                "secretGenerator:\n- name: api\n  type: Opaque\n  literals:\n  - API_TOKEN=@\n",
            ),
            (
                "Kustomization",
                "secretGenerator:\n- name: api\n  literals:\n  - clientSecret=@\n",
            ),
            (
                "kustomization.yaml",
                "HEAD\nconfigMapGenerator:\n- name: db\n  literals:\n  - DB_HOST=db\n  - DB_PASSWORD=@\n",
            ),
        ],
        5,
        8,
    );
    set.near("kustomization.yaml", &format!("{HEAD}secretGenerator:\n- name: db\n  envs: [db.enc.env]\n  files: [tls.key=secrets/tls.enc.key]\nconfigMapGenerator:\n- name: app\n  literals: [LOG_LEVEL=info, PASSWORD_MIN_LENGTH=12, TOKEN_TTL=3600s]\n"));
    set
}

fn sources() -> Set {
    let mut set = Set::new("Files of Kustomize generators");
    for (name, generator, before) in [
        ("db.env", "envs: [db.env]", "DB_HOST=db\nDB_PASSWORD="),
        (
            "credentials",
            "envs:\n  - credentials",
            "user=app\npassword=",
        ),
        (
            "secret.properties",
            "env: secret.properties",
            "db.user=app\ndb.password=",
        ),
        ("secrets/api.txt", "envs: [secrets/api.txt]", "API_TOKEN="),
        ("password.txt", "files: [password.txt]", ""),
        ("token", "files: [api-token=token]", ""),
    ] {
        let kustomization = format!("{HEAD}secretGenerator:\n- name: db\n  {generator}\n");
        for value in ["«b62:24»", "«hex:40»"] {
            set.planted(name, &format!("{before}⟦{value}⟧\n"))
                .beside("kustomization.yaml", &kustomization);
        }
        for value in [
            "${PASSWORD}",
            "op://vault/db/password",
            "changeme",
            "<password>",
        ] {
            set.near(name, &format!("{before}{value}\n"))
                .beside("kustomization.yaml", &kustomization);
        }
    }
    set
}
