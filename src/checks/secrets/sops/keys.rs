//! The private age keys that this process was offered. They open copies of data keys and are shown nowhere: the type has
//! no `Debug`, no `Display`, no `Serialize`, and its keys are wiped when it is dropped.

use std::sync::OnceLock;

use x25519_dalek::{PublicKey, StaticSecret};

use super::age_file;
use super::age_key::x25519_bytes;

/// Keys as sops reads them from `SOPS_AGE_KEY` and `SOPS_AGE_KEY_FILE` (getsops/sops 3.13: `age/keysource.go`).
#[derive(Default)]
pub struct AgeKeys {
    identities: Vec<Identity>,
    /// Keys of a kind that is not read here: post-quantum, plugins, SSH.
    other: bool,
    /// Something was offered that cannot be read, or is no key.
    unread: bool,
}

/// A private key with the recipient that it belongs to.
pub(super) struct Identity {
    pub(super) secret: StaticSecret,
    pub(super) recipient: PublicKey,
}

/// A data key, or one share of it; wiped when dropped.
pub(super) type Key = zeroize::Zeroizing<Vec<u8>>;

/// Most keys that are read.
const MAX_KEYS: usize = 64;
const SECRET_PREFIX: &str = "age-secret-key-";
const RECIPIENT_PREFIX: &str = "age";

static OFFERED: OnceLock<AgeKeys> = OnceLock::new();

impl AgeKeys {
    /// Makes the keys known to all audits of this process. Only the first call counts.
    pub fn offer(self) {
        let _ = OFFERED.set(self);
    }

    /// The keys of this process.
    pub(crate) fn offered() -> Option<&'static Self> {
        OFFERED.get()
    }

    /// Adds the keys of a text: one or more on each line, blank lines and lines with `#` passed over.
    #[must_use]
    pub fn with(mut self, text: &str) -> Self {
        let words = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace);
        words.take(MAX_KEYS).for_each(|word| self.add(word));
        self
    }

    /// Notes that an offered key could not be read.
    #[must_use]
    pub fn with_unread(mut self) -> Self {
        self.unread = true;
        self
    }

    fn add(&mut self, word: &str) {
        match x25519_bytes(SECRET_PREFIX, word) {
            Some(bytes) => {
                let secret = StaticSecret::from(*bytes);
                let recipient = PublicKey::from(&secret);
                self.identities.push(Identity { secret, recipient });
            }
            None if word.starts_with("AGE-") && !word.starts_with("AGE-SECRET-KEY-1") => {
                self.other = true;
            }
            None => self.unread = true,
        }
    }

    /// Whether one of the keys belongs to a recipient.
    pub(super) fn belongs(&self, recipient: &str) -> bool {
        x25519_bytes(RECIPIENT_PREFIX, recipient.trim()).is_some_and(|bytes| {
            self.identities
                .iter()
                .any(|own| own.recipient.as_bytes() == &*bytes)
        })
    }

    /// Opens one copy of a data key.
    pub(super) fn open(&self, copy: &str) -> Option<Key> {
        age_file::open(copy, &self.identities)
    }

    /// Why these keys can open nothing at all, if so.
    pub(super) fn useless(&self) -> Option<&'static str> {
        match self {
            _ if !self.identities.is_empty() => None,
            Self { unread: true, .. } => Some("the age key that was offered cannot be read"),
            Self { other: true, .. } => {
                Some("key type: only X25519 age keys are read, and the offered one is another")
            }
            _ => Some("no age key was offered"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the age documentation (FiloSottile/age 1.3: `age_test.go`), cut so that it is none in this file.
    const SECRET: [&str; 2] = [
        "AGE-SECRET-KEY-1",
        "84JMZMVQH3E6U0PSL869004Y3U2NYV7R30EU99CSEDNPH02YUVFSZW44VU",
    ];
    const RECIPIENT: &str = "age1cy0su9fwf3gf9mw868g5yut09p6nytfmmnktexz2ya5uqg9vl9sss4euqm";

    #[test]
    fn keys_are_read_as_sops_reads_them() {
        let key = SECRET.concat();
        let keys = AgeKeys::default().with(&format!("# created: today\n# x\n\n{key} {key}\r\n"));
        assert!(keys.belongs(RECIPIENT));
        assert!(!keys.belongs("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"));
        assert!(keys.useless().is_none());
    }

    #[test]
    fn what_opens_nothing_says_why() {
        let reason = |text: &str| AgeKeys::default().with(text).useless().unwrap();
        assert!(reason("").starts_with("no age key"));
        assert!(reason("# only a comment").starts_with("no age key"));
        assert!(reason("AGE-SECRET-KEY-PQ-1QQQ").starts_with("key type"));
        assert!(reason("AGE-PLUGIN-YUBIKEY-1QQQ").starts_with("key type"));
        assert!(reason("AGE-SECRET-KEY-1QQQ").contains("cannot be read"));
        assert!(reason("hello").contains("cannot be read"));
    }
}
