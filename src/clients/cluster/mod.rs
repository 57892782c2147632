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
mod generators;
mod json;
mod list;
mod live;
mod mask;
mod metadata;
mod node;
mod object;
mod overrides;
mod resource_status;
mod secrets;
mod server;
mod settled;
mod snapshot;
mod spokes;
mod tar;
mod targets;
mod told;
mod values;
mod workload;
mod write;
mod yaml;

pub use access::{Access, IN_CLUSTER, InCluster, Plugins};
pub use argocd::{
    AppProject, Application, ApplicationHealth, ApplicationSet, Destination, OperationState,
    ResourceResult, Source, SyncWindow,
};
pub use connection::{Connection, ConnectionState};
pub use contexts::Contexts;
pub use export::{ExportError, KindRead, MANIFEST, Manifest, open_export};
pub use flux::{
    Chart, Flux, FluxSpec, FluxStatus, Inventory, Named as FluxEntry, Reference, Release,
};
pub use list::Many;
pub use live::{ConnectError, SETTINGS};
pub use metadata::{Condition, ManagedFields, Metadata, OwnerReference};
pub use node::Node;
pub use object::{Body, Crd, Event, Keys, Object, Other};
pub use overrides::HEALTH_OVERRIDE;
pub use resource_status::{Difference, ResourceStatus};
pub use secrets::{ClusterRecord, SecretRead, StoredRelease};
pub use server::{ArgoServer, Secret, ServerError, Token};
pub use settled::{Depth, Settled};
pub use snapshot::{Outcome, Snapshot, Whole};
pub use spokes::Graft;
pub use targets::{EXPORT, Target, TargetError, Targets};
pub use told::Told;
pub use workload::{Container, ContainerStatus, PodSpec, Use, Workload};
pub use write::{write_export, write_target};
