//! One value as SOPS writes it (getsops/sops 3.13: `aes/cipher.go`).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// What a string is to SOPS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// No SOPS ciphertext.
    Clear,
    /// A ciphertext whose parts are sound as far as can be told without a key.
    Encrypted(DataType),
    /// Begins like a ciphertext but cannot be decrypted, with the reason in our own words.
    Malformed(&'static str),
}

/// The type that a ciphertext says its clear value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataType {
    Str,
    Int,
    Float,
    Bool,
    Bytes,
    Time,
    Comment,
}

const START: &str = "ENC[AES256_GCM,";
/// SOPS writes 32 bytes, and a value with fewer was changed after encryption.
const IV_BYTES: usize = 32;
const TAG_BYTES: usize = 16;

/// Whether the text begins like a ciphertext of SOPS.
pub(crate) fn is_enc(text: &str) -> bool {
    text.starts_with(START)
}

/// Judges one string.
pub(crate) fn shape(text: &str) -> Shape {
    let Some(rest) = text.strip_prefix(START) else {
        return if text.starts_with("ENC[AES") {
            Shape::Malformed("it is cut short")
        } else {
            Shape::Clear
        };
    };
    match parse(rest) {
        Ok(data_type) => Shape::Encrypted(data_type),
        Err(reason) => Shape::Malformed(reason),
    }
}

fn parse(rest: &str) -> Result<DataType, &'static str> {
    let (_, after) = rest.rsplit_once(']').ok_or("it has no closing bracket")?;
    if !after.trim().is_empty() {
        return Err("text follows the closing bracket and stays in clear");
    }
    split(rest).map(|parts| parts.data_type)
}

/// A ciphertext taken apart.
pub(crate) struct Parts {
    pub(crate) data: Vec<u8>,
    pub(crate) iv: Vec<u8>,
    pub(crate) tag: Vec<u8>,
    pub(crate) data_type: DataType,
}

/// Takes a ciphertext apart as SOPS does when it decrypts: what follows the bracket is passed over.
pub(crate) fn parts(text: &str) -> Result<Parts, &'static str> {
    split(text.strip_prefix(START).ok_or("it is no ciphertext")?)
}

fn split(rest: &str) -> Result<Parts, &'static str> {
    let (inner, _) = rest.rsplit_once(']').ok_or("it has no closing bracket")?;
    let (inner, data_type) = inner.rsplit_once(",type:").ok_or("it names no type")?;
    let (inner, tag) = inner
        .rsplit_once(",tag:")
        .ok_or("it has no authentication tag")?;
    let (inner, iv) = inner
        .rsplit_once(",iv:")
        .ok_or("it has no initialisation vector")?;
    let data = inner
        .strip_prefix("data:")
        .filter(|data| !data.is_empty())
        .ok_or("it has no data")?;
    Ok(Parts {
        data: decoded(data).ok_or("its data is not base64")?,
        iv: decoded(iv)
            .filter(|bytes| bytes.len() == IV_BYTES)
            .ok_or("its initialisation vector is not 32 bytes in base64")?,
        tag: decoded(tag)
            .filter(|bytes| bytes.len() == TAG_BYTES)
            .ok_or("its authentication tag is not 16 bytes in base64")?,
        data_type: data_type_of(data_type).ok_or("its type is none that SOPS knows")?,
    })
}

/// The bytes behind base64. Go's decoder skips line breaks and does not mind the last bits, so both are legal here too.
fn decoded(text: &str) -> Option<Vec<u8>> {
    if text.contains(['\n', '\r']) {
        let joined: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
        return LIKE_GO.decode(joined).ok();
    }
    LIKE_GO.decode(text).ok()
}

const LIKE_GO: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

fn data_type_of(name: &str) -> Option<DataType> {
    Some(match name {
        "str" => DataType::Str,
        "int" => DataType::Int,
        "float" => DataType::Float,
        "bool" => DataType::Bool,
        "bytes" => DataType::Bytes,
        "time" => DataType::Time,
        "comment" => DataType::Comment,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;

    fn value(data: &str, iv: usize, tag: usize, data_type: &str) -> String {
        format!(
            "ENC[AES256_GCM,data:{data},iv:{},tag:{},type:{data_type}]",
            STANDARD.encode(vec![7; iv]),
            STANDARD.encode(vec![7; tag])
        )
    }

    #[test]
    fn sound_values_of_every_type() {
        for name in ["str", "int", "float", "bool", "bytes", "time", "comment"] {
            assert!(
                matches!(shape(&value("q83v", 32, 16, name)), Shape::Encrypted(_)),
                "{name}"
            );
        }
    }

    #[test]
    fn every_broken_part_has_its_reason() {
        let good = value("q83v", 32, 16, "str");
        let broken = [
            good.replace(']', ""),
            good.replace(",type:str", ""),
            good.replace(",iv:", ",vi:"),
            good.replace(",tag:", ",gat:"),
            good.replace("data:q83v", "data:"),
            value("not base64!", 32, 16, "str"),
            value("q83v", 12, 16, "str"),
            value("q83v", 32, 12, "str"),
            value("q83v", 32, 16, "string"),
            format!("{good} and more"),
            "ENC[AES256".to_owned(),
        ];
        let reasons: std::collections::BTreeSet<_> = broken
            .iter()
            .map(|text| match shape(text) {
                Shape::Malformed(reason) => reason,
                other => panic!("{text}: {other:?}"),
            })
            .collect();
        assert_eq!(reasons.len(), broken.len());
    }

    #[test]
    fn other_text_is_clear() {
        for text in [
            "",
            "hello",
            "ENC",
            "ENC[PKCS7,MIIB]",
            "enc[AES256_GCM,data:",
            " ENC[AES256_GCM,",
        ] {
            assert_eq!(shape(text), Shape::Clear, "{text}");
        }
    }
}
