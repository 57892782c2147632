use super::Check;
use super::object::{Found, Object};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-insecure-setting",
        title: "A setting of Argo CD opens it further than it needs",
        severity: Severity::Medium,
        applies_to: &["ConfigMap", "Secret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Manifest(check),
};

const DOCS: &str = r"## What it checks

Settings in `argocd-cm`, `argocd-rbac-cm` and `argocd-cmd-params-cm`, and repository Secrets, that take a protection away: access without a login, everybody
an administrator by default, builds that run programs or read outside of their folder, connections without verification, shells in Pods.

## Why it matters

Who reads a manifest or can push to one repository gets further than that repository.

## Likely causes

- A setting for a first trial stayed.
- A build option was needed by one Application and was set for all.

## How to fix

Remove the setting. Where one repository needs a build option, use a configuration management plugin for it alone.

## Source

argoproj/argo-cd 3.6, `docs/operator-manual/security.md`, `docs/operator-manual/rbac.md`, `docs/operator-manual/argocd-cm.yaml`,
`docs/operator-manual/argocd-cmd-params-cm.yaml`, `docs/operator-manual/declarative-setup.md`.
";

/// A setting: object, key, the word that is found in the value, severity, and what it does.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    Severity,
    &'static str,
);

#[rustfmt::skip] // one row a line
const ROWS: [Row; 9] = [
    ("argocd-cm", "users.anonymous.enabled", "true", Severity::Medium, "lets everybody in without a login, with the rights of `policy.default`"),
    ("argocd-cm", "exec.enabled", "true", Severity::Low, "opens shells in Pods to everybody with the right `exec`"),
    ("argocd-cm", "kustomize.buildOptions", "LoadRestrictionsNone", Severity::Low, "lets a kustomization read files outside of its folder"),
    ("argocd-cm", "kustomize.buildOptions", "--enable-alpha-plugins", Severity::Medium, "lets a kustomization name programs that the repo server runs"),
    ("argocd-cm", "kustomize.buildOptions", "--enable-exec", Severity::High, "lets a kustomization run programs in the repo server"),
    ("argocd-rbac-cm", "policy.default", "role:admin", Severity::High, "makes everybody who logs in an administrator"),
    ("argocd-cmd-params-cm", "server.disable.auth", "true", Severity::High, "switches the login off"),
    ("argocd-cmd-params-cm", "reposerver.allow.oob.symlinks", "true", Severity::Medium, "lets links of a repository lead out of it"),
    ("", "insecureIgnoreHostKey", "true", Severity::Medium, "takes any SSH host for the right one"),
];
const INSECURE: Row = (
    "",
    "insecure",
    "true",
    Severity::Medium,
    "takes any certificate or SSH host for the right one",
);
/// The row of repository Secrets.
const REPOSITORY: &str = "";

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(owner) = owner(object) else {
        return Vec::new();
    };
    let rows = ROWS.iter().chain([&INSECURE]).filter(|row| row.0 == owner);
    rows.filter_map(|row| found(object, row)).collect()
}

/// The object that a row names; the empty name stands for repository Secrets.
fn owner<'f>(object: &Object<'f>) -> Option<&'f str> {
    if object.is("", "ConfigMap") {
        return object.name();
    }
    let kind = object.text(&["metadata", "labels", "argocd.argoproj.io/secret-type"]);
    let is_repository = kind.is_some_and(|kind| kind.starts_with("repo"));
    (is_repository && object.is("", "Secret")).then_some(REPOSITORY)
}

fn found(object: &Object<'_>, (_, key, word, severity, what): &Row) -> Option<Found> {
    let node = object
        .at(&["data", key])
        .or_else(|| object.at(&["stringData", key]))?;
    let value = node.text()?;
    let is_set = if word.starts_with(|c: char| c.is_ascii_lowercase()) {
        value.trim() == *word
    } else {
        value.split([' ', '=', '\n']).any(|part| part == *word)
    };
    is_set.then(|| {
        Problem {
            severity: Some(*severity),
            evidence: vec![Evidence::new(*key, word)],
            fix: Some(Fix::review("Remove the setting.")),
            ..Problem::new(
                format!("`{key}` of {} {what}", object.title()),
                object.place(node),
            )
        }
        .into()
    })
}
