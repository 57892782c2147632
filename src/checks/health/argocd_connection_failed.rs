use super::Check;
use super::symptom::{Subject, Symptom, Words};
use crate::clients::cluster::Body;
use crate::data::catalogue::Engine;
use crate::model::clean::clean;
use crate::model::{Evidence, Meta, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "health/argocd-connection-failed",
        title: "Argo CD does not reach a repository or a cluster",
        severity: Severity::High,
        applies_to: &["Repository", "Cluster"],
        since: "0.1.0",
        docs: DOCS,
    },
    check,
};

const DOCS: &str = r"## What it checks

The connection state of repositories and clusters, as the API of Argo CD lists them. No custom resource holds it, so this needs a target with
`argocd` settings. A cluster that no Application uses is not watched and is not judged.

## Why it matters

Every Application with this source or destination stands still: it is not compared and not synced.

## Likely causes

- The credential expired or lost its rights.
- The certificate or the host key changed.
- The address cannot be reached from Argo CD.

## How to fix

Renew the credential in the Secret with the label `argocd.argoproj.io/secret-type`, in the way that Secret is made (sealed, external, SOPS).

## Source

argoproj/argo-cd 3.6, server/repository/repository.go (getConnectionState), server/cluster/cluster.go, pkg/apis/application/v1alpha1/types.go (ConnectionState).
";

fn check(subject: &Subject<'_, '_>) -> Option<Symptom> {
    let Body::Connection(connection) = &subject.object.body else {
        return None;
    };
    if !connection.is_failed() {
        return None;
    }
    let state = &connection.state;
    let says = if connection.alias.is_empty() {
        "is not reached by Argo CD".to_owned()
    } else {
        clean(
            &format!("({}) is not reached by Argo CD", connection.alias),
            300,
        )
    };
    let mut problem = subject.problem(&says, Some("/connectionState"));
    problem.since = state.attempted_at.as_deref().map(|time| clean(time, 40));
    problem
        .evidence
        .push(Evidence::new("connectionState", &state.message));
    let words = Words {
        engine: Engine::ArgoCd,
        cause: Some("Its credential, its certificate or the way to it does not work."),
        mend: "Renew what the message names in its Secret (label `argocd.argoproj.io/secret-type`).",
    };
    subject.advise(&mut problem, &state.message, &words);
    Some(Symptom::failing(problem))
}
