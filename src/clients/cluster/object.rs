use serde::Deserialize;
use serde::de::IgnoredAny;

use super::argocd::{AppProject, Application, ApplicationSet};
use super::connection::Connection;
use super::flux::{Flux, Reference};
use super::list::Many;
use super::metadata::{Condition, Metadata};
use super::node::Node;
use super::told::Told;
use super::values;
use super::workload::Workload;

/// One object: who it is, and what is judged of it.
#[derive(Debug, Clone)]
pub struct Object {
    pub api_version: Box<str>,
    pub kind: Box<str>,
    pub body: Body,
}

/// What is judged, by kind.
#[derive(Debug, Clone)]
pub enum Body {
    Application(Box<Application>),
    ApplicationSet(Box<ApplicationSet>),
    AppProject(Box<AppProject>),
    Flux(Box<Flux>),
    Workload(Box<Workload>),
    Event(Box<Event>),
    Crd(Box<Crd>),
    /// A repository or a cluster of Argo CD.
    Connection(Box<Connection>),
    /// An object of which only a resource tree tells.
    Node(Box<Node>),
    /// What an export kept of the API of Argo CD; put to its Application when the export is read.
    Told(Box<Told>),
    /// Secret or ConfigMap: the names of its keys.
    Keys(Box<Keys>),
    /// Any other kind: its conditions.
    Other(Box<Other>),
}

/// An Event of the core group or of `events.k8s.io`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Event {
    pub metadata: Metadata,
    #[serde(alias = "regarding")]
    pub involved_object: EventObject,
    pub reason: Box<str>,
    #[serde(alias = "note", deserialize_with = "values::message")]
    pub message: String,
    #[serde(rename = "type")]
    pub kind: Box<str>,
    #[serde(alias = "deprecatedCount")]
    pub count: Option<i64>,
    #[serde(alias = "deprecatedLastTimestamp")]
    pub last_timestamp: Option<Box<str>>,
    pub event_time: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EventObject {
    pub kind: Box<str>,
    pub name: Box<str>,
    pub namespace: Option<Box<str>>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Crd {
    pub metadata: Metadata,
    pub spec: CrdSpec,
    pub status: CrdStatus,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CrdSpec {
    pub group: Box<str>,
    pub names: CrdNames,
    pub versions: Many<CrdVersion>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CrdNames {
    pub kind: Box<str>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CrdVersion {
    pub name: Box<str>,
    pub served: bool,
    pub storage: bool,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct CrdStatus {
    pub stored_versions: Many<Box<str>>,
    pub conditions: Many<Condition>,
}

/// A Secret or a ConfigMap, or a ServiceAccount: keys and references, no values but those of a few settings.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Keys {
    pub metadata: Metadata,
    #[serde(rename = "type")]
    pub kind: Option<Box<str>>,
    #[serde(deserialize_with = "values::keys")]
    pub data: Vec<String>,
    #[serde(deserialize_with = "values::keys")]
    pub string_data: Vec<String>,
    pub secrets: Many<Reference>,
    pub image_pull_secrets: Many<Reference>,
}

/// A kind without a record of its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Other {
    pub metadata: Metadata,
    pub spec: OtherSpec,
    pub status: OtherStatus,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OtherSpec {
    pub paused: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct OtherStatus {
    #[serde(deserialize_with = "lenient_number")]
    pub observed_generation: Option<i64>,
    #[serde(deserialize_with = "lenient_text")]
    pub phase: String,
    #[serde(deserialize_with = "lenient_text")]
    pub message: String,
    #[serde(deserialize_with = "lenient_conditions")]
    pub conditions: Vec<Condition>,
}

/// Any value where a text is expected; only texts are kept.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient<T> {
    Known(T),
    Unknown(IgnoredAny),
}

fn lenient_text<'de, D: serde::Deserializer<'de>>(d: D) -> Result<String, D::Error> {
    Ok(match Lenient::<String>::deserialize(d)? {
        Lenient::Known(text) => values::cut(text),
        Lenient::Unknown(_) => String::new(),
    })
}

/// Argo Rollouts writes its observed generation as a text.
fn lenient_number<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Number {
        Int(i64),
        Text(String),
        Unknown(IgnoredAny),
    }
    Ok(match Number::deserialize(d)? {
        Number::Int(number) => Some(number),
        Number::Text(text) => text.parse().ok(),
        Number::Unknown(_) => None,
    })
}

fn lenient_conditions<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<Condition>, D::Error> {
    Ok(match Lenient::<Vec<Condition>>::deserialize(d)? {
        Lenient::Known(list) => list,
        Lenient::Unknown(_) => Vec::new(),
    })
}

impl Object {
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        match &self.body {
            Body::Application(it) => &it.metadata,
            Body::ApplicationSet(it) => &it.metadata,
            Body::AppProject(it) => &it.metadata,
            Body::Flux(it) => &it.metadata,
            Body::Workload(it) => &it.metadata,
            Body::Event(it) => &it.metadata,
            Body::Crd(it) => &it.metadata,
            Body::Connection(it) => &it.metadata,
            Body::Node(it) => &it.metadata,
            Body::Told(it) => &it.metadata,
            Body::Keys(it) => &it.metadata,
            Body::Other(it) => &it.metadata,
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.metadata().name
    }

    #[must_use]
    pub fn namespace(&self) -> &str {
        self.metadata().namespace.as_deref().unwrap_or("")
    }

    #[must_use]
    pub fn group(&self) -> &str {
        group_of(&self.api_version)
    }
}

/// The group of an `apiVersion`; the core group has no name.
#[must_use]
pub(super) fn group_of(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}
