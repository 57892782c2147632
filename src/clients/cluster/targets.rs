//! What can be asked: contexts of the kubeconfig, targets of the configuration, exports.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::access::{IN_CLUSTER, InCluster, Plugins};
use super::contexts::{self, Contexts};
use super::export::{ExportError, open_whole};
use super::live::{self, ConnectError};
use super::secrets::SecretRead;
use super::server::{self, ArgoServer, ServerError};
use super::settled::Depth;
use super::snapshot::{Snapshot, Whole};
use crate::clients::repository::{Roots, Watch};
use crate::model::clean::echo;

/// The prefix that names an export instead of a cluster.
pub const EXPORT: &str = "export:";

/// The targets that a configuration names, and where the kubeconfig is.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    pub named: BTreeMap<String, Target>,
    /// Servers of Argo CD by the name of their target, which may be a cluster or an export as well.
    pub servers: BTreeMap<String, ArgoServer>,
    /// Further names of clusters by target: destinations of Argo CD, `namespace/name` of a kubeconfig's Secret of Flux.
    pub known_as: BTreeMap<String, Vec<String>>,
    /// What a target opted in to read of Secrets.
    pub secret_reads: BTreeMap<String, Vec<SecretRead>>,
    /// Files of `KUBECONFIG`, or the default one.
    pub kubeconfig: Vec<PathBuf>,
    /// The cluster that this runs in, where there is no kubeconfig.
    pub in_cluster: Option<InCluster>,
    pub plugins: Plugins,
    /// How much of each object is kept.
    pub depth: Depth,
    /// Namespaces of a cluster whose Pods are read although nothing is wrong there.
    pub pods_of: Vec<String>,
}

/// One configured target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A context of the kubeconfig.
    Context(String),
    /// A file or folder, chosen by the user in their own configuration.
    Export(PathBuf),
}

/// Why a target could not be read at all.
#[derive(Debug)]
pub enum TargetError {
    Export(ExportError),
    /// No target of this name, with the nearest ones.
    Unknown {
        name: String,
        known: Vec<String>,
    },
    /// A server of Argo CD that could not be asked.
    Server {
        name: String,
        why: ServerError,
    },
    /// A cluster that could not be reached, or of which nothing may be read.
    Cluster {
        name: String,
        why: ConnectError,
    },
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Export(error) => error.fmt(f),
            Self::Unknown { name, known } if known.is_empty() => {
                write!(f, "there is no target `{name}`, and none is configured")
            }
            Self::Unknown { name, known } => {
                write!(
                    f,
                    "there is no target `{name}`; known are {}",
                    known.join(", ")
                )
            }
            Self::Server { name, why } => {
                write!(f, "the Argo CD of target {name} could not be read: {why}")
            }
            Self::Cluster { name, why } if name.is_empty() => {
                write!(
                    f,
                    "no target was named, and the current context could not be read: {why}"
                )
            }
            Self::Cluster { name, why } => write!(f, "the target {name} could not be read: {why}"),
        }
    }
}

impl Targets {
    /// The same targets for a question that needs no more than this of each object.
    #[must_use]
    pub fn with(&self, depth: Depth) -> Self {
        Self {
            depth,
            ..self.clone()
        }
    }

    /// Reads one target; no name means the current context.
    pub fn read(
        &self,
        roots: &Roots,
        name: &str,
        watch: &dyn Watch,
    ) -> Result<Snapshot, TargetError> {
        self.read_whole(roots, name, (watch, None))
    }

    /// The same, and hands every object as it stands there to `whole`.
    pub fn read_whole(
        &self,
        roots: &Roots,
        name: &str,
        (watch, whole): (&dyn Watch, Option<&Whole>),
    ) -> Result<Snapshot, TargetError> {
        let watching = (watch, whole);
        if name.is_empty() {
            return self.cluster(roots, ("", None), watching);
        }
        if let Some(path) = name.strip_prefix(EXPORT) {
            return open_whole(roots, path, (self.depth, watch, whole))
                .map_err(TargetError::Export);
        }
        let server = self.servers.get(name);
        let mut snapshot = match (self.named.get(name), server) {
            (None, Some(server)) => {
                let taking = self.taking(name, whole);
                return server::read(name, server, (watch, &taking)).map_err(|why| {
                    TargetError::Server {
                        name: echo(name),
                        why,
                    }
                });
            }
            (named, _) => self.objects(roots, (name, named), watching)?,
        };
        if let Some(server) = server {
            server::complete(&mut snapshot, server, (watch, &self.taking(name, whole)));
        }
        Ok(snapshot)
    }

    /// The objects of a cluster or an export.
    fn objects(
        &self,
        own: &Roots,
        (name, target): (&str, Option<&Target>),
        watching: (&dyn Watch, Option<&Whole>),
    ) -> Result<Snapshot, TargetError> {
        match target {
            Some(Target::Export(path)) => {
                let roots = Roots::for_export(path)
                    .map_err(|error| TargetError::Export(ExportError::Open(error)))?;
                let taking = (self.depth, watching.0, watching.1);
                let mut snapshot = open_whole(&roots, &path.to_string_lossy(), taking)
                    .map_err(TargetError::Export)?;
                name.clone_into(&mut snapshot.target);
                Ok(snapshot)
            }
            Some(Target::Context(context)) => {
                let mut snapshot = self.cluster(own, (name, Some(context)), watching)?;
                name.clone_into(&mut snapshot.target);
                Ok(snapshot)
            }
            None if self.contexts().names.iter().any(|it| it == name) => {
                self.cluster(own, (name, Some(name)), watching)
            }
            None => Err(TargetError::Unknown {
                name: echo(name),
                known: self.nearest(name),
            }),
        }
    }

    fn cluster(
        &self,
        roots: &Roots,
        (target, context): (&str, Option<&str>),
        (watch, whole): (&dyn Watch, Option<&Whole>),
    ) -> Result<Snapshot, TargetError> {
        let taking = self.taking(target, whole);
        let access = self.access(Some(roots));
        live::read(&access, context, (watch, taking)).map_err(|why| TargetError::Cluster {
            name: echo(context.unwrap_or("")),
            why,
        })
    }

    /// What is done with each object of a target.
    fn taking(&self, target: &str, whole: Option<&Whole>) -> live::Taking {
        let raw = whole.cloned().map(|whole| {
            let raw: live::Raw = Arc::new(move |kind, version, object| {
                whole(&kind.api_version(version), kind.kind, object.get());
            });
            raw
        });
        live::Taking {
            raw,
            depth: self.depth,
            secrets: self.secret_reads.get(target).cloned().unwrap_or_default(),
            pods_of: self.pods_of.clone(),
        }
    }

    /// Every name and URL that the cluster of a target goes by.
    #[must_use]
    pub fn known_as(&self, target: &str) -> Vec<String> {
        let contexts = self.contexts();
        let own = match self.named.get(target) {
            Some(Target::Context(context)) => Some(context.clone()),
            Some(Target::Export(_)) => None,
            None if target.is_empty() => contexts.current.clone(),
            None => Some(target.to_owned()),
        };
        let server = own
            .as_ref()
            .and_then(|it| contexts.servers.get(it).cloned());
        let further = self.known_as.get(target).into_iter().flatten();
        let mut all: Vec<String> = [Some(target.to_owned()), own, server]
            .into_iter()
            .flatten()
            .chain(further.map(|name| name.trim_end_matches('/').to_owned()))
            .filter(|name| !name.is_empty())
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// The contexts of the kubeconfig, by name only.
    #[must_use]
    pub fn contexts(&self) -> Contexts {
        let contexts = contexts::read(&self.kubeconfig);
        if let (true, Some(own)) = (contexts.names.is_empty(), &self.in_cluster) {
            return Contexts {
                names: vec![IN_CLUSTER.to_owned()],
                current: Some(IN_CLUSTER.to_owned()),
                servers: BTreeMap::from([(IN_CLUSTER.to_owned(), own.server.clone())]),
            };
        }
        contexts
    }

    /// The configured names; without any, the contexts of the kubeconfig.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let named = self.configured();
        if named.is_empty() {
            return self.contexts().names;
        }
        named.into_iter().cloned().collect()
    }

    fn configured(&self) -> std::collections::BTreeSet<&String> {
        self.named.keys().chain(self.servers.keys()).collect()
    }

    /// The names that a wrong one was probably meant to be, else all, at most five.
    fn nearest(&self, wrong: &str) -> Vec<String> {
        let contexts = self.contexts().names;
        let mut names: Vec<(f64, &String)> = self
            .configured()
            .into_iter()
            .chain(&contexts)
            .map(|name| (strsim::jaro_winkler(wrong, name), name))
            .collect();
        names.sort_by(|a, b| b.0.total_cmp(&a.0));
        names
            .into_iter()
            .take(5)
            .map(|(_, name)| name.clone())
            .collect()
    }
}
