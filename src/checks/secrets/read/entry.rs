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
use super::super::value::pairs::{is_settings, settings};
use super::super::value::trivial::is_trivial;
use crate::model::Confidence;
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

/// Whether a provider's format tells what it is, by itself or with its key.
fn has_format(key: &str, text: &str) -> bool {
    let mut found = false;
    tokens::find(text.as_bytes(), |_| found = true);
    tokens::find_named(key, text.as_bytes(), |_| found = true);
    found
}

/// What a document inside a value holds: a file that SOPS encrypted, or settings of which none is a credential. `None`
/// when it is no document, or when the value itself has to be judged.
fn nested(text: &str) -> Option<Verdict> {
    let is_tree = text.trim_start().starts_with('{');
    if !is_tree && !is_settings(text) {
        return None;
    }
    let stream = parse(text.as_bytes(), &Budget::default());
    if stream.documents.iter().any(is_sops) {
        return Some(Verdict::Encrypted);
    }
    let is_secret =
        |key: &str, value: &str| matches!(of_setting(key, value), Verdict::Credential(_));
    let in_tree = || {
        let scalars = stream
            .documents
            .iter()
            .flat_map(Document::walk)
            .filter(|node| node.kind() == Kind::Scalar && !node.is_key() && !node.is_alias());
        scalars.into_iter().any(|node| {
            is_secret(
                node.key().and_then(Node::text).unwrap_or_default(),
                node.text().unwrap_or_default(),
            )
        })
    };
    let holds_secret = if is_tree && stream.errors.is_empty() {
        in_tree()
    } else {
        settings(text).any(|one| is_secret(one.key, one.value))
    };
    Some(if holds_secret {
        Verdict::Credential(Confidence::Certain)
    } else {
        Verdict::Harmless
    })
}

fn is_sops(document: &Document) -> bool {
    document
        .root()
        .get("sops")
        .is_some_and(|sops| Metadata::read(&Raw::from_node(sops)).is_some())
}

/// A setting inside a document: only a name that says so makes a credential of it.
fn of_setting(key: &str, text: &str) -> Verdict {
    match (content(text), key_name(key)) {
        (Content::Clear, KeyName::Sensitive)
            if !is_trivial(text) && !is_encoded_placeholder(text) =>
        {
            Verdict::Credential(Confidence::Certain)
        }
        _ => Verdict::Harmless,
    }
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

/// Placeholders are often encoded where that is not needed: base64 is decoded once.
pub(crate) fn is_encoded_placeholder(text: &str) -> bool {
    let decoded = Some(text).filter(|text| text.len() >= 8).and_then(decode);
    decoded
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .is_some_and(|text| {
            matches!(
                content(&text),
                Content::Placeholder | Content::Reference | Content::Empty
            )
        })
}

fn of_clear(key: &str, text: &str) -> Verdict {
    if has_format(key, text)
        || url_password(text).is_some_and(|password| content(password) == Content::Clear)
    {
        return Verdict::Credential(Confidence::Certain);
    }
    if is_encoded_placeholder(text) {
        return Verdict::Placeholder;
    }
    if let Some(verdict) = nested(text) {
        return verdict;
    }
    match key_name(key) {
        KeyName::Sensitive => Verdict::Credential(Confidence::Certain),
        KeyName::Harmless => Verdict::Harmless,
        KeyName::Unknown if is_trivial(text) => Verdict::Harmless,
        KeyName::Unknown => Verdict::Credential(Confidence::Likely),
    }
}
