//! What a match must satisfy beyond its pattern.

use super::{codes, filler, url};
use crate::data::tokens::{Check, Issuer, checksum};
use serde_json::Value;

/// Whether a match is a token of its format. `secret` is the part of `whole` that is secret.
pub(super) fn holds(check: Check, whole: &[u8], secret: &[u8]) -> bool {
    match check {
        Check::None => true,
        Check::Jwt(wanted) => issuer(secret) == Some(wanted),
        Check::Json(members) => codes::json(secret)
            .is_some_and(|json| members.iter().all(|member| json.get(member).is_some())),
        Check::UserPass => codes::base64(secret).is_some_and(|plain| is_user_and_password(&plain)),
        Check::UrlPassword => url::is_real(whole, secret),
        Check::Opaque => is_opaque(secret),
        Check::Crc62 | Check::Crc62All | Check::Crc36 | Check::CrcHex | Check::Bech32 => {
            std::str::from_utf8(whole).is_ok_and(|text| has_checksum(check, text).unwrap_or(false))
        }
    }
}

/// `None` when the token is too short to have one.
fn has_checksum(check: Check, text: &str) -> Option<bool> {
    Some(match check {
        Check::Crc62 => {
            let (body, sum) = text.split_at_checked(text.len().checked_sub(6)?)?;
            sum == checksum::base62(checksum::crc32(body.split_once('_')?.1.as_bytes()))
        }
        Check::Crc62All => {
            let (body, sum) = text.rsplit_once('_')?;
            sum == checksum::base62(checksum::crc32(body.as_bytes()))
        }
        Check::Crc36 => {
            let (body, sum) = text.split_at_checked(text.len().checked_sub(7)?)?;
            sum == checksum::base36(checksum::crc32(body.as_bytes()))
        }
        Check::CrcHex => {
            let (body, sum) = text.rsplit_once('_')?;
            sum.eq_ignore_ascii_case(&checksum::little_endian_hex(checksum::crc32(
                body.as_bytes(),
            )))
        }
        _ => checksum::is_bech32(text),
    })
}

/// Who a signed JSON Web Token says that it comes from. `None` when it is none.
pub(super) fn issuer(token: &[u8]) -> Option<Issuer> {
    let mut parts = token.split(|byte| *byte == b'.');
    let (header, payload) = (codes::json(parts.next()?)?, codes::json(parts.next()?)?);
    let algorithm = header.get("alg").and_then(Value::as_str)?;
    let is_signed = !algorithm.is_empty() && !algorithm.eq_ignore_ascii_case("none");
    (is_signed && payload.is_object() && !is_from_documentation(&payload))
        .then(|| named_issuer(&payload))
}

fn named_issuer(payload: &Value) -> Issuer {
    let text = |member: &str| {
        payload
            .get(member)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    match text("iss") {
        "argocd" => Issuer::ArgoCd,
        "kubernetes/serviceaccount" => Issuer::ServiceAccount,
        "supabase" if text("role") == "service_role" => Issuer::SupabaseServiceRole,
        "user" if text("jti").starts_with("at-") => Issuer::Scalr,
        _ if payload.get("kubernetes.io").is_some() => Issuer::BoundServiceAccount,
        _ => Issuer::Any,
    }
}

/// The token that jwt.io and countless pages show.
fn is_from_documentation(payload: &Value) -> bool {
    payload.get("sub").and_then(Value::as_str) == Some("1234567890")
}

fn is_user_and_password(plain: &[u8]) -> bool {
    let is_text = plain
        .iter()
        .all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    let mut parts = plain.splitn(2, |byte| *byte == b':');
    let (user, password) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    is_text
        && !user.is_empty()
        && password.len() >= 3
        && url::is_real(&[b"://", user, b":"].concat(), password)
}

/// Bits per byte that a drawn token of letters and digits has at least.
const DRAWN: f64 = 3.5;

fn is_opaque(token: &[u8]) -> bool {
    let has = |test: fn(&u8) -> bool| token.iter().any(test);
    has(u8::is_ascii_digit)
        && (has(u8::is_ascii_lowercase) || has(u8::is_ascii_uppercase))
        && !token.starts_with(b"eyJ")
        && !token.windows(2).any(|pair| pair == b"..")
        && filler::entropy(token) >= DRAWN
}
