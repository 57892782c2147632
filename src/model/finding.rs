use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Confidence, Location, Severity};

/// One thing that is wrong, with its place, its evidence and its way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable id of the rule, `area/problem`.
    pub rule: String,
    /// Impact if true.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence that names the object and what is wrong with it.
    pub message: String,
    /// Where it is.
    pub location: Location,
    /// When it began, if known (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Other places that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// What was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Why it is so; only when the evidence supports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// How to mend it, as a change to Git.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// `gitops://rules/{id}`, made from the id.
    pub docs: String,
    /// What follows from this finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affects: Option<Affects>,
    /// Stable over moved lines; made from rule, place and pointer, never from a line or a value.
    pub fingerprint: String,
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// What it has to do with the finding.
    pub note: String,
}

/// What was read; a secret appears by key name only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// The field or property.
    pub field: String,
    /// What stood there: cleaned and cut, never a secret.
    pub value: String,
    /// When it was observed (RFC 3339), if it was not read just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<String>,
}

impl Evidence {
    /// A field and what stood there; the value is cleaned and cut to 300 characters.
    #[must_use]
    pub fn new(field: impl Into<String>, value: &str) -> Self {
        Self {
            field: field.into(),
            value: super::clean::clean(value, 300),
            observed: None,
        }
    }
}

/// How to mend a finding. Never applied by a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fix {
    /// What to do, in one or two sentences.
    pub summary: String,
    /// Unified diff against the repository, for `git apply`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<String>,
    /// A command to run; built from our own words and validated names only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Whether it can be applied without a person looking.
    pub safety: Safety,
}

impl Fix {
    /// A fix in words, to be reviewed by a person.
    #[must_use]
    pub fn review(summary: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            patch: None,
            command: None,
            safety: Safety::Review,
        }
    }
}

/// Whether a fix can be applied without a person looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// Changes no meaning beyond mending the finding.
    Safe,
    /// A person has to decide.
    Review,
}

/// What follows from a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Affects {
    /// Exact number.
    pub count: u64,
    /// The first names.
    pub first: Vec<String>,
}

/// Fingerprint of a place under a rule: 32 hexadecimal digits. Equal parts give equal fingerprints on every machine.
/// `object` names the Kubernetes object that the place lies in: a pointer says nothing about the document of a file.
pub(crate) fn fingerprint(rule: &str, location: &Location, object: Option<&str>) -> String {
    let mut hash = Sha256::new();
    for part in std::iter::once(rule)
        .chain(location.stable_parts())
        .chain(object)
    {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
