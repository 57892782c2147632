use super::argocd::ApplicationHealth;
use super::metadata::Metadata;

/// An object as the resource tree of an Application tells it: who it is, who owns it, its health as Argo CD judged it.
/// The object itself may stand in another cluster.
#[derive(Debug, Clone, Default)]
pub struct Node {
    pub metadata: Metadata,
    pub health: Option<ApplicationHealth>,
    /// Namespace and name of the Application.
    pub application: (Box<str>, Box<str>),
}
