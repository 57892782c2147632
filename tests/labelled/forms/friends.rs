//! Values that many forms share: credentials, and their false friends.

use crate::case::Set;

/// Credentials that nothing but the name of their key tells.
pub(crate) const CREDENTIALS: [&str; 10] = [
    "«b62:20»",
    "«typed»",
    "«hex:32»",
    "«b64:43»=",
    "«b62:16»",
    "«an:24»",
    "«hex:64»",
    "«u64:32»",
    "«uuid»",
    "«b62:40»",
];

/// What stands where a credential belongs and is none: references of every tool, placeholders, public values.
pub(crate) const FRIENDS: [&str; 64] = [
    "${DB_PASSWORD}",
    "$(DB_PASSWORD)",
    "$${DB_PASSWORD}",
    "$DB_PASSWORD",
    "%DB_PASSWORD%",
    "{DB_PASSWORD}",
    "@DB_PASSWORD@",
    "$__env{DB_PASSWORD}",
    "$__file{/etc/secrets/db}",
    "${DB_PASSWORD:-}",
    "${DB_PASSWORD:=}",
    "{{ .Values.auth.password }}",
    "{{ .password | b64enc }}",
    "{{ lookup('env', 'DB_PASSWORD') }}",
    "{{ secrets.DB_PASSWORD }}",
    "<% tp.password %>",
    "op://infrastructure/database/password",
    "op://Private Vault/db/section/password",
    "ref+vault://secret/data/db#/password",
    "ref+awsssm://production/db/password",
    "ref+sops://secrets.yaml#/db/password",
    "ref+gcpsecrets://project/db",
    "secretref+vault://secret/db#/password",
    "<path:secret/data/db#password>",
    "<path:secret/data/db#password | base64encode>",
    "vault:secret/data/db#PASSWORD",
    ">>vault:secret/data/db#PASSWORD",
    "arn:aws:secretsmanager:eu-central-1:123456789012:secret:production/db-Ab12Cd",
    "arn:aws:ssm:eu-central-1:123456789012:parameter/production/db",
    "projects/123456789012/secrets/db/versions/latest",
    "gcpsm://project/db",
    "azkv://vault/db",
    "awssm://production/db",
    "doppler://project/config/DB_PASSWORD",
    "infisical://project/db",
    "bws://4f3c1d7e",
    "env:DB_PASSWORD",
    "@Microsoft.KeyVault(VaultName=production;SecretName=db)",
    "$oidc.keycloak.clientSecret",
    "$webhook.github.secret",
    "/run/secrets/db-password",
    "file:///etc/app/password",
    "/vault/secrets/db",
    "changeme",
    "CHANGE_ME",
    "change-me-please",
    "REPLACE_ME",
    "replace-with-your-token",
    "<password>",
    "<your-password-here>",
    "<YOUR_TOKEN>",
    "your-password-here",
    "your_api_key",
    "placeholder",
    "TODO",
    "xxxxxxxxxxxx",
    "XXXXXXXX",
    "********",
    "REDACTED",
    "**REDACTED**",
    "my-secret-token",
    "insert-your-token-here",
    "dummy-password",
    "",
];

/// Puts credentials and false friends into the places of a form. `@` in a text is the value in double quotes.
pub(crate) fn fill(set: &mut Set, places: &[(&str, &str)], planted: usize, near: usize) {
    let mut next = set.cases.len();
    for (at, (name, text)) in places.iter().enumerate() {
        for turn in 0..planted {
            let value = CREDENTIALS[(at * 3 + turn) % CREDENTIALS.len()];
            set.planted(name, &text.replace('@', &format!("\"⟦{value}⟧\"")));
        }
        for _ in 0..near {
            let value = FRIENDS[next * 7 % FRIENDS.len()];
            next += 1;
            set.near(name, &text.replace('@', &format!("\"{value}\"")));
        }
    }
}

/// The same where the value is base64: `%` in a text.
pub(crate) fn fill_encoded(set: &mut Set, places: &[(&str, &str)], planted: usize, near: usize) {
    let mut next = set.cases.len();
    for (at, (name, text)) in places.iter().enumerate() {
        for turn in 0..planted {
            let value = CREDENTIALS[(at * 3 + turn) % CREDENTIALS.len()];
            set.planted(name, &text.replace('%', &format!("⟦«b64={value}»⟧")));
        }
        for _ in 0..near {
            let value = FRIENDS[next * 7 % FRIENDS.len()];
            next += 1;
            set.near(name, &text.replace('%', &format!("«b64={value}»")));
        }
    }
}
