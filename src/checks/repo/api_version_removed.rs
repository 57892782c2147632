use super::Check;
use super::object::{Found, Object};
use crate::checks::patch::Change;
use crate::data::{apis, components};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/api-version-removed",
        title: "The API version of an object is no longer served",
        severity: Severity::High,
        applies_to: &["Flux", "Argo CD", "Kubernetes", "External Secrets"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Manifest(check),
};

const DOCS: &str = r"## What it checks

`apiVersion` and `kind` against the dated table of API versions: those of Flux, Kubernetes and its operators. High when no supported release serves the
version any more, medium while an older supported one does.

## Why it matters

The API server refuses the object (`no matches for kind`), so what the Kustomization or Application holds is no longer applied.

## Likely causes

- The manifest is older than the version that runs.

## How to fix

Write the version that the finding names. Where the fields are the same, the patch does it; otherwise they have to be moved to their new places.

## Source

The table of API versions of gitops-mcp, made from the CRDs of the projects and the Deprecated API Migration Guide of Kubernetes.
";

fn check(object: &Object<'_>) -> Vec<Found> {
    problem(object).into_iter().collect()
}

fn problem(object: &Object<'_>) -> Option<Found> {
    let row = apis::find(object.api_version, object.kind)?;
    let removed = row.removed?;
    let lines = components::lines(row.component);
    let served = lines
        .iter()
        .any(|line| line.supported && line.minor < removed);
    let name = components::find(row.component).map_or(row.component, |component| component.name);
    let current = successor(row.group, object.kind);
    let node = object.at(&["apiVersion"])?;
    let summary = match &current {
        Some(version) => format!("Write `apiVersion: {version}`."),
        None => "Remove the object: nothing of its kind is served any more.".to_owned(),
    };
    let same = current.filter(|_| is_same(row.group, row.version, object.kind));
    Some(Found {
        edits: same
            .map(|version| object.edit(node, Change::Set(version)))
            .into_iter()
            .collect(),
        problem: Problem {
            severity: served.then_some(Severity::Medium),
            evidence: vec![Evidence::new("apiVersion", object.api_version)],
            fix: Some(Fix::review(summary)),
            ..Problem::new(
                format!(
                    "{} has the API version {}, which {name} does not serve since {removed}",
                    object.title(),
                    row.api_version()
                ),
                object.place(node),
            )
        },
    })
}

/// Groups that were moved as a whole.
fn successor(group: &str, kind: &str) -> Option<String> {
    let moved = match (group, kind) {
        ("extensions", "Ingress" | "NetworkPolicy") => "networking.k8s.io",
        ("extensions", _) => "apps",
        _ => group,
    };
    apis::current(moved, kind)
        .map(apis::ApiVersion::api_version)
        .or_else(|| (kind == "NetworkPolicy").then(|| "networking.k8s.io/v1".to_owned()))
}

/// Versions whose fields are those of the current one, so that only the version has to be written.
fn is_same(group: &str, version: &str, kind: &str) -> bool {
    let flux = group.ends_with(".toolkit.fluxcd.io") && !matches!(version, "v1beta1" | "v2beta1");
    let eso = group == "external-secrets.io" && version == "v1beta1";
    let builtin = matches!(
        (group, kind),
        ("batch", "CronJob")
            | (
                "rbac.authorization.k8s.io"
                    | "policy"
                    | "scheduling.k8s.io"
                    | "coordination.k8s.io"
                    | "storage.k8s.io",
                _
            )
    ) || group == "autoscaling" && version == "v2beta2";
    (flux || eso || builtin) && kind != "PodSecurityPolicy"
}
