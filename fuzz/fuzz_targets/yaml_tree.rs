//! Any bytes: reading never panics, places lie inside the source, and what is JSON is read as JSON.
#![no_main]

use std::path::Path;

use gitops_mcp::yaml::{Budget, Document, Error, Node, Reading, Stream, classify, parse};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const READINGS: [Reading; 2] = [Reading::Kubectl, Reading::Kustomize];

fuzz_target!(|bytes: &[u8]| {
    let stream = parse(bytes, &Budget::default());
    let _ = classify(bytes, Path::new("a.yaml"));
    let lines = stream.source().split('\n').count() as u32 + breaks(&stream);
    for document in stream.documents.iter().chain(&stream.dropped) {
        for node in document.walk() {
            place(&stream, node, lines);
            meaning(node);
        }
        whole(document);
    }
    for (comment, text) in stream.comments() {
        assert!(comment.line >= 1 && comment.line <= lines);
        assert!(!text.contains('\n'));
    }
    for error in &stream.errors {
        // Binary files are not kept.
        let kept = !matches!(error, Error::Encoding { .. });
        assert!(
            error.line() >= 1 && (!kept || error.line() <= lines + 1),
            "{error:?}"
        );
    }
    for reading in READINGS {
        let _ = stream.objects(reading);
    }
    json(bytes, &stream);
});

/// Lines that end with a lone carriage return.
fn breaks(stream: &Stream) -> u32 {
    stream.source().matches('\r').count() as u32
}

fn place(stream: &Stream, node: Node<'_>, lines: u32) {
    let span = node.span();
    let written = stream.source().get(span.clone());
    assert!(written.is_some(), "{span:?} of {}", stream.source().len());
    assert!(node.line() >= 1 && node.column() >= 1);
    assert!(node.line() <= lines && node.end_line() <= lines + 1);
    if let Some(parent) = node.parent() {
        let outer = parent.span();
        assert!(outer.start <= span.start && span.end <= outer.end);
    }
    let pointer = node.pointer();
    assert!(pointer.is_empty() || pointer.starts_with('/'));
}

fn meaning(node: Node<'_>) {
    let _ = (node.text(), node.tag(), node.style(), node.key());
    for reading in READINGS {
        let _ = (node.resolve(reading), node.key_name(reading));
        let entries = node.entries().count();
        if !node.entries().any(|(key, _)| key.text() == Some("<<")) {
            assert!(node.merged_entries(reading).len() <= entries);
        }
    }
    assert!(node.items().count() == 0 || node.entries().count() == 0);
    if let Some((key, _)) = node.entries().next()
        && let Some(text) = key.text()
    {
        assert!(node.get(text).is_some());
    }
}

fn whole(document: &Document) {
    let _ = document.at(&document.root().pointer());
    let _ = document.disagreements();
    for reading in READINGS {
        assert_eq!(
            document.to_json(reading).is_err(),
            !document.refusals(reading).is_empty()
        );
    }
}

/// An object that a JSON parser accepts has to come out the same, unless a budget refuses it.
fn json(bytes: &[u8], stream: &Stream) {
    let Ok(expected @ Value::Object(_)) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    if let Some(error) = stream.errors.first() {
        assert!(
            matches!(error, Error::Budget { .. } | Error::Encoding { .. }),
            "{error:?}"
        );
        return;
    }
    let [document] = &stream.documents[..] else {
        panic!("{} documents", stream.documents.len());
    };
    if let Ok(got) = document.to_json(Reading::Kubectl) {
        assert!(same(&expected, &got), "{expected} is read as {got}");
    }
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => {
            // serde_json is off by the last bit at times.
            let (Some(one), Some(other)) = (one.as_f64(), other.as_f64()) else {
                return one == other;
            };
            one == other || (one - other).abs() <= one.abs() * 1e-15
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| other.get(key).is_some_and(|o| same(value, o)))
        }
        _ => one == other,
    }
}
