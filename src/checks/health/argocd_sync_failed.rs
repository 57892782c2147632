use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom, Words};
use crate::clients::cluster::{Application, OperationState, ResourceResult};
use crate::data::catalogue::Engine;
use crate::model::clean::{clean, name};
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-sync-failed",
        title: "A sync of Argo CD failed",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications whose last operation ended as Failed or Error, or failed and is tried again: automated sync retries five times and is Running until the
last of them, for minutes. The cause is taken from the resource that failed, not from the summary of the operation;
hooks, retries and resources that were not pruned are told with it.

## Why it matters

The cluster holds a part of the new state at best. Automated sync does not try the same revision again.

## Likely causes

- The API server refuses an object: immutable field, missing CRD, policy, conflict.
- A hook failed.
- The project does not allow a kind.

## How to fix

Mend the resource that failed in Git; a new commit starts a new sync.

## Source

argoproj/argo-cd 3.x, controller/sync.go; gitops-engine pkg/sync/sync_context.go (catalogue A17 to A22, A34).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let state = app.status.operation_state.as_ref()?;
    let failed: Vec<&ResourceResult> = argocd_state::failed(state).collect();
    if !matches!(&*state.phase, "Failed" | "Error") && !argocd_state::is_retried(state) {
        return None;
    }
    let message = failed
        .first()
        .map_or(state.message.as_str(), |it| it.message.as_str());
    let what = failed.first().map_or(String::new(), |it| {
        let hook = if it.hook_type.is_empty() {
            ""
        } else {
            " (a hook)"
        };
        let place = name(&format!("{}/{}", it.namespace, it.name), 253);
        format!(" at {} {place}{hook}", name(&it.kind, 63))
    });
    let more = match failed.len() {
        0 | 1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    let mut problem = subject.problem(
        &clean(&format!("failed to sync{what}{more}{}", retried(app)), 400),
        Some("/status/operationState"),
    );
    let since = state.finished_at.as_deref().or(state.started_at.as_deref());
    problem.since = since.map(|time| clean(time, 40));
    problem.evidence = read(state, &failed);
    let words = Words {
        engine: Engine::ArgoCd,
        cause: None,
        mend: "Mend the resource that failed.",
    };
    subject.advise(&mut problem, message, &words);
    let jobs = failed.iter().filter_map(|it| {
        subject.fleet.applied(
            (&it.kind, &it.group),
            (&it.namespace, &it.name),
            subject.object,
        )
    });
    Some(Symptom::failing(problem).explained_by(jobs.collect()))
}

/// The resources that failed, the operation's own words, and what was not pruned.
fn read(state: &OperationState, failed: &[&ResourceResult]) -> Vec<Evidence> {
    let resource = |it: &&ResourceResult| {
        let place = format!("syncResult {} {}/{}", it.kind, it.namespace, it.name);
        Evidence::new(clean(&place, 200), &it.message)
    };
    let mut evidence: Vec<Evidence> = failed.iter().take(5).map(resource).collect();
    evidence.push(Evidence::new("operationState.message", &state.message));
    let results = state.sync_result.resources.iter();
    let kept = results.filter(|it| &*it.status == "PruneSkipped").count();
    if kept > 0 {
        let kept = format!("{kept} resources");
        evidence.push(Evidence::new("syncResult PruneSkipped", &kept));
    }
    evidence
}

/// How often it was tried, and whether it will be tried again.
fn retried(app: &Application) -> String {
    let Some(state) = &app.status.operation_state else {
        return String::new();
    };
    let limit = state
        .operation
        .retry
        .limit
        .or_else(|| app.spec.sync_policy.retry.as_ref()?.limit);
    match (state.retry_count, limit) {
        (count, Some(limit)) if argocd_state::is_retried(state) && limit > 0 => {
            format!("; it is tried again, retry {count} of {limit}")
        }
        _ if argocd_state::is_retried(state) => "; it is tried again".to_owned(),
        (0, _) => String::new(),
        (count, Some(limit)) if limit >= 0 && count >= limit => {
            format!("; all {count} retries are used up")
        }
        (count, _) => format!("; retried {count} times"),
    }
}
