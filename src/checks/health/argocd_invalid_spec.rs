use super::Check;
use super::argocd_state;
use super::symptom::{Subject, Symptom, Words, best};
use crate::data::catalogue::Engine;
use crate::model::{Meta, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-invalid-spec",
        title: "An Application is not valid or not permitted",
        severity: Severity::High,
        applies_to: &["Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Applications with an InvalidSpecError: the project forbids repository, destination or namespace, the project or the cluster does not exist, the path
is not there. Applications that the same project or cluster refuses are told once.

## Why it matters

Argo CD does nothing for the Application until its spec, its project or its cluster is corrected.

## Likely causes

- The AppProject does not list the repository, the destination or the namespace.
- The project or the cluster's Secret is missing or misspelt.
- The Application stands outside the control-plane namespace.

## How to fix

Extend the AppProject by exactly this, if its owner agrees; or correct the Application.

## Source

argoproj/argo-cd 3.x, util/argo/argo.go (ValidatePermissions, ValidateRepo).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let app = argocd_state::application(subject)?;
    let condition = argocd_state::condition(subject, "InvalidSpecError")?;
    let words = Words {
        engine: Engine::ArgoCd,
        cause: None,
        mend: "Correct what the message names: the Application, its project or its cluster.",
    };
    let mut problem = subject.told_by("is not valid", condition, &words);
    let project = subject
        .fleet
        .find("AppProject", subject.object.namespace(), &app.spec.project);
    if let Some(at) = project {
        problem.related.push(Related {
            location: subject.fleet.place(at, Some("/spec")),
            note: "the project that decides".to_owned(),
        });
    }
    let group = best(&condition.message, Engine::ArgoCd, "Application")
        .and_then(|row| argocd_state::shared(app, row.id));
    Some(Symptom::failing(problem).rank(0).group(group))
}
