//! What has the form of a credential and names something.

use crate::checks::secrets::value::trivial::is_label;

/// Whether a value names an object, a label or an entry rather than being a credential.
pub(super) fn is_false_friend(key: &str, value: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    // `key: password` in a reference; an annotation; a label.
    lower == "key"
        || (key.contains('/') && key.contains('.'))
        || is_label(value)
        || (names_object(&lower) && is_object_name(value))
}

/// `tlsSecret`, `credentials_secret`: an object of that kind, unless it is a secret that a client is given.
fn names_object(lower: &str) -> bool {
    let is_secret =
        lower.ends_with("secret") || lower.ends_with("secrets") || lower.ends_with("token");
    is_secret
        && ![
            "client", "shared", "app", "api", "webhook", "signing", "consumer", "cookie", "jwt",
            "access",
        ]
        .iter()
        .any(|word| lower.contains(word))
}

/// Words and short numbers with hyphens, such as `app-db-s3` or `generated--oauth2-proxy`.
fn is_object_name(value: &str) -> bool {
    let is_word = |word: &str| {
        let letters = word.bytes().take_while(u8::is_ascii_lowercase).count();
        word.len() <= 3 || word.bytes().skip(letters).count() <= 1
    };
    value.contains('-')
        && value.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.')
        })
        && value.split(['-', '.']).all(is_word)
}

/// A digest of a password tells it only to who guesses it.
pub(super) fn is_password_hash(value: &str) -> bool {
    [
        "$pbkdf2", "$argon2", "$2a$", "$2b$", "$2y$", "$apr1$", "$5$", "$6$", "{SSHA", "sha1:",
    ]
    .iter()
    .any(|start| value.contains(start))
}
