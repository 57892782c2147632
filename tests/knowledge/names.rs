//! No text names as valid what the tables say is gone; no text names a version that no table knows.

use std::collections::BTreeSet;

use gitops_mcp::data::apis::{self, API_VERSIONS};
use gitops_mcp::data::components::RELEASES;
use gitops_mcp::data::surface;
use gitops_mcp::data::withdrawn::WITHDRAWN;
use regex::Regex;

use crate::texts::{Line, all, report, says_it_is_gone, spans};

#[test]
fn withdrawn_names_are_named_only_as_such() {
    let mut wrong = Vec::new();
    for text in all().iter().filter(|text| text.path != FINDS_THEM) {
        for line in text
            .lines()
            .iter()
            .filter(|line| !says_it_is_gone(line.line))
        {
            for row in WITHDRAWN.iter().filter(|row| row.is_named_in(line.line)) {
                wrong.push(format!(
                    "{} ({}, use {})",
                    line.place(),
                    row.standing.words(),
                    row.instead
                ));
            }
        }
    }
    report("names that are withdrawn", &wrong);
}

/// The rule that finds withdrawn names has to know them.
const FINDS_THEM: &str = "src/checks/repo/kustomize_deprecated_field.rs";

#[test]
fn removed_api_versions_are_named_only_as_such() {
    let written =
        Regex::new(r"(?:^|[^a-z0-9./-])([a-z0-9.-]+)/(v[0-9]+(?:(?:alpha|beta)[0-9]+)?)\b")
            .unwrap();
    let mut wrong = Vec::new();
    for text in all() {
        let lines = text.lines();
        for (at, line) in lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !says_it_is_gone(line.line))
        {
            for found in written.captures_iter(line.line) {
                if is_removed(&found[1], &found[2], &lines[at..]) {
                    wrong.push(format!(
                        "{} ({}/{} is removed)",
                        line.place(),
                        &found[1],
                        &found[2]
                    ));
                }
            }
        }
    }
    report("API versions that are removed", &wrong);
}

/// Whether every kind that this version of this group could mean here is no longer served in it.
fn is_removed(group: &str, version: &str, lines: &[Line<'_>]) -> bool {
    let kind = lines
        .iter()
        .take(3)
        .find_map(|line| line.line.trim().strip_prefix("kind: "));
    let rows = API_VERSIONS
        .iter()
        .filter(|row| row.group == group && row.version == version);
    let meant: Vec<_> = rows
        .filter(|row| kind.is_none_or(|kind| row.kinds.contains(&kind.trim())))
        .collect();
    !meant.is_empty() && meant.iter().all(|row| !row.is_served())
}

#[test]
fn removed_versions_beside_a_kind_are_named_only_as_such() {
    let written =
        Regex::new(r"\b([A-Z][A-Za-z]+)`? (?:in )?`?(v[0-9]+(?:alpha|beta)[0-9]+)\b").unwrap();
    let mut wrong = Vec::new();
    for text in all() {
        for line in text
            .lines()
            .iter()
            .filter(|line| !says_it_is_gone(line.line))
        {
            for found in written.captures_iter(line.line) {
                let rows = API_VERSIONS
                    .iter()
                    .filter(|row| row.kinds.contains(&&found[1]) && row.version == &found[2]);
                let rows: Vec<_> = rows.collect();
                if !rows.is_empty() && rows.iter().all(|row| !row.is_served()) {
                    wrong.push(line.place());
                }
            }
        }
    }
    report("removed API versions beside their kind", &wrong);
}

/// Manifests in the texts write the newest served version of a kind.
#[test]
fn manifests_use_the_current_version_of_a_kind() {
    let mut wrong = Vec::new();
    for text in all() {
        for (first, block) in text.blocks("yaml") {
            for document in block.split("\n---") {
                let value = |key: &str| {
                    document
                        .lines()
                        .find_map(|line| line.strip_prefix(key))
                        .map(|value| value.split('#').next().unwrap().trim())
                };
                let (Some(version), Some(kind)) = (value("apiVersion: "), value("kind: ")) else {
                    continue;
                };
                let group = version.split_once('/').map_or("", |(group, _)| group);
                if let Some(current) = apis::current(group, kind)
                    && current.api_version() != version
                {
                    wrong.push(format!(
                        "{}:{first}: {kind} {version}, current is {}",
                        text.path, current.version
                    ));
                }
            }
        }
    }
    report("manifests with an old API version", &wrong);
}

/// `1.2.3` in prose is a release of the table; in a block or a code span it may be the reader's own
/// software, marked as such by [`EXAMPLES`].
#[test]
fn every_exact_version_is_in_the_table() {
    let exact =
        Regex::new(r"(?:^|[^0-9.\w-])v?([0-9]+\.[0-9]+\.[0-9]+)(?:[^0-9.\w]|\.?$|\.[^0-9])")
            .unwrap();
    let known: BTreeSet<_> = RELEASES.iter().map(|row| row.version.to_string()).collect();
    let mut wrong = Vec::new();
    for text in all().iter().filter(|text| !text.path.ends_with(".rs")) {
        for line in text.lines() {
            for found in exact.captures_iter(line.line) {
                let version = &found[1];
                let quoted = is_code(&line, version) || text.path == "README.md";
                let is_example = quoted && EXAMPLES.contains(&version);
                if !is_example && !known.contains(version) {
                    wrong.push(format!("{} ({version})", line.place()));
                }
            }
        }
    }
    report("versions that no table knows", &wrong);
}

/// Versions of invented applications and charts.
const EXAMPLES: &[&str] = &[
    "1.2.3", "1.4.0", "1.4.2", "1.5.0", "2.0.0", "1.0.0", "6.9.2", "0.0.0", "4.1.3", "4.2.0",
];

fn is_code(line: &Line<'_>, version: &str) -> bool {
    line.block.is_some() || spans(line.line).iter().any(|span| span.contains(version))
}

#[test]
fn every_tool_that_a_text_names_exists() {
    let verb_noun = Regex::new(r"^(list|check|trace|detect|validate|audit|generate|preview|verify|plan|explain|render|sync|reconcile|suspend|resume)_[a-z_]+$").unwrap();
    let mut wrong = Vec::new();
    for text in all().iter().filter(|text| text.is_markdown()) {
        for line in text.lines() {
            let words = spans(line.line)
                .into_iter()
                .filter_map(|span| span.split([' ', '(', '.']).next());
            for word in words.filter(|word| {
                verb_noun.is_match(word) && !surface::is_tool(word) && !NOT_TOOLS.contains(word)
            }) {
                wrong.push(format!("{} ({word})", line.place()));
            }
        }
    }
    report("tools that do not exist", &wrong);
}

/// Names of others that look like tools: metric labels.
const NOT_TOOLS: &[&str] = &["sync_status"];
