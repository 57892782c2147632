//! Secrets of Kubernetes, in all notations.

use super::friends::{fill, fill_encoded};
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![string_data(), data(), notations()]
}

fn string_data() -> Set {
    let mut set = Set::new("Secret stringData");
    fill(
        &mut set,
        &[
            (
                "secret.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\nstringData:\n  username: app\n  password: @\n",
            ),
            (
                "db.yaml",
                "kind: Secret\napiVersion: v1\nmetadata: {name: db, namespace: app}\nstringData: {DB_PASSWORD: @, DB_HOST: db.app.svc}\n",
            ),
            (
                "api.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: api\nstringData:\n  token: @\n",
            ),
            (
                "basic.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: basic\ntype: kubernetes.io/basic-auth\nstringData:\n  username: robot\n  password: @\n",
            ),
            (
                "s3.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s3\nstringData:\n  AWS_ACCESS_KEY_ID: ${ID}\n  AWS_SECRET_ACCESS_KEY: @\n",
            ),
            (
                "sops-notes.yaml",
                "# encrypted with sops and age, see sops.md\napiVersion: v1\nkind: Secret\nmetadata:\n  name: sops-age\nstringData:\n  apiKey: @\n",
            ),
        ],
        3,
        6,
    );
    set.planted("app.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n⟦  config.yaml: |\n    server:\n      port: 8080\n    database:\n      password: «b62:20»⟧\n")
        .planted("app.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  config.json: ⟦'{\"db\": {\"password\": \"«typed»\"}}'⟧\n")
        .planted("app.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  application.properties: |\n⟦    spring.datasource.username=app\n    spring.datasource.password=«typed»\n⟧")
        .near("app.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: app\nstringData:\n  config.yaml: |\n    server:\n      port: 8080\n    database:\n      password: ${DB_PASSWORD}\n")
        .near("trust.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: trust\nstringData:\n  ca.crt: |\n    «begin:CERTIFICATE»\n    «b64:64»\n    «b64:64»\n    «end:CERTIFICATE»\n")
        .near("identity.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: identity\nstringData:\n  identity.pub: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43» deploy\n  known_hosts: github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\n")
        .near("settings.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: settings\nstringData:\n  host: db.app.svc.cluster.local\n  port: \"5432\"\n  database: app\n  sslmode: require\n  username: app\n");
    set
}

fn data() -> Set {
    let mut set = Set::new("Secret data");
    fill_encoded(
        &mut set,
        &[
            (
                "secret.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n  username: YXBw\n  password: %\n",
            ),
            (
                "token.yaml",
                "apiVersion: v1\ndata:\n  api-token: %\nkind: Secret\nmetadata:\n  name: api\n",
            ),
            (
                "client.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: oidc\ndata:\n  clientSecret: %\n",
            ),
            (
                "folded.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: folded\ndata:\n  passphrase: >-\n    %\n",
            ),
        ],
        3,
        6,
    );
    set.planted("tls.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: tls\ntype: kubernetes.io/tls\ndata:\n  tls.crt: «b64=«begin:CERTIFICATE»\n«lines:900»\n«end:CERTIFICATE»\n»\n  tls.key: ⟦«b64=«pem:RSA PRIVATE KEY:0»\n»⟧\n")
        .planted("ssh.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ssh\ntype: kubernetes.io/ssh-auth\ndata:\n  ssh-privatekey: ⟦«b64=«pem:OPENSSH PRIVATE KEY:0»\n»⟧\n")
        .planted("config.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: config\ndata:\n  config.ini: ⟦«b64=[db]\nuser = app\npassword = «typed»\n»⟧\n")
        .planted("env.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: env\ndata:\n  .env: ⟦«b64=DB_HOST=db\nDB_PASSWORD=«b62:20»\n»⟧\n")
        .planted("url.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: url\ndata:\n  uri: ⟦«b64=postgres://app:«b62:20»@db.example.org:5432/app»⟧\n")
        .near("tls.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: tls\ndata:\n  tls.crt: «b64=«begin:CERTIFICATE»\n«lines:900»\n«end:CERTIFICATE»\n»\n  ca.crt: «b64=«begin:CERTIFICATE»\n«lines:900»\n«end:CERTIFICATE»\n»\n")
        .near("account.yaml", "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/service-account-token\nmetadata:\n  name: robot-token\n  annotations:\n    kubernetes.io/service-account.name: robot\n")
        .near("empty.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: empty\ndata: {}\nstringData:\n")
        .near("url.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: url\ndata:\n  uri: «b64=postgres://app:${DB_PASSWORD}@db.example.org:5432/app»\n");
    set
}

fn notations() -> Set {
    let mut set = Set::new("Secret in List, JSON, documents");
    fill(
        &mut set,
        &[
            (
                "list.yaml",
                "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: b}\n  stringData:\n    password: @\n",
            ),
            (
                "secrets.yaml",
                "apiVersion: v1\nkind: SecretList\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: b}\n  stringData: {token: @}\n",
            ),
            (
                "secret.json",
                "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Secret\",\n  \"metadata\": {\"name\": \"db\"},\n  \"stringData\": {\n    \"password\": @\n  }\n}\n",
            ),
            (
                "list.json",
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"db\"},\"stringData\":{\"password\":@}}]}\n",
            ),
            (
                "all.yaml",
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: app}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: @\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
            ),
            (
                "anchor.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: &p @\n  admin-password: *p\n",
            ),
            (
                "secret.yaml.bak",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: @\n",
            ),
            (
                "crlf.yml",
                "apiVersion: v1\r\nkind: Secret\r\nmetadata:\r\n  name: s\r\nstringData:\r\n  password: @\r\n",
            ),
            (
                "broken.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: @\n---\nnote: it goes on\n",
            ),
            (
                "applied.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\"},\"stringData\":{\"password\":@}}\n",
            ),
        ],
        3,
        4,
    );
    set
}
