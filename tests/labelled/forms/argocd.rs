//! Argo CD: Applications, and its own Secrets.

use super::friends::{fill, fill_encoded};
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![applications(), secrets()]
}

fn applications() -> Set {
    let mut set = Set::new("Argo CD Applications");
    let head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app\nspec:\n  project: default\n  source:\n    repoURL: https://charts.example.org\n    chart: app\n    targetRevision: 1.2.3\n";
    let many = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app\nspec:\n  project: default\n  sources:\n  - repoURL: https://charts.example.org\n    chart: app\n    targetRevision: 1.2.3\n";
    let places = [
        ("app.yaml", format!("{head}    helm:\n      parameters:\n      - name: auth.password\n        value: @\n")),
        ("app.yaml", format!("{head}    helm:\n      valuesObject:\n        auth:\n          password: @\n")),
        ("app.yaml", format!("{head}    helm:\n      values: |\n        auth:\n          username: app\n          password: @\n")),
        ("app.yaml", format!("{many}    helm:\n      valuesObject: {{oidc: {{clientSecret: @}}}}\n")),
        ("app.yaml", format!("{head}    plugin:\n      name: kustomized-helm\n      env:\n      - name: VAULT_TOKEN\n        value: @\n")),
        ("app.yaml", format!("{head}    kustomize:\n      patches:\n      - target: {{kind: Secret, name: db}}\n        patch: |\n          apiVersion: v1\n          kind: Secret\n          metadata: {{name: db}}\n          stringData:\n            password: @\n")),
        ("set.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: apps\nspec:\n  generators:\n  - list:\n      elements:\n      - cluster: production\n        dbPassword: @\n  template:\n    metadata: {name: app}\n    spec: {project: default}\n".to_owned()),
        ("set.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata:\n  name: apps\nspec:\n  generators: [{clusters: {}}]\n  template:\n    metadata: {name: app}\n    spec:\n      project: default\n      source:\n        repoURL: https://charts.example.org\n        chart: app\n        helm:\n          parameters:\n          - {name: auth.token, value: @}\n".to_owned()),
    ];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 3, 4);
    set.planted("app.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app\nspec:\n  project: default\n  source:\n    repoURL: ⟦https://robot:«b62:24»@git.example.org/team/app.git⟧\n    path: app\n")
        .near("app.yaml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app\nspec:\n  project: default\n  source:\n    repoURL: https://git@git.example.org/team/app.git\n    path: app\n    targetRevision: «hex:40»\n")
        .near("app.yaml", &format!("{head}    helm:\n      valueFiles: [secrets+age-import:///keys/key.txt?secrets.yaml]\n      parameters:\n      - {{name: auth.existingSecret, value: app-db-2}}\n      - {{name: image.digest, value: \"sha256:«hex:64»\"}}\n"));
    set
}

fn secrets() -> Set {
    let mut set = Set::new("Argo CD Secrets");
    let secret = |kind: &str, data: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: one\n  namespace: argocd\n  labels:\n    argocd.argoproj.io/secret-type: {kind}\nstringData:\n{data}"
        )
    };
    let places = [
        (
            "repo.yaml",
            secret(
                "repository",
                "  type: git\n  url: https://git.example.org/team/app.git\n  username: robot\n  password: @\n",
            ),
        ),
        (
            "creds.yaml",
            secret(
                "repo-creds",
                "  type: git\n  url: https://git.example.org/team\n  password: @\n  username: x-access-token\n",
            ),
        ),
        (
            "write.yaml",
            secret(
                "repository-write",
                "  type: git\n  url: https://git.example.org/team/app.git\n  bearerToken: @\n",
            ),
        ),
        ("scm.yaml", secret("scm-creds", "  token: @\n")),
    ];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 2, 4);
    let cluster = |config: &str| {
        secret(
            "cluster",
            &format!("  name: production\n  server: https://10.0.0.1:6443\n  config: |\n{config}"),
        )
    };
    for token in [
        "«b62:40»",
        "«hex:64»",
        "«u64={\"alg\":\"RS256\",\"kid\":\"«b62:20»\"}».«u64={\"iss\":\"kubernetes/serviceaccount\",\"sub\":\"system:serviceaccount:kube-system:argocd-manager\"}».«u64:342»",
    ] {
        set.planted("cluster.yaml", &cluster(&format!("⟦    {{\n      \"bearerToken\": \"{token}\",\n      \"tlsClientConfig\": {{\"insecure\": false, \"caData\": \"«b64:200»\"}}\n    }}\n⟧")));
    }
    set.planted("cluster.yaml", &cluster("⟦    {\"tlsClientConfig\": {\"caData\": \"«b64:200»\", \"certData\": \"«b64:200»\", \"keyData\": \"«b64=«pem:RSA PRIVATE KEY:0»\n»\"}}\n⟧"))
        .planted("cluster.yaml", &cluster("⟦    {\"username\": \"admin\", \"password\": \"«typed»\", \"tlsClientConfig\": {\"insecure\": true}}\n⟧"))
        .planted("repo.yaml", &secret("repository", "  type: git\n  url: git@git.example.org:team/app.git\n  sshPrivateKey: |\n⟦    «pem:OPENSSH PRIVATE KEY:4»\n⟧"))
        .planted("repo.yaml", &secret("repository", "  type: git\n  url: https://github.com/team/app\n  githubAppID: \"12345\"\n  githubAppInstallationID: \"67890\"\n  githubAppPrivateKey: |\n⟦    «pem:RSA PRIVATE KEY:4»\n⟧"))
        .planted("repo.yaml", &secret("repository", "  type: helm\n  url: https://charts.example.org\n  tlsClientCertData: |\n    «begin:CERTIFICATE»\n    «b64:64»\n    «end:CERTIFICATE»\n  tlsClientCertKey: |\n⟦    «pem:EC PRIVATE KEY:4»\n⟧"))
        .planted("argocd-secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: argocd-secret\n  namespace: argocd\nstringData:\n  server.secretkey: ⟦«b64:43»=⟧\n")
        .planted("argocd-secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: argocd-secret\n  namespace: argocd\nstringData:\n  admin.passwordMtime: \"2026-01-01T00:00:00Z\"\n  admin.password: ⟦$2a$10$«b62:53»⟧\n")
        .planted("argocd-secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: argocd-secret\n  namespace: argocd\nstringData:\n  webhook.github.secret: ⟦«hex:40»⟧\n")
        .planted("argocd-cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\n  namespace: argocd\ndata:\n  url: https://argocd.example.org\n  oidc.config: |\n    name: Keycloak\n    issuer: https://id.example.org/realms/main\n    clientID: argocd\n    clientSecret: ⟦«b62:32»⟧\n")
        .planted("argocd-cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\ndata:\n  dex.config: |\n    connectors:\n    - type: github\n      id: github\n      config:\n        clientID: aabbccddeeff00112233\n        clientSecret: ⟦«hex:40»⟧\n");
    set.near("argocd-cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\ndata:\n  oidc.config: |\n    name: Keycloak\n    issuer: https://id.example.org/realms/main\n    clientID: argocd\n    clientSecret: $oidc.keycloak.clientSecret\n    requestedScopes: [openid, profile, email, groups]\n")
        .near("argocd-cm.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-cm\ndata:\n  dex.config: |\n    connectors:\n    - type: ldap\n      id: ldap\n      config:\n        host: ldap.example.org:636\n        bindDN: $dex.ldap.bindDN\n        bindPW: $dex.ldap.bindPW\n        userSearch: {baseDN: \"ou=people,dc=example,dc=org\", username: uid}\n")
        .near("cluster.yaml", &cluster("    {\n      \"awsAuthConfig\": {\"clusterName\": \"production\", \"roleARN\": \"arn:aws:iam::123456789012:role/argocd\"},\n      \"tlsClientConfig\": {\"insecure\": false, \"caData\": \"«b64:200»\"}\n    }\n"))
        .near("cluster.yaml", &cluster("    {\"execProviderConfig\": {\"command\": \"argocd-k8s-auth\", \"args\": [\"gcp\"], \"apiVersion\": \"client.authentication.k8s.io/v1beta1\"}, \"tlsClientConfig\": {\"insecure\": false}}\n"))
        .near("cluster.yaml", &cluster("    {\"bearerToken\": \"<path:secret/data/clusters#token>\", \"tlsClientConfig\": {\"insecure\": false}}\n"))
        .near("repo.yaml", &secret("repository", "  type: helm\n  name: charts\n  url: https://charts.example.org\n  enableOCI: \"false\"\n  project: default\n"))
        .near("repo.yaml", &secret("repository", "  type: git\n  url: https://github.com/team/app\n  githubAppID: \"12345\"\n  githubAppInstallationID: \"67890\"\n"))
        .near("known-hosts.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-ssh-known-hosts-cm\ndata:\n  ssh_known_hosts: |\n    [ssh.github.com]:443 ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAI«b64:90»=\n    github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\n    gitlab.com ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ«b64:510»\n")
        .near("rbac.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: argocd-rbac-cm\ndata:\n  policy.csv: |\n    p, role:ops, repositories, get, *, allow\n    p, role:ops, clusters, get, *, allow\n    g, team:token-admins, role:admin\n  scopes: '[groups, email]'\n");
    let encoded = [(
        "repo.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: two\n  labels: {argocd.argoproj.io/secret-type: repository}\ndata:\n  type: Z2l0\n  url: aHR0cHM6Ly9naXQuZXhhbXBsZS5vcmcvYQ==\n  password: %\n",
    )];
    fill_encoded(&mut set, &encoded, 3, 4);
    set
}
