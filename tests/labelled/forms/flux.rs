//! Flux: its Secrets and its variables.

use super::friends::fill;
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![secrets(), variables()]
}

fn secrets() -> Set {
    let mut set = Set::new("Flux Git and registry Secrets");
    let secret = |data: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: flux-system\n  namespace: flux-system\nstringData:\n{data}"
        )
    };
    let places = [
        ("git.yaml", secret("  username: git\n  password: @\n")),
        ("token.yaml", secret("  bearerToken: @\n")),
        ("webhook.yaml", secret("  token: @\n")),
        (
            "proxy.yaml",
            secret("  address: http://proxy.example.org:3128\n  username: app\n  password: @\n"),
        ),
    ];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 2, 5);
    set.planted("identity.yaml", &secret("  identity.pub: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\n  known_hosts: github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\n  identity: |\n⟦    «pem:OPENSSH PRIVATE KEY:4»\n⟧"))
        .planted("identity.yaml", &secret("  identity: |\n⟦    «pem:PRIVATE KEY:4»\n⟧"))
        .planted("app.yaml", &secret("  githubAppID: \"123\"\n  githubAppInstallationID: \"456\"\n  githubAppPrivateKey: |\n⟦    «pem:RSA PRIVATE KEY:4»\n⟧"))
        .planted("slack.yaml", &secret("  address: ⟦https://hooks.slack.com/services/T«AN:10»/B«AN:10»/«b62:24»⟧\n"))
        .planted("sops-age.yaml", &secret("⟦  age.agekey: |\n    # created: 2026-01-01T00:00:00Z\n    # public key: «recipient»\n    AGE-SECRET-KEY-1«BECH:52»«bech32»\n⟧"))
        .near("identity.yaml", &secret("  identity.pub: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\n  known_hosts: github.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43»\n"))
        .near("ca.yaml", &secret("  ca.crt: |\n    «begin:CERTIFICATE»\n    «b64:64»\n    «end:CERTIFICATE»\n"))
        .near("cosign.yaml", &secret("  cosign.pub: |\n    «begin:PUBLIC KEY»\n    «b64:64»\n    «b64:60»\n    «end:PUBLIC KEY»\n"));
    set
}

fn variables() -> Set {
    let mut set = Set::new("Flux variables");
    let head = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 1h\n  path: ./apps\n  prune: true\n  sourceRef: {kind: GitRepository, name: flux-system}\n";
    let places = [
        ("apps.yaml", format!("{head}  postBuild:\n    substitute:\n      CLUSTER: production\n      DB_PASSWORD: @\n")),
        ("apps.yaml", format!("{head}  patches:\n  - target: {{kind: Secret, name: db}}\n    patch: |\n      apiVersion: v1\n      kind: Secret\n      metadata: {{name: db}}\n      stringData: {{password: @}}\n")),
        ("inputs.yaml", "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata:\n  name: apps\nspec:\n  inputs:\n  - tenant: one\n    apiToken: @\n  resources: []\n".to_owned()),
    ];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 3, 5);
    set.near("apps.yaml", &format!("{head}  decryption: {{provider: sops, secretRef: {{name: sops-age}}}}\n  postBuild:\n    substituteFrom:\n    - {{kind: Secret, name: cluster-secrets}}\n    substitute:\n      SECRET_DOMAIN: example.org\n      TOKEN_URL: https://id.example.org/token\n"));
    set
}
