//! ConfigMaps, and the documents inside them.

use super::friends::fill;
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![entries(), nested()]
}

const HEAD: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n";

fn entries() -> Set {
    let mut set = Set::new("ConfigMap");
    let places = [
        ("config.yaml", format!("{HEAD}  DB_HOST: db\n  DB_PASSWORD: @\n")),
        ("config.yaml", format!("{HEAD}  api-token: @\n")),
        ("config.yaml", format!("{HEAD}  clientSecret: @\n")),
        ("config.json", "{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"app\"}, \"data\": {\"ADMIN_PASSWORD\": @}}\n".to_owned()),
        ("list.yaml", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: app}\n  data: {SMTP_PASSWORD: @}\n".to_owned()),
    ];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 3, 6);
    set.planted("config.yaml", &format!("{HEAD}  password: ⟦«b64=«typed»»⟧\n"))
        .planted("config.yaml", &format!("{HEAD}  key.pem: |\n⟦    «pem:RSA PRIVATE KEY:4»\n⟧"))
        .planted("config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\nbinaryData:\n  password: ⟦«b64=«b62:24»»⟧\n")
        .planted("config.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\nbinaryData:\n  key.pem: ⟦«b64=«pem:PRIVATE KEY:0»\n»⟧\n")
        .near("config.yaml", &format!("{HEAD}  PASSWORD_FILE: /etc/app/password\n  TOKEN_URL: https://id.example.org/token\n  SECRET_NAME: app-db\n  PASSWORD_MIN_LENGTH: \"12\"\n  AUTH_ENABLED: \"true\"\n"))
        .near("config.yaml", &format!("{HEAD}  ca.crt: |\n    «begin:CERTIFICATE»\n    «b64:64»\n    «end:CERTIFICATE»\n  digest: sha256:«hex:64»\n  commit: «hex:40»\n  id: «uuid»\n"))
        .near("dashboard.yaml", &format!("{HEAD}  dashboard.json: |\n    {{\"title\": \"Tokens\", \"uid\": \"«an:9»\", \"panels\": [{{\"title\": \"Password resets\", \"targets\": [{{\"expr\": \"sum(rate(password_resets_total[5m]))\", \"refId\": \"A\"}}]}}]}}\n"))
        .near("binary.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\nbinaryData:\n  logo.png: iVBORw0KGgo«b64:200»\n");
    set
}

fn nested() -> Set {
    let mut set = Set::new("Documents in a ConfigMap");
    let forms = [
        "  app.yaml: |\n    server: {port: 8080}\n    database:\n      user: app\n      password: @\n",
        "  app.json: |\n    {\n      \"database\": {\n        \"user\": \"app\",\n        \"password\": @\n      }\n    }\n",
        "  app.json: |\n    {\"database\": {\"user\": \"app\", \"password\": @}}\n",
        "  settings.ini: |\n    [database]\n    user = app\n    password = @\n",
        "  app.toml: |\n    [database]\n    user = \"app\"\n    password = @\n",
        "  application.properties: |\n    spring.datasource.username=app\n    spring.datasource.password=@\n",
        "  .env: |\n    DB_HOST=db\n    DB_PASSWORD=@\n",
        "  alertmanager.yml: |\n    global:\n      smtp_smarthost: mail.example.org:587\n      smtp_auth_username: robot\n      smtp_auth_password: @\n    route: {receiver: none}\n",
        "  kubeconfig: |\n    apiVersion: v1\n    kind: Config\n    users:\n    - name: robot\n      user:\n        token: @\n",
        "  datasources.yaml: |\n    apiVersion: 1\n    datasources:\n    - name: db\n      type: postgres\n      secureJsonData:\n        password: @\n",
        "  secret.yaml: |\n    apiVersion: v1\n    kind: Secret\n    metadata: {name: db}\n    stringData:\n      password: @\n",
        "  users.xml: |\n    <users>\n      <user><name>app</name><password>X</password></user>\n    </users>\n",
    ];
    for (at, form) in forms.iter().enumerate() {
        for value in ["«b62:20»", "«typed»"] {
            let mark = if form.contains("<password>") {
                form.replace("X</p", &format!("⟦{value}⟧</p"))
            } else {
                form.replace('@', &format!("\"⟦{value}⟧\""))
            };
            set.planted("config.yaml", &format!("{HEAD}{mark}"));
        }
        for shift in 0..3 {
            let value = [
                "${DB_PASSWORD}",
                "$(DB_PASSWORD)",
                "op://vault/db/password",
                "{{ .password }}",
                "<password>",
                "changeme",
                "",
                "********",
            ][(at + shift * 3) % 8];
            let text = if form.contains("<password>") {
                form.replace("X</p", &format!("{}</p", value.replace('<', "&lt;")))
            } else {
                form.replace('@', &format!("\"{value}\""))
            };
            set.near("config.yaml", &format!("{HEAD}{text}"));
        }
    }
    set
}
