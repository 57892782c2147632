use super::Check;
use crate::checks::known::{Fault, Faulty, Source};
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/allow-comment-ignored",
        title: "A comment that should allow a finding does not hold",
        severity: Severity::Info,
        applies_to: &["YAML", "dotenv", "INI"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Known(check),
};

const DOCS: &str = r#"## What it checks

Comments of the form `# gitops-mcp: allow RULE reason="…" until=2027-01-31` at the place of a finding. `reason` is required, `until` is the last day on
which the comment holds and may be left out. `;` and `//` begin a comment too. A comment behind something speaks for its own line; one that stands alone
speaks for the next line that is no comment.

## Why it matters

A comment that has expired, gives no reason or names no rule hides nothing: the finding beside it is told again.

## Likely causes

- The last day is over.
- The reason was left out, or the rule's id has a typing error.

## How to fix

Mend what the finding names, and remove the comment. If it is still accepted, give the reason, and a new last day.

## Source

gitops-mcp, `audit_secrets`: allow comments.
"#;

fn check(faulty: &Faulty) -> Option<Problem> {
    if faulty.source != Source::Comment {
        return None;
    }
    Some(Problem {
        evidence: vec![Evidence::new(
            "form",
            r#"# gitops-mcp: allow RULE reason="…" until=2027-01-31"#,
        )],
        fix: Some(Fix::review(
            "Mend the finding and remove the comment, or state the rule, the reason and a last day that is to come.",
        )),
        ..Problem::new(
            format!("This comment allows nothing: {}", why(&faulty.fault)),
            Location::line(&faulty.path, faulty.line),
        )
    })
}

pub(super) fn why(fault: &Fault) -> String {
    match fault {
        Fault::NoReason => "it gives no reason".to_owned(),
        Fault::Expired => "its last day is over".to_owned(),
        Fault::NoDay => "`until` is no day of the form 2027-01-31".to_owned(),
        Fault::Malformed => "it is not of the form that is understood".to_owned(),
        Fault::UnknownRule(None) => "it names no rule of this build".to_owned(),
        Fault::UnknownRule(Some(near)) => {
            format!("it names no rule of this build; the nearest is {near}")
        }
    }
}
