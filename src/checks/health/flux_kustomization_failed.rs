use super::Check;
use super::flux_state;
use super::mend::{self, InGit};
use super::symptom::{Subject, Symptom, Words};
use crate::clients::cluster::Flux;
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-kustomization-failed",
        title: "A Flux Kustomization cannot be applied",
        severity: Severity::High,
        applies_to: &["Kustomization"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Kustomizations whose Ready condition is False for a reason of their own: building, decrypting, applying, pruning, waiting. Where the message or the
inventory names an object that fails, that object is told as the cause instead.

## Why it matters

The change in Git has not arrived, or has arrived in part. What ran before keeps running.

## Likely causes

- The overlay does not build, or a variable is not set.
- A secret cannot be decrypted.
- The API server, a policy or a missing right refuses an object.
- Something that was applied does not become healthy.

## How to fix

Read the message, build the path locally as the controller does, and correct the manifest in Git.

## Source

fluxcd/kustomize-controller 1.x, internal/controller/kustomization_controller.go; fluxcd/pkg ssa.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    if &*subject.object.kind != "Kustomization" {
        return None;
    }
    let flux = flux_state::current(subject)?;
    let condition = flux_state::not_ready(flux)?;
    if ["AccessDenied", "DependencyNotReady"].contains(&&*condition.reason) {
        return None;
    }
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Mend what the message names in the manifests of this Kustomization.",
    };
    let says = format!(
        "is not applied ({}){}{}",
        condition.reason,
        runs(flux),
        flux_state::stalled(flux)
    );
    let mut problem = subject.told_by(&clean(&says, 300), condition, &words);
    if condition.message.contains("path not found") {
        correct_path(subject, flux, &mut problem);
    }
    let causes = match &*condition.reason {
        "ArtifactFailed" | "SourceNotReady" => subject.fleet.sources(subject.object, flux),
        "HealthCheckFailed" => waited_for(subject, flux, &condition.message),
        _ => Vec::new(),
    };
    Some(Symptom::failing(problem).explained_by(causes))
}

/// The folder that `spec.path` probably means, where the checkout has one.
fn correct_path(subject: &Subject<'_, '_>, flux: &Flux, problem: &mut Problem) {
    let Some(wrong) = flux.spec.path.as_deref() else {
        return;
    };
    let meant = mend::folder(subject, wrong);
    let file = InGit::of(subject).filter(|file| file.text("/spec/path") == Some(wrong));
    if let (Some(file), Some(meant)) = (file, meant) {
        file.set(problem, "/spec/path", &meant);
    }
}

/// The objects that a health check waited for: those of the message, else everything that was applied.
fn waited_for(subject: &Subject<'_, '_>, flux: &Flux, message: &str) -> Vec<usize> {
    let mut named = subject.fleet.named_in(message);
    if named.is_empty() {
        named = subject.fleet.manages(subject.object);
        named.extend(flux.spec.health_checks.iter().filter_map(|it| {
            let namespace = it.namespace.as_deref().unwrap_or_default();
            subject.fleet.find(it.kind.as_deref()?, namespace, &it.name)
        }));
    }
    named
}

/// The revision that still runs, where the attempted one is another.
fn runs(flux: &Flux) -> String {
    let status = &flux.status;
    match (
        &status.last_applied_revision,
        &status.last_attempted_revision,
    ) {
        (Some(applied), Some(attempted)) if applied != attempted => format!(
            "; it runs {} and tried {}",
            flux_state::short(applied),
            flux_state::short(attempted)
        ),
        (None, Some(attempted)) => {
            format!(
                "; nothing was applied yet, it tried {}",
                flux_state::short(attempted)
            )
        }
        _ => String::new(),
    }
}
