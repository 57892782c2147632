//! Every manifest that a reference shows parses strictly: no syntax error, no duplicate key, nothing
//! lost after the end, nothing that Kubernetes and Kustomize read differently; and our own audit of
//! secrets has nothing to say about it.

use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::yaml::{Budget, parse};

use crate::texts::{all, report};

#[test]
fn every_yaml_block_parses_strictly() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for text in all() {
        for (line, block) in text.blocks("yaml") {
            seen += 1;
            let stream = parse(block.as_bytes(), &Budget::default());
            let place = format!("{}:{line}", text.path);
            wrong.extend(
                stream
                    .errors
                    .iter()
                    .map(|error| format!("{place}: {error}")),
            );
            wrong.extend(stream.notes.iter().map(|note| format!("{place}: {note:?}")));
            for document in &stream.documents {
                wrong.extend(
                    document
                        .disagreements()
                        .iter()
                        .map(|found| format!("{place}: {found:?}")),
                );
            }
        }
    }
    assert!(seen > 30, "only {seen} blocks");
    report("YAML that does not parse strictly", &wrong);
}

/// Blocks that show a mistake on purpose, by a comment on their first line.
fn is_a_bad_example(block: &str) -> bool {
    block
        .lines()
        .next()
        .is_some_and(|line| line.starts_with("# wrong"))
}

#[test]
fn every_yaml_block_passes_the_secret_audit() {
    let mut wrong = Vec::new();
    for text in all() {
        for (line, block) in text
            .blocks("yaml")
            .into_iter()
            .filter(|(_, block)| !is_a_bad_example(block))
        {
            let name = if block.contains("creation_rules:") {
                ".sops.yaml"
            } else {
                "manifest.yaml"
            };
            let audit = conclude([judge(name, block.as_bytes())]);
            let findings = audit
                .findings
                .iter()
                .filter(|finding| !NEEDS_THE_REST.contains(&finding.rule.as_str()));
            wrong.extend(findings.map(|finding| {
                format!("{}:{line}: {} {}", text.path, finding.rule, finding.message)
            }));
        }
    }
    report("manifests that our own audit finds fault with", &wrong);
}

/// Rules that look for something elsewhere in a repository, which a block does not show.
const NEEDS_THE_REST: &[&str] = &[
    "secrets/external-store-missing",
    "secrets/sops-config-rule-matches-nothing",
];
