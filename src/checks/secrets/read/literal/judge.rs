//! What a value is under its key.

use super::friend::{is_false_friend, is_password_hash};
use crate::checks::secrets::read::entry::decode;
use crate::checks::secrets::tokens::{self, Hit, Likeness, generic};
use crate::data::tokens::Format;
use crate::model::{Confidence, Severity};

/// The weight of a credential, and its format if it has one.
pub(crate) type Verdict = (Severity, Confidence, Option<&'static Format>);

/// Judges a value. One that a format tells without the key is left to the rule that looks at the bytes, unless base64
/// hides it from that rule.
pub(crate) fn verdict(key: &str, value: &str) -> Option<Verdict> {
    if let Some(format) = named_format(key, value) {
        return format.needs_context().then_some((
            format.severity,
            Confidence::Likely,
            Some(format),
        ));
    }
    if format_in(value).is_some() {
        return None;
    }
    let decoded = text_behind(value);
    if let Some(format) = decoded.as_deref().and_then(format_in) {
        return Some((format.severity, Confidence::Likely, Some(format)));
    }
    if is_false_friend(key, value) {
        return None;
    }
    let judged = generic(key, decoded.as_deref().unwrap_or(value).as_bytes())?;
    // `passwordKey: admin` names an entry of a Secret.
    if judged.likeness == Likeness::Word && key.to_ascii_lowercase().ends_with("key") {
        return None;
    }
    let severity = match judged.likeness {
        _ if is_password_hash(value) => Severity::Medium,
        Likeness::Drawn => Severity::High,
        Likeness::Typed => Severity::Medium,
        Likeness::Word => Severity::Low,
    };
    Some((severity, judged.confidence, None))
}

fn named_format(key: &str, value: &str) -> Option<&'static Format> {
    let mut hit: Option<Hit> = None;
    tokens::find_named(key, value.as_bytes(), |found| hit = Some(found));
    hit.map(|hit| hit.format)
}

fn format_in(text: &str) -> Option<&'static Format> {
    let mut hit: Option<Hit> = None;
    tokens::find(text.as_bytes(), |found| hit = hit.or(Some(found)));
    hit.map(|hit| hit.format)
}

/// The text that base64 hides.
fn text_behind(value: &str) -> Option<String> {
    let is_text = |byte: u8| byte.is_ascii_graphic() || byte.is_ascii_whitespace();
    let text = decode(value).and_then(|bytes| String::from_utf8(bytes).ok())?;
    (text.len() > 4 && text.bytes().all(is_text)).then_some(text)
}
