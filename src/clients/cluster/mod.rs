//! Objects of a cluster, from an export or from its API: slim typed records, decoded one by one.
//!
//! Only the fields that are judged are kept. Values of Secrets are dropped while decoding; annotations and ConfigMap
//! entries are kept by a list of names, so that copies of secrets in them never come in.

mod access;
mod argocd;
mod connection;
mod contexts;
mod decode;
mod export;
mod flux;
mod json;
mod list;
mod live;
mod mask;
mod metadata;
mod node;
mod object;
mod overrides;
mod server;
mod settled;
mod snapshot;
mod spokes;
mod tar;
mod targets;
mod values;
mod workload;
mod write;
mod yaml;

pub use access::{Access, IN_CLUSTER, InCluster, Plugins};
pub use argocd::{
    AppProject, Application, ApplicationHealth, ApplicationSet, Destination, OperationState,
    ResourceResult, ResourceStatus, Source, SyncWindow,
};
pub use connection::{Connection, ConnectionState};
pub use contexts::Contexts;
pub use export::{ExportError, KindRead, MANIFEST, Manifest, open_export};
pub use flux::{Chart, Flux, FluxSpec, FluxStatus, Inventory, Reference, Release};
pub use list::Many;
pub use live::{ConnectError, SETTINGS};
pub use metadata::{Condition, ManagedFields, Metadata, OwnerReference};
pub use node::Node;
pub use object::{Body, Crd, Event, Keys, Object, Other};
pub use overrides::HEALTH_OVERRIDE;
pub use server::{ArgoServer, Secret, ServerError, Token};
pub use settled::{Depth, Settled};
pub use snapshot::{Outcome, Snapshot, Whole};
pub use spokes::{Graft, remote};
pub use targets::{EXPORT, Target, TargetError, Targets};
pub use workload::{Container, ContainerStatus, PodSpec, Use, Workload};
pub use write::write_export;
