use super::Check;
use super::argocd_state;
use super::clock;
use super::resource::{self, Health};
use super::symptom::{Subject, Symptom};
use crate::data::catalogue;
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-progressing-long",
        title: "An Application is progressing and does not become healthy",
        severity: Severity::Medium,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications whose health is Progressing for more than fifteen minutes, with the resources that are not healthy yet.

## Why it matters

Nothing failed, and nothing will: the health of a resource never comes.

## Likely causes

- An Ingress or a LoadBalancer Service gets no address.
- A SealedSecret of an old controller writes no status.
- A StatefulSet with OnDelete waits for its Pods to be deleted.

## How to fix

Let the controller publish the status that is waited for, or customize the health check.

## Source

argoproj/argo-cd docs/faq.md (catalogue A32).
";

const PATIENCE: i64 = 900;

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let health = &app.status.health;
    if &*health.status != "Progressing" || argocd_state::is_running(app) {
        return None;
    }
    let age = subject.fleet.age(health.last_transition_time.as_deref())?;
    if age < PATIENCE {
        return None;
    }
    let waiting: Vec<String> = app
        .status
        .resources
        .iter()
        .filter(|it| {
            it.health
                .as_ref()
                .is_some_and(|health| &*health.status == "Progressing")
        })
        .map(|it| {
            clean(
                &format!("{} {}/{}", it.kind(), it.namespace(), it.name()),
                200,
            )
        })
        .chain(judged(subject))
        .collect();
    let first = waiting
        .first()
        .map_or(String::new(), |name| format!(", held by {name}"));
    let mut problem = subject.problem(
        &format!("has been Progressing for {}{first}", clock::words(age)),
        Some("/status/health"),
    );
    problem.since = health
        .last_transition_time
        .as_deref()
        .map(|time| clean(time, 40));
    problem
        .evidence
        .push(Evidence::new("resources Progressing", &waiting.join(", ")));
    let row = catalogue::by_id("A32")?;
    problem.cause = Some(format!("{} (A32)", row.cause));
    problem.confidence = Confidence::Likely;
    problem.fix = subject.fix(row.fix);
    let mut causes = subject.fleet.managed_by(subject.at).to_vec();
    causes.extend(subject.fleet.manages(subject.object));
    Some(Symptom::failing(problem).explained_by(causes).rank(2))
}

fn judged(subject: &Subject<'_, '_>) -> impl Iterator<Item = String> {
    subject
        .fleet
        .manages(subject.object)
        .into_iter()
        .filter_map(|at| {
            let (health, _) = resource::of(subject.fleet.object(at)?)?;
            (health == Health::Progressing).then(|| subject.fleet.show(at))
        })
}
