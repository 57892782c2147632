//! Passwords that everybody knows: defaults of images and charts, and those that say what they are.

use super::shape::is_random;

/// Defaults of images, and what people type to get something running.
const WORDS: [&str; 40] = [
    "admin",
    "administrator",
    "airflow",
    "bar",
    "demo",
    "dev",
    "default",
    "example",
    "foo",
    "foobar",
    "grafana",
    "guest",
    "jenkins",
    "keycloak",
    "mariadb",
    "minio",
    "minioadmin",
    "mongo",
    "mongodb",
    "mypass",
    "mysql",
    "pass",
    "passw",
    "postgres",
    "postgresql",
    "pw",
    "pwd",
    "rabbitmq",
    "redis",
    "root",
    "sa",
    "ssoadmin",
    "system",
    "temp",
    "test",
    "testing",
    "token",
    "user",
    "username",
    "vault",
];
/// What a drawn password does not hold.
const PARTS: [&str; 6] = [
    "password", "passwd", "passw0rd", "secret", "changeme", "letmein",
];

/// Whether a text is such a password, with digits and signs at its end or not.
pub(crate) fn is_usual(text: &str) -> bool {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    !is_random(text)
        && (WORDS.contains(&bare)
            || bare.starts_with("test")
            || PARTS.iter().any(|part| lower.contains(part)))
}

#[cfg(test)]
mod tests {
    use super::is_usual;

    #[test]
    fn usual_and_not() {
        for text in [
            "admin",
            "admin123",
            "Postgres!",
            "super-secret-password",
            "testmysqlpsw",
            "minioadmin",
            "Passw0rd1",
        ] {
            assert!(is_usual(text), "{text}");
        }
        for text in [
            "Tr0ub4dor",
            "hunter2",
            "1234er",
            "Sunny!Harbour12",
            "",
            "c3I7yWDjKaxNcpS8secret9",
        ] {
            assert!(!is_usual(text), "{text}");
        }
    }
}
