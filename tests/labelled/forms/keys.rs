//! Private keys, and keys of age.

use crate::case::Set;

pub(crate) fn sets() -> Vec<Set> {
    vec![private_keys(), age()]
}

fn private_keys() -> Set {
    let mut set = Set::new("Private keys");
    for label in [
        "RSA PRIVATE KEY",
        "PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "DSA PRIVATE KEY",
    ] {
        set.planted("keys/deploy.key", &format!("⟦«pem:{label}:0»\n⟧"))
            .planted("config.yaml", &format!("server:\n  key: |\n⟦    «pem:{label}:4»\n⟧  port: 443\n"))
            .planted("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: tls}}\nstringData:\n  tls.key: |\n⟦    «pem:{label}:4»\n⟧"))
            .planted("user-data.sh", &format!("#!/bin/sh\ncat > /etc/app.key <<KEY\n⟦«pem:{label}:0»\n⟧KEY\n"))
            .planted("values.yaml", &format!("tls:\n  key: ⟦«b64=«pem:{label}:0»\n»⟧\n"));
        set.near("README.yaml", &format!("# -----BEGIN starts a key; the body of «begin:{label}» follows\nkey: |\n  «begin:{label}»\n  ...\n  «end:{label}»\n"))
            .near("values.yaml", &format!("tls:\n  key: |\n    «begin:{label}»\n    <your private key here>\n    «end:{label}»\n"))
            .near("check.sh", &format!("#!/bin/sh\ngrep -q \"«begin:{label}»\" \"$1\" && exit 1\n"))
            .near("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: tls}}\nstringData:\n  tls.key: |\n    «begin:{label}»\n    XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n    «end:{label}»\n"));
    }
    set.planted("keys/signing.asc", "⟦«begin:PGP PRIVATE KEY BLOCK»\n\nlQOYBF«b64:58»\n«lines:1200»\n=«b64:4»\n«end:PGP PRIVATE KEY BLOCK»\n⟧")
        .planted("wg0.conf", "[Interface]\nAddress = 10.8.0.1/24\n⟦PrivateKey = «b64:42»k=⟧\n")
        .planted("key.ppk", "PuTTY-User-Key-File-3: ⟦ssh-ed25519\nEncryption: none\nComment: ci\nPublic-Lines: 2\n«b64:64»\n«b64:28»\nPrivate-Lines: 1\n«b64:48»\nPrivate-MAC: «hex:64»\n⟧")
        .planted("ta.key", "⟦«begin:OpenVPN Static key V1»\n«hex:32»\n«hex:32»\n«hex:32»\n«hex:32»\n«end:OpenVPN Static key V1»\n⟧")
        .planted("key.json", "{\n  \"type\": \"service_account\",\n  \"project_id\": \"app\",\n  \"private_key_id\": \"«hex:40»\",\n⟦  \"private_key\": \"«begin:PRIVATE KEY»\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw«b64:1590»\\n«end:PRIVATE KEY»\\n\",\n⟧  \"client_email\": \"robot@app.iam.gserviceaccount.com\"\n}\n")
        .planted("talos-ca.yaml", "ca:\n  crt: «b64:300»\n  key: ⟦«b64=«begin:ED25519 PRIVATE KEY»\nMC4CAQAwBQYDK2VwBCIEI«b64:43»\n«end:ED25519 PRIVATE KEY»\n»⟧\n")
        .near("ca.pem", "«begin:CERTIFICATE»\n«lines:1400»\n«end:CERTIFICATE»\n")
        .near("signing.pub.asc", "«begin:PGP PUBLIC KEY BLOCK»\n\n«lines:900»\n=«b64:4»\n«end:PGP PUBLIC KEY BLOCK»\n")
        .near("key.pub", "«begin:PUBLIC KEY»\n«lines:392»\n«end:PUBLIC KEY»\n")
        .near("request.csr", "«begin:CERTIFICATE REQUEST»\n«lines:900»\n«end:CERTIFICATE REQUEST»\n")
        .near("authorized_keys", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:43» someone\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ«b64:510» other\n")
        .near("wg0.conf", "[Interface]\nAddress = 10.8.0.1/24\nPrivateKey = ${WG_PRIVATE_KEY}\n[Peer]\nPublicKey = «b64:42»k=\n")
        .near("message.asc", "«begin:PGP MESSAGE»\n\n«lines:600»\n=«b64:4»\n«end:PGP MESSAGE»\n");
    set
}

fn age() -> Set {
    let mut set = Set::new("age keys");
    for prefix in ["AGE-SECRET-KEY-1", "AGE-SECRET-KEY-PQ-1"] {
        let key = format!("{prefix}«BECH:52»«bech32»");
        set.planted("keys.txt", &format!("# created: 2026-01-01T00:00:00Z\n# public key: «recipient»\n⟦{key}⟧\n"))
            .planted("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: sops-age, namespace: flux-system}}\nstringData:\n  age.agekey: ⟦{key}⟧\n"))
            .planted("secret.yaml", &format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: sops-age, namespace: flux-system}}\ndata:\n  age.agekey: ⟦«b64={key}\n»⟧\n"))
            .planted("Taskfile.yaml", &format!("env:\n  SOPS_AGE_KEY: ⟦{key}⟧\n"))
            .planted("notes.txt", &format!("The key of the cluster is ⟦{key}⟧ and stays here.\n"))
            .planted("config.yaml", &format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: keys}}\ndata:\n  key: ⟦{key}⟧\n"));
        set.near("keys.txt", &format!("# public key: «recipient»\n# the key begins with {prefix}\n"))
            .near("script.sh", &format!("grep -q {prefix} \"$SOPS_AGE_KEY_FILE\" || exit 1\n"))
            .near("keys.txt", &format!("{prefix}XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX\n"))
            .near("Taskfile.yaml", "env:\n  SOPS_AGE_KEY_FILE: '{{.ROOT_DIR}}/age.key'\n  SOPS_AGE_RECIPIENT: «recipient»\n");
    }
    set.near("recipients.txt", "«recipient»\n«recipient»\n")
        .near(
            "file.age",
            "«begin:AGE ENCRYPTED FILE»\n«lines:400»\n«end:AGE ENCRYPTED FILE»\n",
        );
    set
}
