//! `.sops.yaml` of any bytes, and files that its rules may cover.

use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::model::{Finding, Location};

const CANARY: &str = "c4n4ryS3cretOfNobody";

/// The first byte says how much of the rest is the path of a file; what follows is the configuration.
pub fn check(data: &[u8]) {
    let Some((length, rest)) = data.split_first() else {
        return;
    };
    let (path, config) = rest.split_at(usize::from(*length % 64).min(rest.len()));
    let path = String::from_utf8_lossy(path).replace('\0', "");
    let path = path.trim_start_matches('/');
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: {CANARY}\n"
    );
    let dotenv = format!("PASSWORD={CANARY}\n");
    let files: [(&str, &[u8]); 5] = [
        (".sops.yaml", config),
        ("apps/.sops.yaml", config),
        ("apps/db/secret.sops.yaml", secret.as_bytes()),
        (path, secret.as_bytes()),
        ("apps/.env", dotenv.as_bytes()),
    ];
    let judged = |(path, bytes): &(&str, &[u8])| judge(path, bytes);
    let forward = told(conclude(files.iter().map(judged)).findings);
    let backward = told(conclude(files.iter().rev().map(judged)).findings);
    assert_eq!(forward, backward, "the order of files changes the answer");
    // What the input itself says is not ours to hide.
    let is_given = data
        .windows(CANARY.len())
        .any(|part| part == CANARY.as_bytes());
    assert!(is_given || !forward.iter().any(|text| text.contains(CANARY)));
}

fn told(findings: Vec<Finding>) -> Vec<String> {
    for finding in &findings {
        if let Location::File(place) = &finding.location {
            assert!(place.line.is_none_or(|line| line >= 1), "{finding:?}");
        }
    }
    let mut told: Vec<String> = findings.iter().map(|f| format!("{f:?}")).collect();
    told.sort();
    told
}
