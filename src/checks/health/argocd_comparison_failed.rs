use super::Check;
use super::argocd_state;
use super::controllers;
use super::mend::{self, InGit};
use super::symptom::{Subject, Symptom, Words, best};
use crate::clients::cluster::Application;
use crate::data::catalogue::Engine;
use crate::model::{Evidence, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-comparison-failed",
        title: "Argo CD cannot compare an Application with Git",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications with a ComparisonError, or whose sync status is Unknown. Applications that fail for the same repository, cluster or repo-server are told
once.

## Why it matters

Nothing is rendered, compared or synced: what Argo CD shows of the resources is from before.

## Likely causes

- Path or revision does not exist.
- Credentials for the repository or the cluster expired.
- A chart or overlay does not render.
- The repo-server is overloaded or was killed.

## How to fix

Read the end of the message: it is what the tool said. Mend the source, or renew the credential.

## Source

argoproj/argo-cd 3.x, controller/state.go (CompareAppState), docs/faq.md.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let condition = argocd_state::condition(subject, "ComparisonError");
    let unknown = &*app.status.sync.status == "Unknown";
    if condition.is_none() && !unknown
        || argocd_state::condition(subject, "InvalidSpecError").is_some()
    {
        return None;
    }
    let words = Words {
        engine: Engine::ArgoCd,
        cause: None,
        mend: "Mend what the message names, in the source or its credentials.",
    };
    let Some(condition) = condition else {
        let mut problem = subject.problem(
            "has the sync status Unknown: it could not be compared",
            Some("/status/sync/status"),
        );
        problem
            .evidence
            .push(Evidence::new("status.sync.status", "Unknown"));
        problem.fix = subject.fix("Refresh it, and read the log of the application controller.");
        return Some(
            Symptom::failing(problem)
                .rank(2)
                .explained_by(controllers::of_kind(subject.fleet, "Application"))
                .also_by(argocd_state::connections(subject.fleet, app)),
        );
    };
    let mut problem = subject.told_by("cannot be compared with its source", condition, &words);
    let row = best(&condition.message, Engine::ArgoCd, "Application");
    let causes = match row.map(|row| row.id) {
        Some("A1" | "A2" | "A42") => controllers::named(subject.fleet, "argocd-repo-server"),
        _ => argocd_state::connections(subject.fleet, app),
    };
    if row.is_some_and(|row| row.id == "A4") {
        correct_path(subject, app, &mut problem);
    }
    let group = row.and_then(|row| argocd_state::shared(app, row.id));
    Some(
        Symptom::failing(problem)
            .rank(0)
            .group(group)
            .explained_by(causes),
    )
}

/// The folder that the path of a source probably means, where the checkout has one.
fn correct_path(subject: &Subject<'_, '_>, app: &Application, problem: &mut Problem) {
    let Some(file) = InGit::of(subject) else {
        return;
    };
    for (number, source) in app.spec.all_sources().enumerate() {
        let Some(wrong) = source.path.as_deref() else {
            continue;
        };
        let pointers = [
            format!("/spec/sources/{number}/path"),
            "/spec/source/path".to_owned(),
        ];
        let pointers = pointers.each_ref().map(String::as_str);
        let place = file.pointer_of(&pointers, wrong);
        if let (Some(pointer), Some(meant)) = (place, mend::folder(subject, wrong)) {
            file.set(problem, &pointer, &meant);
            return;
        }
    }
}
