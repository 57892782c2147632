//! One entry of a Secret: what its value is, decided once and without keeping it.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::super::sops::metadata::Metadata;
use super::super::sops::raw::{Raw, is_null};
use super::super::tokens;
use super::super::value::content::{Content, content, url_password};
use super::super::value::key_name::{KeyName, key_name};
use super::super::value::settings::{Settings, settings};
use super::super::value::shape::{is_hash, is_random};
use super::super::value::trivial::{is_switch, is_trivial};
use super::super::value::usual::is_usual;
use super::super::value::words::is_generic;
use crate::model::{Confidence, Severity};
use crate::yaml::{Budget, Document, Kind, Node, parse};

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Base64.
    Data,
    /// As it is.
    StringData,
}

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Empty,
    Encrypted,
    Reference,
    Placeholder,
    /// Public by nature, or nothing that opens a door.
    Harmless,
    Credential(Confidence),
    /// Neither text nor null: Kubernetes refuses it.
    NoText,
}

/// The two fields of a Secret with their names.
pub(crate) const FIELDS: [(&str, Field); 2] =
    [("data", Field::Data), ("stringData", Field::StringData)];

/// As Kubernetes decodes: with padding, or forgiving its absence, since a missing `=` hides nothing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Judges the value under a key of `data` or `stringData`.
pub(crate) fn verdict(field: Field, key: &str, value: Node<'_>) -> Verdict {
    if value.kind() != Kind::Scalar {
        return Verdict::NoText;
    }
    let text = value.text().unwrap_or_default();
    if is_null(value) {
        return Verdict::Empty;
    }
    match field {
        Field::StringData => of_text(key, text),
        Field::Data => of_base64(key, text),
    }
}

fn of_base64(key: &str, text: &str) -> Verdict {
    // A reference stands for base64 that is filled in later; `<…>` and `${…}` are no base64 themselves.
    match content(text) {
        Content::Empty => return Verdict::Empty,
        Content::Encrypted => return Verdict::Encrypted,
        Content::Reference => return Verdict::Reference,
        Content::Placeholder if text.trim_start().starts_with('<') => return Verdict::Placeholder,
        Content::Placeholder | Content::Public | Content::Clear => {}
    }
    match decode(text) {
        None => of_text(key, text),
        Some(bytes) => match std::str::from_utf8(&bytes) {
            Ok(text) => of_text(key, text),
            Err(_) if key_name(key) == KeyName::Harmless => Verdict::Harmless,
            Err(_) => Verdict::Credential(Confidence::Likely),
        },
    }
}

/// The bytes behind base64 text; line breaks and blanks of a folded scalar are skipped.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.contains(char::is_whitespace) {
        let joined: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        return LENIENT.decode(joined).ok();
    }
    LENIENT.decode(text).ok()
}

/// Judges a text under a key.
pub(crate) fn of_text(key: &str, text: &str) -> Verdict {
    match content(text) {
        Content::Empty => Verdict::Empty,
        Content::Encrypted => Verdict::Encrypted,
        Content::Reference => Verdict::Reference,
        Content::Placeholder => Verdict::Placeholder,
        Content::Public => Verdict::Harmless,
        Content::Clear => of_clear(key, text),
    }
}

/// Whether a provider's format tells what it is, by itself or with its key.
fn has_format(key: &str, text: &str) -> bool {
    let mut found = false;
    // What only carries a credential of anybody counts where it opens a door by itself, as a private key does.
    let mut note = |hit: tokens::Hit| {
        found |= !hit.format.generic || hit.format.severity == Severity::Critical;
    };
    tokens::find(text.as_bytes(), &mut note);
    tokens::find_named(key, text.as_bytes(), &mut note);
    found
}

/// A file that SOPS encrypted, kept in an entry: Flux decrypts it there.
fn is_sops_file(text: &str) -> bool {
    let is_sops = |document: &Document| {
        document
            .root()
            .get("sops")
            .is_some_and(|sops| Metadata::read(&Raw::from_node(sops)).is_some())
    };
    text.contains("sops")
        && text.contains("ENC[AES")
        && parse(text.as_bytes(), &Budget::default())
            .documents
            .iter()
            .any(is_sops)
}

/// Placeholders are often encoded where that is not needed: base64 is decoded once.
fn is_encoded_placeholder(text: &str) -> bool {
    let decoded = Some(text).filter(|text| text.len() >= 8).and_then(decode);
    decoded
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .is_some_and(|text| matches!(content(&text), Content::Placeholder | Content::Reference))
}

fn of_clear(key: &str, text: &str) -> Verdict {
    if is_sops_file(text) {
        return Verdict::Encrypted;
    }
    if has_format(key, text) {
        return Verdict::Credential(Confidence::Certain);
    }
    if is_encoded_placeholder(text) {
        return Verdict::Placeholder;
    }
    if text.contains("PRIVATE KEY-----")
        || text.contains("PRIVATE KEY BLOCK-----")
        || text.contains("AGE-SECRET-KEY-")
    {
        return Verdict::Credential(Confidence::Certain);
    }
    if let Some(password) =
        url_password(text).filter(|password| !password.is_empty() && !text.contains('\n'))
    {
        let generic = content(password) != Content::Clear || is_generic("", password);
        return if generic {
            Verdict::Placeholder
        } else {
            Verdict::Credential(Confidence::Certain)
        };
    }
    let name = key_name(key);
    if name == KeyName::Harmless {
        return Verdict::Harmless;
    }
    if is_generic(key, text) {
        return Verdict::Placeholder;
    }
    match (settings(text), name) {
        (Settings::Credential, _) => Verdict::Credential(Confidence::Certain),
        (Settings::Usual, _) => Verdict::Credential(Confidence::Possible),
        (Settings::Placeholder, _) => Verdict::Placeholder,
        (Settings::Harmless, KeyName::Sensitive) => Verdict::Credential(Confidence::Possible),
        (Settings::Harmless, _) => Verdict::Harmless,
        (Settings::Other, KeyName::Sensitive) => of_sensitive(text),
        (Settings::Other, _) => of_unknown(text),
    }
}

/// Under a key that names a credential. A hash is none, but can be guessed at; a default is known to everybody.
fn of_sensitive(text: &str) -> Verdict {
    match text {
        _ if is_switch(text.trim()) => Verdict::Harmless,
        _ if is_hash(text) || is_usual(text) => Verdict::Credential(Confidence::Possible),
        _ => Verdict::Credential(Confidence::Certain),
    }
}

/// Under a key that promises nothing.
fn of_unknown(text: &str) -> Verdict {
    match text {
        _ if is_trivial(text) => Verdict::Harmless,
        _ if is_random(text) => Verdict::Credential(Confidence::Likely),
        _ => Verdict::Credential(Confidence::Possible),
    }
}
