//! What a scalar means to each reader.
//!
//! kubectl: `resolve.go` of go.yaml.in/yaml/v2 2.4.4, used by sigs.k8s.io/yaml 1.6.0.
//! Kustomize: `resolve.go` of go.yaml.in/yaml/v3 3.0.5, used by sigs.k8s.io/kustomize/kyaml 0.21.3.

use std::borrow::Cow;
use std::fmt;

use super::number::{float, integer, separated_float};
use super::timestamp;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reading {
    /// `kubectl apply`, Argo CD directory sources, Helm values: YAML 1.1.
    Kubectl,
    /// What goes through a Kustomize build: every Flux Kustomization, Argo CD Kustomize sources.
    Kustomize,
}

/// A resolved scalar.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar<'d> {
    Null,
    Bool(bool),
    /// From the smallest signed to the greatest unsigned number of 64 bits.
    Int(i128),
    Float(f64),
    String(Cow<'d, str>),
}

/// A tag and a text that do not fit, such as `!!int x`: the reader refuses the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResolveError;

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value does not fit its tag; remove the tag or mend the value")
    }
}

impl std::error::Error for ResolveError {}

/// What of a scalar's writing decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    /// Plain, between brackets or braces.
    PlainInFlow,
    /// Quoted, or a block.
    Text,
    /// A block that ends with the file, whose last line has no line break.
    UnendedBlock,
}

/// A scalar as the tree knows it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<'d> {
    pub(crate) text: &'d str,
    pub(crate) form: Form,
    pub(crate) tag: Option<&'d str>,
}

/// Resolves a scalar the way `reading` does.
pub(crate) fn resolve(written: Written<'_>, reading: Reading) -> Result<Scalar<'_>, ResolveError> {
    let text = written.text;
    match written.tag {
        None => Ok(untagged(written, reading)),
        // The tag that says "no implicit type": Kustomize does not honour it.
        Some("!") if reading == Reading::Kustomize => Ok(untagged(written, reading)),
        Some("!!binary") => binary(text),
        Some("!!timestamp") => tagged_timestamp(text, reading),
        Some(tag @ ("!!null" | "!!bool" | "!!int" | "!!float")) => {
            tagged(tag, untimed(text, reading))
        }
        Some(_) => Ok(string(text)),
    }
}

fn untagged(written: Written<'_>, reading: Reading) -> Scalar<'_> {
    let text = written.text;
    match (written.form, reading) {
        // kubectl reads lines and ends each; Kustomize takes the file as it is.
        (Form::UnendedBlock, Reading::Kustomize) => string(text.strip_suffix('\n').unwrap_or(text)),
        (Form::Text | Form::UnendedBlock, _) => string(text),
        // Kustomize writes what it read and reads it again: an absent value comes back quoted.
        (Form::PlainInFlow, Reading::Kustomize) if text.is_empty() => string(text),
        (Form::Plain | Form::PlainInFlow, _) => implicit(text, reading),
    }
}

fn string(text: &str) -> Scalar<'_> {
    Scalar::String(Cow::Borrowed(text))
}

fn implicit(text: &str, reading: Reading) -> Scalar<'_> {
    if reading == Reading::Kustomize
        && let Some(time) = timestamp::rfc3339(text)
    {
        return Scalar::String(Cow::Owned(time));
    }
    untimed(text, reading)
}

/// Everything but timestamps, by the first byte as both readers do.
fn untimed(text: &str, reading: Reading) -> Scalar<'_> {
    let known = match text.as_bytes().first() {
        None => Some(Scalar::Null),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            word(text, reading)
        }
        Some(b'.') => special_float(text)
            .or_else(|| separated_float(text))
            .map(Scalar::Float),
        Some(b'0'..=b'9' | b'+' | b'-') => number(text),
        Some(_) => None,
    };
    known.unwrap_or_else(|| string(text))
}

fn word(text: &str, reading: Reading) -> Option<Scalar<'static>> {
    match text {
        "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
        "true" | "True" | "TRUE" => Some(Scalar::Bool(true)),
        "false" | "False" | "FALSE" => Some(Scalar::Bool(false)),
        _ if reading == Reading::Kustomize => None,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(Scalar::Bool(true)),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(Scalar::Bool(false)),
        _ => None,
    }
}

fn special_float(text: &str) -> Option<f64> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

fn number(text: &str) -> Option<Scalar<'static>> {
    if let Some(special) = special_float(text) {
        return Some(Scalar::Float(special));
    }
    let digits = if text.contains('_') {
        Cow::Owned(text.replace('_', ""))
    } else {
        Cow::Borrowed(text)
    };
    integer(&digits)
        .map(Scalar::Int)
        .or_else(|| float(&digits).map(Scalar::Float))
}

fn tagged<'d>(tag: &str, scalar: Scalar<'d>) -> Result<Scalar<'d>, ResolveError> {
    match (tag, scalar) {
        ("!!null", Scalar::Null) => Ok(Scalar::Null),
        ("!!bool", Scalar::Bool(value)) => Ok(Scalar::Bool(value)),
        ("!!int", Scalar::Int(value)) => Ok(Scalar::Int(value)),
        ("!!float", Scalar::Float(value)) => Ok(Scalar::Float(value)),
        // Only what fits the signed type is widened.
        ("!!float", Scalar::Int(value)) => i64::try_from(value)
            .map(|value| Scalar::Float(value as f64))
            .map_err(|_| ResolveError),
        _ => Err(ResolveError),
    }
}

fn tagged_timestamp(text: &str, reading: Reading) -> Result<Scalar<'_>, ResolveError> {
    let time = timestamp::rfc3339(text).ok_or(ResolveError)?;
    match reading {
        // Left as written, "for backward compatibility".
        Reading::Kubectl => Ok(string(text)),
        Reading::Kustomize => Ok(Scalar::String(Cow::Owned(time))),
    }
}

fn binary(text: &str) -> Result<Scalar<'_>, ResolveError> {
    use base64::Engine as _;
    let compact: String = text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(compact)
        .map_err(|_| ResolveError)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Scalar::String(Cow::Owned(text)))
}
