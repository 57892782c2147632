//! Why the Pods of a workload do not run, from the Pods and their Events.

use super::fleet::{At, Fleet};
use crate::clients::cluster::{ContainerStatus, Workload};
use crate::model::Evidence;
use crate::model::clean::clean;

/// Most owners between a workload and its Pods (a CronJob's Job, a Deployment's ReplicaSet).
const LEVELS: usize = 4;
/// Restarts that are no accident any more.
const RESTARTS: i64 = 5;

/// What keeps the first Pod in trouble from running.
pub(super) fn trouble(fleet: &Fleet<'_>, at: At) -> Option<String> {
    let own = fleet.workload(at)?.status.conditions.iter();
    let refused = own
        .filter(|it| &*it.kind == "ReplicaFailure" && it.is_true())
        .map(|it| it.message.clone())
        .next();
    let pods = below(fleet, at);
    let told = pods.iter().find_map(|pod| {
        let reason = of_pod(fleet.workload(*pod)?)?;
        Some(format!("{}: {reason}", fleet.show(*pod)))
    });
    told.or_else(|| refused.map(|message| clean(&message, 300)))
        .or_else(|| {
            let sets = fleet.owned(at).iter();
            let failing = sets.filter_map(|set| fleet.workload(*set)).find_map(|set| {
                set.status
                    .condition("ReplicaFailure")
                    .filter(|it| it.is_true())
            });
            failing.map(|condition| clean(&condition.message, 300))
        })
}

/// The Pods below an object, itself included if it is one.
pub(super) fn below(fleet: &Fleet<'_>, at: At) -> Vec<At> {
    let mut level = vec![at];
    let mut pods = Vec::new();
    for _ in 0..=LEVELS {
        let is_pod = |at: &At| fleet.object(*at).is_some_and(|it| &*it.kind == "Pod");
        pods.extend(level.iter().copied().filter(is_pod));
        level = level
            .iter()
            .flat_map(|at| fleet.owned(*at))
            .copied()
            .collect();
    }
    pods
}

/// The last warning about a workload or its Pods.
pub(super) fn warning(fleet: &Fleet<'_>, at: At) -> Option<Evidence> {
    let mut all: Vec<At> = below(fleet, at);
    all.push(at);
    let warnings = all
        .into_iter()
        .filter_map(|at| fleet.object(at))
        .flat_map(|object| fleet.events(object))
        .filter(|event| &*event.kind == "Warning");
    let last = warnings.max_by(|a, b| a.last_timestamp.cmp(&b.last_timestamp))?;
    Some(Evidence {
        observed: last.last_timestamp.as_deref().map(|time| clean(time, 40)),
        ..Evidence::new(clean(&format!("Event {}", last.reason), 80), &last.message)
    })
}

fn of_pod(pod: &Workload) -> Option<String> {
    let status = &pod.status;
    let all = || {
        let init = status.init_container_statuses.iter();
        init.chain(&status.container_statuses)
    };
    let unplaced = || {
        let condition = status.condition("PodScheduled")?;
        let said = format!("it cannot be scheduled: {}", condition.message);
        condition.is_false().then_some(said)
    };
    let failed = || {
        let said = format!("it failed: {} {}", status.reason, status.message);
        (&*status.phase == "Failed").then_some(said)
    };
    let reason = all()
        .find_map(waits)
        .or_else(unplaced)
        .or_else(|| all().find_map(ended))
        .or_else(failed)?;
    Some(clean(&reason, 300))
}

/// Why a container waits, and how its last run ended.
fn waits(one: &ContainerStatus) -> Option<String> {
    let waiting = one.state.waiting.as_ref()?;
    if matches!(&*waiting.reason, "ContainerCreating" | "PodInitializing") {
        return None;
    }
    let last = one.last_state.terminated.as_ref();
    let ended = last.map_or(String::new(), |last| {
        let (code, reason) = (last.exit_code, &last.reason);
        format!("; its last run ended with exit code {code} ({reason})")
    });
    let said = match waiting.message.as_str() {
        "" => String::new(),
        message => format!(": {message}"),
    };
    let (name, reason) = (&one.name, &waiting.reason);
    Some(format!("container {name} waits, {reason}{said}{ended}"))
}

/// How a container ended that was restarted and is not ready, or is restarted again and again.
fn ended(one: &ContainerStatus) -> Option<String> {
    let now = one.state.terminated.as_ref();
    let last = one.last_state.terminated.as_ref().or(now)?;
    let restarts = one.restart_count;
    let bad = last.exit_code != 0 && (!one.ready && restarts > 0 || restarts >= RESTARTS);
    bad.then(|| {
        format!(
            "container {} ended with exit code {} ({}), {restarts} restarts",
            one.name, last.exit_code, last.reason
        )
    })
}
