//! Whether a text can be an age recipient at all (FiloSottile/age 1.3: `internal/bech32`, `recipients` in `README.md`).

use zeroize::Zeroizing;

/// Why nobody can decrypt for a recipient, or why somebody can whom nobody meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Printed in documentation.
    Example,
    /// Not a key: SOPS refuses to encrypt with it.
    Invalid,
}

/// Recipients that stand in public documentation or tests: age `README.md`; sops `README.rst`, `.sops.yaml`,
/// `age/keys.txt`, `age/keysource_test.go` and `config/config_test.go`. Some private halves are published there too.
const EXAMPLES: [&str; 8] = [
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg",
    "age1yt3tfqlfrwdwx0z0ynwplcr6qxcxfaqycuprpmy89nr83ltx74tqdpszlw",
    "age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun",
    "age1tmaae3ld5vpevmsh5yacsauzx8jetg300mpvc4ugp5zr5l6ssq9sla97ep",
    "FBC7B9E2A4F9289AC0C1D4843D16CEE4A27381B4",
    "D7229043384BCC60326C6FB9D8720D957C3D3074",
    "85D77543B3D624B63CEA9E6DBC17301B491B3F21",
];

/// Judges the text of a recipient of any type but a key management service.
pub(crate) fn unfit(recipient: &str) -> Option<Unfit> {
    if EXAMPLES.contains(&recipient) {
        return Some(Unfit::Example);
    }
    None
}

/// Judges the text of an age recipient, its checksum included.
pub(crate) fn unfit_age(recipient: &str) -> Option<Unfit> {
    unfit(recipient).or_else(|| (!is_age_recipient(recipient)).then_some(Unfit::Invalid))
}

fn is_age_recipient(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("ssh-") {
        return rest
            .split_whitespace()
            .nth(1)
            .is_some_and(|key| key.starts_with("AAAA"));
    }
    let Some((prefix, data)) = text.rsplit_once('1') else {
        return false;
    };
    let known_length = match prefix {
        "age" => data.len() == X25519_LENGTH,
        _ => prefix.starts_with("age1"),
    };
    known_length && bech32_checksum_holds(prefix, data)
}

/// 32 bytes in groups of five bits, and the checksum of six.
const X25519_LENGTH: usize = 52 + 6;
const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The 32 bytes of an X25519 key in text form, in lower or upper case throughout.
pub(crate) fn x25519_bytes(prefix: &str, text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let upper = Zeroizing::new(text.to_ascii_uppercase());
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let data = lower.strip_prefix(prefix)?.strip_prefix('1')?;
    let one_case = text == lower.as_str() || text == upper.as_str();
    if !one_case || data.len() != X25519_LENGTH || !bech32_checksum_holds(prefix, data) {
        return None;
    }
    let mut bytes = Zeroizing::new([0; 32]);
    let bits = data.bytes().take(X25519_LENGTH - 6).flat_map(|letter| {
        let value = ALPHABET.bytes().position(|known| known == letter);
        (0..5)
            .rev()
            .map(move |bit| value.unwrap_or(0) >> bit & 1 == 1)
    });
    for (at, bit) in bits.enumerate() {
        // Four bits of padding follow the last byte, and are zero.
        match bytes.get_mut(at / 8) {
            Some(byte) => *byte |= u8::from(bit) << (7 - at % 8),
            None if bit => return None,
            None => {}
        }
    }
    Some(bytes)
}

/// BIP 173 without its limit of length, as age uses it.
fn bech32_checksum_holds(prefix: &str, data: &str) -> bool {
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    let mut values: Vec<u32> = high.chain([0]).chain(low).collect();
    for character in data.chars() {
        let Some(value) = ALPHABET.find(character) else {
            return false;
        };
        values.push(u32::try_from(value).unwrap_or(0));
    }
    data.len() >= 6 && values.into_iter().fold(1, polymod_step) == 1
}

fn polymod_step(checksum: u32, value: u32) -> u32 {
    const GENERATOR: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    let top = checksum >> 25;
    let shifted = ((checksum & 0x01ff_ffff) << 5) ^ value;
    GENERATOR
        .iter()
        .enumerate()
        .filter(|(bit, _)| (top >> bit) & 1 == 1)
        .fold(shifted, |sum, (_, term)| sum ^ term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e13_the_recipient_of_the_age_readme_is_an_example() {
        assert_eq!(
            unfit_age("age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"),
            Some(Unfit::Example)
        );
    }

    #[test]
    fn the_checksum_tells_a_placeholder_from_a_key() {
        // The examples themselves are keys with a sound checksum.
        for example in EXAMPLES.iter().filter(|text| text.starts_with("age1")) {
            assert!(is_age_recipient(example), "{example}");
        }
        for text in [
            "age1xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8q",
            "age1ql3z7",
            "<your age key>",
            "",
            "AGE1",
        ] {
            assert_eq!(unfit_age(text), Some(Unfit::Invalid), "{text}");
        }
        assert_eq!(unfit_age("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA me"), None);
    }
}
