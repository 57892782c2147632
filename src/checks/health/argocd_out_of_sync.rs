use super::Check;
use super::argocd_state;
use super::controllers;
use super::symptom::{Subject, Symptom};
use super::sync_windows::{self, Closed, Verdict};
use crate::clients::cluster::{Application, Body, Difference, SyncWindow};
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
window with the time it opens, self-heal off, or a difference that comes back after each sync. Where the API of Argo CD is asked too, the fields that
differ are named, never their values.

## Why it matters

What runs is not what Git says. Each reason has another way out; a sync is not always one.

## Likely causes

- Automated sync or pruning is off on purpose.
- A sync window is closed.
- Something rewrites the object after each sync.

## How to fix

Sync by hand, switch on what is off, wait for the window, or find out who rewrites the field.

## Source

argoproj/argo-cd 3.x, controller/appcontroller.go (autoSync), docs/user-guide/auto_sync.md, sync_windows.md;
pkg/apis/application/v1alpha1/types.go (SyncWindows.Matches, CanSync) (catalogue A23, A29, A30).
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
        .map(|it| {
            let own = format!("{} {}/{}", it.kind(), it.namespace(), it.name());
            match it.difference.as_deref().map(difference) {
                Some(how) => format!("{own} ({how})"),
                None => own,
            }
        })
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

/// How a resource differs, as Argo CD compared it.
fn difference(how: &Difference) -> String {
    match how {
        Difference::Missing => "not in the cluster".to_owned(),
        Difference::Extra => "not in Git".to_owned(),
        Difference::Hidden => "a Secret; its fields are not shown".to_owned(),
        Difference::Fields { first, more: 0 } => first.join(" "),
        Difference::Fields { first, more } => format!("{} and {more} more fields", first.join(" ")),
    }
}

struct Reason {
    says: String,
    mend: &'static str,
    severity: Severity,
    confidence: Confidence,
    row: Option<&'static str>,
    evidence: Option<Evidence>,
    /// A sync by hand is refused as well.
    refuses_people: bool,
}

fn reason(says: &str, mend: &'static str) -> Reason {
    Reason {
        says: says.to_owned(),
        mend,
        severity: Severity::Low,
        confidence: Confidence::Certain,
        row: None,
        evidence: None,
        refuses_people: false,
    }
}

fn why(subject: &Subject<'_, '_>, app: &Application) -> Reason {
    let Some(automated) = app.spec.automated() else {
        let says = match &app.spec.sync_policy.automated {
            Some(_) => "automated sync is switched off by `enabled: false`, so nobody will sync it",
            None => "automated sync is off, so somebody has to sync it",
        };
        return match window(subject, app).filter(|it| it.refuses_people) {
            Some(window) => Reason {
                says: format!("{says}; {}", window.says),
                ..window
            },
            None => reason(says, "Sync it, or switch automated sync on."),
        };
    };
    if let Some(window) = window(subject, app) {
        return window;
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

/// What the windows of its project say, where they hold it back.
fn window(subject: &Subject<'_, '_>, app: &Application) -> Option<Reason> {
    let at = subject
        .fleet
        .find("AppProject", subject.object.namespace(), &app.spec.project)?;
    let Body::AppProject(project) = &subject.fleet.object(at)?.body else {
        return None;
    };
    let name = clean(&app.spec.project, 253);
    let held = |by: &SyncWindow, says: String| Reason {
        row: Some("A30"),
        evidence: Some(Evidence::new(
            format!("AppProject {name} syncWindows"),
            &sync_windows::told(by),
        )),
        ..reason(&says, "Wait for the window.")
    };
    match sync_windows::verdict(project, app, subject.fleet.now) {
        Verdict::Open => None,
        Verdict::Closed(closed) => Some(Reason {
            refuses_people: !closed.by_hand,
            ..held(closed.by, closed_words(&closed, &name))
        }),
        Verdict::Broken(by) => Some(Reason {
            severity: Severity::Medium,
            row: None,
            mend: "Correct the window in the project: five fields, and a duration such as 4h.",
            refuses_people: true,
            ..held(
                by,
                format!(
                    "a sync window of project {name} has a schedule or a duration that cannot be read, and Argo CD then syncs nothing"
                ),
            )
        }),
        Verdict::NotEvaluated(by) => Some(Reason {
            confidence: Confidence::Likely,
            ..held(
                by,
                format!(
                    "a sync window of project {name} may hold it back; its schedule was not evaluated"
                ),
            )
        }),
    }
}

fn closed_words(closed: &Closed<'_>, project: &str) -> String {
    let holds = if &*closed.by.kind == "deny" {
        format!("a deny sync window of project {project} holds it back")
    } else {
        format!("no allow sync window of project {project} is open")
    };
    let until = match &closed.opens {
        Some(time) => format!(" until {time}"),
        None => ", and none of its next turns lets it through".to_owned(),
    };
    let people = if closed.by_hand {
        "; a sync by hand is let through"
    } else {
        "; a sync by hand is refused too"
    };
    format!("{holds}{until}{people}")
}
