//! Hostile files are refused for a reason, or read within the budget; nothing panics or hangs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

#[path = "yaml/bombs.rs"]
mod bombs;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use bombs::BOMBS;
use gitops_mcp::yaml::{Budget, Error, Note, Reading, Stream, parse};

/// What a bomb comes to.
#[derive(Debug, PartialEq)]
enum Outcome {
    /// Read: documents and nodes.
    Read(usize, usize),
    Refused(&'static str),
    Broken,
}

fn outcome(stream: &Stream) -> Outcome {
    match stream.errors.first() {
        Some(Error::Budget { which, .. }) => Outcome::Refused(which),
        Some(_) => Outcome::Broken,
        None => {
            let nodes = stream.documents.iter().map(|d| d.walk().count()).sum();
            Outcome::Read(stream.documents.len(), nodes)
        }
    }
}

const EXPANSION: &str = "nodes once aliases are expanded, per node written,";
const NESTING: &str = "levels of nesting";

fn expected(name: &str) -> Outcome {
    match name {
        "nine levels of nine aliases" | "nine levels of nine aliases through merge keys" => {
            Outcome::Refused(EXPANSION)
        }
        "20,000 open brackets"
        | "20,000 closed brackets"
        | "5,000 closed brackets"
        | "20,000 open braces"
        | "20,000 explicit keys"
        | "20,000 levels of block sequence"
        | "4,000 levels of block mapping"
        | "20,000 levels of JSON"
        | "a chain of 1,000 anchors" => Outcome::Refused(NESTING),
        "20,000 levels of block mapping" | "one scalar of 1 GiB" | "a comment of 100 MiB" => {
            Outcome::Refused("bytes")
        }
        "one scalar of 2 MiB" => Outcome::Refused("bytes in one value"),
        "a million documents" => Outcome::Refused("documents"),
        "a million keys" => Outcome::Refused("nodes"),
        "100,000 keys" | "100,000 equal keys" => Outcome::Read(1, 200_001),
        "an explicit key of 1 MiB" => Outcome::Read(1, 3),
        "100,000 anchors" => Outcome::Read(1, 100_001),
        "100,000 aliases" => Outcome::Refused("aliases"),
        "an anchor in itself" => Outcome::Read(1, 4),
        "an anchor in its own merge" => Outcome::Read(1, 5),
        "a comment of 9 MiB" => Outcome::Read(1, 3),
        "a million comments" => Outcome::Refused("events"),
        "100,000 comments inside a list" => Outcome::Read(1, 4),
        "a literal with a million trailing blanks" => Outcome::Read(1, 3),
        "a literal with a million empty lines" => Outcome::Read(1, 5),
        "9 MiB of line breaks" | "9 MiB of tabs" => Outcome::Read(0, 0),
        "9 MiB of colons" => Outcome::Refused("bytes in one value"),
        // A dead alias, and text behind it that is no document.
        "9 MiB of indicators" => Outcome::Read(1, 1),
        "JSON on one line" => Outcome::Read(1, 150_003),
        _ => Outcome::Broken,
    }
}

/// Wide: against a hang, not a measurement.
const BOUND: Duration = Duration::from_secs(60);

#[test]
fn each_bomb_is_refused_or_read_within_its_budget() {
    let mut wrong = Vec::new();
    for (name, make) in BOMBS {
        let bytes = make();
        let start = Instant::now();
        let stream = parse(&bytes, &Budget::default());
        // Everything a caller may ask for stays bounded too.
        for document in stream.documents.iter().chain(&stream.dropped) {
            for reading in [Reading::Kubectl, Reading::Kustomize] {
                let _ = document.to_json(reading);
            }
            let _ = document.disagreements();
        }
        let taken = start.elapsed();
        let got = outcome(&stream);
        if got != expected(name) || taken > BOUND {
            wrong.push(format!("{name}: {got:?} after {taken:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn y41_self_reference_is_refused_by_both_readings() {
    for text in ["a: &a [*a]\n", "a: &a\n  <<: *a\n"] {
        let stream = parse(text.as_bytes(), &Budget::default());
        for reading in [Reading::Kubectl, Reading::Kustomize] {
            let refusal = stream.documents[0].to_json(reading).unwrap_err();
            assert_eq!(refusal.reason, "an anchor that contains itself");
        }
    }
}

#[test]
fn merging_the_same_mapping_many_times_costs_nothing_more() {
    // Below the expansion limit, but with every path through the merges walked it would not end.
    let mut text = "a0: &a0 {x: 1}\n".to_owned();
    for level in 1..=40 {
        let below = level - 1;
        writeln!(
            text,
            "a{level}: &a{level} {{<<: [*a{below}, *a{below}], k{level}: 1}}"
        )
        .unwrap();
    }
    let generous = Budget {
        max_expansion_ratio: usize::MAX,
        max_depth: 128,
        ..Budget::default()
    };
    let stream = parse(text.as_bytes(), &generous);
    assert!(stream.errors.is_empty(), "{:?}", stream.errors);
    for reading in [Reading::Kubectl, Reading::Kustomize] {
        let merged = stream.documents[0]
            .at("/a40")
            .unwrap()
            .merged_entries(reading);
        assert_eq!(merged.len(), 41);
    }
}

#[test]
fn a_document_over_its_own_limit_does_not_hide_the_next() {
    let deep = format!(
        "{}{}\n---\nkind: Secret\n",
        "[".repeat(100),
        "]".repeat(100)
    );
    let stream = parse(deep.as_bytes(), &Budget::default());
    assert!(matches!(
        stream.errors[..],
        [Error::Budget {
            which: NESTING,
            limit: 64,
            ..
        }]
    ));
    assert_eq!(stream.documents.len(), 1);
    assert_eq!(stream.documents[0].at("/kind").unwrap().line(), 3);
}

#[test]
fn depth_can_be_raised_to_the_hard_limit_only() {
    let text = |depth: usize| format!("{}{}\n", "[".repeat(depth), "]".repeat(depth));
    let budget = Budget {
        max_depth: 10_000,
        ..Budget::default()
    };
    assert!(parse(text(128).as_bytes(), &budget).errors.is_empty());
    assert_eq!(parse(text(129).as_bytes(), &budget).errors.len(), 1);
}

#[test]
fn equal_keys_are_all_noted() {
    let stream = parse("k: 1\n".repeat(1_000).as_bytes(), &Budget::default());
    let duplicates = stream
        .notes
        .iter()
        .filter(|note| matches!(note, Note::DuplicateKey { first_line: 1, .. }));
    assert_eq!(duplicates.count(), 999);
}
