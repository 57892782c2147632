use super::Check;
use super::external::{is_external, spec_path};
use super::read::file::File;
use crate::model::{Fix, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/external-never-refreshes",
        title: "An ExternalSecret is never refreshed",
        severity: Severity::Low,
        applies_to: &["ExternalSecret", "ClusterExternalSecret"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

ExternalSecrets with `refreshInterval: 0` (in any unit) and no `refreshPolicy` that says the same on purpose.

## Why it matters

After the credential is changed in the store, the cluster keeps the old one until somebody touches the object.

## Likely causes

- The interval was set to zero to save calls to the provider.

## How to fix

Set an interval such as `1h0m0s`. Where one fetch is meant, say so with `refreshPolicy: CreatedOnce`.

## Source

external-secrets/external-secrets 2.9, `apis/externalsecrets/v1/externalsecret_types.go` (`RefreshPolicy`, `RefreshInterval`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let objects = file.objects.iter().filter(|object| is_external(object));
    objects
        .filter_map(|object| {
            let spec = object.at(spec_path(object))?;
            let policy = spec.get("refreshPolicy").and_then(Node::text);
            let interval = spec.get("refreshInterval")?;
            (matches!(policy, None | Some("Periodic")) && is_zero(interval.text()?)).then_some(())?;
            Some(Problem {
                fix: Some(Fix::review("Set an interval such as `1h0m0s`, or say `refreshPolicy: CreatedOnce` where one fetch is meant.")),
                ..Problem::new(format!("{} is fetched once and never refreshed", object.title()), file.node(interval))
            })
        })
        .collect()
}

/// A Go duration of nothing: `0`, `0s`, `0h0m0s`.
fn is_zero(text: &str) -> bool {
    text.contains('0')
        && text
            .chars()
            .all(|c| matches!(c, '0' | 'n' | 'u' | 'µ' | 'm' | 's' | 'h' | '.'))
}
