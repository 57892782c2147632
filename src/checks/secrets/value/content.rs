//! Tells a clear secret from what only stands in its place.

use super::shape::is_hollow_pem;

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

/// Schemes of tools that put a secret in place of its address: 1Password, vals, bank-vaults, Google and AWS stores and others.
const SCHEMES: [&str; 22] = [
    "op://",
    "ref+",
    "secretref+",
    "vault:",
    ">>vault:",
    "sm://",
    "awssm:",
    "aws-sm:",
    "awssm://",
    "awsssm://",
    "ssm://",
    "asm://",
    "arn:aws:secretsmanager:",
    "arn:aws:ssm:",
    "gcpsm://",
    "gcp-sm://",
    "azkv://",
    "akv:",
    "bws://",
    "doppler://",
    "infisical://",
    "env:",
];

fn is_reference(text: &str) -> bool {
    let lower = text
        .get(..text.len().min(32))
        .unwrap_or(text)
        .to_ascii_lowercase();
    if SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) {
        return true;
    }
    if text.starts_with("projects/") && text.contains("/secrets/")
        || text.starts_with("@Microsoft.KeyVault(")
    {
        return true;
    }
    is_vault_path(text) || is_variable(text) || is_mostly_template(text) || is_mounted_file(text)
}

/// `<path:vault/data/app#key>` of argocd-vault-plugin.
fn is_vault_path(text: &str) -> bool {
    text.starts_with("<path:") && text.trim_end().ends_with('>') && !text.contains('\n')
}

/// `$oidc.example.clientSecret`: Argo CD reads it from a Secret; `$NAME` and `%NAME%`: the environment.
fn is_variable(text: &str) -> bool {
    let name = text
        .strip_prefix('$')
        .or_else(|| {
            text.strip_prefix('%')
                .and_then(|rest| rest.strip_suffix('%'))
        })
        .unwrap_or_default();
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/');
    // A dollar before mixed letters may open a password: a name is of one case or has a separator.
    let is_name = name
        .chars()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
        || name.contains(['.', ':'])
        || !name.chars().any(|c| c.is_ascii_digit());
    starts && name.chars().all(letters) && is_name
}

/// A path into a folder where secrets are mounted, and nothing else.
fn is_mounted_file(text: &str) -> bool {
    let path = text.strip_prefix("file://").unwrap_or(text);
    let mounted = [
        "/run/secrets/",
        "/var/run/secrets/",
        "/etc/",
        "/mnt/secrets",
        "/vault/secrets/",
        "/secrets/",
    ];
    !text.contains(char::is_whitespace) && mounted.iter().any(|folder| path.starts_with(folder))
}

const OPEN_CLOSE: [(&str, &str); 5] = [
    ("{{", "}}"),
    ("$${", "}"),
    ("${", "}"),
    ("$(", ")"),
    ("<%", "%>"),
];
/// What may remain around templates in a value that still has its secret elsewhere.
const PLAIN_REST: usize = 8;

/// Whether substitutions are what the text is about: nothing long is left without them, or the only thing left is a
/// URL whose password is one of them.
fn is_mostly_template(text: &str) -> bool {
    let Some(rest) = without_templates(text) else {
        return false;
    };
    if let Some(password) = url_password(&rest) {
        return password.is_empty();
    }
    let longest = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .map(str::len)
        .max()
        .unwrap_or(0);
    longest < PLAIN_REST || rest.contains("://")
}

/// The text with its substitutions taken out; `None` when there is none.
pub(crate) fn without_templates(text: &str) -> Option<String> {
    let mut rest = text;
    let mut out = String::new();
    let mut found = false;
    while let Some((at, open, close)) = OPEN_CLOSE
        .iter()
        .filter_map(|(open, close)| rest.find(open).map(|at| (at, *open, *close)))
        .min_by_key(|(at, open, _)| (*at, std::cmp::Reverse(open.len())))
    {
        let after = rest.get(at + open.len()..).unwrap_or_default();
        let Some(end) = after.find(close) else {
            break;
        };
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = after.get(end + close.len()..).unwrap_or_default();
        found = true;
    }
    out.push_str(rest);
    found.then_some(out)
}

/// The password in the user part of the first URL of a text.
pub(crate) fn url_password(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("://")?;
    let end = after
        .find(|c: char| {
            c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '<' | '>' | '`')
        })
        .unwrap_or(after.len());
    let (user, _) = after.get(..end)?.rsplit_once('@')?;
    Some(user.split_once(':').map_or("", |(_, password)| password))
}

/// Words that are a placeholder when they are all there is.
const WHOLE: [&str; 31] = [
    "not-needed",
    "not needed",
    "not-used",
    "not used",
    "not-required",
    "unused",
    "changeit",
    "todo",
    "tbd",
    "fixme",
    "none",
    "null",
    "nil",
    "n/a",
    "na",
    "undefined",
    "redacted",
    "removed",
    "hidden",
    "masked",
    "secret-here",
    "value",
    "string",
    "dummy",
    "fake",
    "example",
    "sample",
    "unset",
    "empty",
    "foobar",
    "foo",
];
/// Words that mark a placeholder wherever they stand.
const ANYWHERE: [&str; 22] = [
    "changeme",
    "change-me",
    "change_me",
    "change me",
    "changethis",
    "change-this",
    "change_this",
    "replaceme",
    "replace-me",
    "replace_me",
    "replace_with",
    "replace-with",
    "replace with",
    "replace-this",
    "placeholder",
    "insert-your",
    "insert_your",
    "put-your",
    "fill-me",
    "fillme",
    "redacted",
    "to-be-replaced",
];
/// Words that mark a placeholder at its start.
const STARTS: [&str; 15] = [
    "your-",
    "your_",
    "your ",
    "yoursecret",
    "yourpassword",
    "<your",
    "my-secret-here",
    "replace",
    "example-",
    "example_",
    "dummy-",
    "dummy_",
    "fake-",
    "fake_",
    "insert-",
];
/// Longer texts that hold such a word have other content too.
const LONGEST: usize = 80;

fn is_placeholder(text: &str) -> bool {
    if is_hollow_pem(text) {
        return true;
    }
    if text.len() > LONGEST || text.contains('\n') {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    let bare = lower
        .trim_matches(|c: char| matches!(c, '"' | '\'' | '[' | ']' | '{' | '}' | '(' | ')' | '_'));
    let filler = |c: char| matches!(c, 'x' | '*' | '.' | '-' | '_' | '?' | '#' | '0');
    is_angle_bracketed(text)
        || (bare.len() >= 3 && bare.chars().all(filler))
        || WHOLE.contains(&bare)
        || ANYWHERE.iter().any(|word| lower.contains(word))
        || STARTS.iter().any(|word| bare.starts_with(word))
        || lower.ends_with("-here")
        || lower.ends_with("_here")
        || lower.ends_with(" here")
        || is_shaped_filler(&lower)
        || (text.len() > 4 && text.starts_with("**") && text.ends_with("**"))
}

/// `<password>`, `<your token>`.
fn is_angle_bracketed(text: &str) -> bool {
    text.len() > 2 && text.starts_with('<') && text.ends_with('>') && !text.contains("</")
}

/// A known prefix followed by nothing but filler, such as `ghp_xxxxxxxx`.
fn is_shaped_filler(lower: &str) -> bool {
    let tail = lower
        .rsplit(['_', '-', '.', ':'])
        .next()
        .unwrap_or_default();
    tail.len() >= 6 && tail.bytes().all(|byte| byte == b'x' || byte == b'*')
}

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
                "/var/run/secrets/token",
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
