//! Settings of any bytes: dotenv, INI and properties, as files of their own and inside ConfigMaps and Secrets.

use gitops_mcp::checks::secrets::{conclude, judge};
use gitops_mcp::model::Location;
use serde_json::json;

const CANARY: &str = "c4n4ryS3cretOfNobody";
const NAMES: [&str; 8] = [
    ".env",
    "app.env",
    ".env.production",
    "app.ini",
    "app.properties",
    "credentials",
    "config.toml",
    "a.sops.ini",
];

/// The first byte says in which form the rest stands.
pub fn check(data: &[u8]) {
    let Some((form, rest)) = data.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*form) % NAMES.len()];
    let planted = [rest, b"\nDB_PASSWORD=", CANARY.as_bytes(), b"\n"].concat();
    match form / 8 % 4 {
        0 => examine(name, &planted, rest),
        1 => examine("a.json", &object("ConfigMap", "data", name, &planted), rest),
        2 => examine(
            "a.json",
            &object("Secret", "stringData", name, &planted),
            rest,
        ),
        _ => examine(
            "values.yaml",
            json!({ "env": String::from_utf8_lossy(&planted) })
                .to_string()
                .as_bytes(),
            rest,
        ),
    }
}

fn object(kind: &str, field: &str, key: &str, text: &[u8]) -> Vec<u8> {
    json!({
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": "a", "namespace": "b"},
        field: {key: String::from_utf8_lossy(text)},
    })
    .to_string()
    .into_bytes()
}

/// Findings lie inside the file, are the same twice, and hold no value.
fn examine(path: &str, bytes: &[u8], given: &[u8]) {
    let lines = bytes
        .iter()
        .filter(|byte| matches!(byte, b'\n' | b'\r'))
        .count() as u32
        + 1;
    let findings = conclude([judge(path, bytes)]).findings;
    let is_given = given
        .windows(CANARY.len())
        .any(|part| part == CANARY.as_bytes());
    for finding in &findings {
        if let Location::File(place) = &finding.location {
            assert!(
                place.line.is_none_or(|line| (1..=lines).contains(&line)),
                "{finding:?}"
            );
        }
        assert!(
            is_given || !format!("{finding:?}").contains(CANARY),
            "{finding:?}"
        );
    }
    let again = conclude([judge(path, bytes)]).findings;
    assert_eq!(format!("{findings:?}"), format!("{again:?}"));
}
