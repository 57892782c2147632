//! Sealed Secrets and External Secrets.

use super::friends::fill;
use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![sealed(), external()]
}

/// A blob of the right structure: `AgA`/`AgB` is the length of a session key sealed with RSA, 256 or 512 bytes.
const BLOB: &str = "AgB«b64:800»";

fn sealed() -> Set {
    let mut set = Set::new("Sealed Secrets");
    let object = |inner: &str| {
        format!(
            "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: db\n  namespace: app\nspec:\n{inner}"
        )
    };
    let places = [(
        "sealed.yaml",
        object(&format!(
            "  encryptedData:\n    username: {BLOB}\n  template:\n    data:\n      password: @\n"
        )),
    )];
    let borrowed: Vec<(&str, &str)> = places
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    fill(&mut set, &borrowed, 6, 12);
    for value in ["«b62:20»", "«typed»", "«b64:43»="] {
        set.planted("sealed.yaml", &object(&format!("  encryptedData:\n    password: ⟦{value}⟧\n")))
            .planted("sealed.yaml", &object(&format!("  encryptedData:\n    username: {BLOB}\n  template:\n    metadata:\n      annotations:\n        kubectl.kubernetes.io/last-applied-configuration: |\n⟦          {{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{{\"name\":\"db\"}},\"stringData\":{{\"password\":\"{value}\"}}}}\n⟧")))
            .planted("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  namespace: app\nstringData:\n  password: ⟦{value}⟧\n")).beside("sealed.yaml", &object(&format!("  encryptedData:\n    password: {BLOB}\n")));
    }
    set.planted("key.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: sealed-secrets-key\n  namespace: kube-system\n  labels:\n    sealedsecrets.bitnami.com/sealed-secrets-key: active\ntype: kubernetes.io/tls\ndata:\n  tls.crt: «b64=«begin:CERTIFICATE»\n«lines:900»\n«end:CERTIFICATE»\n»\n  tls.key: ⟦«b64=«pem:RSA PRIVATE KEY:0»\n»⟧\n");
    set.near("sealed.yaml", &object(&format!("  encryptedData:\n    username: {BLOB}\n    password: {BLOB}\n  template:\n    metadata: {{name: db, namespace: app}}\n    type: Opaque\n")))
        .near("sealed.yaml", &object(&format!("  encryptedData:\n    .dockerconfigjson: {BLOB}\n  template:\n    type: kubernetes.io/dockerconfigjson\n    data:\n      config.yaml: |\n        database:\n          password: {{{{ .password }}}}\n")))
        .near("sealed.json", "{\"apiVersion\": \"bitnami.com/v1alpha1\", \"kind\": \"SealedSecret\", \"metadata\": {\"name\": \"db\", \"namespace\": \"app\"}, \"spec\": {\"encryptedData\": {\"password\": \"AgB«b64:800»\"}}}\n")
        .near("cert.pem", "«begin:CERTIFICATE»\n«lines:1400»\n«end:CERTIFICATE»\n");
    set
}

fn external() -> Set {
    let mut set = Set::new("External Secrets");
    let store = |inner: &str| {
        format!(
            "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata:\n  name: store\n  namespace: app\nspec:\n  provider:\n{inner}"
        )
    };
    let target = |data: &str| {
        format!(
            "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: db\n  namespace: app\nspec:\n  refreshInterval: 1h\n  secretStoreRef: {{name: store, kind: SecretStore}}\n  target:\n    template:\n      data:\n{data}  data:\n  - secretKey: password\n    remoteRef: {{key: db, property: password}}\n"
        )
    };
    for value in ["«b62:20»", "«typed»", "«uuid»", "«hex:32»"] {
        set.planted("store.yaml", &store(&format!("    scaleway:\n      region: fr-par\n      projectId: «uuid»\n      accessKey: {{secretRef: {{name: s, key: id}}}}\n      secretKey:\n        value: ⟦{value}⟧\n")))
            .planted("store.yaml", &store(&format!("    fake:\n      data:\n      - key: db\n        value: ⟦{value}⟧\n")))
            .planted("store.yaml", &store(&format!("    webhook:\n      url: https://vault.example.org/{{{{ .remoteRef.key }}}}\n      headers:\n        X-Api-Key: ⟦\"{value}\"⟧\n")))
            .planted("external.yaml", &target(&format!("        username: app\n        password: ⟦{value}⟧\n"))).beside("store.yaml", &store("    vault:\n      server: https://vault.example.org\n      auth: {kubernetes: {mountPath: k8s, role: app}}\n"))
            .planted("bootstrap.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: vault-token\nstringData:\n  token: ⟦{value}⟧\n"));
    }
    let vault = "    vault:\n      server: https://vault.example.org\n      path: secret\n      version: v2\n      auth:\n        tokenSecretRef: {name: vault-token, key: token}\n";
    for data in [
        "        password: \"{{ .password }}\"\n",
        "        uri: \"postgres://app:{{ .password }}@db:5432/app\"\n",
        "        config.yaml: |\n          database:\n            password: {{ .password | quote }}\n",
        "        username: app\n        host: db.app.svc\n        port: \"5432\"\n",
        "        .dockerconfigjson: '{\"auths\":{\"ghcr.io\":{\"auth\":\"{{ printf \"%s:%s\" .user .password | b64enc }}\"}}}'\n",
    ] {
        set.near("external.yaml", &target(data))
            .beside("store.yaml", &store(vault));
    }
    for inner in [
        vault,
        "    aws:\n      service: SecretsManager\n      region: eu-central-1\n      auth:\n        secretRef:\n          accessKeyIDSecretRef: {name: aws, key: id}\n          secretAccessKeySecretRef: {name: aws, key: secret}\n",
        "    azurekv:\n      tenantId: «uuid»\n      vaultUrl: https://vault.example.net\n      authType: WorkloadIdentity\n      serviceAccountRef: {name: app}\n",
        "    gcpsm:\n      projectID: app\n      auth: {workloadIdentity: {clusterLocation: eu, clusterName: production, serviceAccountRef: {name: app}}}\n",
        "    onepasswordSDK:\n      vault: infrastructure\n      auth: {serviceAccountSecretRef: {name: onepassword, key: token}}\n",
        "    webhook:\n      url: https://vault.example.org/{{ .remoteRef.key }}\n      headers:\n        Authorization: \"Bearer {{ .auth.token }}\"\n      secrets:\n      - {name: auth, secretRef: {name: webhook}}\n",
    ] {
        set.near("store.yaml", &store(inner));
    }
    for extra in [
        "  dataFrom:\n  - extract: {key: db}\n",
        "  dataFrom:\n  - find: {name: {regexp: \"^db-\"}}\n",
        "  dataFrom:\n  - sourceRef: {storeRef: {name: store, kind: SecretStore}}\n    extract: {key: db}\n",
    ] {
        set.near("external.yaml", &format!("apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata:\n  name: db\n  namespace: app\nspec:\n  refreshInterval: 1h\n  secretStoreRef: {{name: store, kind: SecretStore}}\n  target: {{name: db, creationPolicy: Owner}}\n{extra}")).beside("store.yaml", &store(vault));
    }
    set
}
