//! Health of both engines: what fails, why, and what follows from it.
//!
//! Collecting is done by `clients::cluster`; here a snapshot becomes a graph, rules say what is wrong with each object,
//! and the causes are sorted out: the deepest failing object is told, what follows from it is counted.

mod argocd_applicationset_failed;
mod argocd_applicationset_removes;
mod argocd_comparison_failed;
mod argocd_connection_failed;
mod argocd_invalid_spec;
mod argocd_operation_untaken;
mod argocd_operation_waits;
mod argocd_out_of_sync;
mod argocd_progressing_long;
mod argocd_resource_warning;
mod argocd_rollout_waits;
mod argocd_state;
mod argocd_status_stale;
mod argocd_suspended;
mod argocd_sync_failed;
mod argocd_sync_refused;
mod argocd_unhealthy;
mod argocd_unknown_error;
mod causes;
mod clock;
mod controller_down;
mod controller_missing;
mod controllers;
mod credential;
mod cron;
mod cycles;
mod definition;
mod deletion_blocked;
mod engines;
mod fleet;
mod flux_access_denied;
mod flux_apply_repeats;
mod flux_artifact_missing;
mod flux_dependency_cycle;
mod flux_dependency_not_ready;
mod flux_kustomization_failed;
mod flux_not_observed;
mod flux_object_failed;
mod flux_progressing_long;
mod flux_reference_missing;
mod flux_release_failed;
mod flux_request_unanswered;
mod flux_revision_behind;
mod flux_source_failed;
mod flux_source_unverified;
mod flux_state;
mod flux_suspended;
mod inventory;
mod judge;
mod kinds;
mod mend;
mod overrides;
mod pods;
mod question;
mod references;
pub mod resource;
mod sources;
mod stored_version_removed;
mod symptom;
mod sync_windows;
mod trace;
mod words;
mod workload_failed;

use crate::model::{Meta, Rule};

pub use argocd_status_stale::wake_stale;
pub use definition::Checkout;
pub use engines::{Runs, engines};
pub use inventory::ObjectLine;
pub use judge::{Judged, judge};
pub use question::{Question, Show};
use symptom::{Subject, Symptom};
pub use trace::{Asked, Direction, Step, Traced, trace};

/// A rule looks at one object of a fleet.
pub(crate) type Check = fn(&Subject<'_, '_>) -> Option<Symptom>;

/// All rules of this area, ordered by id.
pub(crate) static RULES: [&Rule<Check>; 38] = [
    &argocd_applicationset_failed::RULE,
    &argocd_applicationset_removes::RULE,
    &argocd_comparison_failed::RULE,
    &argocd_connection_failed::RULE,
    &argocd_invalid_spec::RULE,
    &argocd_operation_untaken::RULE,
    &argocd_operation_waits::RULE,
    &argocd_out_of_sync::RULE,
    &argocd_progressing_long::RULE,
    &argocd_resource_warning::RULE,
    &argocd_rollout_waits::RULE,
    &argocd_status_stale::RULE,
    &argocd_suspended::RULE,
    &argocd_sync_failed::RULE,
    &argocd_sync_refused::RULE,
    &argocd_unhealthy::RULE,
    &argocd_unknown_error::RULE,
    &controller_down::RULE,
    &controller_missing::RULE,
    &deletion_blocked::RULE,
    &flux_access_denied::RULE,
    &flux_apply_repeats::RULE,
    &flux_artifact_missing::RULE,
    &flux_dependency_cycle::RULE,
    &flux_dependency_not_ready::RULE,
    &flux_kustomization_failed::RULE,
    &flux_not_observed::RULE,
    &flux_object_failed::RULE,
    &flux_progressing_long::RULE,
    &flux_reference_missing::RULE,
    &flux_release_failed::RULE,
    &flux_request_unanswered::RULE,
    &flux_revision_behind::RULE,
    &flux_source_failed::RULE,
    &flux_source_unverified::RULE,
    &flux_suspended::RULE,
    &stored_version_removed::RULE,
    &workload_failed::RULE,
];

/// The static records of the rules, ordered by id.
pub fn metas() -> impl Iterator<Item = &'static Meta> {
    RULES.iter().map(|rule| &rule.meta)
}
