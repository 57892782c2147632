use std::collections::BTreeMap;
use std::sync::Arc;

use super::object::Object;
use super::secrets::{ClusterRecord, StoredRelease};
use super::settled::{Collected, Settled};
use super::spokes::Graft;
use crate::model::{Skipped, Why};

/// Called with each object while a target is read: its `apiVersion`, its kind and its JSON. What it holds is not kept, and
/// whoever looks at it keeps no value of it.
pub type Whole = Arc<dyn Fn(&str, &str, &str) + Send + Sync>;

/// Everything that was read of one target.
#[derive(Debug, Default)]
pub struct Snapshot {
    /// The name of the target.
    pub target: String,
    /// When it was read (RFC 3339); for an export without a manifest the newest time in its objects.
    pub taken_at: String,
    pub objects: Vec<Object>,
    /// Objects of other targets among `objects`, which objects of this one deploy there.
    pub grafts: Vec<Graft>,
    /// Clusters that Argo CD knows, where the target opted in to reading that or is asked through the API of Argo CD.
    pub clusters: Vec<ClusterRecord>,
    /// What Helm stored, where the target opted in to reading that.
    pub releases: Vec<StoredRelease>,
    /// Healthy Applications, where the question was for findings only: none of them is among `objects`.
    pub settled: Vec<Settled>,
    /// What reading a kind came to, where it is on record: `Kustomization.kustomize.toolkit.fluxcd.io`.
    pub kinds: BTreeMap<String, Outcome>,
    /// Parts that could not be read.
    pub skipped: Vec<Skipped>,
    /// Versions on record: `kubernetes`, `argo-cd`, `flux`.
    pub versions: BTreeMap<String, String>,
    /// The target was read as a whole: a kind without an entry in `kinds` was not asked for.
    pub recorded: bool,
}

/// What reading all objects of a kind came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All were read.
    Read,
    /// The kind is not installed.
    NotInstalled,
    /// It could not be read.
    Failed(Why),
}

impl Snapshot {
    /// What reading this kind came to; `None` where nothing is on record.
    #[must_use]
    pub fn outcome(&self, kind: &str, group: &str) -> Option<Outcome> {
        self.kinds.get(&format!("{kind}.{group}")).copied()
    }

    pub(super) fn absorb(&mut self, read: Collected) {
        self.objects.extend(read.objects);
        self.settled.extend(read.settled);
    }
}

impl Snapshot {
    /// Without a manifest the newest time in the objects is when the export was made, at the latest known.
    pub(super) fn date_from_objects(&mut self) {
        let newest = self
            .objects
            .iter()
            .flat_map(times)
            .chain(
                self.settled
                    .iter()
                    .filter_map(|it| it.reconciled_at.as_deref()),
            )
            .filter(|text| is_time(text))
            .max();
        self.taken_at = newest.unwrap_or_default().to_owned();
    }
}

/// Times of an object that a controller wrote when it last looked.
fn times(object: &Object) -> Vec<&str> {
    use super::object::Body;
    let meta = object.metadata();
    let own = meta.creation_timestamp.as_deref().into_iter();
    let managed = meta
        .managed_fields
        .iter()
        .filter_map(|by| by.time.as_deref());
    let mut found: Vec<&str> = own.chain(managed).collect();
    match &object.body {
        Body::Application(app) => {
            found.extend(app.status.reconciled_at.as_deref());
            let state = app.status.operation_state.as_ref();
            found.extend(state.and_then(|state| state.finished_at.as_deref()));
        }
        Body::Flux(flux) => {
            let conditions = flux.status.conditions.iter();
            found.extend(
                conditions.filter_map(|condition| condition.last_transition_time.as_deref()),
            );
            found.extend(flux.status.last_handled_reconcile_at.as_deref());
        }
        Body::Event(event) => found.extend(event.last_timestamp.as_deref()),
        _ => {}
    }
    found
}

/// `2026-11-24T08:00:00Z`: such times can be compared as texts.
fn is_time(text: &str) -> bool {
    text.len() == 20 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T')
}
