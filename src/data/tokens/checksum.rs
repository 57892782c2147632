//! The checksums that providers put into their tokens.

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Of BIP 173.
const BECH32: &[u8; 32] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// CRC-32 as in ISO 3309, the one of zlib.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

/// A number in base 62 (digits, capitals, small letters), padded with zeros to six characters.
#[must_use]
pub fn base62(number: u32) -> String {
    in_base(number, BASE62, 6)
}

/// A number in base 36 (digits, small letters), padded with zeros to seven characters.
#[must_use]
pub fn base36(number: u32) -> String {
    in_base(number, b"0123456789abcdefghijklmnopqrstuvwxyz", 7)
}

fn in_base(mut number: u32, digits: &[u8], width: usize) -> String {
    let base = u32::try_from(digits.len()).unwrap_or(u32::MAX);
    let mut reversed = Vec::new();
    while number > 0 || reversed.len() < width {
        let at = usize::try_from(number % base).unwrap_or_default();
        reversed.push(digits.get(at).copied().unwrap_or(b'0'));
        number /= base;
    }
    reversed
        .iter()
        .rev()
        .map(|byte| char::from(*byte))
        .collect()
}

/// The bytes of a number, the lowest first, in hexadecimal.
#[must_use]
pub fn little_endian_hex(number: u32) -> String {
    number
        .to_le_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The six characters that close a Bech32 text, in small letters. `None` when `data` has a character of another alphabet.
#[must_use]
pub fn bech32(prefix: &str, data: &str) -> Option<String> {
    let residue = polymod(prefix, data, &[0; 6])? ^ 1;
    (0..6)
        .map(|at| {
            BECH32
                .get(usize::try_from((residue >> (5 * (5 - at))) & 31).ok()?)
                .copied()
                .map(char::from)
        })
        .collect()
}

/// Whether a whole Bech32 text, in one case, has the right checksum.
#[must_use]
pub fn is_bech32(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower
        .rsplit_once('1')
        .is_some_and(|(prefix, data)| data.len() >= 6 && polymod(prefix, data, &[]) == Some(1))
}

fn polymod(prefix: &str, data: &str, padding: &[u32]) -> Option<u32> {
    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    let data: Option<Vec<u32>> = data
        .bytes()
        .map(|byte| {
            BECH32
                .iter()
                .position(|letter| letter.eq_ignore_ascii_case(&byte))
                .and_then(|at| u32::try_from(at).ok())
        })
        .collect();
    let values = high
        .chain([0])
        .chain(low)
        .chain(data?)
        .chain(padding.iter().copied());
    Some(values.fold(1, |sum, value| {
        let top = sum >> 25;
        GENERATORS
            .iter()
            .enumerate()
            .filter(|(bit, _)| (top >> bit) & 1 == 1)
            .fold(((sum & 0x01FF_FFFF) << 5) ^ value, |sum, (_, generator)| {
                sum ^ generator
            })
    }))
}

const GENERATORS: [u32; 5] = [
    0x3B6A_57B2,
    0x2650_8E6D,
    0x1EA1_19FA,
    0x3D42_33DD,
    0x2A14_62B3,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        // Printed with the description of the format, never valid.
        assert_eq!(base62(crc32(b"zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ")), "0mLq17");
        assert_eq!(base36(35), "000000z");
        assert_eq!(little_endian_hex(0x0102_03ff), "ff030201");
        // BIP 173, test vectors.
        assert_eq!(bech32("a", "").as_deref(), Some("2uel5l"));
        assert!(is_bech32("A12UEL5L") && !is_bech32("A12UEL5M") && !is_bech32("nothing"));
        assert!(is_bech32("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"));
    }
}
