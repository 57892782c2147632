//! What one version of a file tells everyone who has it.

use std::cmp::Reverse;

use super::value::{Identities, Value};
use crate::checks::folder::weigh;
use crate::checks::secrets::audit::Judged;
use crate::checks::secrets::read::entry::decode;
use crate::checks::secrets::read::facts::{KeyPlace, State};
use crate::checks::secrets::read::object::{Object, objects};
use crate::checks::secrets::value::content::{Content, content};
use crate::checks::secrets::value::key_name::{KeyName, key_name};
use crate::checks::secrets::value::trivial::is_trivial;
use crate::checks::secrets::{
    RULES, plain_secret, provider_token, sealed_private_key, sops_partially_encrypted, tokens,
};
use crate::data::tokens::Format;
use crate::model::{Confidence, FilePlace, Finding, Location, Severity};
use crate::yaml::{Budget, Node, Stream, parse};

/// Rules whose findings show a value that has to be changed, each with the least severity at which it does. What the
/// others find is mended by a commit, and then it does not matter any more that it was so once.
pub(super) const LEAKS: [(&str, Severity); 21] = [
    ("secrets/config-map-credential", Severity::Medium),
    ("secrets/container-credential", Severity::Medium),
    ("secrets/env-file-credential", Severity::Medium),
    ("secrets/external-inline-credentials", Severity::High),
    ("secrets/external-template-plain-data", Severity::High),
    ("secrets/generator-source-credential", Severity::Medium),
    ("secrets/helm-template-credential", Severity::Medium),
    ("secrets/helm-values-credential", Severity::Medium),
    ("secrets/kustomize-credential", Severity::High),
    ("secrets/last-applied-secret", Severity::High),
    ("secrets/plain-secret", Severity::Medium),
    ("secrets/provider-token", Severity::Low),
    ("secrets/sealed-plain-twin", Severity::Medium),
    ("secrets/sealed-private-key", Severity::Critical),
    ("secrets/sealed-template-plain-data", Severity::High),
    ("secrets/sops-decrypted-copy", Severity::Medium),
    ("secrets/sops-partially-encrypted", Severity::High),
    ("secrets/sops-plain-twin", Severity::Medium),
    ("secrets/sops-rule-mismatch", Severity::High),
    ("secrets/tool-file-credential", Severity::Medium),
    ("secrets/variable-credential", Severity::Medium),
];

/// Whether a finding shows a value.
pub(super) fn is_leak(finding: &Finding) -> bool {
    let Location::File(place) = &finding.location else {
        return false;
    };
    LEAKS
        .iter()
        .any(|(id, least)| *id == finding.rule && finding.severity >= weigh(*least, &place.path))
}

/// One value that can be read.
#[derive(Debug, Clone)]
pub(super) struct Exposure {
    pub(super) spot: Spot,
    pub(super) value: Value,
    pub(super) line: Option<u32>,
    pub(super) weight: Weight,
    /// It only may be one, and its finding is about others that surely are.
    pub(super) is_minor: bool,
    /// Line and pointer of the finding that tells it, in this version.
    pub(super) anchor: (Option<u32>, Option<String>),
}

/// What names the place of a value in every version of its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub(crate) path: String,
    /// The object (`Secret team-a/db`) or the kind of credential; empty if only the path says it.
    pub(crate) subject: String,
    pub(crate) pointer: Option<String>,
}

/// How grave it is, and who says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weight {
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    pub(crate) confidence: Confidence,
}

/// Everything that `judged` found to be readable in this version.
pub(super) fn exposures(
    path: &str,
    bytes: &[u8],
    judged: &Judged,
    identities: &Identities,
) -> Vec<Exposure> {
    let clear = judged
        .facts
        .secrets
        .iter()
        .any(|secret| matches!(secret.state, State::Clear(_) | State::SealingKey(_)));
    if !clear && !judged.findings.iter().any(is_leak) {
        return Vec::new();
    }
    let stream = parse(bytes, &Budget::default());
    let version = Version {
        path,
        bytes,
        judged,
        identities,
        objects: objects(&stream),
        stream: &stream,
        hits: hits(bytes),
    };
    version
        .secrets()
        .into_iter()
        .chain(version.findings())
        .collect()
}

/// A version in which something was found, read again.
struct Version<'a> {
    path: &'a str,
    bytes: &'a [u8],
    judged: &'a Judged,
    identities: &'a Identities,
    stream: &'a Stream,
    objects: Vec<Object<'a>>,
    hits: Vec<(u32, &'static Format, &'a [u8])>,
}

impl Version<'_> {
    /// Secrets in clear: which rule tells them depends on the rest of the repository, that they are readable does not.
    fn secrets(&self) -> Vec<Exposure> {
        let mut found = Vec::new();
        for secret in &self.judged.facts.secrets {
            let (meta, keys) = match &secret.state {
                State::Clear(keys) => (&plain_secret::RULE.meta, keys.as_slice()),
                State::SealingKey(key) => {
                    (&sealed_private_key::RULE.meta, std::slice::from_ref(key))
                }
                _ => continue,
            };
            let mut keys: Vec<&KeyPlace> = keys.iter().collect();
            keys.sort_by_key(|key| Reverse(key.confidence));
            let Some(anchor) = keys.first().and_then(|key| file(&key.location)) else {
                continue;
            };
            for (at, key) in keys.iter().enumerate() {
                let possible = key.confidence == Confidence::Possible;
                let severity = if possible {
                    Severity::Medium
                } else {
                    meta.severity
                };
                let weight = Weight {
                    rule: meta.id,
                    severity: weigh(severity, self.path),
                    confidence: key.confidence,
                };
                let exposure =
                    file(&key.location).and_then(|place| self.exposure(place, anchor, weight));
                found.extend(exposure.map(|exposure| Exposure {
                    is_minor: possible && at > 0,
                    ..exposure
                }));
            }
        }
        found
    }

    fn findings(&self) -> impl Iterator<Item = Exposure> {
        self.judged
            .findings
            .iter()
            .filter(|finding| is_leak(finding))
            .flat_map(|finding| {
                let others = finding.related.iter().map(|related| &related.location);
                std::iter::once(&finding.location)
                    .chain(others)
                    .filter_map(|location| {
                        let meta = RULES
                            .iter()
                            .map(|rule| &rule.meta)
                            .find(|meta| meta.id == finding.rule)?;
                        let weight = Weight {
                            rule: meta.id,
                            severity: finding.severity,
                            confidence: finding.confidence,
                        };
                        let place =
                            file(location).filter(|place| self.is_telling(place, &weight))?;
                        self.exposure(place, file(&finding.location)?, weight)
                    })
            })
    }

    /// A rule of SOPS that covers everything leaves much in clear that nobody has to change: versions, switches, names.
    /// Of such a file only what is a credential by itself, or stands in a Secret, outlives the commit that mends it.
    fn is_telling(&self, place: &FilePlace, weight: &Weight) -> bool {
        let Some(text) = node(self.stream, place)
            .and_then(Node::text)
            .filter(|_| weight.rule == sops_partially_encrypted::RULE.meta.id)
        else {
            return true;
        };
        let pointer = place.pointer.as_deref().unwrap_or_default();
        let key = pointer.rsplit('/').next().unwrap_or_default();
        let by_name = key_name(key) == KeyName::Sensitive
            && content(text) == Content::Clear
            && !is_trivial(text);
        by_name
            || self.object_at(place).is_some_and(Object::is_secret)
            || tokens::generic(key, text.as_bytes()).is_some()
            || !hits(text.as_bytes()).is_empty()
    }

    fn object_at(&self, place: &FilePlace) -> Option<&Object<'_>> {
        let line = place.line.unwrap_or_default();
        self.objects
            .iter()
            .find(|object| (object.lines().0..=object.lines().1).contains(&line))
    }

    fn exposure(&self, place: &FilePlace, anchor: &FilePlace, weight: Weight) -> Option<Exposure> {
        if place.path != self.path {
            return None;
        }
        let line = place.line.unwrap_or_default();
        let object = self.object_at(place).map(Object::title);
        let is_token = weight.rule == provider_token::RULE.meta.id;
        let hit = self.hits.iter().find(|(at, ..)| is_token && *at == line);
        let subject = object
            .or_else(|| hit.map(|(_, format, _)| format.title.to_owned()))
            .unwrap_or_default();
        let owner = if subject.is_empty() {
            self.path
        } else {
            &subject
        };
        let value = hit.map_or_else(
            || self.value(place, owner),
            |(.., token)| self.identities.of(token, owner),
        );
        Some(Exposure {
            value,
            line: place.line,
            weight,
            is_minor: false,
            anchor: (anchor.line, anchor.pointer.clone()),
            spot: Spot {
                path: self.path.to_owned(),
                subject,
                pointer: place.pointer.clone(),
            },
        })
    }

    /// By the node where there is one, else by the line: that is the same however far it is indented.
    fn value(&self, place: &FilePlace, owner: &str) -> Value {
        if let Some(text) = node(self.stream, place).and_then(Node::text) {
            let is_data = place
                .pointer
                .as_deref()
                .is_some_and(|pointer| pointer.rsplit('/').nth(1) == Some("data"));
            return match decode(text).filter(|_| is_data) {
                Some(decoded) => self.identities.of(&decoded, owner),
                None => self.identities.of(text.as_bytes(), owner),
            };
        }
        let at = place.line.unwrap_or_default().saturating_sub(1) as usize;
        self.identities.of(
            self.bytes
                .split(|byte| *byte == b'\n')
                .nth(at)
                .unwrap_or_default(),
            owner,
        )
    }
}

fn file(location: &Location) -> Option<&FilePlace> {
    match location {
        Location::File(place) => Some(place),
        _ => None,
    }
}

/// The node that a place names.
fn node<'s>(stream: &'s Stream, place: &FilePlace) -> Option<Node<'s>> {
    let (line, pointer) = (place.line?, place.pointer.as_deref()?);
    let documents = stream.documents.iter().chain(&stream.dropped);
    documents
        .filter_map(|document| document.at(pointer))
        .find(|node| node.line() == line)
}

/// Credentials of known form with their lines: a private key is more than its first line.
fn hits(bytes: &[u8]) -> Vec<(u32, &'static Format, &[u8])> {
    let mut hits = Vec::new();
    let (mut line, mut at) = (1, 0);
    tokens::find(bytes, |hit| {
        let passed = bytes.get(at..hit.start).unwrap_or_default();
        line += u32::try_from(passed.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0);
        at = at.max(hit.start);
        hits.push((
            line,
            hit.format,
            bytes.get(hit.start..hit.end).unwrap_or_default(),
        ));
    });
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grave rules whose findings show no value.
    const FAULTS: [&str; 11] = [
        "secrets/external-unserved-version",
        "secrets/leaked-in-history",
        "secrets/sealed-invalid-value",
        "secrets/sops-bad-metadata",
        "secrets/sops-config-example-recipient",
        "secrets/sops-config-exclusive-rules",
        "secrets/sops-config-invalid-regex",
        "secrets/sops-encrypted-without-metadata",
        "secrets/sops-mac-mismatch",
        "secrets/sops-malformed-value",
        "secrets/sops-undecryptable-value",
    ];

    /// A new rule that shows a value must not be forgotten in history.
    #[test]
    fn every_grave_rule_is_a_leak_or_a_fault() {
        let known = |id: &str| RULES.iter().any(|rule| rule.meta.id == id);
        assert!(
            LEAKS
                .iter()
                .map(|(id, _)| id)
                .chain(&FAULTS)
                .all(|id| known(id))
        );
        for rule in RULES
            .iter()
            .filter(|rule| rule.meta.severity >= Severity::High)
        {
            let (leak, fault) = (
                LEAKS.iter().any(|(id, _)| *id == rule.meta.id),
                FAULTS.contains(&rule.meta.id),
            );
            assert!(
                leak != fault,
                "{}: say in which list it belongs",
                rule.meta.id
            );
        }
    }
}
