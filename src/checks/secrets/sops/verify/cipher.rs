//! AES-256-GCM with an initialisation vector of 32 bytes (getsops/sops 3.13: `aes/cipher.go`).

use aes_gcm::aead::consts::U32;
use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aes_gcm::aes::Aes256;
use aes_gcm::{AesGcm, Nonce, Tag};
use zeroize::Zeroizing;

use super::entry::{boolean, float};
use crate::checks::secrets::sops::enc::{DataType, Parts, parts};
use crate::checks::secrets::sops::metadata::go_bool;

/// A data key, ready to open values; wiped when dropped.
pub(super) struct Cipher {
    aes: AesGcm<Aes256, U32>,
}

/// Whether a text has all parts of a ciphertext.
pub(super) fn is_whole(text: &str) -> bool {
    parts(text).is_ok()
}

impl Cipher {
    /// A key of 32 bytes.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        Some(Self {
            aes: AesGcm::new_from_slice(key).ok()?,
        })
    }

    /// The clear value as SOPS writes it into its hash. `None` when it does not open, or is not of the type that it says.
    pub(super) fn open(&self, text: &str, bound_to: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let Parts {
            data,
            iv,
            tag,
            data_type,
        } = parts(text).ok()?;
        let mut buffer = Zeroizing::new(data);
        self.aes
            .decrypt_inout_detached(
                &Nonce::<U32>::try_from(iv.as_slice()).ok()?,
                bound_to,
                buffer.as_mut_slice().into(),
                &Tag::try_from(tag.as_slice()).ok()?,
            )
            .ok()?;
        normal(buffer, data_type)
    }
}

/// A value of a type is read and written again, so that it has one form.
fn normal(clear: Zeroizing<Vec<u8>>, data_type: DataType) -> Option<Zeroizing<Vec<u8>>> {
    let text = || std::str::from_utf8(&clear).ok();
    let written = match data_type {
        DataType::Str | DataType::Comment | DataType::Time => return Some(clear),
        // SOPS 3.13 never writes this type and panics when it reads it.
        DataType::Bytes => return None,
        DataType::Int => text()?.parse::<i64>().ok()?.to_string(),
        DataType::Float => float(text()?.parse().ok()?),
        DataType::Bool => boolean(go_bool(text()?)?).to_owned(),
    };
    Some(Zeroizing::new(written.into_bytes()))
}
