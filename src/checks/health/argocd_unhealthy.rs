use super::Check;
use super::argocd_state;
use super::resource::{self, Health};
use super::symptom::{Subject, Symptom, Words};
use crate::clients::cluster::{Application, Body};
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-unhealthy",
        title: "An Application is not healthy",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications whose health is Degraded, Missing or Unknown, with the resource that causes it: from the status where health is kept there, else judged
from the resources that were read. Resources without a health (ConfigMap, RBAC) do not count. Since Argo CD 3.4 Missing means that all resources are
missing; while a sync runs, and before the first one, that is no finding of its own.

## Why it matters

The application does not do its work, or Argo CD cannot tell whether it does.

## Likely causes

- A workload: image, probe, resources, quota.
- A child Application or a custom resource is degraded.
- A health script fails, which gives Unknown.

## How to fix

Go to the resource that is named; the engine did its work.

## Source

argoproj/argo-cd 3.x, controller/health.go; gitops-engine pkg/health (catalogue A37).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let health = &app.status.health;
    if !matches!(&*health.status, "Degraded" | "Missing" | "Unknown") {
        return None;
    }
    if &*health.status == "Missing" && is_told_by_sync(app) {
        return None;
    }
    let bad = unhealthy(subject, app);
    let first = bad
        .first()
        .map_or(String::new(), |(name, reason)| format!(": {name} {reason}"));
    let mut problem = subject.problem(
        &clean(&format!("is {}{first}", health.status), 400),
        Some("/status/health"),
    );
    problem.since = health
        .last_transition_time
        .as_deref()
        .map(|time| clean(time, 40));
    problem.evidence.extend(below(subject));
    problem.evidence.extend(
        bad.iter()
            .take(5)
            .map(|(name, reason)| Evidence::new(name.clone(), reason)),
    );
    if problem.evidence.is_empty() {
        problem.evidence.push(Evidence::new(
            "status.health",
            &format!("{} {}", health.status, health.message),
        ));
    }
    let message = bad
        .first()
        .map_or(health.message.as_str(), |(_, reason)| reason.as_str());
    let (cause, mend) = match &*health.status {
        "Missing" => (
            "None of its resources exists in the cluster.",
            "Sync it; if it was synced, find out who deleted the resources.",
        ),
        "Unknown" => (
            "Argo CD could not judge a resource: a health script fails, or the cluster could not be read.",
            "Correct the health customization, or mend the cluster's credential.",
        ),
        _ => (
            "A resource is degraded.",
            "Go to the resource that is named.",
        ),
    };
    let words = Words {
        engine: Engine::ArgoCd,
        cause: Some(cause),
        mend,
    };
    subject.advise(&mut problem, message, &words);
    let mut causes = subject.fleet.managed_by(subject.at).to_vec();
    causes.extend(subject.fleet.manages(subject.object));
    // An Application that cannot be compared says so first.
    let rank = 2 + u8::from(&*app.status.sync.status == "Unknown");
    causes.extend(argocd_state::connections(subject.fleet, app));
    Some(Symptom::failing(problem).explained_by(causes).rank(rank))
}

/// What was never brought in is missing: why it was not is what the operation or the sync status tells.
fn is_told_by_sync(app: &Application) -> bool {
    let is_new = app.status.operation_state.is_none();
    argocd_state::is_running(app) || (is_new && &*app.status.sync.status == "OutOfSync")
}

/// Unhealthy resources, each once: what makes the Application's own health comes first.
fn unhealthy(subject: &Subject<'_, '_>, app: &Application) -> Vec<(String, String)> {
    let mut bad: Vec<(String, String)> = told(app).chain(judged(subject)).collect();
    let mut seen = std::collections::HashSet::new();
    bad.retain(|(name, _)| seen.insert(name.clone()));
    bad.sort_by_key(|(_, reason)| !reason.contains(&*app.status.health.status));
    bad
}

/// Unhealthy resources as the status tells them; since 3.0 it does not by default.
fn told(app: &Application) -> impl Iterator<Item = (String, String)> {
    app.status.resources.iter().filter_map(|it| {
        let health = it.health.as_ref()?;
        if !matches!(&*health.status, "Degraded" | "Missing" | "Unknown") {
            return None;
        }
        let name = clean(
            &format!("{} {}/{}", it.kind(), it.namespace(), it.name()),
            200,
        );
        Some((
            name,
            clean(&format!("is {} {}", health.status, health.message), 300),
        ))
    })
}

/// What the resource tree tells of Pods and others that the resources made: the deepest reasons.
fn below(subject: &Subject<'_, '_>) -> Vec<Evidence> {
    const MOST: usize = 3;
    let mut waiting: Vec<usize> = subject.fleet.manages(subject.object);
    let mut found = Vec::new();
    let mut seen = std::collections::HashSet::new();
    while let Some(at) = waiting.pop() {
        for next in subject
            .fleet
            .owned(at)
            .iter()
            .filter(|it| seen.insert(**it))
        {
            waiting.push(*next);
            let Some(object) = subject.fleet.object(*next) else {
                continue;
            };
            if let (Body::Node(_), Some((Health::Degraded, message))) =
                (&object.body, resource::of(object))
                && !message.is_empty()
            {
                found.push(Evidence::new(subject.fleet.show(*next), &message));
            }
        }
    }
    // The last one is the deepest.
    found.into_iter().rev().take(MOST).collect()
}

/// Unhealthy resources as we judge them, where they were read.
fn judged(subject: &Subject<'_, '_>) -> impl Iterator<Item = (String, String)> {
    subject
        .fleet
        .manages(subject.object)
        .into_iter()
        .filter(|at| subject.fleet.override_of(*at).is_none())
        .filter_map(|at| {
            let (health, message) = resource::of(subject.fleet.object(at)?)?;
            let bad = matches!(health, Health::Degraded | Health::Unknown);
            bad.then(|| {
                (
                    subject.fleet.show(at),
                    format!("is {} {message}", health.name()),
                )
            })
        })
}
