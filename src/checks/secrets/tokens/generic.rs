//! Judges a value by the name of its key, where no provider's format tells.

use super::{codes, filler};
use crate::checks::secrets::value::content::{Content, content, without_templates};
use crate::checks::secrets::value::key_name::{KeyName, key_name};
use crate::checks::secrets::value::shape::is_hash;
use crate::checks::secrets::value::words::is_generic;
use crate::model::Confidence;

/// What a value looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Drawn by a machine: many different characters and no words.
    Drawn,
    /// Typed by a person: a password with digits or signs in it.
    Typed,
    /// A word or two: a weak password, or a name.
    Word,
}

/// The judgement of a value that its key calls a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// What the value looks like.
    pub likeness: Likeness,
    /// How sure it is that the value is a credential.
    pub confidence: Confidence,
}

/// Judges a value. `None` when the name promises nothing, or the value is a reference, a placeholder, public by
/// nature, a switch, a number, a place, the name of an object, a hash or a piece of code.
#[must_use]
pub fn generic(key: &str, value: &[u8]) -> Option<Judgement> {
    let text = std::str::from_utf8(value).ok()?.trim();
    if is_hash(text) || is_generic(key, text) || is_generic(key, &plain(text)) {
        return None;
    }
    if key_name(key) != KeyName::Sensitive || content(text) != Content::Clear || is_harmless(text) {
        return None;
    }
    let (likeness, confidence) = match (likeness(text), role(key)) {
        (Likeness::Drawn, Role::Digest) => return None,
        (Likeness::Drawn, Role::Key) if is_uuid(text) && key.len() > 3 => {
            (Likeness::Drawn, Confidence::Possible)
        }
        (Likeness::Drawn, Role::Key) if is_uuid(text) => return None,
        (Likeness::Drawn, _) => (Likeness::Drawn, Confidence::Likely),
        (Likeness::Typed, Role::Password) => (Likeness::Typed, Confidence::Likely),
        (Likeness::Typed, Role::Other) if text.len() >= TOKEN => {
            (Likeness::Typed, Confidence::Possible)
        }
        (Likeness::Word, Role::Password) if text.len() >= SHORTEST => {
            (Likeness::Word, Confidence::Possible)
        }
        (Likeness::Typed | Likeness::Word, _) => return None,
    };
    Some(Judgement {
        likeness,
        confidence,
    })
}

/// What the name of a key leads to expect.
enum Role {
    /// What a person may have typed.
    Password,
    /// A drawn key, or the name of a key: `secretKeyRef.key`, `remoteKey`, `topologyKey`.
    Key,
    /// A digest or an identifier, however drawn it looks.
    Digest,
    /// A token, a secret, anything else.
    Other,
}

/// What base64 hides, if it is text.
fn plain(text: &str) -> String {
    let bytes = codes::base64(text.as_bytes()).unwrap_or_default();
    String::from_utf8(bytes)
        .unwrap_or_default()
        .trim()
        .to_owned()
}

fn role(key: &str) -> Role {
    const PASSWORDS: [&str; 4] = ["password", "passwd", "passphrase", "pwd"];
    const DIGESTS: [&str; 12] = [
        "checksum",
        "digest",
        "sha1",
        "sha256",
        "sha512",
        "md5",
        "hash",
        "fingerprint",
        "integrity",
        "etag",
        "revision",
        "commit",
    ];
    let lower = key.to_ascii_lowercase();
    match lower.trim_end_matches(|c: char| !c.is_ascii_alphabetic()) {
        name if DIGESTS.iter().any(|word| name.contains(word)) => Role::Digest,
        name if PASSWORDS.iter().any(|word| name.ends_with(word)) => Role::Password,
        name if name.ends_with("key") || name.ends_with("keys") => Role::Key,
        _ => Role::Other,
    }
}

/// The shortest text that can be a credential, the shortest drawn one, and the shortest token, in bytes.
const SHORTEST: usize = 4;
const DRAWN: usize = 16;
const TOKEN: usize = 12;
/// Bits per byte of a drawn text at least. Hexadecimal digits have 3 to 4.
const ENTROPY: f64 = 3.0;

fn likeness(text: &str) -> Likeness {
    let has = |test: fn(char) -> bool| text.chars().any(test);
    let classes = [
        has(|c| c.is_ascii_lowercase()),
        has(|c| c.is_ascii_uppercase()),
        has(|c| c.is_ascii_digit()),
    ];
    let classes = classes.into_iter().filter(|present| *present).count();
    let has_signs = has(|c| c.is_ascii_punctuation() && !matches!(c, '-' | '_' | '.'));
    let has_digits = has(|c| c.is_ascii_digit());
    let is_one = !has(char::is_whitespace) && !is_words(text);
    if is_one
        && text.len() >= DRAWN
        && classes >= 2
        && (has_digits || is_mixed(text))
        && filler::entropy(text.as_bytes()) >= ENTROPY
    {
        return Likeness::Drawn;
    }
    if is_one && text.len() >= SHORTEST && (has_signs || (classes >= 2 && has_digits)) {
        return Likeness::Typed;
    }
    Likeness::Word
}

/// Whether small and capital letters stand beside each other as no name writes them.
fn is_mixed(text: &str) -> bool {
    let count = |test: fn(&u8) -> bool| text.bytes().filter(test).count();
    let (capitals, small) = (count(u8::is_ascii_uppercase), count(u8::is_ascii_lowercase));
    capitals * 10 >= text.len() * 3 && small * 10 >= text.len() * 3
}

const SEPARATORS: [char; 6] = ['-', '_', '.', '/', ':', ','];

/// `app-db-2`, `v1.2.3`, `certmanager.k8s.io/disable-validation`: words and numbers between separators.
fn is_words(text: &str) -> bool {
    text.contains(SEPARATORS) && text.split(SEPARATORS).all(is_word)
}

/// Letters, a short number, or both with few changes between them: `db`, `12`, `cluster1`, `k8s`.
fn is_word(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let changes = word
        .as_bytes()
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit()))
        .count();
    word.len() <= 24
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && digits <= 4
        && changes <= if word.len() <= 4 { 2 } else { 1 }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn is_harmless(text: &str) -> bool {
    is_switch(text)
        || is_place(text)
        || is_code(text)
        || is_hash(text)
        || is_masked(text)
        || filler::is_filler(text.as_bytes())
}

/// Booleans, permissions, numbers, durations, sizes.
fn is_switch(text: &str) -> bool {
    const WORDS: [&str; 21] = [
        "true", "false", "yes", "no", "on", "off", "none", "null", "auto", "default", "enabled",
        "disabled", "required", "optional", "basic", "bearer", "oidc", "always", "read", "write",
        "inherit",
    ];
    let number = text.trim_end_matches(['s', 'm', 'h', 'd', 'k', 'K', 'M', 'G', 'i', '%']);
    let is_number = text.len() < 8
        && !number.is_empty()
        && number
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    is_number || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// A path, a host, an address, a URL without a password.
fn is_place(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return false;
    }
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'+' && byte != b'=');
    let is_path = ["/", "~/", "./", "../"]
        .iter()
        .any(|start| text.starts_with(start))
        && text.matches('/').count() >= 2;
    let is_mail = text
        .split_once('@')
        .is_some_and(|(user, host)| is_host(user) && is_host(host) && host.contains('.'));
    let is_pattern = text.contains("**") && text.contains('/') || text.ends_with("/*");
    (is_path && is_plain)
        || is_pattern
        || (text.contains("://") && !text.contains('@'))
        || is_mail
        || is_host_name(text)
}

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// `db.example.org`, `api.app.svc.cluster.local:8080`.
fn is_host_name(text: &str) -> bool {
    let host = text.rsplit_once(':').map_or(text, |(host, _)| host);
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_domain = last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_lowercase());
    host.contains('.')
        && is_host(host)
        && is_domain
        && host
            .split('.')
            .all(|label| !label.is_empty() && label.len() <= 30)
}

/// An expression of a program or a template, a list, or prose, rather than a value.
fn is_code(text: &str) -> bool {
    let is_call = text.ends_with(')') && text.contains('(') && !text.contains(char::is_whitespace);
    let is_index = text.ends_with(']') && (text.contains("['") || text.contains("[\""));
    let is_list = text.starts_with(['[', '{'])
        || without_templates(text).is_some_and(|rest| is_words(&rest) || rest.len() < SHORTEST);
    let is_prose = text.matches(char::is_whitespace).count() >= 3
        && text
            .chars()
            .all(|c| c.is_ascii_alphabetic() || c == ' ' || ",.'`-".contains(c));
    let starts = [
        "process.env",
        "os.environ",
        "os.getenv",
        ".Values",
        ".Release",
        "$(",
    ];
    // What a shell fills in, whole or cut off by a quote.
    let is_shell = text.contains("$(") || text.contains("${") && !text.contains('}');
    is_call
        || is_index
        || is_list
        || is_prose
        || is_shell
        || starts.iter().any(|start| text.starts_with(start))
}

/// `**SOPS**`, `******`: what a tool prints in place of a value.
fn is_masked(text: &str) -> bool {
    text.starts_with("**") && text.ends_with("**")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::tokens::sample::make;

    #[test]
    fn credentials_are_told() {
        for (key, recipe) in [
            ("password", "«b62:20»"),
            ("API_KEY", "«hex:32»"),
            ("token", "«uuid»"),
            ("secret", "«b64:43»="),
            ("password", "«alpha:24»"),
        ] {
            let judged = generic(key, make(recipe, 5).as_bytes());
            assert_eq!(
                judged.map(|judged| judged.likeness),
                Some(Likeness::Drawn),
                "{key}"
            );
        }
        let typed = ["Sunny", "day!", "7"].concat();
        assert_eq!(
            generic("dbPassword", typed.as_bytes()).map(|judged| judged.likeness),
            Some(Likeness::Typed)
        );
        assert_eq!(
            generic("adminPassword", b"admin").map(|judged| judged.confidence),
            Some(Confidence::Possible)
        );
    }

    #[test]
    fn false_friends_are_not() {
        let harmless = [
            ("password", "${DB_PASSWORD}"),
            ("password", "op://vault/app/password"),
            ("password", "ref+vault://app#/password"),
            ("password", "<path:kv/data/app#password>"),
            ("password", "{{ .Values.password }}"),
            ("password", "changeme"),
            ("password", ""),
            ("password", "true"),
            ("passwordRotation", "30d"),
            ("secret", "app-db-credentials"),
            ("tokenUrl", "https://id.example.org/token"),
            ("token", "https://id.example.org/token"),
            ("key", "sha256:«hex:64»"),
            ("secret_hash", "«hex:64»"),
            ("secretName", "«b62:20»"),
            ("token", "process.env.TOKEN"),
            ("password", "getpass()"),
            ("secret", "/etc/app/secret/key"),
            ("name", "«b62:20»"),
            ("authToken", "oidc"),
            ("key", "certmanager.k8s.io/disable-validation"),
            ("secretKey", "MY_K8S_SECRET_KEY"),
            ("remoteKey", "1pw-item-name-all-keys"),
            ("key", "«uuid»"),
            ("existingSecret", "app-cluster1-git-keys"),
            ("topologyKey", "kubernetes.io/hostname"),
            ("id-token", "write"),
            ("tokenSource", "DirectoryOrCreateIfMissing"),
            ("secretTemplate", "app/{{.Team}}/{{.Secret}}"),
            ("password", "**SOPS**"),
            ("htpasswd", "user:$2y$10$«b62:53»"),
            ("resourceKey", "apis/v1beta1/**"),
            ("root_pass", "ENV['ROOT_PASSWORD']"),
            ("escaped_password", r"${DB_PASSWORD//\"),
            ("credentials", ":$(encode \"$PASSWORD\")"),
        ];
        for (key, value) in harmless {
            assert_eq!(
                generic(key, make(value, 5).as_bytes()),
                None,
                "{key}: {value}"
            );
        }
    }
}
