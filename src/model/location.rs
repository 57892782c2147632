use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a finding is: exactly one of a place in a file, an object of a cluster, or an artifact of a registry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// A place in a file of a repository.
    File(FilePlace),
    /// A field of a Kubernetes object.
    Object(ObjectPlace),
    /// An artifact in a registry.
    Artifact(Artifact),
}

/// A place in a file.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct FilePlace {
    /// Path relative to the root that was read, with `/`; characters that could mislead a reader are escaped.
    pub path: String,
    /// Line, counted from 1; absent when the file as a whole is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// JSON pointer (RFC 6901) in the document that holds the line; never contains a secret value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The repository, when it is not the one that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The Git revision, when it is not the checkout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
}

/// A field of a Kubernetes object.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct ObjectPlace {
    /// The target (cluster or export) that holds the object.
    pub target: String,
    /// Group and version, as in the manifest.
    pub api_version: String,
    /// Kind, as in the manifest.
    pub kind: String,
    /// Namespace; absent for cluster-scoped objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
    /// JSON pointer of the field; absent when the whole object is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// An artifact in a registry.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Artifact {
    /// The reference as it was asked for.
    pub reference: String,
    /// The digest that it resolved to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

impl Location {
    /// A whole file.
    #[must_use]
    pub fn file(path: impl Into<String>) -> Self {
        Self::File(FilePlace {
            path: path.into(),
            ..FilePlace::default()
        })
    }

    /// A line of a file.
    #[must_use]
    pub fn line(path: impl Into<String>, line: u32) -> Self {
        Self::File(FilePlace {
            path: path.into(),
            line: Some(line),
            ..FilePlace::default()
        })
    }

    /// A node of a document: file, line and JSON pointer.
    #[must_use]
    pub fn node(path: impl Into<String>, line: u32, pointer: impl Into<String>) -> Self {
        Self::File(FilePlace {
            path: path.into(),
            line: Some(line),
            pointer: Some(pointer.into()),
            ..FilePlace::default()
        })
    }

    /// What identifies the place without line or digest: the part that survives an edit elsewhere.
    #[must_use]
    pub(crate) fn stable_parts(&self) -> Vec<&str> {
        match self {
            Self::File(place) => vec![
                "file",
                place.repository.as_deref().unwrap_or(""),
                &place.path,
                place.pointer.as_deref().unwrap_or(""),
            ],
            Self::Object(place) => vec![
                "object",
                &place.target,
                &place.api_version,
                &place.kind,
                place.namespace.as_deref().unwrap_or(""),
                &place.name,
                place.field.as_deref().unwrap_or(""),
            ],
            Self::Artifact(artifact) => vec!["artifact", &artifact.reference],
        }
    }
}

/// `path:line` for files, `Kind namespace/name field` for objects, the reference for artifacts.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(place) => match place.line {
                Some(line) => write!(f, "{}:{line}", place.path),
                None => f.write_str(&place.path),
            },
            Self::Object(place) => {
                write!(f, "{} ", place.kind)?;
                if let Some(namespace) = &place.namespace {
                    write!(f, "{namespace}/")?;
                }
                f.write_str(&place.name)?;
                place
                    .field
                    .as_ref()
                    .map_or(Ok(()), |field| write!(f, " {field}"))
            }
            Self::Artifact(artifact) => {
                f.write_str(artifact.digest.as_ref().unwrap_or(&artifact.reference))
            }
        }
    }
}
