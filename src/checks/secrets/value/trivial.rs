//! Values that open no door, whatever key they stand under.

use super::key_name::{KeyName, key_name};

/// Whether a text is a switch, a number, an address or the like.
pub(crate) fn is_trivial(text: &str) -> bool {
    let text = text.trim();
    is_switch(text)
        || is_number(text)
        || is_plain_url(text)
        || is_host(text)
        || is_path(text)
        || is_image(text)
        || is_mail(text)
        || is_setting(text)
}

/// A word that switches something on, off or to a level.
pub(crate) fn is_switch(text: &str) -> bool {
    [
        "true", "false", "yes", "no", "on", "off", "null", "none", "default", "enabled",
        "disabled", "info", "debug", "warn", "error",
    ]
    .iter()
    .any(|word| text.eq_ignore_ascii_case(word))
}

/// Up to five digits, or a number with a unit, such as a port, a duration, a size or a version.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
    (1..=5).contains(&digits)
        && text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && matches!(
            unit,
            "" | "s" | "m" | "h" | "d" | "ms" | "Mi" | "Gi" | "Ki" | "MB" | "GB" | "%"
        )
}

/// A URL without user and without query.
fn is_plain_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    scheme.len() < 20
        && !rest.contains(['@', '?', '#'])
        && !text.contains(char::is_whitespace)
        // Webhook addresses carry their secret in the path.
        && path.split('/').all(|part| part.len() < 20)
}

/// A host name with dots, with or without a port, an IP address, or a range of them.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once([':', '/']).unwrap_or((text, "0"));
    let labels: Vec<&str> = host.split('.').collect();
    (labels.len() > 1 || host == "localhost")
        && labels.iter().all(|label| {
            (1..=30).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        })
        && port.len() <= 5
        && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// An absolute path of names that a person gave.
fn is_path(text: &str) -> bool {
    text.strip_prefix('/')
        .is_some_and(|path| path.split('/').all(is_name))
}

/// `registry.example.org/team/app:v1.2.3`, with or without a digest.
fn is_image(text: &str) -> bool {
    let text = text.split_once("@sha256:").map_or(text, |(image, _)| image);
    let Some((host, path)) = text.split_once('/') else {
        return false;
    };
    is_host(host) && path.split(['/', ':']).all(is_name)
}

/// A key of a label or annotation: `app.kubernetes.io/name`.
pub(crate) fn is_label(text: &str) -> bool {
    text.split_once('/').is_some_and(|(domain, name)| {
        is_host(domain)
            && !domain.contains(':')
            && name.len() <= 63
            && (name.is_empty() || is_name(name))
    })
}

fn is_mail(text: &str) -> bool {
    text.split_once('@')
        .is_some_and(|(user, host)| is_name(user) && host.contains('.') && is_host(host))
}

/// `connector.name=jmx`: one setting whose name promises no secret.
fn is_setting(text: &str) -> bool {
    let Some((name, value)) = text.split_once('=') else {
        return false;
    };
    let is_constant = !value.is_empty()
        && value
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let is_lower = !value.is_empty()
        && value
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let is_class = value.contains('.')
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b'.');
    is_name(name)
        && key_name(name) != KeyName::Sensitive
        && (is_constant || is_lower || is_class || is_trivial(value))
}

/// Short, and of letters with few digits: nothing that was generated.
fn is_name(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    (1..=60).contains(&part.len())
        && digits <= 6
        && part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        && !super::shape::is_random(part)
}

#[cfg(test)]
mod tests {
    use super::is_trivial;

    #[test]
    fn trivial_and_not() {
        for text in [
            "true",
            "5432",
            "30s",
            "1.2.3",
            "https://db.example.org/app",
            "db.example.org:5432",
            "10.0.0.1",
            "postgres://db:5432/app",
            "192.168.0.0/16",
            "localhost",
            "/var/lib/kubelet",
            "ghcr.io/team/app-sidecar:v0.13.0",
            "a.b@example.org",
            "connector.name=jmx",
            "store.jdbcDriverClassName=oracle.jdbc.driver.OracleDriver",
            "HAPolicy=SHARED_STORE",
        ] {
            assert!(is_trivial(text), "{text}");
        }
        for text in [
            "s3cr3t",
            "https://u:p@db.example.org",
            "123456",
            "https://h.example.org/services/AAAAAAAAAABBBBBBBBBBCC",
            "eyJa.eyJb.c2ln",
            "a b",
            "/c3I7yWDjKaxNcpS8d16dc0d1",
            "db.password=hunter",
            "hunter@2",
        ] {
            assert!(!is_trivial(text), "{text}");
        }
    }
}
