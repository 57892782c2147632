//! A cluster through its API: GET only, page by page, decoded into slim records while it arrives.
//!
//! A request that could change anything cannot be expressed here. What cannot be read is told by kind: denied, not
//! installed and unreachable are three answers, and one of them never hides the other kinds.

mod certificate;
mod connect;
mod kinds;
mod list;
mod opted;
mod request;

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::value::RawValue;

use super::access::Access;
use super::decode::{self, Implied};
use super::object::{Body, Object};
use super::settled::Depth;
use super::snapshot::{Outcome, Snapshot};
use crate::clients::repository::Watch;
use crate::model::{Skipped, Why};
pub(super) use connect::{address, bounded, only};
use kinds::Served;
pub(super) use kinds::{Kind, kind};
use list::Read;
pub(super) use list::escape;
pub(super) use request::{Answer, Requester, Settings};

pub use connect::ConnectError;

/// Longest time for reading one target; the rest of a call's deadline is for judging.
const LONGEST: Duration = Duration::from_secs(40);
/// Lists in flight.
const AT_ONCE: usize = 4;
/// Most namespaces whose Pods and Events are read.
const NAMESPACES: usize = 20;

/// What reading `argocd-cm` came to is on record under this name.
pub const SETTINGS: &str = "ConfigMap.argocd-cm";

/// Called with each object as it came, before it is decoded, and the version in which it was asked for.
pub(super) type Raw = Arc<dyn Fn(&Kind, &str, &RawValue) + Send + Sync>;

/// What is done with each object.
#[derive(Clone, Default)]
pub(super) struct Taking {
    pub(super) raw: Option<Raw>,
    pub(super) depth: Depth,
    pub(super) secrets: Vec<super::secrets::SecretRead>,
    /// Namespaces whose Pods are read although nothing is wrong there.
    pub(super) pods_of: Vec<String>,
}

/// Reads a context of the kubeconfig.
pub(super) fn read(
    access: &Access,
    context: Option<&str>,
    (watch, taking): (&dyn Watch, Taking),
) -> Result<Snapshot, ConnectError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| ConnectError::Runtime)?;
    runtime.block_on(async {
        let (requester, name) = connect::connect(access, context, Instant::now() + LONGEST).await?;
        let mut reading = Reading {
            requester: Arc::new(requester),
            taking,
            snapshot: Snapshot {
                target: name,
                recorded: true,
                taken_at: now(),
                ..Snapshot::default()
            },
        };
        let served = Served::discover(&reading.requester).await?;
        if let Some(version) = &served.kubernetes {
            reading
                .snapshot
                .versions
                .insert("kubernetes".to_owned(), version.clone());
        }
        reading.all(kinds::FIRST, &served, watch).await;
        reading.settings().await;
        reading.troubled(&served, watch).await;
        let secrets = std::mem::take(&mut reading.taking.secrets);
        opted::read(&reading.requester, &mut reading.snapshot, &secrets).await;
        Ok(reading.snapshot)
    })
}

struct Reading {
    requester: Arc<Requester>,
    taking: Taking,
    snapshot: Snapshot,
}

impl Reading {
    /// Reads kinds side by side.
    async fn all(&mut self, kinds: &'static [Kind], served: &Served, watch: &dyn Watch) {
        let mut waiting = kinds.iter();
        let mut running = tokio::task::JoinSet::new();
        loop {
            while running.len() < AT_ONCE
                && !watch.cancelled()
                && let Some(kind) = waiting.next()
            {
                let versions = served.versions(kind);
                if versions.is_empty() {
                    self.record(kind, Read::nothing(Outcome::NotInstalled));
                    continue;
                }
                let requester = Arc::clone(&self.requester);
                let taking = self.taking.clone();
                running.spawn(async move {
                    (kind, list::all(&requester, kind, &versions, &taking).await)
                });
            }
            let Some(done) = running.join_next().await else {
                break;
            };
            watch.progress(self.snapshot.objects.len() as u64, None);
            if let Ok((kind, read)) = done {
                self.record(kind, read);
            }
        }
        for kind in waiting {
            self.record(kind, Read::nothing(Outcome::Failed(Why::Timeout)));
        }
    }

    fn record(&mut self, kind: &Kind, read: Read) {
        self.snapshot
            .kinds
            .insert(format!("{}.{}", kind.kind, kind.group), read.outcome);
        self.snapshot.absorb(read.read);
        self.snapshot.skipped.extend(read.skipped);
    }

    /// `argocd-cm` beside each AppProject: the names of its health overrides. Of Argo CD's namespace nothing else is asked.
    async fn settings(&mut self) {
        let objects = self.snapshot.objects.iter();
        let mut namespaces: Vec<String> = objects
            .filter(|object| matches!(object.body, Body::AppProject(_)))
            .map(|object| object.namespace().to_owned())
            .collect();
        namespaces.sort();
        namespaces.dedup();
        for namespace in namespaces.iter().take(NAMESPACES) {
            let path = format!(
                "/api/v1/namespaces/{}/configmaps/argocd-cm",
                escape(namespace)
            );
            let outcome = match self.requester.get(&path).await {
                Answer::Found(bytes) => self.setting(&bytes),
                Answer::Absent => Outcome::Read,
                Answer::Denied | Answer::Unauthenticated => Outcome::Failed(Why::Denied),
                Answer::Failed(why, _) => Outcome::Failed(why),
                Answer::Expired | Answer::NoApi => Outcome::Failed(Why::Unsupported),
            };
            let known = self
                .snapshot
                .kinds
                .entry(SETTINGS.to_owned())
                .or_insert(outcome);
            if outcome != Outcome::Read {
                *known = outcome;
            }
        }
    }

    fn setting(&mut self, bytes: &[u8]) -> Outcome {
        let read = serde_json::from_slice::<Box<RawValue>>(bytes).ok();
        let Some(item) = read else {
            return Outcome::Failed(Why::Unsupported);
        };
        if let Some(raw) = &self.taking.raw {
            raw(&kinds::CONFIG_MAP, "v1", &item);
        }
        match decode::json(&item, &Implied::default()) {
            Ok(object) => {
                self.snapshot.objects.push(object);
                Outcome::Read
            }
            Err(_) => Outcome::Failed(Why::Unsupported),
        }
    }

    /// Pods, ReplicaSets and Events of namespaces where a workload is not ready, and of those that were asked for.
    async fn troubled(&mut self, served: &Served, watch: &dyn Watch) {
        let mut namespaces: Vec<String> = self
            .snapshot
            .objects
            .iter()
            .filter(|object| match &object.body {
                Body::Workload(workload) => is_troubled(&object.kind, workload),
                _ => false,
            })
            .map(|object| object.namespace().to_owned())
            .collect();
        namespaces.sort();
        namespaces.dedup();
        let asked = &self.taking.pods_of;
        namespaces.retain(|namespace| !asked.contains(namespace));
        namespaces.splice(0..0, asked.iter().cloned());
        if namespaces.len() > NAMESPACES {
            let more = namespaces.len() - NAMESPACES;
            self.snapshot.skipped.push(Skipped {
                what: format!(
                    "Pods and Events of {more} more namespaces with workloads that are not ready"
                ),
                why: Why::Limit,
                hint: "ask for one of these namespaces".to_owned(),
            });
        }
        for namespace in namespaces.iter().take(NAMESPACES) {
            for kind in kinds::SECOND {
                if watch.cancelled() {
                    return;
                }
                let versions = served.versions(kind);
                let read =
                    list::within(&self.requester, kind, (&versions, namespace), &self.taking).await;
                // One namespace that is refused does not make the kind unread elsewhere.
                let name = format!("{}.{}", kind.kind, kind.group);
                if read.outcome != Outcome::Read || !self.snapshot.kinds.contains_key(&name) {
                    self.snapshot.kinds.insert(name, read.outcome);
                }
                self.snapshot.absorb(read.read);
                self.snapshot.skipped.extend(read.skipped);
            }
        }
    }
}

fn is_troubled(kind: &str, workload: &super::workload::Workload) -> bool {
    let (spec, status) = (&workload.spec, &workload.status);
    match kind {
        "DaemonSet" => status.number_available < status.desired_number_scheduled,
        "PersistentVolumeClaim" => &*status.phase != "Bound",
        "Job" => status
            .condition("Failed")
            .is_some_and(super::Condition::is_true),
        _ => status.ready_replicas < spec.replicas.unwrap_or(1),
    }
}

/// An item of a list, decoded; what is broken is told without a word of it.
fn object(raw: &RawValue, kind: &Kind, version: &str) -> Result<Object, decode::Broken> {
    let implied = Implied {
        api_version: kind.api_version(version),
        kind: kind.kind.to_owned(),
    };
    decode::json(raw, &implied)
}

/// The time of reading.
pub(super) fn now() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    rfc3339(since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0)))
}

/// Seconds since 1970 as Kubernetes writes a time.
fn rfc3339(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Civil date of a day count (proleptic Gregorian calendar).
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}
