//! Files of SOPS: half encrypted ones, and whole ones.

use super::friends::CREDENTIALS;
use crate::case::Set;

const ENC: &str = "ENC[AES256_GCM,data:«b64:24»,iv:«b64:42»E=,tag:«b64:21»Q==,type:str]";

const MAC: &str = "ENC[AES256_GCM,data:«b64:170»E=,iv:«b64:42»E=,tag:«b64:21»Q==,type:str]";

/// What SOPS adds to a document, with or without a rule of its own.
fn metadata(rule: &str) -> String {
    let recipient = "    - recipient: «recipient»\n      enc: |\n        «begin:AGE ENCRYPTED FILE»\n        «b64:64»\n        «b64:64»\n        «end:AGE ENCRYPTED FILE»\n";
    format!(
        "sops:\n  age:\n{recipient}{recipient}  lastmodified: \"2026-01-01T00:00:00Z\"\n  mac: ENC[AES256_GCM,data:«b64:170»E=,iv:«b64:42»E=,tag:«b64:21»Q==,type:str]\n{rule}  version: 3.13.3\n"
    )
}

pub(crate) fn sets() -> Vec<Set> {
    let mut set = Set::new("Half-encrypted SOPS files");
    let secret = |data: &str, rule: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n{data}{}",
            metadata(rule)
        )
    };
    let data = "  encrypted_regex: ^(data|stringData)$\n";
    for value in &CREDENTIALS[..8] {
        set.planted(
            "secret.sops.yaml",
            &secret(&format!("  username: {ENC}\n  password: ⟦{value}⟧\n"), data),
        )
        .planted(
            "values.sops.yaml",
            &format!(
                "auth:\n  username: {ENC}\n  password: ⟦{value}⟧\n{}",
                metadata("  unencrypted_suffix: _unencrypted\n")
            ),
        )
        .planted(
            "secret.sops.yaml",
            &secret(
                &format!("  password: ⟦{value}⟧\n"),
                "  encrypted_regex: ^data$\n",
            ),
        );
    }
    for value in &CREDENTIALS[..4] {
        set.planted("app.sops.env", &format!("DB_HOST={ENC}\nDB_PASSWORD=⟦{value}⟧\nsops_mac={MAC}\nsops_lastmodified=2026-01-01T00:00:00Z\nsops_version=3.13.3\nsops_age__list_0__map_recipient=«recipient»\nsops_age__list_0__map_enc=-----BEGIN AGE ENCRYPTED FILE-----\\n«b64:64»\\n-----END AGE ENCRYPTED FILE-----\\n\n"))
            .planted("app.sops.json", &format!("{{\n  \"user\": \"{ENC}\",\n⟦  \"password\": \"{value}\",\n⟧  \"sops\": {{\"age\": [{{\"recipient\": \"«recipient»\", \"enc\": \"-----BEGIN AGE ENCRYPTED FILE-----\\n«b64:64»\\n-----END AGE ENCRYPTED FILE-----\\n\"}}], \"lastmodified\": \"2026-01-01T00:00:00Z\", \"mac\": \"{MAC}\", \"version\": \"3.13.3\"}}\n}}\n"))
            .planted("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  username: {ENC}\n  password: ⟦{value}⟧\n"));
    }
    for (index, entries) in [
        "  password: E\n",
        "  username: E\n  password: E\n",
        "  password: E\n  empty: \"\"\n",
        "  config.yaml: E\n  token: E\n  note: null\n",
    ]
    .iter()
    .enumerate()
    {
        let entries = entries
            .replace('E', ENC)
            .replace(&format!("{ENC}NC"), "ENC");
        set.near("secret.sops.yaml", &secret(&entries, data))
            .near("secret.sops.yaml", &secret(&entries, "  encrypted_regex: ^(stringData)$\n  mac_only_encrypted: true\n"))
            .near("values.sops.yaml", &format!("auth:\n{entries}{}", metadata("")))
            .near(&format!("values-{index}.yaml"), &format!("replicas_unencrypted: 3\nhost_unencrypted: db.example.org\nauth:\n{entries}{}", metadata("  unencrypted_suffix: _unencrypted\n")))
            .near("app.sops.env", &format!("DB_PASSWORD={ENC}\nEMPTY=\nsops_mac={MAC}\nsops_lastmodified=2026-01-01T00:00:00Z\nsops_version=3.13.3\nsops_age__list_0__map_recipient=«recipient»\nsops_age__list_0__map_enc=-----BEGIN AGE ENCRYPTED FILE-----\\n«b64:64»\\n-----END AGE ENCRYPTED FILE-----\\n\n"))
            .near("app.sops.json", &format!("{{\n  \"password\": \"{ENC}\",\n  \"sops\": {{\"age\": [{{\"recipient\": \"«recipient»\", \"enc\": \"-----BEGIN AGE ENCRYPTED FILE-----\\n«b64:64»\\n-----END AGE ENCRYPTED FILE-----\\n\"}}], \"lastmodified\": \"2026-01-01T00:00:00Z\", \"mac\": \"{MAC}\", \"version\": \"3.13.3\"}}\n}}\n"));
    }
    set.near("secret.sops.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\n  labels: {{app: db}}\ntype: Opaque\ndata:\n  password: {ENC}\n{}", metadata(data)))
        .near("notes.yaml", "# SOPS and age: passwords are kept in secret.sops.yaml\nnotes:\n- the token is in the vault\n- ENC[ begins an encrypted value\n");
    vec![set]
}
