use super::Check;
use super::flux_state;
use super::symptom::{Subject, Symptom, Words};
use crate::data::catalogue::Engine;
use crate::model::{Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/flux-source-unverified",
        title: "The signature of a Flux source does not verify",
        severity: Severity::High,
        applies_to: &["GitRepository", "OCIRepository", "HelmChart"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

Sources with verify in their spec whose SourceVerified condition is False.

## Why it matters

The controller refuses the content: nothing from this source is applied until it verifies. This is the guard at work, and it may be an attack.

## Likely causes

- Nobody signed this digest or commit.
- Another identity signed it than the one that is trusted.
- The artifact carries a cosign bundle and source-controller is older than 1.8.

## How to fix

Find out who published the content. Sign it, or correct the one anchored identity or key that is trusted. Never switch verification off to get going.

## Source

fluxcd/source-controller 1.x, docs/spec/v1 (ocirepositories.md, gitrepositories.md), condition SourceVerified.
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let flux = flux_state::current(subject)?;
    let verified = flux.status.condition("SourceVerified")?;
    if !verified.is_false() {
        return None;
    }
    let words = Words {
        engine: Engine::Flux,
        cause: None,
        mend: "Find out who published this content; sign it, or correct the trusted identity.",
    };
    let problem = subject.told_by(
        "is refused: its signature does not verify",
        verified,
        &words,
    );
    Some(Symptom::failing(problem).rank(0))
}
