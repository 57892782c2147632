//! Every manifest that a reference shows parses strictly: no syntax error, no duplicate key, nothing
//! lost after the end, nothing that Kubernetes and Kustomize read differently.

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
