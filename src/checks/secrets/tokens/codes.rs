//! Base64 as people paste it: either alphabet, with padding or without.

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// The bytes behind a base64 text.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    PLAIN.decode(text).or_else(|_| URL.decode(text)).ok()
}

/// The JSON behind a base64 text.
pub(super) fn json(text: &[u8]) -> Option<serde_json::Value> {
    serde_json::from_slice(&base64(text)?).ok()
}
