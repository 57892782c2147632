//! Pages made from records: rule pages, the rule index, the tables of the README. `tests/docs.rs` keeps the files fresh.

use std::fmt::Write as _;

use crate::checks;
use crate::model::Meta;

/// The page of a rule: `gitops://rules/{id}` and `explain_rule`.
#[must_use]
pub fn rule_page(meta: &Meta) -> String {
    format!(
        "# {}\n\n`{}` · {} · applies to {} · since {}\n\n{}\n",
        meta.title,
        meta.id,
        meta.severity.name(),
        meta.applies_to.join(", "),
        meta.since,
        meta.docs.trim()
    )
}

/// The index of all rules: `gitops://rules` and `references/rules.md`.
#[must_use]
pub fn rule_index() -> String {
    let rules = checks::all();
    let mut page = format!(
        "# Rules\n\nThe {} rules of this build, by id; `explain_rule` and `gitops://rules/{{id}}` give the page of each.\n\n| rule | severity | problem |\n|---|---|---|\n",
        rules.len()
    );
    for meta in rules {
        let _ = writeln!(
            page,
            "| [`{0}`](gitops://rules/{0}) | {1} | {2} |",
            meta.id,
            meta.severity.name(),
            meta.title
        );
    }
    page
}
