//! Passwords in URLs.

use super::filler;
use crate::checks::secrets::value::content::{Content, content};

/// The longest user part that is looked at, in bytes.
const LONGEST: usize = 330;
/// What documentation and test set-ups write where a password belongs.
const USUAL: [&str; 34] = [
    "password",
    "passwd",
    "passw0rd",
    "pass",
    "pwd",
    "pw",
    "secret",
    "token",
    "username",
    "user",
    "admin",
    "root",
    "guest",
    "test",
    "testing",
    "example",
    "postgres",
    "postgresql",
    "mysql",
    "mariadb",
    "mongo",
    "mongodb",
    "redis",
    "rabbitmq",
    "minio",
    "minioadmin",
    "foo",
    "bar",
    "foobar",
    "hunter2",
    "changeit",
    "mypassword",
    "mypass",
    "demo",
];

/// Whether the authority that begins at `at` has a user and a password.
pub(super) fn has_password(bytes: &[u8], at: usize) -> bool {
    let authority = bytes
        .get(at..(at + LONGEST).min(bytes.len()))
        .unwrap_or_default();
    let stops = |byte: &u8| byte.is_ascii_whitespace() || b"/\"'`<>@".contains(byte);
    let Some(end) = authority.iter().position(stops) else {
        return false;
    };
    authority.get(end) == Some(&b'@')
        && authority
            .get(..end)
            .is_some_and(|user| user.contains(&b':'))
}

/// Whether a password, as it stands in a URL, is one that somebody uses.
pub(super) fn is_real(whole: &[u8], password: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(password) else {
        return true;
    };
    let lower = text.to_ascii_lowercase();
    let is_open = |character: char| {
        matches!(character, '{' | '}' | '[' | ']' | '|') || character.is_control()
    };
    let user = whole
        .split(|byte| *byte == b':')
        .nth(1)
        .and_then(|user| user.strip_prefix(b"//"))
        .unwrap_or_default();
    let is_written = text.contains(is_open)
        || text.starts_with('$')
        || text.contains("$(")
        || text.starts_with('%') && text.ends_with('%')
        || text.contains("...");
    !is_written
        && content(text) == Content::Clear
        && !USUAL.contains(&lower.as_str())
        && user != password
        && !filler::is_filler(password)
}
