use super::Check;
use super::argocd_state;
use super::controllers;
use super::symptom::{Subject, Symptom};
use crate::clients::cluster::{Application, Body};
use crate::data::catalogue;
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-out-of-sync",
        title: "An Application differs from Git and nothing will change that",
        severity: Severity::Low,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications that are OutOfSync without a failed or running operation, with the reason why nothing happens: automated sync off, pruning off, a sync
window, self-heal off, or a difference that comes back after each sync.

## Why it matters

What runs is not what Git says. Each reason has another way out; a sync is not always one.

## Likely causes

- Automated sync or pruning is off on purpose.
- A sync window is closed.
- Something rewrites the object after each sync.

## How to fix

Sync by hand, switch on what is off, wait for the window, or find out who rewrites the field.

## Source

argoproj/argo-cd 3.x, controller/appcontroller.go (autoSync), docs/user-guide/auto_sync.md, sync_windows.md (catalogue A23, A29, A30).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let state = app.status.operation_state.as_ref();
    let phase = state.map_or("", |state| &*state.phase);
    let ended_badly = matches!(phase, "Failed" | "Error" | "Running" | "Terminating");
    let refused = argocd_state::condition(subject, "SyncError").is_some();
    if &*app.status.sync.status != "OutOfSync" || ended_badly || refused {
        return None;
    }
    let why = why(subject, app);
    let differing: Vec<String> = app
        .status
        .resources
        .iter()
        .filter(|it| it.status() == "OutOfSync")
        .map(|it| format!("{} {}/{}", it.kind(), it.namespace(), it.name()))
        .collect();
    let mut problem = subject.problem(
        &format!("is OutOfSync: {}", why.says),
        Some("/status/sync/status"),
    );
    problem.severity = Some(why.severity);
    problem.confidence = why.confidence;
    let first = differing
        .iter()
        .take(5)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    problem.evidence.push(Evidence::new(
        format!("{} resources OutOfSync", differing.len()),
        &first,
    ));
    problem.evidence.extend(why.evidence);
    problem.cause = why
        .row
        .and_then(catalogue::by_id)
        .map(|row| format!("{} ({})", row.cause, row.id));
    problem.fix = subject.fix(
        why.row
            .and_then(catalogue::by_id)
            .map_or(why.mend, |row| row.fix),
    );
    let causes = controllers::of_kind(subject.fleet, "Application");
    Some(Symptom::note(problem).explained_by(causes))
}

struct Reason {
    says: &'static str,
    mend: &'static str,
    severity: Severity,
    confidence: Confidence,
    row: Option<&'static str>,
    evidence: Option<Evidence>,
}

fn reason(says: &'static str, mend: &'static str) -> Reason {
    Reason {
        says,
        mend,
        severity: Severity::Low,
        confidence: Confidence::Certain,
        row: None,
        evidence: None,
    }
}

fn why(subject: &Subject<'_, '_>, app: &Application) -> Reason {
    let Some(automated) = app.spec.automated() else {
        let says = match &app.spec.sync_policy.automated {
            Some(_) => "automated sync is switched off by `enabled: false`, so nobody will sync it",
            None => "automated sync is off, so somebody has to sync it",
        };
        return reason(says, "Sync it, or switch automated sync on.");
    };
    if let Some(window) = window(subject, app) {
        return Reason {
            confidence: Confidence::Likely,
            row: Some("A30"),
            evidence: Some(window),
            ..reason(
                "a sync window of its project may hold it back",
                "Wait for the window.",
            )
        };
    }
    let mut differing = app
        .status
        .resources
        .iter()
        .filter(|it| it.status() == "OutOfSync")
        .peekable();
    if !automated.prune && differing.peek().is_some() && differing.all(|it| it.requires_pruning) {
        return Reason {
            row: Some("A29"),
            ..reason(
                "all that is left to do is to delete, and automated pruning is off",
                "Prune by hand.",
            )
        };
    }
    if was_synced(app) && !automated.self_heal {
        return reason(
            "this revision was synced and the cluster was changed since; self-heal is off",
            "Find out who changed it; sync, or switch self-heal on.",
        );
    }
    if was_synced(app) {
        return Reason {
            severity: Severity::Medium,
            confidence: Confidence::Likely,
            row: Some("A23"),
            ..reason(
                "it was synced to this revision and differs again: something rewrites what is applied",
                "Find out who.",
            )
        };
    }
    reason(
        "automated sync is on and has not acted yet",
        "Wait for the next reconciliation, then look at the application controller.",
    )
}

/// Whether the last operation brought exactly what is compared with.
fn was_synced(app: &Application) -> bool {
    let state = app
        .status
        .operation_state
        .as_ref()
        .filter(|state| &*state.phase == "Succeeded");
    let Some(result) = state.map(|state| &state.sync_result) else {
        return false;
    };
    match (&result.revision, &app.status.sync.revision) {
        (Some(done), Some(wanted)) if !wanted.is_empty() => done == wanted,
        _ => {
            !result.revisions.is_empty()
                && result.revisions.iter().eq(app.status.sync.revisions.iter())
        }
    }
}

/// A window of the project that is about this Application.
fn window(subject: &Subject<'_, '_>, app: &Application) -> Option<Evidence> {
    let at = subject
        .fleet
        .find("AppProject", subject.object.namespace(), &app.spec.project)?;
    let Body::AppProject(project) = &subject.fleet.object(at)?.body else {
        return None;
    };
    let destination = &app.spec.destination;
    let clusters = [destination.name.as_deref(), destination.server.as_deref()];
    let window = project.spec.sync_windows.iter().find(|window| {
        window
            .applications
            .iter()
            .any(|it| glob(it, subject.object.name()))
            || window
                .namespaces
                .iter()
                .any(|it| glob(it, destination.namespace.as_deref().unwrap_or("")))
            || window
                .clusters
                .iter()
                .any(|it| clusters.into_iter().flatten().any(|own| glob(it, own)))
    })?;
    let zone = window.time_zone.as_deref().unwrap_or("UTC");
    Some(Evidence::new(
        clean(&format!("AppProject {} syncWindows", app.spec.project), 200),
        &format!(
            "{} at {} for {} ({zone})",
            window.kind, window.schedule, window.duration
        ),
    ))
}

/// `*` stands for anything, as in the project's own patterns.
fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        last = Some(piece);
        match rest.find(piece) {
            Some(at) => rest = rest.get(at + piece.len()..).unwrap_or(""),
            None => return false,
        }
    }
    last.map_or(rest.is_empty(), |last| text.ends_with(last))
}
