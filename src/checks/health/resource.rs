//! Health of one resource, in agreement with gitops-engine `pkg/health` for built-in kinds, and by conditions for the
//! custom kinds that both engines meet most.

use crate::clients::cluster::{
    ApplicationHealth, Body, Condition, Connection, Flux, Object, Other, Workload,
};

/// Health as Argo CD calls it, best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    Healthy,
    Suspended,
    Progressing,
    Missing,
    Degraded,
    Unknown,
}

impl Health {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Healthy => "Healthy",
            Self::Suspended => "Suspended",
            Self::Progressing => "Progressing",
            Self::Missing => "Missing",
            Self::Degraded => "Degraded",
            Self::Unknown => "Unknown",
        }
    }
}

type Told = Option<(Health, String)>;

/// The health of an object and why; `None` for kinds that have none (ConfigMap, RBAC, …).
#[must_use]
pub fn of(object: &Object) -> Told {
    let meta = object.metadata();
    if meta.deletion_timestamp.is_some() && meta.annotation("argocd.argoproj.io/hook").is_none() {
        return says(Health::Progressing, "Pending deletion");
    }
    match &object.body {
        Body::Workload(workload) => of_workload(&object.kind, workload),
        Body::Flux(flux) => of_flux(flux),
        Body::Other(other) => of_other(&object.kind, other),
        Body::Crd(crd) => match condition(&crd.status.conditions, "Established") {
            Some(established) if established.is_true() => says(Health::Healthy, ""),
            _ => says(Health::Progressing, "not established yet"),
        },
        Body::Node(node) => node.health.as_ref().and_then(by_argocd),
        Body::Connection(connection) => of_connection(connection),
        _ => None,
    }
}

/// Health as Argo CD judged it itself.
fn by_argocd(health: &ApplicationHealth) -> Told {
    let known = [
        Health::Healthy,
        Health::Suspended,
        Health::Progressing,
        Health::Missing,
        Health::Degraded,
    ];
    let named = known.into_iter().find(|it| it.name() == &*health.status);
    says(named.unwrap_or(Health::Unknown), &health.message)
}

/// A cluster that no Application uses is not watched, and has no health.
fn of_connection(connection: &Connection) -> Told {
    let state = &connection.state;
    match &*state.status {
        "Successful" => says(Health::Healthy, ""),
        "Failed" => says(Health::Degraded, &state.message),
        _ => None,
    }
}

fn says(health: Health, message: &str) -> Told {
    Some((health, crate::model::clean::clean(message, 300)))
}

fn condition<'c>(conditions: &'c [Condition], kind: &str) -> Option<&'c Condition> {
    conditions.iter().find(|condition| &*condition.kind == kind)
}

fn of_workload(kind: &str, workload: &Workload) -> Told {
    match kind {
        "Deployment" => deployment(workload),
        "StatefulSet" => stateful_set(workload),
        "DaemonSet" => daemon_set(workload),
        "ReplicaSet" => replica_set(workload),
        "Pod" => pod(workload),
        "Job" => job(workload),
        "CronJob" => cron_job(workload),
        "PersistentVolumeClaim" => match &*workload.status.phase {
            "Bound" => says(Health::Healthy, ""),
            "Lost" => says(Health::Degraded, "the volume of the claim is lost"),
            "Pending" => says(Health::Progressing, "the claim has no volume yet"),
            _ => says(Health::Unknown, ""),
        },
        "Service" if workload.spec.kind.as_deref() == Some("LoadBalancer") => address(workload),
        "Service" => says(Health::Healthy, ""),
        "Ingress" => address(workload),
        "APIService" => match workload.status.condition("Available") {
            Some(available) if available.is_true() => says(Health::Healthy, &available.message),
            Some(available) => says(Health::Progressing, &available.message),
            None => says(Health::Progressing, "Waiting to be processed"),
        },
        "HorizontalPodAutoscaler" => autoscaler(workload),
        _ => None,
    }
}

/// Whether its controller has seen the newest spec.
fn is_behind(workload: &Workload) -> bool {
    let wanted = workload.metadata.generation.unwrap_or(0);
    workload.status.observed_generation.unwrap_or(0) < wanted
}

fn deployment(workload: &Workload) -> Told {
    let (spec, status) = (&workload.spec, &workload.status);
    if spec.paused {
        return says(Health::Suspended, "Deployment is paused");
    }
    if is_behind(workload) {
        return says(Health::Progressing, "the newest spec was not observed yet");
    }
    if let Some(progress) = status.condition("Progressing")
        && &*progress.reason == "ProgressDeadlineExceeded"
    {
        return says(
            Health::Degraded,
            &format!("it exceeded its progress deadline: {}", progress.message),
        );
    }
    if spec
        .replicas
        .is_some_and(|wanted| status.updated_replicas < wanted)
    {
        return says(Health::Progressing, "new replicas are being made");
    }
    if status.replicas > status.updated_replicas {
        return says(Health::Progressing, "old replicas are pending termination");
    }
    if status.available_replicas < status.updated_replicas {
        return says(
            Health::Progressing,
            "updated replicas are not available yet",
        );
    }
    says(Health::Healthy, "")
}

fn stateful_set(workload: &Workload) -> Told {
    let (spec, status) = (&workload.spec, &workload.status);
    if status.observed_generation.unwrap_or(0) == 0 || is_behind(workload) {
        return says(Health::Progressing, "the newest spec was not observed yet");
    }
    let wanted = spec.replicas.unwrap_or(1);
    if status.ready_replicas < wanted {
        return says(
            Health::Progressing,
            &format!("{} of {wanted} replicas are ready", status.ready_replicas),
        );
    }
    let strategy = &spec.update_strategy;
    let kind = strategy.kind.as_deref().unwrap_or("RollingUpdate");
    if kind == "OnDelete" {
        return says(Health::Healthy, "");
    }
    if let Some(rolling) = &strategy.rolling_update {
        let kept = rolling.partition.unwrap_or(0);
        if spec.replicas.is_some() && status.updated_replicas < wanted - kept {
            return says(
                Health::Progressing,
                "the partitioned roll-out is not complete",
            );
        }
        return says(Health::Healthy, "");
    }
    if status.update_revision != status.current_revision {
        return says(Health::Progressing, "the roll-out is not complete");
    }
    says(Health::Healthy, "")
}

fn daemon_set(workload: &Workload) -> Told {
    let status = &workload.status;
    if is_behind(workload) {
        return says(Health::Progressing, "the newest spec was not observed yet");
    }
    if workload.spec.update_strategy.kind.as_deref() == Some("OnDelete") {
        return says(Health::Healthy, "");
    }
    let wanted = status.desired_number_scheduled;
    if status.updated_number_scheduled < wanted {
        return says(Health::Progressing, "the roll-out is not complete");
    }
    if status.number_available < wanted {
        return says(
            Health::Progressing,
            &format!("{} of {wanted} Pods are available", status.number_available),
        );
    }
    says(Health::Healthy, "")
}

fn replica_set(workload: &Workload) -> Told {
    let status = &workload.status;
    if is_behind(workload) {
        return says(Health::Progressing, "the newest spec was not observed yet");
    }
    if let Some(failure) = status.condition("ReplicaFailure").filter(|it| it.is_true()) {
        return says(Health::Degraded, &failure.message);
    }
    if workload
        .spec
        .replicas
        .is_some_and(|wanted| status.available_replicas < wanted)
    {
        return says(Health::Progressing, "replicas are not available yet");
    }
    says(Health::Healthy, "")
}

fn pod(pod: &Workload) -> Told {
    let status = &pod.status;
    let policy = pod
        .spec
        .template
        .spec
        .restart_policy
        .as_deref()
        .unwrap_or("Always");
    let is_hook = pod.metadata.annotation("argocd.argoproj.io/hook").is_some();
    let ignores = pod
        .metadata
        .annotation("argocd.argoproj.io/ignore-restart-policy")
        == Some("true");
    let always = policy == "Always" || ignores && !is_hook;
    if always {
        let waits = status.container_statuses.iter().find_map(|one| {
            let waiting = one.state.waiting.as_ref()?;
            let bad = waiting.reason.starts_with("Err")
                || waiting.reason.ends_with("Error")
                || waiting.reason.ends_with("BackOff");
            bad.then(|| format!("{} {}", waiting.reason, waiting.message))
        });
        if let Some(reason) = waits {
            return says(Health::Degraded, &reason);
        }
    }
    match &*status.phase {
        "Pending" => says(Health::Progressing, &status.message),
        "Succeeded" => says(Health::Healthy, &status.message),
        "Failed" => says(
            Health::Degraded,
            &format!("{} {}", status.reason, status.message),
        ),
        "Running" if !always => says(Health::Progressing, &status.message),
        "Running" => {
            let ready = status.condition("Ready").is_some_and(Condition::is_true);
            let ended = status
                .container_statuses
                .iter()
                .any(|one| one.last_state.terminated.is_some());
            match (ready, ended) {
                (true, _) => says(Health::Healthy, ""),
                (false, true) => says(
                    Health::Degraded,
                    "it is not ready and a container ended before",
                ),
                (false, false) => says(Health::Progressing, "it is not ready yet"),
            }
        }
        _ => says(Health::Unknown, &status.message),
    }
}

fn job(job: &Workload) -> Told {
    let holds = |kind| job.status.condition(kind).filter(|it| it.is_true());
    if let Some(failed) = holds("Failed") {
        return says(Health::Degraded, &failed.message);
    }
    if holds("Suspended").is_some() {
        return says(Health::Suspended, "");
    }
    if let Some(complete) = holds("Complete") {
        return says(Health::Healthy, &complete.message);
    }
    says(Health::Progressing, "the Job runs")
}

/// Since Argo CD 3.2; a suspended one is reported healthy there (argo-cd#24428).
fn cron_job(job: &Workload) -> Told {
    let (scheduled, succeeded) = (
        &job.status.last_schedule_time,
        &job.status.last_successful_time,
    );
    let idle = !job.status.active.0;
    match (scheduled, succeeded) {
        (Some(scheduled), Some(succeeded)) if idle && succeeded < scheduled => {
            says(Health::Degraded, "its last run did not succeed")
        }
        (Some(_), None) if idle => says(Health::Degraded, "it never succeeded"),
        _ => says(Health::Healthy, ""),
    }
}

fn address(workload: &Workload) -> Told {
    if workload.status.load_balancer.ingress.is_empty() {
        return says(
            Health::Progressing,
            "no address was published in its status",
        );
    }
    says(Health::Healthy, "")
}

fn autoscaler(workload: &Workload) -> Told {
    const FAILURES: [(&str, &[&str]); 2] = [
        ("AbleToScale", &["FailedGetScale", "FailedUpdateScale"]),
        (
            "ScalingActive",
            &[
                "FailedGetResourceMetric",
                "FailedGetObjectMetric",
                "FailedGetPodsMetric",
                "FailedGetExternalMetric",
                "FailedComputeMetricsReplicas",
                "InvalidSelector",
            ],
        ),
    ];
    let status = &workload.status;
    for (kind, reasons) in FAILURES {
        if let Some(failed) = status.condition(kind)
            && reasons.contains(&&*failed.reason)
        {
            return says(Health::Degraded, &failed.message);
        }
    }
    let works = |kind| status.condition(kind).is_some_and(Condition::is_true);
    if works("AbleToScale") || works("ScalingLimited") {
        return says(Health::Healthy, "");
    }
    says(Health::Progressing, "Waiting to Autoscale")
}

/// As Argo CD's own scripts for Flux kinds: Ready Unknown while Reconciling is in progress.
fn of_flux(flux: &Flux) -> Told {
    if flux.spec.suspend {
        return says(Health::Suspended, "suspended: its conditions stand still");
    }
    by_ready(&flux.status.conditions)
}

fn by_ready(conditions: &[Condition]) -> Told {
    let ready = condition(conditions, "Ready")?;
    let reconciling = condition(conditions, "Reconciling").is_some_and(Condition::is_true);
    if ready.is_true() {
        return says(Health::Healthy, &ready.message);
    }
    if !ready.is_false() && (reconciling || &*ready.status == "Unknown") {
        return says(Health::Progressing, &ready.message);
    }
    says(Health::Degraded, &ready.message)
}

fn of_other(kind: &str, other: &Other) -> Told {
    let status = &other.status;
    if status
        .observed_generation
        .is_some_and(|seen| seen < other.metadata.generation.unwrap_or(0))
    {
        return says(Health::Progressing, "the newest spec was not observed yet");
    }
    match (kind, status.phase.as_str()) {
        ("Rollout", "Healthy") | ("Canary", "Initialized" | "Succeeded") => {
            says(Health::Healthy, "")
        }
        ("Rollout", "Degraded") | ("Canary", "Failed") => says(Health::Degraded, &status.message),
        ("Rollout", "Paused") => says(Health::Suspended, &status.message),
        ("Rollout" | "Canary", phase) if !phase.is_empty() => {
            says(Health::Progressing, &status.message)
        }
        _ => by_conditions(&status.conditions),
    }
}

/// kstatus first (Stalled, Reconciling), then Ready, then what sealed secrets and Crossplane write.
fn by_conditions(conditions: &[Condition]) -> Told {
    let holds = |kind| condition(conditions, kind).filter(|it| it.is_true());
    if let Some(stalled) = holds("Stalled") {
        return says(Health::Degraded, &stalled.message);
    }
    if let Some(reconciling) = holds("Reconciling") {
        return says(Health::Progressing, &reconciling.message);
    }
    if let Some(synced) = condition(conditions, "Synced").filter(|it| it.is_false()) {
        return says(Health::Degraded, &synced.message);
    }
    if let Some(told) = by_ready(conditions) {
        return Some(told);
    }
    holds("Synced").and_then(|_| says(Health::Healthy, ""))
}
