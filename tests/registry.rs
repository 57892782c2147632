//! The one list of rules: complete, sorted, documented. What is missing is named with the line to add.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use gitops_mcp::checks;
use gitops_mcp::data;

const SECTIONS: [&str; 5] = [
    "## What it checks",
    "## Why it matters",
    "## Likely causes",
    "## How to fix",
    "## Source",
];

/// `area/problem-name` of every file that declares a rule, and where it stands.
fn declared() -> Vec<(String, String)> {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/checks");
    let mut found = Vec::new();
    for area in fs::read_dir(&checks)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
    {
        for file in fs::read_dir(&area)
            .unwrap()
            .map(|entry| entry.unwrap().path())
        {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if text.contains("static RULE: Rule<") {
                let stem = file.file_stem().unwrap().to_str().unwrap().to_owned();
                found.push((area.file_name().unwrap().to_str().unwrap().to_owned(), stem));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_rule_file_is_listed() {
    let listed: BTreeSet<&str> = checks::all().iter().map(|meta| meta.id).collect();
    let missing: Vec<String> = declared()
        .iter()
        .filter(|(area, stem)| !listed.contains(format!("{area}/{}", stem.replace('_', "-")).as_str()))
        .map(|(area, stem)| format!("src/checks/{area}/mod.rs lacks `mod {stem};` or, in RULES, `&{stem}::RULE,`; or the id in {stem}.rs is not `{area}/{}`", stem.replace('_', "-")))
        .collect();
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
    assert_eq!(
        declared().len(),
        listed.len(),
        "a rule is listed twice, or stands in a file that does not bear its name"
    );
}

#[test]
fn rules_are_sorted_and_in_known_areas() {
    let ids: Vec<&str> = checks::all().iter().map(|meta| meta.id).collect();
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(ids, sorted);
    for id in ids {
        assert!(
            data::surface::AREAS.contains(&id.split('/').next().unwrap()),
            "{id} is in no area of the surface"
        );
    }
}

#[test]
fn every_rule_is_documented() {
    for meta in checks::all() {
        let mut at = 0;
        for section in SECTIONS {
            let found = meta.docs.get(at..).unwrap().find(section);
            at += found.unwrap_or_else(|| {
                panic!(
                    "{}: the documentation lacks `{section}`, or has it out of order",
                    meta.id
                )
            });
        }
        assert!(
            !meta.title.ends_with('.') && meta.title.len() < 90,
            "{}: title",
            meta.id
        );
        assert!(!meta.applies_to.is_empty(), "{}: applies_to", meta.id);
    }
}
