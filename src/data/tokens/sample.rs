//! Makes texts of the right shape from recipes.
//!
//! A recipe is a text with parts in guillemets:
//!
//! | part | becomes |
//! |---|---|
//! | `«hex:40»` | 40 characters of an alphabet (see [`alphabet`]) |
//! | `«uuid»` | a random UUID of version 4 |
//! | `«b64=…»`, `«b64n=…»`, `«u64=…»` | base64 of the inner recipe: padded, not padded, for URLs |
//! | `«begin:…»`, `«end:…»`, `«lines:n»` | the frame of a PEM block and n base64 characters in lines |
//! | `«crc62»`, `«crc62all»`, `«crc36»`, `«crchex»`, `«bech32»` | the checksum of what has been made so far |
//!
//! The same recipe and seed make the same text. Nothing made here is a credential of anybody.

use super::checksum;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Makes a text.
#[must_use]
pub fn make(recipe: &str, seed: u64) -> String {
    Maker {
        state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03,
    }
    .make(recipe)
}

struct Maker {
    state: u64,
}

impl Maker {
    fn make(&mut self, recipe: &str) -> String {
        let mut out = String::new();
        let mut rest = recipe;
        while let Some((before, part, after)) = split(rest) {
            out.push_str(before);
            let made = self.part(part, &out);
            out.push_str(&made);
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn part(&mut self, part: &str, so_far: &str) -> String {
        if let Some((coding, inner)) = part.split_once('=') {
            let text = self.make(inner);
            return match coding {
                "b64" => STANDARD.encode(text),
                "b64n" => STANDARD_NO_PAD.encode(text),
                _ => URL_SAFE_NO_PAD.encode(text),
            };
        }
        match part.split_once(':') {
            Some(("begin", label)) => format!("-----BEGIN {label}-----"),
            Some(("end", label)) => format!("-----END {label}-----"),
            Some(("lines", count)) => lines(&self.letters("b64", count)),
            Some((name, count)) => self.letters(name, count),
            None if part == "uuid" => self.uuid(),
            None => closing(part, so_far),
        }
    }

    fn letters(&mut self, name: &str, count: &str) -> String {
        let letters = alphabet(name);
        let mut last = None;
        (0..count.parse().unwrap_or(0_usize))
            .map(|_| {
                let letter = self.pick(letters, last);
                last = Some(letter);
                char::from(letter)
            })
            .collect()
    }

    /// No letter twice in a row: a run would make a sample look like a placeholder.
    fn pick(&mut self, letters: &[u8], last: Option<u8>) -> u8 {
        loop {
            let at = usize::try_from(self.next() % (letters.len() as u64)).unwrap_or_default();
            match letters.get(at) {
                Some(letter) if Some(*letter) != last => return *letter,
                None => return b'0',
                Some(_) => {}
            }
        }
    }

    fn uuid(&mut self) -> String {
        let hex = self.letters("hex", "31");
        let cut = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
        format!(
            "{}-{}-4{}-a{}-{}",
            cut(0, 8),
            cut(8, 12),
            cut(12, 15),
            cut(15, 18),
            cut(18, 30)
        )
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// The characters behind a name; digits when there is no such name.
#[must_use]
pub fn alphabet(name: &str) -> &'static [u8] {
    match name {
        "hex" => b"0123456789abcdef",
        "HEX" => b"0123456789ABCDEF",
        "low" => b"abcdefghijklmnopqrstuvwxyz",
        "alpha" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "an" => b"0123456789abcdefghijklmnopqrstuvwxyz",
        "AN" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "b32" => b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
        "l32" => b"abcdefghijklmnopqrstuvwxyz234567",
        "b58" => b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
        "b62" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "b64" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/",
        "u64" => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_",
        "BECH" => b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
        "rancher" => b"bcdfghjklmnpqrstvwxz2456789",
        _ => b"0123456789",
    }
}

/// Splits at the first part, whose inner parts stay in it.
fn split(recipe: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = recipe.split_once('«')?;
    let mut depth = 1_u32;
    for (at, character) in rest.char_indices() {
        match character {
            '«' => depth += 1,
            '»' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((before, rest.get(..at)?, rest.get(at + '»'.len_utf8()..)?));
        }
    }
    None
}

fn lines(body: &str) -> String {
    let characters: Vec<char> = body.chars().collect();
    let lines: Vec<String> = characters
        .chunks(64)
        .map(|line| line.iter().collect())
        .collect();
    lines.join("\n")
}

/// A checksum over what stands before it; the separator right before it does not count for all of them.
fn closing(kind: &str, so_far: &str) -> String {
    let token = so_far.rsplit(char::is_whitespace).next().unwrap_or(so_far);
    let unseparated = token.strip_suffix('_').unwrap_or(token);
    match kind {
        "crc62" => checksum::base62(checksum::crc32(
            token
                .split_once('_')
                .map_or(token, |(_, body)| body)
                .as_bytes(),
        )),
        "crc62all" => checksum::base62(checksum::crc32(unseparated.as_bytes())),
        "crc36" => checksum::base36(checksum::crc32(token.as_bytes())),
        "crchex" => checksum::little_endian_hex(checksum::crc32(unseparated.as_bytes())),
        _ => bech32(token),
    }
}

fn bech32(token: &str) -> String {
    let lower = token.to_ascii_lowercase();
    let made = lower
        .rsplit_once('1')
        .and_then(|(prefix, data)| checksum::bech32(prefix, data));
    made.unwrap_or_default().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_nest_and_repeat() {
        assert_eq!(
            make("«b64=a«b64=b»»", 1),
            STANDARD.encode(format!("a{}", STANDARD.encode("b")))
        );
        assert_eq!(make("x«hex:8»", 7), make("x«hex:8»", 7));
        assert_ne!(make("«b62:20»", 7), make("«b62:20»", 8));
        assert_eq!(
            make("«lines:130»", 1)
                .lines()
                .map(str::len)
                .collect::<Vec<_>>(),
            [64, 64, 2]
        );
        assert_eq!(make("«uuid»", 3).len(), 36);
        assert_eq!(make("open «hex:3", 3), "open «hex:3");
    }
}
