//! Configuration of clients: registries and clusters.

use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![docker(), kubeconfig()]
}

fn docker() -> Set {
    let mut set = Set::new("Docker configuration");
    for host in [
        "https://index.docker.io/v1/",
        "ghcr.io",
        "registry.example.org:5000",
    ] {
        let auths = format!("{{\"auths\":{{\"{host}\":{{\"auth\":\"«b64=robot:«b62:30»»\"}}}}}}");
        let long = format!(
            "{{\"auths\": {{\"{host}\": {{\"username\": \"robot\", \"password\": \"«b62:24»\"}}}}}}"
        );
        set.planted("pull.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: pull}}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ⟦«b64={auths}»⟧\n"))
            .planted("pull.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: pull}}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: ⟦'{long}'⟧\n"))
            .planted("config.json", &format!("⟦{auths}⟧\n"))
            .planted("config.json", &format!("⟦{long}⟧\n"))
            .planted(".dockercfg", &format!("{{\"{host}\": {{⟦\"auth\": \"«b64=robot:«b62:30»»\"⟧, \"email\": \"robot@example.org\"}}}}\n"))
            .planted("values.yaml", &format!("imageCredentials:\n  registry: {host}\n  username: robot\n  password: ⟦«b62:30»⟧\n"));
        set.near("pull.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: pull}}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '{{\"auths\":{{\"{host}\":{{\"auth\":\"${{REGISTRY_AUTH}}\"}}}}}}'\n"))
            .near("pull.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: pull}}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: |\n    {{\"auths\": {{\"{host}\": {{\"username\": \"robot\", \"password\": \"<path:secret/data/registry#password>\"}}}}}}\n"))
            .near("config.json", &format!("{{\"auths\": {{\"{host}\": {{}}}}, \"credsStore\": \"pass\", \"credHelpers\": {{\"{host}\": \"ecr-login\"}}}}\n"))
            .near("pull.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: pull}}\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: «b64={{\"auths\":{{\"{host}\":{{\"auth\":\"\"}}}}}}»\n"));
    }
    set.planted(
        "config.json",
        "{\"auths\": {\"registry.example.org\": {⟦\"identitytoken\": \"«uuid»\"⟧}}}\n",
    );
    set
}

fn kubeconfig() -> Set {
    let mut set = Set::new("kubeconfig");
    let head = "apiVersion: v1\nkind: Config\nclusters:\n- name: production\n  cluster:\n    server: https://10.0.0.1:6443\n    certificate-authority-data: «b64:400»\ncontexts:\n- name: production\n  context: {cluster: production, user: admin}\ncurrent-context: production\nusers:\n- name: admin\n  user:\n";
    let jwt = "«u64={\"alg\":\"RS256\",\"kid\":\"«b62:20»\"}».«u64={\"iss\":\"kubernetes/serviceaccount\",\"sub\":\"system:serviceaccount:app:ci\"}».«u64:342»";
    for name in [
        "kubeconfig",
        "kubeconfig.yaml",
        "clusters/production/config",
    ] {
        set.planted(name, &format!("{head}    client-certificate-data: «b64:400»\n    client-key-data: ⟦«b64=«pem:RSA PRIVATE KEY:0»\n»⟧\n"))
            .planted(name, &format!("{head}    client-certificate-data: «b64:400»\n    client-key-data: ⟦«b64=«pem:EC PRIVATE KEY:0»\n»⟧\n"))
            .planted(name, &format!("{head}    token: ⟦{jwt}⟧\n"))
            .planted(name, &format!("{head}    token: ⟦«b62:32»⟧\n"))
            .planted(name, &format!("{head}    username: admin\n    password: ⟦«hex:32»⟧\n"));
        set.near(name, &format!("{head}    exec:\n      apiVersion: client.authentication.k8s.io/v1beta1\n      command: aws\n      args: [eks, get-token, --cluster-name, production]\n"))
            .near(name, &format!("{head}    client-certificate: /etc/kubernetes/admin.crt\n    client-key: /etc/kubernetes/admin.key\n"))
            .near(name, &format!("{head}    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token\n"))
            .near(name, &format!("{head}    token: ${{KUBE_TOKEN}}\n"))
            .near(name, &format!("{head}    auth-provider: {{name: oidc, config: {{client-id: kubernetes, idp-issuer-url: \"https://id.example.org\"}}}}\n"));
    }
    set.planted("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: remote}}\ndata:\n  value: ⟦«b64={head}    token: «b62:40»\n»⟧\n"))
        .planted("config.json", "{\"apiVersion\": \"v1\", \"kind\": \"Config\", \"users\": [{\"name\": \"admin\", \"user\": {⟦\"token\": \"«b62:40»\"⟧}}]}\n")
        .near("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: remote}}\nstringData:\n  kubeconfig: |\n{}", indent(&format!("{head}    tokenFile: /var/run/secrets/token\n"))));
    set
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}
