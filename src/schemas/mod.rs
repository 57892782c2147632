//! What the API server would say of a manifest: unknown fields, wrong types, missing fields, values
//! that are not allowed. Pure: a document in, violations out.
//!
//! The schemas of Kubernetes, Kustomize, Flux, Argo CD and their neighbours are part of the program
//! (`schemas/sources.yaml` names their versions); those of other kinds come from the
//! CustomResourceDefinitions of the repository ([`Catalogue::add`]).
//!
//! What cannot be judged is counted, never passed over: a kind without a schema ([`NoSchema`]), a rule
//! or a pattern that cannot be evaluated ([`Verdict::not_evaluated`]).

mod bounds;
mod catalogue;
mod crd;
mod defaults;
mod format;
mod judge;
mod nearest;
mod node;
mod open;
mod pool;
mod quantity;
mod rule;
mod shipped;
mod values;
mod violation;
mod walk;

pub use catalogue::Catalogue;
pub use crd::Definition;
pub use judge::{How, Judged, NoSchema, Outcome, Verdict};
pub use nearest::Nearest;
pub use pool::Source;
pub use shipped::sources;
pub use violation::{Family, Trouble, Violation};
