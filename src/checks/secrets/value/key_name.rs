//! What the name of a key says about its value.

/// What a key's name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyName {
    /// A credential by its name.
    Sensitive,
    /// An address, a name, a switch: nothing that opens a door.
    Harmless,
    /// Anything.
    Unknown,
}

/// Words that make a key sensitive wherever they stand in it.
const SENSITIVE: [&str; 27] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "pw",
    "secret",
    "secrets",
    "token",
    "tokens",
    "key",
    "apikey",
    "credential",
    "credentials",
    "creds",
    "auth",
    "bearer",
    "private",
    "dsn",
    "cookie",
    "salt",
    "pepper",
    "signature",
    "webhook",
    "connectionstring",
    "htpasswd",
    "pat",
];
/// Ends of words that make a key sensitive.
const GLUED: [&str; 9] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
];
/// Sensitive words that inside a configuration name many other things too.
const WEAK: [&str; 6] = ["key", "auth", "cookie", "salt", "signature", "webhook"];
/// Words that end a key whose value only says where or who.
const HARMLESS_ENDS: [&str; 90] = [
    "url",
    "uri",
    "host",
    "hostname",
    "hosts",
    "port",
    "ports",
    "username",
    "user",
    "users",
    "name",
    "namespace",
    "type",
    "project",
    "region",
    "zone",
    "endpoint",
    "endpoints",
    "bucket",
    "email",
    "domain",
    "domains",
    "server",
    "servers",
    "database",
    "db",
    "dbname",
    "enabled",
    "insecure",
    "issuer",
    "version",
    "id",
    "path",
    "schema",
    "protocol",
    "driver",
    "timeout",
    "size",
    "count",
    "replicas",
    "interval",
    "level",
    "mode",
    "format",
    "proxy",
    "noproxy",
    "lfs",
    "language",
    "timezone",
    "tz",
    "locale",
    "address",
    "from",
    "realm",
    "audience",
    "scope",
    "scopes",
    "provider",
    "engine",
    "branch",
    "repo",
    "repository",
    "registry",
    "organization",
    "org",
    "group",
    "groups",
    "role",
    "ssl",
    "sslmode",
    "description",
    "ip",
    "cidr",
    "subnet",
    "gateway",
    "image",
    "tag",
    "prefix",
    "class",
    "app",
    "dir",
    "directory",
    "folder",
    "date",
    "firstname",
    "lastname",
    "fname",
    "lname",
    "owner",
    "kind",
];
/// Words before `key` that make it no credential.
const PUBLIC_KEYS: [&str; 10] = [
    "public",
    "pub",
    "host",
    "foreign",
    "primary",
    "partition",
    "topology",
    "annotation",
    "label",
    "sort",
];
/// Endings after which a sensitive word only describes: `tokenUrl`, `passwordPolicy`, `secretName`.
const DESCRIBES: [&str; 63] = [
    "alg",
    "group",
    "groups",
    "template",
    "network",
    "networks",
    "ring",
    "annotation",
    "annotations",
    "label",
    "selector",
    "validity",
    "backend",
    "size",
    "format",
    "header",
    "claim",
    "issuer",
    "mode",
    "url",
    "uri",
    "name",
    "names",
    "ref",
    "path",
    "file",
    "type",
    "policy",
    "length",
    "ttl",
    "expiry",
    "expiration",
    "lifetime",
    "timeout",
    "interval",
    "enabled",
    "namespace",
    "id",
    "version",
    "endpoint",
    "prefix",
    "algorithm",
    "rotation",
    "mtime",
    "hint",
    "field",
    "column",
    "env",
    "provider",
    "class",
    "manager",
    "host",
    "hostname",
    "port",
    "user",
    "username",
    "email",
    "domain",
    "region",
    "bucket",
    "address",
    "server",
    "ip",
];

/// Judges the name of a key.
pub(crate) fn key_name(key: &str) -> KeyName {
    let words = words(key);
    let Some(last) = words.last().map(String::as_str) else {
        return KeyName::Unknown;
    };
    if is_public_file(key, last) {
        return KeyName::Harmless;
    }
    if !words.iter().any(|word| is_sensitive(word)) {
        return if HARMLESS_ENDS.contains(&last) {
            KeyName::Harmless
        } else {
            KeyName::Unknown
        };
    }
    let before_last = words.iter().rev().nth(1).map_or("", String::as_str);
    if last == "key" && PUBLIC_KEYS.contains(&before_last) {
        return KeyName::Harmless;
    }
    // `existingSecret`, `imagePullSecrets` and the like name an object.
    if words
        .iter()
        .any(|word| matches!(word.as_str(), "existing" | "pull"))
    {
        return KeyName::Harmless;
    }
    // `accessKeyId` is a name; `secretAccessKey` is not.
    if DESCRIBES.contains(&last) && !matches!(before_last, "webhook") {
        return KeyName::Harmless;
    }
    KeyName::Sensitive
}

/// Whether a word by itself says that a secret is meant.
pub(crate) fn means_secret(word: &str) -> bool {
    SENSITIVE.contains(&word)
}

/// Whether a word makes a key sensitive: by itself, or at the end of words written as one, such as `secretkey`.
pub(crate) fn is_sensitive(word: &str) -> bool {
    means_secret(word) || GLUED.iter().any(|end| word.ends_with(end))
}

/// Whether all that makes a key sensitive are words that stand for many things, such as `key` and `auth`.
pub(crate) fn is_weak(key: &str) -> bool {
    let words = words(key);
    words
        .iter()
        .filter(|word| is_sensitive(word))
        .all(|word| WEAK.contains(&word.as_str()))
        && !words
            .iter()
            .any(|word| matches!(word.as_str(), "access" | "api" | "secret" | "private"))
}

fn is_public_file(key: &str, last: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    matches!(last, "crt" | "cer" | "pub" | "crl")
        || lower == "known_hosts"
        || lower.ends_with("ca.pem")
        || lower.ends_with("cert.pem")
        || matches!(
            last,
            "cert" | "certificate" | "ca" | "cacert" | "truststore"
        )
}

/// Splits at separators and where a capital follows a small letter; a run of capitals is one word.
pub(crate) fn words(key: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let characters: Vec<char> = key.chars().take(200).collect();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let next = characters.get(at + 1);
        let is_edge = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && next.is_some_and(|c| c.is_lowercase()))
            });
        if is_edge || !character.is_alphanumeric() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(expected: KeyName, keys: &[&str]) {
        for key in keys {
            assert_eq!(key_name(key), expected, "{key}");
        }
    }

    #[test]
    fn names_are_split_into_words() {
        assert_eq!(
            words("githubAppPrivateKey"),
            ["github", "app", "private", "key"]
        );
        assert_eq!(words("DB_PASSWORD"), ["db", "password"]);
        assert_eq!(words("APIToken"), ["api", "token"]);
        assert_eq!(words("tls.key"), ["tls", "key"]);
    }

    #[test]
    fn sensitive_names() {
        all(
            KeyName::Sensitive,
            &[
                "password",
                "DB_PASSWORD",
                "apiKey",
                "api-token",
                "tls.key",
                "githubAppPrivateKey",
                "AWS_SECRET_ACCESS_KEY",
                "clientSecret",
                "bearerToken",
                "sshPrivateKey",
            ],
        );
    }

    #[test]
    fn harmless_names() {
        all(
            KeyName::Harmless,
            &[
                "url",
                "username",
                "type",
                "project",
                "tls.crt",
                "ca.crt",
                "identity.pub",
                "known_hosts",
                "tokenUrl",
                "secretName",
                "AWS_ACCESS_KEY_ID",
                "githubAppID",
                "enableLfs",
                "publicKey",
            ],
        );
    }

    #[test]
    fn other_names_say_nothing() {
        all(
            KeyName::Unknown,
            &["config", "values.yaml", "identity", "", "---", "monkey"],
        );
    }
}
