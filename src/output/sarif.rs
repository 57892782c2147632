//! A report as SARIF 2.1.0 that code scanning accepts: rules with help, results with a stable fingerprint.

use serde_json::{Map, Value, json};

use crate::model::{Finding, Location, Meta, Report, Severity};
use crate::{checks, docs};

/// The log of one run.
#[must_use]
pub fn log(report: &Report) -> Value {
    let rules: Vec<&'static Meta> = checks::all();
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| result(finding, &rules))
        .collect();
    let skipped: Vec<Value> = report
        .skipped
        .iter()
        .map(|part| json!({"level": "warning", "message": {"text": format!("not read: {} ({}): {}", part.what, part.why.name(), part.hint)}}))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|meta| rule(meta)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{"executionSuccessful": report.complete, "toolExecutionNotifications": skipped}],
            "results": results,
            "properties": {"summary": report.summary, "omitted": report.omitted},
        }]
    })
}

fn rule(meta: &Meta) -> Value {
    json!({
        "id": meta.id,
        "name": meta.id.split(['/', '-']).map(capital).collect::<String>(),
        "shortDescription": {"text": meta.title},
        "fullDescription": {"text": meta.title},
        "help": {"text": meta.docs, "markdown": docs::rule_page(meta)},
        "defaultConfiguration": {"level": level(meta.severity)},
        "properties": {"security-severity": score(meta.severity), "tags": ["security"]},
    })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_ascii_uppercase().to_string() + letters.as_str()
    })
}

fn result(finding: &Finding, rules: &[&'static Meta]) -> Value {
    let fix = finding
        .fix
        .as_ref()
        .map_or(String::new(), |fix| format!(" Fix: {}", fix.summary));
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| {
            let mut place = location(&related.location);
            place.insert("message".to_owned(), json!({"text": related.note}));
            Value::Object(place)
        })
        .collect();
    json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.iter().position(|meta| meta.id == finding.rule).map_or(-1, |at| i64::try_from(at).unwrap_or(-1)),
        "level": level(finding.severity),
        "message": {"text": format!("{}{fix}", finding.message)},
        "locations": [location(&finding.location)],
        "relatedLocations": related,
        "partialFingerprints": {"gitopsMcp/v1": finding.fingerprint},
    })
}

/// A file by URI and line, or what is no file by name.
fn location(location: &Location) -> Map<String, Value> {
    let mut out = Map::new();
    let Location::File(place) = location else {
        out.insert(
            "logicalLocations".to_owned(),
            json!([{"fullyQualifiedName": location.to_string()}]),
        );
        return out;
    };
    let region = json!({"startLine": place.line.unwrap_or(1).max(1)});
    out.insert(
        "physicalLocation".to_owned(),
        json!({"artifactLocation": {"uri": uri(&place.path)}, "region": region}),
    );
    if let Some(pointer) = place
        .pointer
        .as_deref()
        .filter(|pointer| !pointer.is_empty())
    {
        out.insert(
            "logicalLocations".to_owned(),
            json!([{"fullyQualifiedName": pointer}]),
        );
    }
    out
}

/// A relative URI reference: everything but unreserved characters and `/` is percent-encoded.
fn uri(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The number that code scanning turns back into a severity.
const fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.0",
    }
}
