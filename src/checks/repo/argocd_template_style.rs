use super::Check;
use super::object::{Found, Object};
use crate::model::{Evidence, Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Kind;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/argocd-template-style",
        title: "A template is written in the other style than the ApplicationSet reads",
        severity: Severity::High,
        applies_to: &["ApplicationSet"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Object(check),
};

const DOCS: &str = r"## What it checks

Expressions in the template of an ApplicationSet: with `goTemplate: true` a bare `{{name}}` is a call of a function that does not exist; without it
`{{.name}}` stays as it is.

## Why it matters

The ApplicationSet stops with an error, or makes Applications with braces in their names.

## Likely causes

- `goTemplate` was switched on or copied without rewriting the template.

## How to fix

Write `{{.name}}` with Go templates, `{{name}}` without.

## Source

argoproj/argo-cd 3.6, `docs/operator-manual/applicationset/GoTemplate.md` (Migration guide).
";

fn check(object: &Object<'_>) -> Vec<Found> {
    let Some(template) = object
        .at(&["spec", "template"])
        .filter(|_| object.is("argoproj.io", "ApplicationSet"))
    else {
        return Vec::new();
    };
    let go = object.text(&["spec", "goTemplate"]) == Some("true");
    let span = template.span();
    let scalars = object.document.walk().filter(|node| {
        node.kind() == Kind::Scalar && !node.is_alias() && span.contains(&node.span().start)
    });
    let wrong = scalars
        .filter_map(|node| Some((node, wrong_expression(node.text()?, go)?)))
        .next();
    let Some((node, expression)) = wrong else {
        return Vec::new();
    };
    let (reads, fix) = if go {
        ("Go templates", "Write `{{.name}}`.")
    } else {
        ("the old style", "Write `{{name}}`, or `goTemplate: true`.")
    };
    vec![
        Problem {
            evidence: vec![Evidence::new("expression", expression)],
            fix: Some(Fix::review(fix)),
            ..Problem::new(
                format!(
                    "{} reads {reads}, and its template holds an expression of the other",
                    object.title()
                ),
                object.place(node),
            )
        }
        .into(),
    ]
}

/// The first expression of the other style.
fn wrong_expression(text: &str, go: bool) -> Option<&str> {
    text.match_indices("{{").find_map(|(at, _)| {
        let (inner, _) = text.get(at + 2..)?.split_once("}}")?;
        let inner = inner.trim().trim_matches('-').trim();
        let wrong = if go {
            is_old(inner)
        } else {
            inner.starts_with('.') && !inner.contains(' ')
        };
        wrong.then_some(inner)
    })
}

/// A bare name that no function of templates bears: those with a dot or a bracket in them, and the usual parameters.
fn is_old(inner: &str) -> bool {
    const PARAMETERS: [&str; 10] = [
        "name",
        "server",
        "path",
        "path.basename",
        "cluster",
        "branch",
        "repository",
        "number",
        "head_sha",
        "nameNormalized",
    ];
    let first = inner.starts_with(|c: char| c.is_ascii_alphabetic());
    let plain = inner
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'[' | b']'));
    first && plain && (PARAMETERS.contains(&inner) || inner.contains('.') || inner.contains('['))
}
