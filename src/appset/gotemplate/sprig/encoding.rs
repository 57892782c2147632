//! Base64, base32 and checksums.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha512};

use super::super::arg::text;
use super::super::context::Context;
use super::super::error::Fail;
use super::super::functions::{Function, Param::Text};
use super::super::value::Value;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

pub(super) static TABLE: &[Function] = &[
    Function::new("adler32sum", &[Text], |_, args| {
        Ok(Value::from(adler32(text(args, 0).as_bytes()).to_string()))
    }),
    Function::new("b32dec", &[Text], |context, args| {
        decoded(context, base32_decode(text(args, 0)), "base32")
    }),
    Function::new("b32enc", &[Text], |context, args| {
        context.text(base32(text(args, 0).as_bytes()))
    }),
    Function::new("b64dec", &[Text], |context, args| {
        let plain = text(args, 0).replace(['\r', '\n'], "");
        decoded(context, STANDARD.decode(plain).ok(), "base64")
    }),
    Function::new("b64enc", &[Text], |context, args| {
        context.text(STANDARD.encode(text(args, 0)))
    }),
    Function::new("sha1sum", &[Text], |_, args| {
        Ok(Value::from(hex(&super::super::sha1::digest(
            text(args, 0).as_bytes(),
        ))))
    }),
    Function::new("sha256sum", &[Text], |_, args| {
        Ok(Value::from(hex(&Sha256::digest(text(args, 0)))))
    }),
    Function::new("sha512sum", &[Text], |_, args| {
        Ok(Value::from(hex(&Sha512::digest(text(args, 0)))))
    }),
];

/// Go puts its own error message in the place of text that does not decode.
fn decoded(context: &Context, bytes: Option<Vec<u8>>, name: &str) -> Result<Value, Fail> {
    let Some(bytes) = bytes else {
        return Fail::refused(format!(
            "the text is no {name}; Argo CD writes the decoder's error message in its place"
        ));
    };
    match String::from_utf8(bytes) {
        Ok(text) => context.text(text),
        Err(_) => Fail::refused("it decodes to bytes that are no UTF-8"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    (b << 16) | a
}

fn base32(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(5) {
        let value = (0..5).fold(0u64, |value, at| {
            (value << 8) | u64::from(chunk.get(at).copied().unwrap_or(0))
        });
        let letters = (chunk.len() * 8).div_ceil(5);
        for at in 0..8 {
            let letter = BASE32
                .get((value >> (35 - at * 5)) as usize & 31)
                .copied()
                .unwrap_or(b'=');
            out.push(if at < letters {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    out
}

fn base32_decode(text: &str) -> Option<Vec<u8>> {
    let plain = text.replace(['\r', '\n'], "");
    if !plain.len().is_multiple_of(8) {
        return None;
    }
    let letters = plain.trim_end_matches('=');
    if !matches!(plain.len() - letters.len(), 0 | 1 | 3 | 4 | 6) {
        return None;
    }
    let (mut value, mut bits, mut out) = (0u64, 0, Vec::new());
    for letter in letters.bytes() {
        let digit = BASE32.iter().position(|known| *known == letter)?;
        value = (value << 5) | digit as u64;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from((value >> bits) & 0xff).unwrap_or(0));
        }
    }
    Some(out)
}
