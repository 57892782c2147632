//! Sound manifests have no violation, broken ones have the one that is expected: `manifests/` is the table.
//!
//! `compare` asks a real API server about the same manifests and many more (`GITOPS_MCP_MANIFESTS` names the file to write).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gitops_mcp::schemas::{Catalogue, Family, How, Outcome, Violation};
use gitops_mcp::yaml::{Budget, Reading, parse};
use serde_json::Value;

use super::judge;
use super::mutations::mutations;

fn read(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/schemas/manifests")
        .join(name);
    let stream = parse(&std::fs::read(path).unwrap(), &Budget::default());
    assert!(stream.errors.is_empty(), "{name}: {:?}", stream.errors);
    let documents = stream.documents.iter();
    documents
        .map(|document| document.to_json(Reading::Kubectl).unwrap())
        .collect()
}

/// Bases by kind, and by `apiVersion/kind`.
fn bases() -> BTreeMap<String, Value> {
    let mut bases = BTreeMap::new();
    for base in read("bases.yaml") {
        let kind = base["kind"].as_str().unwrap().to_owned();
        let version = base["apiVersion"].as_str().unwrap();
        bases.insert(format!("{version}/{kind}"), base.clone());
        bases.insert(kind, base);
    }
    bases
}

/// One manifest and what is expected of it.
pub(super) struct Case {
    name: String,
    manifest: Value,
    /// Family and pointer; nothing for a sound one.
    expected: Option<(Family, String)>,
}

fn family(word: &str) -> Option<Family> {
    match word {
        "unknown" => Some(Family::UnknownField),
        "type" => Some(Family::WrongType),
        "missing" => Some(Family::MissingField),
        "value" => Some(Family::InvalidValue),
        "none" => None,
        other => panic!("expect: {other}"),
    }
}

/// Puts a value at a pointer, or takes the field away.
fn change(manifest: &mut Value, pointer: &str, to: Option<&Value>) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = manifest
        .pointer_mut(parent)
        .unwrap_or_else(|| panic!("{pointer}"));
    let map = parent
        .as_object_mut()
        .unwrap_or_else(|| panic!("{pointer}"));
    match to {
        Some(value) => map.insert(name.to_owned(), value.clone()),
        None => Some(map.remove(name).unwrap_or_else(|| panic!("{pointer}"))),
    };
}

pub(super) fn cases() -> Vec<Case> {
    let bases = bases();
    let mut cases: Vec<Case> = read("bases.yaml")
        .into_iter()
        .map(|manifest| Case {
            name: format!("{} base", manifest["kind"]),
            manifest,
            expected: None,
        })
        .collect();
    for file in ["valid.yaml", "invalid.yaml"] {
        for row in read(file)[0].as_array().unwrap() {
            let pointer = row["set"].as_str().unwrap();
            for kind in row["kinds"].as_array().unwrap() {
                let kind = kind.as_str().unwrap();
                let mut manifest = bases[kind].clone();
                change(&mut manifest, pointer, row.get("to"));
                let at = row.get("at").map_or(pointer, |at| at.as_str().unwrap());
                let expected = row
                    .get("expect")
                    .and_then(|word| family(word.as_str().unwrap()));
                cases.push(Case {
                    name: format!("{file}: {kind} {pointer} {}", row["to"]),
                    manifest,
                    expected: expected.map(|family| (family, at.to_owned())),
                });
            }
        }
    }
    cases
}

fn violations(case: &Case) -> Vec<Violation> {
    let judged = judge(
        &Catalogue::default(),
        &case.manifest.to_string(),
        How::default(),
    );
    match &judged[0].outcome {
        Outcome::Judged(verdict) => verdict.violations.clone(),
        Outcome::NotJudged(reason) => panic!("{} not judged: {reason:?}", case.name),
    }
}

#[test]
fn three_hundred_sound_and_three_hundred_broken_manifests() {
    let (mut sound, mut broken) = (0, 0);
    let mut wrong = Vec::new();
    for case in cases() {
        let found: Vec<(Family, String)> = violations(&case)
            .into_iter()
            .map(|each| (each.trouble.family(), each.pointer))
            .collect();
        let expected: Vec<_> = case.expected.clone().into_iter().collect();
        if expected.is_empty() {
            sound += 1;
        } else {
            broken += 1;
        }
        if found != expected {
            wrong.push(format!(
                "{}\n    found    {found:?}\n    expected {expected:?}",
                case.name
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(
        sound >= 300 && broken >= 300,
        "{sound} sound, {broken} broken"
    );
    println!("{sound} sound, {broken} broken");
}

/// Writes the manifests, those of the table and mutations of the sound ones, and what this program says of them, for
/// `compare`: one JSON object a line.
#[test]
#[ignore = "writes a file: GITOPS_MCP_MANIFESTS"]
fn write_manifests() {
    let (mut done, mut lines) = (BTreeSet::new(), Vec::new());
    for case in cases() {
        lines.push(line(&case));
        if case.expected.is_some() {
            continue;
        }
        for (how, manifest) in mutations(&case.manifest, &mut done) {
            lines.push(line(&Case {
                name: format!("mutated: {} {how}", case.manifest["kind"].as_str().unwrap()),
                manifest,
                expected: None,
            }));
        }
    }
    std::fs::write(
        std::env::var("GITOPS_MCP_MANIFESTS").unwrap(),
        lines.join("\n"),
    )
    .unwrap();
}

fn line(case: &Case) -> String {
    let found = violations(case);
    let said = found
        .iter()
        .map(|each| format!("{:?} {}", each.trouble.family(), each.pointer));
    serde_json::json!({"name": case.name, "manifest": case.manifest, "said": said.collect::<Vec<_>>()}).to_string()
}
