//! The form of one sealed value, as far as it can be told without the private key.
//!
//! base64 of: two bytes of length, the RSA-OAEP ciphertext of the session key of that length, and the value under
//! AES-256-GCM with its tag of 16 bytes.

use super::super::read::entry::decode;

/// What is wrong with a sealed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    /// A clear value stands where ciphertext belongs.
    Clear,
    /// Cut or damaged; the controller cannot unseal it.
    Damaged(&'static str),
}

/// Lengths of the ciphertext of RSA keys with 2048, 3072, 4096 and 8192 bits.
const RSA_LENGTHS: [usize; 4] = [256, 384, 512, 1024];
const TAG: usize = 16;

/// Judges one value of `encryptedData`.
pub(crate) fn defect(text: &str) -> Option<Defect> {
    let Some(bytes) = decode(text.trim()) else {
        // Long base64 with a slip in it was ciphertext once.
        let base64 = text
            .bytes()
            .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
            .count();
        let was_sealed = text.len() > 300 && base64 * 100 > text.len() * 95;
        return Some(match () {
            () if was_sealed => Defect::Damaged("it is not base64"),
            () if is_start(text.trim()) => Defect::Damaged("it is cut short"),
            () => Defect::Clear,
        });
    };
    let Some((length, rest)) = bytes.split_first_chunk::<2>() else {
        return Some(Defect::Clear);
    };
    let length = usize::from(u16::from_be_bytes(*length));
    if RSA_LENGTHS.contains(&length) {
        return match rest.len().checked_sub(length) {
            Some(left) if left >= TAG => None,
            _ => Some(Defect::Damaged("it is cut short")),
        };
    }
    // No session key: either text that somebody encoded, or short bytes that never went through kubeseal.
    if bytes.len() < RSA_LENGTHS[0] + TAG || std::str::from_utf8(&bytes).is_ok() {
        return Some(Defect::Clear);
    }
    Some(Defect::Damaged("it does not begin with a session key"))
}

/// The first characters of a sealed value for an RSA key of 2048 or 4096 bits, and no more than base64 and dots behind them.
fn is_start(text: &str) -> bool {
    let base64 =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'.');
    let capital = |at: usize| {
        text.as_bytes()
            .get(at)
            .is_some_and(|byte| (b'A'..=b'D').contains(byte))
    };
    text.len() >= 8
        && (text.starts_with("Ag") || text.starts_with("AQ"))
        && capital(2)
        && text.bytes().all(base64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    fn blob(length: u16, rest: usize) -> String {
        let mut bytes = length.to_be_bytes().to_vec();
        bytes.extend((0..rest).map(|n| (n * 7 % 251) as u8 | 0x80));
        STANDARD.encode(bytes)
    }

    #[test]
    fn sound_values() {
        assert_eq!(defect(&blob(512, 512 + 16 + 9)), None);
        assert_eq!(defect(&blob(256, 256 + 16)), None);
    }

    #[test]
    fn clear_values() {
        for text in [
            "hunter2",
            "",
            "aHVudGVyMg==",
            "plain text, with comma",
            &STANDARD.encode("a long text ".repeat(60)),
        ] {
            assert_eq!(defect(text), Some(Defect::Clear), "{text}");
        }
    }

    #[test]
    fn damaged_values() {
        assert_eq!(
            defect(&blob(512, 512 + 3)),
            Some(Defect::Damaged("it is cut short"))
        );
        assert_eq!(
            defect(&blob(777, 900)),
            Some(Defect::Damaged("it does not begin with a session key"))
        );
        assert_eq!(
            defect("AgBy3i4OJSWK+PiTy4ZZA=="),
            Some(Defect::Damaged("it is cut short"))
        );
        assert_eq!(
            defect("AgBy3i4OJS..."),
            Some(Defect::Damaged("it is cut short"))
        );
        let mut cut = blob(512, 600);
        cut.insert(100, '~');
        assert_eq!(defect(&cut), Some(Defect::Damaged("it is not base64")));
    }
}
