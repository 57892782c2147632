use serde::{Deserialize, Deserializer};

use super::list::Many;
use super::values;

/// What every object says about itself.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Metadata {
    pub name: String,
    pub namespace: Option<Box<str>>,
    pub uid: Option<Box<str>>,
    pub generation: Option<i64>,
    pub creation_timestamp: Option<Box<str>>,
    pub deletion_timestamp: Option<Box<str>>,
    pub finalizers: Many<Box<str>>,
    #[serde(deserialize_with = "labels")]
    labels: Vec<(String, String)>,
    #[serde(deserialize_with = "annotations")]
    annotations: Vec<(String, String)>,
    pub owner_references: Many<OwnerReference>,
    pub managed_fields: Many<ManagedFields>,
}

/// Who made the object.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OwnerReference {
    pub api_version: Box<str>,
    pub kind: Box<str>,
    pub name: Box<str>,
    pub controller: Option<bool>,
}

/// Who wrote to the object and when; of the fields only whether `spec.suspend` is among them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ManagedFields {
    pub manager: Box<str>,
    pub operation: Box<str>,
    /// The version in which the fields were written.
    pub api_version: Box<str>,
    pub time: Option<Box<str>>,
    #[serde(rename = "fieldsV1")]
    pub fields: Fields,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    #[serde(rename = "f:spec")]
    pub spec: SpecFields,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SpecFields {
    #[serde(rename = "f:suspend")]
    pub suspend: values::Present,
}

/// A status condition. Argo CD's have no status: present means active.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Condition {
    #[serde(rename = "type")]
    pub kind: Box<str>,
    pub status: Box<str>,
    pub reason: Box<str>,
    #[serde(deserialize_with = "values::message")]
    pub message: String,
    pub last_transition_time: Option<Box<str>>,
    pub observed_generation: Option<i64>,
}

impl Condition {
    #[must_use]
    pub fn is_true(&self) -> bool {
        &*self.status == "True"
    }

    #[must_use]
    pub fn is_false(&self) -> bool {
        &*self.status == "False"
    }
}

impl Metadata {
    /// Of an object of which nothing else is known.
    pub(super) fn named(name: String, namespace: Option<&str>) -> Self {
        Self {
            name,
            namespace: namespace.map(Into::into),
            ..Self::default()
        }
    }

    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        find(&self.labels, key)
    }

    #[must_use]
    pub fn labels(&self) -> &[(String, String)] {
        &self.labels
    }

    #[must_use]
    pub fn annotation(&self, key: &str) -> Option<&str> {
        find(&self.annotations, key)
    }

    #[must_use]
    pub fn annotations(&self) -> &[(String, String)] {
        &self.annotations
    }
}

fn find<'e>(entries: &'e [(String, String)], key: &str) -> Option<&'e str> {
    entries
        .iter()
        .find(|(name, _)| name == key)
        .map(|(_, value)| value.as_str())
}

fn labels<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, String)>, D::Error> {
    values::entries(deserializer, |_| true)
}

/// Annotations of the engines and of Helm. Others may hold anything, copies of Secrets included.
fn annotations<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(String, String)>, D::Error> {
    values::entries(deserializer, is_kept_annotation)
}

/// Whether an annotation is one of the engines' or Helm's own.
pub(super) fn is_kept_annotation(key: &str) -> bool {
    const PREFIXES: [&str; 6] = [
        "argocd.argoproj.io",
        "notifications.argoproj.io",
        "fluxcd.io",
        "toolkit.fluxcd.io",
        "meta.helm.sh",
        "deployment.kubernetes.io",
    ];
    let Some((prefix, _)) = key.split_once('/') else {
        return false;
    };
    PREFIXES.iter().any(|known| {
        prefix == *known
            || prefix
                .strip_suffix(known)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}
