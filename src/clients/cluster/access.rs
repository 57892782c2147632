//! How clusters are reached: kubeconfigs as kubectl finds them, or the account of the Pod that this runs in.

use std::path::PathBuf;

use super::targets::Targets;
use crate::clients::repository::Roots;

/// The name of the target of the cluster that this runs in.
pub const IN_CLUSTER: &str = "in-cluster";

/// The cluster that this runs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InCluster {
    /// `https://10.96.0.1:443`.
    pub server: String,
    /// The folder with `token` and `ca.crt` of the service account.
    pub account: PathBuf,
}

/// Whether plugins that a kubeconfig names may be run for credentials.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Plugins {
    /// Those of files outside the folders that are read as repositories: what a repository brings runs nothing.
    #[default]
    OutsideRoots,
    /// Those of the kubeconfig in the home folder.
    Own,
    /// None.
    Off,
}

/// What one connection may use.
#[derive(Debug, Clone, Default)]
pub struct Access {
    pub(super) files: Vec<PathBuf>,
    pub(super) in_cluster: Option<InCluster>,
    /// Files whose plugins are not run.
    pub(super) without_plugins: Vec<PathBuf>,
}

impl Targets {
    /// What a connection may use; `roots` are the folders that are read as repositories.
    #[must_use]
    pub fn access(&self, roots: Option<&Roots>) -> Access {
        let refused = |file: &&PathBuf| match self.plugins {
            Plugins::Off => true,
            Plugins::Own => false,
            Plugins::OutsideRoots => roots.is_some_and(|roots| roots.hold(file)),
        };
        Access {
            files: self.kubeconfig.clone(),
            in_cluster: self.in_cluster.clone(),
            without_plugins: self.kubeconfig.iter().filter(refused).cloned().collect(),
        }
    }
}

/// A list of kubeconfigs, and nothing else.
impl<T: AsRef<[PathBuf]>> From<&T> for Access {
    fn from(files: &T) -> Self {
        Self {
            files: files.as_ref().to_vec(),
            ..Self::default()
        }
    }
}
