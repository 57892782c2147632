use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom};
use super::{clock, controllers};
use crate::clients::cluster::{Settled, Snapshot};
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-status-stale",
        title: "The status of an Application is old",
        severity: Severity::Medium,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications that were not reconciled for more than an hour, although Argo CD looks at each every two to three minutes. Told once for all of them.

## Why it matters

Synced and Healthy speak of then, not of now.

## Likely causes

- The application controller is down or overloaded.
- The shard that has the cluster does not run.
- Polling was switched off.

## How to fix

See whether the controller runs and keeps up.

## Source

argoproj/argo-cd 3.x, timeout.reconciliation (120 s and up to 60 s of jitter), status.reconciledAt.
";

const PATIENCE: i64 = 3_600;

/// Applications that were kept in brief and were not looked at for long are whole objects again: they are told of.
pub fn wake_stale(snapshot: &mut Snapshot) {
    let Some(now) = clock::seconds(&snapshot.taken_at) else {
        return;
    };
    let stale = |brief: &Settled| {
        let seen = brief.reconciled_at.as_deref().and_then(clock::seconds);
        seen.is_some_and(|seen| now - seen >= PATIENCE)
    };
    let (old, fresh) = std::mem::take(&mut snapshot.settled)
        .into_iter()
        .partition::<Vec<_>, _>(stale);
    snapshot.settled = fresh;
    snapshot.objects.extend(old.iter().map(Settled::object));
}

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let reconciled = app.status.reconciled_at.as_deref();
    let age = subject.fleet.age(reconciled)?;
    if age < PATIENCE {
        return None;
    }
    let mut problem = subject.problem(
        &format!(
            "was last looked at {} ago: its status is from then",
            clock::words(age)
        ),
        Some("/status/reconciledAt"),
    );
    problem.since = reconciled.map(|time| clean(time, 40));
    problem.evidence.push(Evidence::new(
        "status.reconciledAt",
        reconciled.unwrap_or(""),
    ));
    problem.fix =
        subject.fix("See whether the application controller, and the shard of this cluster, runs.");
    let causes = controllers::of_kind(subject.fleet, "Application");
    Some(
        Symptom::note(problem)
            .explained_by(causes)
            .group(Some("stale".to_owned())),
    )
}
