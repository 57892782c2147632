use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom, Words, evidence};
use crate::clients::cluster::Flux;
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-release-failed",
        title: "A HelmRelease cannot be installed or upgraded",
        severity: Severity::High,
        applies_to: &["HelmRelease"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

HelmReleases whose Ready condition is False: chart, values, install, upgrade, test, rollback, retries used up. The Released condition holds the first
failure and is what is told; where the chart, the source or a workload fails, that is told as the cause instead.

## Why it matters

The release does not run what Git says. After remediation an older release runs; once retries are used up, nothing is tried again by itself.

## Likely causes

- The chart or its version does not exist.
- Values are missing or wrong.
- The workload does not become ready in time.
- Another manager owns a field; a policy refuses an object.

## How to fix

Mend the first failure in Git. A changed spec or chart starts over by itself; without a change the release needs a reset.

## Source

fluxcd/helm-controller 1.x, internal/reconcile (atomic_release.go, install.go, upgrade.go), api/v2.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    if &*subject.object.kind != "HelmRelease" {
        return None;
    }
    let flux = flux_state::current(subject)?;
    let ready = flux_state::not_ready(flux)?;
    if ["AccessDenied", "DependencyNotReady"].contains(&&*ready.reason) {
        return None;
    }
    let released = flux.status.condition("Released").filter(|it| it.is_false());
    let told = released.unwrap_or(ready);
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Mend what the message names in the release's values, chart or manifests.",
    };
    let says = format!(
        "is not released ({}){}{}",
        told.reason,
        history(flux),
        flux_state::stalled(flux)
    );
    let mut problem = subject.told_by(&clean(&says, 400), told, &words);
    for kind in ["Stalled", "Remediated", "TestSuccess"] {
        problem
            .evidence
            .extend(flux.status.condition(kind).map(evidence));
    }
    problem.evidence.extend(stored(subject, flux));
    Some(Symptom::failing(problem).explained_by(causes(subject, flux, &told.message)))
}

/// The newest revision in Helm's storage, where that may be read.
fn stored(subject: &Subject<'_, '_>, flux: &Flux) -> Option<Evidence> {
    let named = flux
        .status
        .history
        .first()
        .and_then(|it| it.name.as_deref());
    let name = named.unwrap_or_else(|| subject.object.name());
    let all = subject.fleet.snapshot.releases.iter();
    let own = all.filter(|it| it.name == name && it.namespace == subject.object.namespace());
    let newest = own.max_by_key(|it| it.version)?;
    let told = format!("revision {} is {}", newest.version, newest.status);
    Some(Evidence::new("Helm storage", &told))
}

/// The chart and its source, and the objects of the release.
fn causes(subject: &Subject<'_, '_>, flux: &Flux, message: &str) -> Vec<usize> {
    let mut causes = subject.fleet.sources(subject.object, flux);
    causes.extend(subject.fleet.named_in(message));
    causes.extend(subject.fleet.managed_by(subject.at));
    causes
}

/// What runs now, and how often it was tried: from the release history, not from counters alone.
fn history(flux: &Flux) -> String {
    let status = &flux.status;
    let running = status
        .history
        .iter()
        .find(|it| it.status.as_deref() == Some("deployed"));
    let runs = match running.and_then(|it| it.chart_version.as_deref()) {
        Some(version) => format!("; chart {version} runs"),
        None if status.history.is_empty() => String::new(),
        None => "; no deployed release is on record".to_owned(),
    };
    let tried = match (&status.last_attempted_release_action, status.failures) {
        (Some(action), failures) if failures > 0 => format!(", {action} failed {failures} times"),
        _ => String::new(),
    };
    format!("{runs}{tried}")
}
