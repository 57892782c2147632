use super::Check;
use super::credential;
use super::flux_state;
use super::symptom::{Subject, Symptom, Words};
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-source-failed",
        title: "A Flux source cannot be fetched",
        severity: Severity::High,
        applies_to: &[
            "GitRepository",
            "OCIRepository",
            "HelmRepository",
            "HelmChart",
            "Bucket",
            "ExternalArtifact",
            "ArtifactGenerator",
        ],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Sources of Flux whose Ready condition is False, or that are stalled. Everything that takes its content from the source follows from it and is told as
a number, also where its own status still says Ready=True.

## Why it matters

Nothing that comes from this source is updated any more. What runs is the artifact that was fetched last; a fix that you push does not arrive.

## Likely causes

- A credential expired, was revoked, or its Secret is missing.
- The branch, tag, chart or version does not exist.
- The server cannot be reached, or its host key was rotated.

## How to fix

Read the message of the condition first: it is the controller's own. Renew the credential, or correct the source in Git.

## Source

fluxcd/source-controller 1.x, internal/controller; fluxcd/pkg apis/meta/conditions.go.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    if !flux_state::SOURCES.contains(&&*subject.object.kind) {
        return None;
    }
    let flux = flux_state::current(subject)?;
    let condition = flux_state::not_ready(flux)?;
    let refused = ["AccessDenied", "VerificationError"].contains(&&*condition.reason);
    let unverified = flux
        .status
        .condition("SourceVerified")
        .is_some_and(|it| it.is_false());
    if refused || unverified {
        return None;
    }
    let frozen = flux.status.artifact.as_ref().map_or_else(
        || "; it never gave an artifact".to_owned(),
        |artifact| format!("; what runs is {}", flux_state::short(&artifact.revision)),
    );
    let says = format!(
        "cannot be fetched ({}){frozen}{}",
        condition.reason,
        flux_state::stalled(flux)
    );
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Mend what the message names, in the source or on the server.",
    };
    let mut problem = subject.told_by(&clean(&says, 300), condition, &words);
    if let (Some(fix), Some(secret)) = (
        &mut problem.fix,
        credential::to_renew(subject, &condition.message),
    ) {
        fix.summary = format!("{secret} {}", fix.summary);
    }
    let upstream = subject.fleet.sources(subject.object, flux);
    Some(Symptom::failing(problem).explained_by(upstream))
}
