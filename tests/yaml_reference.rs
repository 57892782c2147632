//! Asks the readers of the field themselves: the Go program in `yaml/reference`, pinned there.
//!
//! Ignored by default because it needs Go and its modules; `.ci/run` runs it where Go is present:
//! `cargo test --test yaml_reference -- --ignored`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

#[path = "yaml/table.rs"]
mod table;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use base64::Engine as _;
use gitops_mcp::yaml::{Budget, Reading, parse};
use serde_json::{Value, json};
use table::{Answer, cases, same};

/// Builds the reference program, once.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(build)
}

fn build() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("yaml-reference");
    let status = Command::new("go")
        .args(["build", "-o"])
        .arg(&target)
        .arg(".")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/yaml/reference"))
        .env("GOTOOLCHAIN", "auto")
        .status()
        .expect("go is on the path");
    assert!(status.success(), "the reference program does not build");
    target
}

/// One answer of both readers per input, in order.
fn ask(inputs: &[Vec<u8>]) -> Vec<Value> {
    let mut child = Command::new(program())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = inputs
        .iter()
        .map(|input| {
            let encoded = base64::engine::general_purpose::STANDARD.encode(input);
            format!("{}\n", json!({"id": "", "input": encoded}))
        })
        .collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn objects(answer: &Value, reading: Reading) -> Option<Vec<Value>> {
    let name = match reading {
        Reading::Kubectl => "kubectl",
        Reading::Kustomize => "kustomize",
    };
    if answer[name]["error"].is_string() {
        return None;
    }
    Some(
        answer[name]["objects"]
            .as_array()
            .cloned()
            .unwrap_or_default(),
    )
}

const READINGS: [Reading; 2] = [Reading::Kubectl, Reading::Kustomize];

#[test]
#[ignore = "needs Go and its modules; run by .ci/run"]
fn the_table_says_what_the_readers_say() {
    let cases = cases();
    let inputs: Vec<_> = cases.iter().map(table::Case::bytes).collect();
    let answers = ask(&inputs);
    assert_eq!(answers.len(), cases.len());
    let mut wrong = String::new();
    for (case, answer) in cases.iter().zip(&answers) {
        for reading in READINGS {
            let got = match objects(answer, reading) {
                Some(objects) => case.answer(objects),
                None => Answer::Error,
            };
            if !case.reader(reading).agrees(&got) {
                writeln!(wrong, "{} {:?} {reading:?}: {got:?}", case.row, case.text()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Plain scalars made of the characters that decide about types, without those that cannot be a
/// number in JSON.
fn scalars(count: usize) -> Vec<String> {
    let alphabet: Vec<char> = "0001123456789..+--__eExXobOB:TZyntfals~".chars().collect();
    let mut state: u64 = 2_024;
    let mut next = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % limit
    };
    let mut made = Vec::new();
    while made.len() < count {
        let length = 1 + next(9);
        let text: String = (0..length)
            .map(|_| alphabet[next(alphabet.len())])
            .collect();
        // Structure, and a slip of Go's parser that the table records.
        let slip = ["0b-", "0b+", "0o-", "0o+"]
            .iter()
            .any(|slip| text.replace('_', "").contains(slip));
        if text == "-" || text.ends_with(':') || slip {
            continue;
        }
        made.push(text);
    }
    made
}

#[test]
#[ignore = "needs Go and its modules; run by .ci/run"]
fn random_scalars_resolve_as_the_readers_resolve_them() {
    let scalars = scalars(20_000);
    let mut text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\nvalues:\n".to_owned();
    for scalar in &scalars {
        writeln!(text, "- {scalar}").unwrap();
    }
    let answers = ask(&[text.clone().into_bytes()]);
    let budget = Budget::default();
    let stream = parse(text.as_bytes(), &budget);
    for reading in READINGS {
        let theirs = objects(&answers[0], reading).expect("no scalar is an error");
        let ours = stream.objects(reading).unwrap();
        let (theirs, ours) = (&theirs[0]["values"], &ours[0]["values"]);
        for (index, scalar) in scalars.iter().enumerate() {
            assert!(
                same(&ours[index], &theirs[index]),
                "{scalar}: {reading:?} gives {}, we give {}",
                theirs[index],
                ours[index]
            );
        }
    }
}
