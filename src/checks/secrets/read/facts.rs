//! What outlives a file: small facts without any value, from which the repository as a whole is judged.

use std::collections::HashMap;

use super::super::sops::config::Config;
use super::super::sops::recipients::Recipient;
use super::object::title;
use super::source::{Loose, Source};
use crate::data::apis::ApiVersion;
use crate::data::version::Version;
use crate::model::{Confidence, Location};

/// Facts of one file, or of all files of a repository.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) secrets: Vec<Secret>,
    pub(crate) encrypted: Vec<EncryptedDocument>,
    pub(crate) sealed: Vec<Identity>,
    pub(crate) external: Vec<External>,
    pub(crate) stores: Vec<Identity>,
    /// Objects of External Secrets in a version that its newest releases no longer serve.
    pub(crate) unserved: Vec<Unserved>,
    /// Releases of External Secrets that the repository installs.
    pub(crate) external_releases: Vec<Version>,
    pub(crate) configs: Vec<Config>,
    /// Files that secretGenerators read.
    pub(crate) generator_sources: Vec<Source>,
    /// What such a file would give, if one reads it.
    pub(crate) loose: Vec<Loose>,
    /// Every file of the repository, read or not, in path order.
    pub(crate) paths: Vec<String>,
    /// Made by [`Facts::settle`].
    twins: Twins,
}

/// Encrypted forms by name: positions in `sealed`, and in `secrets` of those with SOPS metadata.
#[derive(Debug, Default)]
struct Twins {
    sealed: HashMap<String, Vec<usize>>,
    sops: HashMap<String, Vec<usize>>,
}

/// An object by kind, namespace and name, with its place.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) path: String,
    /// First and last line.
    pub(crate) lines: (u32, u32),
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

/// A Secret of Kubernetes.
#[derive(Debug)]
pub(crate) struct Secret {
    pub(crate) at: Identity,
    pub(crate) state: State,
}

/// Where a Secret ends in the accounting, before the repository is looked at as a whole.
#[derive(Debug)]
pub(crate) enum State {
    /// Carries metadata of SOPS. Sound unless a finding lies in it.
    Sops,
    /// No entry at all, or only empty ones.
    Empty,
    /// Only references to secrets that live elsewhere, ciphertext of another tool, or what is public by nature.
    NoCredential,
    /// In clear: the places of its keys.
    Clear(Vec<KeyPlace>),
    /// Nothing but placeholders where credentials belong.
    Placeholder(Vec<KeyPlace>),
    /// In clear: a private key of the Sealed Secrets controller.
    SealingKey(KeyPlace),
    /// Reported by a rule that looks at the file alone.
    Reported,
    /// With the reason.
    NotJudged(&'static str),
}

/// A key of a Secret, without its value.
#[derive(Debug, Clone)]
pub(crate) struct KeyPlace {
    pub(crate) key: String,
    pub(crate) location: Location,
    pub(crate) confidence: Confidence,
}

/// A document that carries metadata of SOPS.
#[derive(Debug)]
pub(crate) struct EncryptedDocument {
    pub(crate) path: String,
    pub(crate) line: u32,
    pub(crate) recipients: Vec<Recipient>,
}

/// An ExternalSecret, and the stores it names.
#[derive(Debug)]
pub(crate) struct External {
    pub(crate) at: Identity,
    pub(crate) stores: Vec<StoreRef>,
}

/// An object whose API version is no longer served.
#[derive(Debug)]
pub(crate) struct Unserved {
    pub(crate) title: String,
    pub(crate) location: Location,
    pub(crate) version: &'static ApiVersion,
}

/// A reference to a SecretStore or ClusterSecretStore.
#[derive(Debug)]
pub(crate) struct StoreRef {
    pub(crate) location: Location,
    pub(crate) kind: String,
    pub(crate) name: String,
}

impl Identity {
    /// `Secret team-a/db`, for a message.
    pub(crate) fn title(&self) -> String {
        title(&self.kind, &self.namespace, &self.name)
    }

    pub(crate) fn location(&self) -> Location {
        Location::line(&self.path, self.lines.0)
    }

    /// Folder of the file, empty at the root.
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

impl Facts {
    /// Indexes what is looked up by name. Call it once all files are merged.
    pub(crate) fn settle(&mut self) {
        self.paths.sort();
        self.twins = Twins::default();
        for (at, sealed) in self.sealed.iter().enumerate() {
            self.twins
                .sealed
                .entry(sealed.name.clone())
                .or_default()
                .push(at);
        }
        for (at, secret) in self.secrets.iter().enumerate() {
            if matches!(secret.state, State::Sops) {
                self.twins
                    .sops
                    .entry(secret.at.name.clone())
                    .or_default()
                    .push(at);
            }
        }
    }

    /// The SealedSecrets of a name.
    pub(crate) fn sealed_named(&self, name: &str) -> impl Iterator<Item = &Identity> {
        self.twins
            .sealed
            .get(name)
            .into_iter()
            .flatten()
            .filter_map(|at| self.sealed.get(*at))
    }

    /// The Secrets of a name that carry SOPS metadata.
    pub(crate) fn sops_named(&self, name: &str) -> impl Iterator<Item = &Identity> {
        self.twins
            .sops
            .get(name)
            .into_iter()
            .flatten()
            .filter_map(|at| self.secrets.get(*at))
            .map(|secret| &secret.at)
    }

    /// Adds those of another file.
    pub(crate) fn merge(&mut self, other: Self) {
        self.secrets.extend(other.secrets);
        self.encrypted.extend(other.encrypted);
        self.sealed.extend(other.sealed);
        self.external.extend(other.external);
        self.stores.extend(other.stores);
        self.unserved.extend(other.unserved);
        self.external_releases.extend(other.external_releases);
        self.configs.extend(other.configs);
        self.generator_sources.extend(other.generator_sources);
        self.loose.extend(other.loose);
        self.paths.extend(other.paths);
    }
}
