//! Tells a clear secret from what only stands in its place.

use super::placeholder::is_placeholder;
use super::reference::is_reference;
pub(crate) use super::reference::{url_password, without_templates};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Nothing, blanks, or an empty object.
    Empty,
    /// Names a secret that lives elsewhere, or is filled in later.
    Reference,
    /// A word that stands for a value somebody has yet to give.
    Placeholder,
    /// Public by nature: certificate, public key, known hosts.
    Public,
    /// Ciphertext of some tool.
    Encrypted,
    /// Anything else.
    Clear,
}

/// Judges a text by itself.
pub(crate) fn content(text: &str) -> Content {
    let text = text.trim();
    if matches!(text, "" | "{}" | "[]") {
        return Content::Empty;
    }
    if super::super::sops::enc::is_enc(text)
        || ENCRYPTED.iter().any(|start| text.starts_with(start))
    {
        return Content::Encrypted;
    }
    if is_reference(text) {
        return Content::Reference;
    }
    if is_placeholder(text) {
        return Content::Placeholder;
    }
    if is_public(text) {
        return Content::Public;
    }
    Content::Clear
}

/// hiera-eyaml, Ansible Vault, age and PGP in armour.
const ENCRYPTED: [&str; 5] = [
    "ENC[PKCS7,",
    "ENC[GPG,",
    "$ANSIBLE_VAULT;",
    "-----BEGIN AGE ENCRYPTED FILE-----",
    "-----BEGIN PGP MESSAGE-----",
];

/// Starts of texts that are meant to be public.
const PUBLIC: [&str; 9] = [
    "-----BEGIN CERTIFICATE-----",
    "-----BEGIN TRUSTED CERTIFICATE-----",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN RSA PUBLIC KEY-----",
    "-----BEGIN PGP PUBLIC KEY BLOCK-----",
    "ssh-rsa AAAA",
    "ssh-ed25519 AAAA",
    "ecdsa-sha2-",
    "age1",
];

fn is_public(text: &str) -> bool {
    if text.contains("PRIVATE KEY") || text.contains("AGE-SECRET-KEY") {
        return false;
    }
    PUBLIC.iter().any(|start| text.starts_with(start))
        || is_known_hosts(text)
        || is_image_digest(text)
}

/// Every line is a host and its public key.
fn is_known_hosts(text: &str) -> bool {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .all(|line| {
            let mut words = line
                .split_whitespace()
                .skip(usize::from(line.starts_with('@')));
            let kind = words.nth(1).unwrap_or_default();
            (kind.starts_with("ssh-") || kind.starts_with("ecdsa-"))
                && words.next().is_some_and(|key| key.starts_with("AAAA"))
        })
}

fn is_image_digest(text: &str) -> bool {
    text.strip_prefix("sha256:")
        .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(expected: Content, texts: &[&str]) {
        for text in texts {
            assert_eq!(content(text), expected, "{text}");
        }
    }

    #[test]
    fn references_are_told() {
        all(
            Content::Reference,
            &[
                "op://vault/item/field",
                "ref+vault://secret/app#/key",
                "<path:secret/data/app#password>",
                "vault:secret/data/app#PASSWORD",
                "${DB_PASSWORD}",
                "$${DB_PASSWORD}",
                "{{ .Values.password }}",
                "{{ index . \"password\" }}-{{ .x }}",
                "$oidc.okta.clientSecret",
                "$DB_PASSWORD",
                "postgres://app:${DB_PASSWORD}@db.example.org:5432/production",
                "https://{{ .user }}:{{ .token }}@git.example.org/organisation",
                "arn:aws:secretsmanager:eu-west-1:1:secret:x",
                "{FRIGATE_MQTT_PASSWORD}",
                "@MQTT_PASSWORD@",
                "$__env{GRAFANA_SECRET}",
                "/var/run/secrets/token",
                ".<secret:private-domain>",
            ],
        );
    }

    #[test]
    fn placeholders_are_told() {
        all(
            Content::Placeholder,
            &[
                "changeme",
                "CHANGE_ME",
                "REPLACE_ME",
                "xxx",
                "XXXXXXXX",
                "<password>",
                "<your token>",
                "your-token-here",
                "ghp_xxxxxxxxxxxx",
                "***",
                "TODO",
                "placeholder",
                "UPDATE_AWS_SECRET_ACCESS_KEY",
                "PASSWORD",
                "<CLUSTER_NAME>-tls",
                "changeit",
            ],
        );
    }

    #[test]
    fn public_texts_are_told() {
        all(
            Content::Public,
            &[
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "ssh-ed25519 AAAAC3Nz me",
                "github.com ssh-ed25519 AAAAC3Nz",
                "-----BEGIN PUBLIC KEY-----\nMIIB",
            ],
        );
    }

    #[test]
    fn what_could_be_a_secret_stays_one() {
        all(
            Content::Clear,
            &[
                "hunter2",
                "p4$$w0rd",
                "$up3rSecret",
                "postgres://app:s3cr3t@${HOST}/db",
                "correct horse battery staple",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----BEGIN PRIVATE KEY-----",
                "prefix-{{ .x }}-Zm9vYmFyYmF6cXV4",
                "admin",
                "password",
            ],
        );
    }

    #[test]
    fn hostile_text_is_cheap() {
        let open = "{{".repeat(1 << 16);
        assert_eq!(content(&open), Content::Clear);
        assert_eq!(content(&"\u{0}é".repeat(1000)), Content::Clear);
    }
}
