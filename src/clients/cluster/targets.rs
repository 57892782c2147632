//! What can be asked: contexts of the kubeconfig, targets of the configuration, exports.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::export::{ExportError, open_export};
use super::snapshot::Snapshot;
use crate::clients::repository::{Roots, Watch};
use crate::model::clean::echo;

/// The prefix that names an export instead of a cluster.
pub const EXPORT: &str = "export:";

/// The targets that a configuration names, and where the kubeconfig is.
#[derive(Debug, Clone, Default)]
pub struct Targets {
    pub named: BTreeMap<String, Target>,
    /// Files of `KUBECONFIG`, or the default one.
    pub kubeconfig: Vec<PathBuf>,
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
    /// Nothing was named and there is no current context.
    None,
    /// A cluster, which this build reads only from an export.
    Unreachable {
        name: String,
        why: String,
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
            Self::None => {
                f.write_str("no target was named and the kubeconfig has no current context")
            }
            Self::Unreachable { name, why } => {
                write!(f, "the target {name} could not be read: {why}")
            }
        }
    }
}

impl Targets {
    /// Reads one target.
    pub fn read(
        &self,
        roots: &Roots,
        name: &str,
        watch: &dyn Watch,
    ) -> Result<Snapshot, TargetError> {
        if let Some(path) = name.strip_prefix(EXPORT) {
            return open_export(roots, path, watch).map_err(TargetError::Export);
        }
        match self.named.get(name) {
            Some(Target::Export(path)) => {
                let roots = Roots::for_export(path)
                    .map_err(|error| TargetError::Export(ExportError::Open(error)))?;
                let mut snapshot = open_export(&roots, &path.to_string_lossy(), watch)
                    .map_err(TargetError::Export)?;
                name.clone_into(&mut snapshot.target);
                Ok(snapshot)
            }
            Some(Target::Context(context)) => Err(not_yet(context)),
            None => Err(TargetError::Unknown {
                name: echo(name),
                known: self.nearest(name),
            }),
        }
    }

    /// Reads the current context of the kubeconfig.
    pub fn current(&self, _watch: &dyn Watch) -> Result<Snapshot, TargetError> {
        Err(TargetError::None)
    }

    /// The configured names.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.named.keys().cloned().collect()
    }

    /// The names that a wrong one was probably meant to be, else all, at most five.
    fn nearest(&self, wrong: &str) -> Vec<String> {
        let mut names: Vec<(f64, &String)> = self
            .named
            .keys()
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

fn not_yet(context: &str) -> TargetError {
    TargetError::Unreachable {
        name: echo(context),
        why: "this build reads clusters from exports only".to_owned(),
    }
}
