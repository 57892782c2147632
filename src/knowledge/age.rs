//! Whether a text is an age recipient: a bech32 string with a valid checksum.
//!
//! Sources: BIP 173 (bech32); age specification, "X25519 recipient stanza" (prefix `age`, 32
//! bytes) and the hybrid post-quantum recipients (prefix `age1pq`, age 1.3).

const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The key printed in the README of age. Nobody but its authors holds the private half, so a
/// file encrypted to it is lost.
const README_KEY: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

/// A public key of age takes 52 characters of data (32 bytes in groups of five bits).
const X25519_DATA: usize = 52;

/// Why `text` is no usable age recipient, or `None` if it is one.
pub(super) fn problem(text: &str) -> Option<&'static str> {
    if text.starts_with("AGE-SECRET-KEY") {
        return Some(
            "is a private key: revoke it, and give the public key that starts with `age1`",
        );
    }
    if text == README_KEY {
        return Some(
            "is the sample key of the age README, to which nobody here holds the private key",
        );
    }
    let Some((prefix, data)) = text.rsplit_once('1') else {
        return Some("is not an age public key");
    };
    let known_prefix = match prefix {
        "age" => data.len() == X25519_DATA + 6,
        "age1pq" => data.len() > 1_000,
        _ => false,
    };
    if !known_prefix {
        return Some("is not an age public key (`age1…` with 62 characters, or `age1pq1…`)");
    }
    if !checksum_holds(prefix, data) {
        return Some("has a wrong checksum: it was mistyped or cut, or it is a placeholder");
    }
    None
}

fn checksum_holds(prefix: &str, data: &str) -> bool {
    let high = prefix.bytes().map(|b| b >> 5);
    let low = prefix.bytes().map(|b| b & 31);
    let mut sum = 1u32;
    for value in high.chain([0]).chain(low) {
        sum = step(sum, value);
    }
    for c in data.chars() {
        let Some(value) = ALPHABET.find(c).and_then(|at| u8::try_from(at).ok()) else {
            return false;
        };
        sum = step(sum, value);
    }
    sum == 1
}

/// One round of the BCH code of bech32.
fn step(sum: u32, value: u8) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let top = sum >> 25;
    let mut next = ((sum & 0x1ff_ffff) << 5) ^ u32::from(value);
    for (bit, generator) in GENERATOR.iter().enumerate() {
        if (top >> bit) & 1 == 1 {
            next ^= generator;
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bip173_vectors() {
        for (prefix, data) in [
            ("a", "2uel5l"),
            ("abcdef", "qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"),
            (
                "split",
                "checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
            ),
        ] {
            assert!(checksum_holds(prefix, data), "{prefix}1{data}");
        }
        assert!(!checksum_holds("a", "2uel5x"));
    }

    #[test]
    fn e13_sample_key_is_refused() {
        assert!(problem(README_KEY).unwrap().contains("README"));
    }

    #[test]
    fn damaged_and_private_keys_are_refused() {
        let damaged = README_KEY.replace("ql3z", "qm3z");
        assert!(problem(&damaged).unwrap().contains("checksum"));
        assert!(
            problem("AGE-SECRET-KEY-1XYZ")
                .unwrap()
                .contains("private key")
        );
        assert!(problem("age1xxx").is_some());
        assert!(problem("ssh-ed25519 AAAA").is_some());
    }
}
