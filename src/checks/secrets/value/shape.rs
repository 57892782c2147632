//! What the shape of a value says.

/// Shortest text that is taken for random.
const SHORTEST: usize = 16;
/// Longest; what is longer is a document.
const LONGEST: usize = 512;
/// Bits for each character. Words and names lie below, and generated values of 16 characters and more above.
const ENTROPY: f64 = 3.0;

/// Whether a text looks generated: one word, letters and digits mixed throughout.
pub(crate) fn is_random(text: &str) -> bool {
    let text = text.trim();
    let allowed = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b'+' | b'/'
                    | b'='
                    | b'_'
                    | b'-'
                    | b'.'
                    | b'~'
                    | b'!'
                    | b'@'
                    | b'#'
                    | b'$'
                    | b'%'
                    | b'^'
                    | b'&'
                    | b'*'
            )
    };
    (SHORTEST..=LONGEST).contains(&text.len())
        && text.bytes().all(allowed)
        && !is_uuid(text)
        && text.bytes().filter(u8::is_ascii_digit).count() >= 2
        && changes(text) * 4 >= text.len()
        && entropy(text) >= ENTROPY
}

/// How often a character is of another class than the one before.
fn changes(text: &str) -> usize {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    };
    let (bytes, next) = (text.bytes(), text.bytes().skip(1));
    bytes
        .zip(next)
        .filter(|(one, other)| {
            class(*one) != class(*other) && class(*one) != 3 && class(*other) != 3
        })
        .count()
}

fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts
            .get_mut(usize::from(byte))
            .into_iter()
            .for_each(|count| *count += 1);
    }
    let length = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let part = |count: u32| f64::from(count) / length;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| -part(*count) * part(*count).log2())
        .sum()
}

/// A name rather than a secret, as a rule.
pub(crate) fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Starts of password hashes: crypt(3), bcrypt, Argon2, Apache, LDAP, Django.
const HASHES: [&str; 16] = [
    "$2a$",
    "$2b$",
    "$2y$",
    "$apr1$",
    "$1$",
    "$5$",
    "$6$",
    "$y$",
    "$argon2",
    "$scrypt$",
    "$pbkdf2",
    "{SHA}",
    "{SSHA}",
    "{SHA256}",
    "pbkdf2_sha",
    "argon2$",
];

/// Whether every line is a password hash, behind a user name or not.
pub(crate) fn is_hash(text: &str) -> bool {
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .peekable();
    lines.peek().is_some()
        && lines.all(|line| {
            let hash = line
                .split_once(':')
                .map_or(line, |(_, hash)| hash.trim_start());
            HASHES.iter().any(|start| hash.starts_with(start))
        })
}

/// A PEM block whose body is missing or filler: `...`, `XXXX`, `<your key>`.
pub(crate) fn is_hollow_pem(text: &str) -> bool {
    if !text.contains("-----BEGIN ") || !text.contains("-----END ") || !text.contains("PRIVATE KEY")
    {
        return false;
    }
    let body: String = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with("-----"))
        .collect();
    let letters: std::collections::BTreeSet<char> =
        body.chars().filter(char::is_ascii_alphanumeric).collect();
    body.len() < SHORTEST * 2 || letters.len() < 10 || body.starts_with('<')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_and_not() {
        for text in [
            "c3I7yWDjKaxNcpS8",
            "d16dc0d1acf2131367fff3a72436fa91",
            "7T512UXSSmBOkpWimFHIVb8jK6lfmSAv=",
        ] {
            assert!(is_random(text), "{text}");
        }
        for text in [
            "local-bootstrap-token",
            "homepage-secret-2024",
            "DirectoryOrCreateIfMissing",
            "38fe94df-115c-4096-91ec-b6e16ce3a01f",
            "short1A",
        ] {
            assert!(!is_random(text), "{text}");
        }
    }

    #[test]
    fn hashes() {
        assert!(is_hash(
            "admin:$apr1$abcdefgh$0123456789\nuser: $2y$10$abc\n"
        ));
        assert!(is_hash("$2a$10$abcdef"));
        assert!(!is_hash("admin:$apr1$a$b\nuser:hunter22\n") && !is_hash("$ecret") && !is_hash(""));
    }

    #[test]
    fn hollow_blocks() {
        for body in [
            "...",
            "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX",
            "<your-client-private-key-in-pem-form>",
            "",
        ] {
            assert!(
                is_hollow_pem(&format!(
                    "-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"
                )),
                "{body}"
            );
        }
        let sound = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----";
        assert!(!is_hollow_pem(sound) && !is_hollow_pem("hunter22"));
    }
}
