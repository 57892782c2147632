//! Judges a value by the name of its key, where no provider's format tells.

use super::filler;
use crate::checks::secrets::value::content::{Content, content};
use crate::checks::secrets::value::key_name::{KeyName, key_name};
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
/// nature, a switch, a number, a place, a name of an object or a piece of code.
#[must_use]
pub fn generic(key: &str, value: &[u8]) -> Option<Judgement> {
    let text = std::str::from_utf8(value).ok()?.trim();
    if key_name(key) != KeyName::Sensitive || content(text) != Content::Clear || is_harmless(text) {
        return None;
    }
    let is_password = holds_word(key, &PASSWORDS);
    let judged = |likeness, confidence| {
        Some(Judgement {
            likeness,
            confidence,
        })
    };
    match likeness(text) {
        Likeness::Drawn if is_hash_of_something(key, text) => None,
        Likeness::Drawn => judged(Likeness::Drawn, Confidence::Likely),
        Likeness::Typed if is_password => judged(Likeness::Typed, Confidence::Likely),
        Likeness::Typed if text.len() >= TOKEN => judged(Likeness::Typed, Confidence::Possible),
        Likeness::Word if is_password && text.len() >= SHORTEST => {
            judged(Likeness::Word, Confidence::Possible)
        }
        Likeness::Typed | Likeness::Word => None,
    }
}

/// Parts of names behind which a person's own words can stand.
const PASSWORDS: [&str; 6] = ["password", "passwd", "passphrase", "pwd", "secret", "token"];
/// Parts of names behind which a long drawn text is a digest, an identifier or a public key.
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
/// The shortest text that can be a credential, the shortest drawn one, and the shortest token, in bytes.
const SHORTEST: usize = 4;
const DRAWN: usize = 16;
const TOKEN: usize = 12;
/// Bits per byte of a drawn text at least. 16 different hexadecimal digits have 3 to 4.
const ENTROPY: f64 = 3.0;

fn holds_word(key: &str, words: &[&str]) -> bool {
    let lower = key.to_ascii_lowercase();
    words.iter().any(|word| lower.contains(word))
}

fn likeness(text: &str) -> Likeness {
    let has = |test: fn(char) -> bool| text.chars().any(test);
    let classes = [
        has(|c| c.is_ascii_lowercase()),
        has(|c| c.is_ascii_uppercase()),
        has(|c| c.is_ascii_digit()),
    ];
    let classes = classes.into_iter().filter(|present| *present).count();
    let has_signs = has(|c| c.is_ascii_punctuation() && !matches!(c, '-' | '_' | '.'));
    let is_one = !has(char::is_whitespace);
    if is_one
        && text.len() >= DRAWN
        && classes >= 2
        && has(|c| c.is_ascii_digit())
        && filler::entropy(text.as_bytes()) >= ENTROPY
        && !is_words(text)
    {
        return Likeness::Drawn;
    }
    if text.len() >= SHORTEST
        && is_one
        && (has_signs || (classes >= 2 && has(|c| c.is_ascii_digit())))
    {
        return Likeness::Typed;
    }
    Likeness::Word
}

/// `app-db-2`, `v1.2.3-alpha.1`: words of letters and short numbers between separators.
fn is_words(text: &str) -> bool {
    let is_word = |word: &str| {
        word.is_empty()
            || word.bytes().all(|byte| byte.is_ascii_alphabetic())
            || (word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text.contains(['-', '_', '.', '/', ':']) && text.split(['-', '_', '.', '/', ':']).all(is_word)
}

fn is_hash_of_something(key: &str, text: &str) -> bool {
    let is_prefixed = [
        "sha1-", "sha256-", "sha384-", "sha512-", "sha256:", "sha512:", "md5:", "h1:",
    ]
    .iter()
    .any(|start| text.starts_with(start));
    is_prefixed || holds_word(key, &DIGESTS)
}

fn is_harmless(text: &str) -> bool {
    is_switch(text)
        || is_place(text)
        || is_object_name(text)
        || is_code(text)
        || filler::is_filler(text.as_bytes())
}

/// Booleans, numbers, durations, sizes.
fn is_switch(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "true", "false", "yes", "no", "on", "off", "none", "null", "auto", "default", "enabled",
        "disabled", "required", "optional", "basic", "bearer", "oidc", "always",
    ];
    let number = text.trim_end_matches(['s', 'm', 'h', 'd', 'k', 'K', 'M', 'G', 'i', '%']);
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || (text.len() < 20
            && !number.is_empty()
            && number
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
            && text.len() < 8)
}

/// A path, a host, an address, a URL without a password.
fn is_place(text: &str) -> bool {
    let is_one = !text.contains(char::is_whitespace);
    let is_path = text.starts_with(['/', '~']) || text.starts_with("./") || text.starts_with("../");
    let is_url = text.contains("://") && !text.contains('@');
    let is_mail = text
        .split_once('@')
        .is_some_and(|(user, host)| is_host(user) && is_host(host) && host.contains('.'));
    is_one
        && ((is_path
            && text.matches('/').count() >= 2
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && byte != b'+' && byte != b'='))
            || is_url
            || is_mail
            || is_host_name(text))
}

fn is_host(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
}

/// `db.example.org`, `api.app.svc.cluster.local:8080`: at least two dots, or one and a known ending.
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

/// A Kubernetes name of several words: `app-db-credentials`.
fn is_object_name(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
            || (word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()))
    };
    text.contains('-') && text.len() <= 63 && text.split(['-', '.']).all(is_word)
}

/// An expression of a program or a template, rather than a value.
fn is_code(text: &str) -> bool {
    let is_call = text.ends_with(')') && text.contains('(') && !text.contains(char::is_whitespace);
    let is_member =
        |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic() || c == '_');
    let is_path = text.contains('.') && text.split('.').all(is_member);
    let is_prose = text.matches(char::is_whitespace).count() >= 3
        && text.chars().all(|c| {
            c.is_ascii_alphabetic()
                || c.is_ascii_whitespace()
                || matches!(c, ',' | '.' | '\'' | '`' | '-')
        });
    is_call
        || is_path
        || is_prose
        || text.starts_with("process.env")
        || text.starts_with("os.")
        || text.starts_with(".Values")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_told() {
        let drawn = [
            ("password", "q8Zr3Lk2Vd7Xn5Tb9w"),
            ("API_KEY", "7f3a9c21e4b80d56f7a1c3e9b2d40586"),
            ("token", "4f9c1b7a-2e3d-4c5b-8a6f-1d2e3c4b5a69"),
        ];
        for (key, value) in drawn {
            assert_eq!(
                generic(key, value.as_bytes()).map(|judged| judged.likeness),
                Some(Likeness::Drawn),
                "{key}"
            );
        }
        assert_eq!(
            generic("dbPassword", b"S3cure!pw").map(|judged| judged.likeness),
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
            (
                "key",
                "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            ),
            (
                "secret_hash",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            ),
            ("secretName", "q8Zr3Lk2Vd7Xn5Tb9w"),
            ("token", "process.env.TOKEN"),
            ("password", "getpass()"),
            ("secret", "/etc/app/secret/key"),
            ("name", "q8Zr3Lk2Vd7Xn5Tb9w"),
            ("authToken", "oidc"),
        ];
        for (key, value) in harmless {
            assert_eq!(generic(key, value.as_bytes()), None, "{key}: {value}");
        }
    }
}
