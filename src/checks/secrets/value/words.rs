//! Values that only name what belongs in their place: `my-password`, `UPDATE_AWS_SECRET_ACCESS_KEY`.

use super::key_name::{means_secret, words};

/// Words that say that the value is still to come, or is somebody's example.
const FILLERS: [&str; 23] = [
    "my",
    "your",
    "our",
    "the",
    "some",
    "any",
    "new",
    "real",
    "actual",
    "update",
    "enter",
    "set",
    "put",
    "insert",
    "add",
    "use",
    "here",
    "goes",
    "dummy",
    "fake",
    "example",
    "sample",
    "placeholder",
];
/// Words that say what kind of value belongs there.
const NOUNS: [&str; 37] = [
    "a", "an", "for", "of", "to", "with", "in", "test", "testing", "api", "access", "account",
    "admin", "app", "aws", "azure", "bot", "client", "database", "db", "default", "git", "github",
    "gitlab", "id", "name", "personal", "registry", "root", "s3", "service", "session", "signing",
    "string", "user", "username", "value",
];

/// Whether a text holds no word but such ones and those of its own key.
pub(crate) fn is_generic(key: &str, text: &str) -> bool {
    if text.len() > 80 || text.contains('\n') {
        return false;
    }
    let own = words(key);
    let said = words(text);
    let says = |word: &String| FILLERS.contains(&word.as_str()) || means_secret(word);
    said.iter().any(says)
        && said
            .iter()
            .all(|word| says(word) || NOUNS.contains(&word.as_str()) || own.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_generic;

    #[test]
    fn names_of_values() {
        for (key, text) in [
            ("password", "my-password"),
            ("AWS_SECRET_ACCESS_KEY", "UPDATE_AWS_SECRET_ACCESS_KEY"),
            ("AWS_SECRET_ACCESS_KEY", "SECRET_ACCESS_KEY"),
            ("token", "**access token goes here**"),
            ("PASSWORD", "pass"),
            ("GRAFANA_TOKEN", "my grafana token"),
        ] {
            assert!(is_generic(key, text), "{text}");
        }
    }

    #[test]
    fn values() {
        for (key, text) in [
            ("postgresPassword", "postgres"),
            ("password", "hunter2"),
            ("password", "homepage-super-secret-2024"),
            ("password", "Pa55w0rd"),
            ("MINIO_SECRET_KEY", "minioadmin"),
            ("password", "admin"),
            ("password", "correct horse battery"),
            ("password", "alongpassword"),
            ("password", "test"),
        ] {
            assert!(!is_generic(key, text), "{text}");
        }
    }
}
