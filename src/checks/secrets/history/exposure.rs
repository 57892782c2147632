//! What one version of a file tells everyone who has it.

use super::value::{Identities, Value};
use crate::checks::secrets::audit::Judged;
use crate::checks::secrets::read::entry::decode;
use crate::checks::secrets::read::facts::{Identity, State};
use crate::checks::secrets::read::folder::is_quiet;
use crate::checks::secrets::{RULES, plain_secret, sealed_private_key, tokens};
use crate::model::{Confidence, FilePlace, Finding, Location, Meta, Severity};
use crate::yaml::{Budget, Node, Stream, parse};

/// Rules whose findings show a value that has to be changed. What the others find is mended by a commit, and then it
/// does not matter any more that it was so once.
pub(crate) const LEAKS: [&str; 11] = [
    "secrets/external-inline-credentials",
    "secrets/external-template-plain-data",
    "secrets/last-applied-secret",
    "secrets/plain-secret",
    "secrets/sealed-plain-twin",
    "secrets/sealed-private-key",
    "secrets/sealed-template-plain-data",
    "secrets/sops-decrypted-copy",
    "secrets/sops-partially-encrypted",
    "secrets/sops-plain-twin",
    "secrets/sops-rule-mismatch",
];

/// One value that can be read.
#[derive(Debug, Clone)]
pub(super) struct Exposure {
    pub(super) spot: Spot,
    pub(super) value: Value,
    pub(super) line: Option<u32>,
    pub(super) weight: Weight,
    /// Line and pointer of the finding that tells it, in this version.
    pub(super) anchor: (Option<u32>, Option<String>),
}

/// What names the place of a value in every version of its file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) path: String,
    /// The object (`Secret team-a/db`) or the kind of credential; empty if only the path says it.
    pub(super) subject: String,
    pub(super) pointer: Option<String>,
}

/// How grave it is, and who says so.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weight {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
}

/// Everything that `judged` found to be readable in this version, and the credentials in the text around it.
pub(super) fn exposures(path: &str, bytes: &[u8], judged: &Judged, identities: &Identities) -> Vec<Exposure> {
    let mut version = Version { path, bytes, judged, identities, stream: None, told: Vec::new(), found: Vec::new() };
    version.secrets();
    version.findings();
    version.tokens();
    version.found
}

struct Version<'a> {
    path: &'a str,
    bytes: &'a [u8],
    judged: &'a Judged,
    identities: &'a Identities,
    /// Read again only where something was found.
    stream: Option<Stream>,
    /// First and last lines of the values found so far.
    told: Vec<(u32, u32)>,
    found: Vec<Exposure>,
}

impl Version<'_> {
    /// Secrets in clear: which rule tells them depends on the rest of the repository, that they are readable does not.
    fn secrets(&mut self) {
        for secret in &self.judged.facts.secrets {
            let (meta, keys) = match &secret.state {
                State::Clear(keys) => (&plain_secret::RULE.meta, keys.as_slice()),
                State::SealingKey(key) => (&sealed_private_key::RULE.meta, std::slice::from_ref(key)),
                _ => continue,
            };
            let Some(Location::File(anchor)) = keys.first().map(|key| &key.location) else {
                continue;
            };
            for key in keys {
                let weight = Weight { confidence: key.confidence, ..self.weight(meta) };
                self.add(&key.location, anchor, weight, secret.at.title());
            }
        }
    }

    fn findings(&mut self) {
        for finding in &self.judged.findings {
            let Some(weight) = self.told_by(finding) else {
                continue;
            };
            let Location::File(anchor) = &finding.location else {
                continue;
            };
            let subject = self.object_at(anchor.line);
            let others = finding.related.iter().map(|related| &related.location);
            for place in std::iter::once(&finding.location).chain(others) {
                self.add(place, anchor, weight, subject.clone());
            }
        }
    }

    /// A rule weighs a problem less than usual when it shows no value.
    fn told_by(&self, finding: &Finding) -> Option<Weight> {
        let meta = RULES.iter().map(|rule| &rule.meta).find(|meta| meta.id == finding.rule)?;
        let weight = Weight { confidence: finding.confidence, ..self.weight(meta) };
        (LEAKS.contains(&meta.id) && finding.severity >= weight.severity).then_some(weight)
    }

    fn weight(&self, meta: &Meta) -> Weight {
        Weight { rule: meta.id, severity: self.lowered(meta.severity), confidence: Confidence::Certain }
    }

    fn lowered(&self, severity: Severity) -> Severity {
        if is_quiet(self.path) { severity.lower() } else { severity }
    }

    fn object_at(&self, line: Option<u32>) -> String {
        let facts = &self.judged.facts;
        let external = facts.external.iter().map(|external| &external.at);
        let objects = facts.secrets.iter().map(|secret| &secret.at).chain(&facts.sealed).chain(external).chain(&facts.stores);
        let holds = |object: &&Identity| line.is_some_and(|line| (object.lines.0..=object.lines.1).contains(&line));
        objects.filter(holds).map(Identity::title).next().unwrap_or_default()
    }

    fn add(&mut self, place: &Location, anchor: &FilePlace, weight: Weight, subject: String) {
        let Location::File(place) = place else { return };
        if place.path != self.path {
            return;
        }
        let owner = if subject.is_empty() { self.path } else { &subject };
        let value = self.value(place, owner);
        self.found.push(Exposure {
            spot: Spot { path: self.path.to_owned(), subject, pointer: place.pointer.clone() },
            value,
            line: place.line,
            weight,
            anchor: (anchor.line, anchor.pointer.clone()),
        });
    }

    /// By the node where there is one, else by the line: that is the same however far it is indented.
    fn value(&mut self, place: &FilePlace, owner: &str) -> Value {
        let (bytes, identities) = (self.bytes, self.identities);
        let stream = self.stream.get_or_insert_with(|| parse(bytes, &Budget::default()));
        let node = node(stream, place);
        self.told.extend(node.map(|node| (node.line(), node.end_line())).or(place.line.map(|line| (line, line))));
        if let Some(text) = node.and_then(Node::text) {
            let is_data = place.pointer.as_deref().is_some_and(|pointer| pointer.rsplit('/').nth(1) == Some("data"));
            return match decode(text).filter(|_| is_data) {
                Some(decoded) => identities.of(&decoded, owner),
                None => identities.of(text.as_bytes(), owner),
            };
        }
        let at = place.line.unwrap_or_default().saturating_sub(1) as usize;
        identities.of(bytes.split(|byte| *byte == b'\n').nth(at).unwrap_or_default(), owner)
    }

    /// Credentials whose form tells them, in whatever a file is. Where a rule speaks of the line, it has said it.
    fn tokens(&mut self) {
        let mut lines = Lines { bytes: self.bytes, at: 0, line: 1 };
        tokens::find(self.bytes, |hit| {
            let line = lines.of(hit.start);
            if self.told.iter().any(|(first, last)| (*first..=*last).contains(&line)) {
                return;
            }
            let weight = Weight { rule: hit.format.id, severity: self.lowered(hit.format.severity), confidence: Confidence::Likely };
            let value = self.identities.of(self.bytes.get(hit.start..hit.end).unwrap_or_default(), self.path);
            self.found.push(Exposure {
                spot: Spot { path: self.path.to_owned(), subject: hit.format.title.to_owned(), pointer: None },
                value,
                line: Some(line),
                weight,
                anchor: (Some(line), None),
            });
        });
    }
}

/// The node that a place names.
fn node<'s>(stream: &'s Stream, place: &FilePlace) -> Option<Node<'s>> {
    let (line, pointer) = (place.line?, place.pointer.as_deref()?);
    let documents = stream.documents.iter().chain(&stream.dropped);
    documents.filter_map(|document| document.at(pointer)).find(|node| node.line() == line)
}

/// Counts lines up to offsets that only grow.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u32 {
        let passed = self.bytes.get(self.at..offset).unwrap_or_default();
        self.line += u32::try_from(passed.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(0);
        self.at = self.at.max(offset);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grave rules whose findings show no value.
    const FAULTS: [&str; 9] = [
        "secrets/external-unserved-version",
        "secrets/leaked-in-history",
        "secrets/sealed-invalid-value",
        "secrets/sops-bad-metadata",
        "secrets/sops-config-example-recipient",
        "secrets/sops-config-exclusive-rules",
        "secrets/sops-config-invalid-regex",
        "secrets/sops-encrypted-without-metadata",
        "secrets/sops-malformed-value",
    ];

    /// A new rule that shows a value must not be forgotten in history.
    #[test]
    fn every_grave_rule_is_a_leak_or_a_fault() {
        let known = |id: &str| RULES.iter().any(|rule| rule.meta.id == id);
        assert!(LEAKS.iter().chain(&FAULTS).all(|id| known(id)));
        for rule in RULES.iter().filter(|rule| rule.meta.severity >= Severity::High) {
            let (leak, fault) = (LEAKS.contains(&rule.meta.id), FAULTS.contains(&rule.meta.id));
            assert!(leak != fault, "{}: say in which list it belongs", rule.meta.id);
        }
    }
}
