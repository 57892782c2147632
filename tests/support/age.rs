//! Throw-away age keys that stand nowhere as text: made from a word at run time.

use sha2::{Digest as _, Sha256};

const ALPHABET: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// The private key that belongs to a word, as a key file holds it.
pub(crate) fn secret_key(word: &str) -> String {
    let seed: [u8; 32] = Sha256::digest(format!("gitops-mcp fixture key {word}")).into();
    bech32("age-secret-key-", &seed).to_uppercase()
}

/// BIP 173.
fn bech32(prefix: &str, bytes: &[u8]) -> String {
    let mut bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1))
        .collect();
    while !bits.len().is_multiple_of(5) {
        bits.push(0);
    }
    let mut data: Vec<u8> = bits
        .chunks(5)
        .map(|five| five.iter().fold(0, |sum, bit| sum << 1 | bit))
        .collect();
    let mut all: Vec<u8> = prefix.bytes().map(|byte| byte >> 5).collect();
    all.push(0);
    all.extend(prefix.bytes().map(|byte| byte & 31));
    all.extend(&data);
    all.extend([0; 6]);
    let sum = polymod(&all) ^ 1;
    data.extend((0..6).map(|at| (sum >> (5 * (5 - at)) & 31) as u8));
    let letters: String = data
        .iter()
        .map(|value| ALPHABET[usize::from(*value)] as char)
        .collect();
    format!("{prefix}1{letters}")
}

fn polymod(values: &[u8]) -> u32 {
    const TERMS: [u32; 5] = [
        0x3b6a_57b2,
        0x2650_8e6d,
        0x1ea1_19fa,
        0x3d42_33dd,
        0x2a14_62b3,
    ];
    values.iter().fold(1, |sum, value| {
        let shifted = (sum & 0x01ff_ffff) << 5 ^ u32::from(*value);
        let terms = TERMS.iter().enumerate();
        terms
            .filter(|(at, _)| (sum >> 25) >> at & 1 == 1)
            .fold(shifted, |sum, (_, term)| sum ^ term)
    })
}
