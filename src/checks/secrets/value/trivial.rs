//! Values that open no door, whatever key they stand under.

/// Whether a text is a switch, a number, an address or the like.
pub(crate) fn is_trivial(text: &str) -> bool {
    let text = text.trim();
    is_word(text)
        || is_number(text)
        || is_plain_url(text)
        || is_host(text)
        || is_label(text)
        || is_image(text)
}

fn is_word(text: &str) -> bool {
    [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "null",
        "none",
        "default",
        "localhost",
        "enabled",
        "disabled",
        "info",
        "debug",
        "warn",
        "error",
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

/// A key of a label or annotation: `app.kubernetes.io/name`.
pub(crate) fn is_label(text: &str) -> bool {
    text.split_once('/').is_some_and(|(domain, name)| {
        is_host(domain)
            && !domain.contains(':')
            && name.len() <= 63
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
    })
}

/// An image with its registry: `ghcr.io/team/app:v1`.
fn is_image(text: &str) -> bool {
    let Some((registry, rest)) = text.split_once('/') else {
        return false;
    };
    let name = rest.split(['@']).next().unwrap_or(rest);
    is_host(registry)
        && !name.is_empty()
        && name.bytes().all(|byte| {
            byte.is_ascii_lowercase()
                || byte.is_ascii_digit()
                || matches!(byte, b'-' | b'_' | b'.' | b'/' | b':')
        })
}

/// A host name with dots, with or without a port, or an IP address.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, "0"));
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() > 1
        && labels.iter().all(|label| {
            (1..=30).contains(&label.len())
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        })
        && port.len() <= 5
        && port.bytes().all(|byte| byte.is_ascii_digit())
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
        ] {
            assert!(!is_trivial(text), "{text}");
        }
    }
}
