//! SARIF holds every finding, with rules, places and fingerprints as code scanning wants them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::process::Command;

use serde_json::Value;

#[test]
fn every_finding_is_in_the_log_with_rule_line_and_fingerprint() {
    let dir = tempfile::tempdir().unwrap();
    for n in 0..60 {
        let text = format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s{n}\nstringData:\n  password: {}\n",
            format_args!("Wq{n}tR9vK{n}xZ")
        );
        fs::write(dir.path().join(format!("a b#{n}.yaml")), text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_gitops-mcp"))
        .args([
            "call",
            "audit_secrets",
            &format!("path={}", dir.path().display()),
            "--format",
            "sarif",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 60);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_i64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["region"]["startLine"], 6, "{place}");
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.starts_with("a%20b%23"), "{uri}");
        assert_eq!(
            result["partialFingerprints"]["gitopsMcp/v1"]
                .as_str()
                .unwrap()
                .len(),
            32
        );
    }
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("tR9vK"), "a value stands in the log");
}
