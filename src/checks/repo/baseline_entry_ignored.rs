use super::Check;
use super::allow_comment_ignored::why;
use crate::checks::known::{Faulty, Source};
use crate::model::{Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/baseline-entry-ignored",
        title: "An entry of the baseline does not hold",
        severity: Severity::Info,
        applies_to: &["baseline"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Known(check),
};

const DOCS: &str = r#"## What it checks

The baseline file that a call names. It is TOML; each entry hides one finding:

```toml
[[findings]]
fingerprint = "5f0c…"
rule = "secrets/plain-secret"
reason = "rotated, file is removed with the old cluster"
until = "2027-01-31"
```

`fingerprint` is that of the finding, `rule` is for the reader, `reason` is required, `until` is the last day on which the entry holds and may be left out.

## Why it matters

An entry that has expired or gives no reason hides nothing: its finding is told again.

## Likely causes

- The last day is over.
- The reason was left out.

## How to fix

Mend the finding and remove the entry. If it is still accepted, give the reason, and a new last day.

## Source

gitops-mcp, `audit_secrets`: baseline.
"#;

fn check(faulty: &Faulty) -> Option<Problem> {
    if faulty.source != Source::Baseline {
        return None;
    }
    Some(Problem {
        fix: Some(Fix::review(
            "Mend the finding and remove the entry, or give the reason and a last day that is to come.",
        )),
        ..Problem::new(
            format!(
                "This entry of the baseline hides nothing: {}",
                why(&faulty.fault)
            ),
            Location::line(&faulty.path, faulty.line),
        )
    })
}
