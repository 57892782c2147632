//! Asks the packages that Argo CD itself uses: the Go program in `reference`, pinned there.
//!
//! Ignored by default because it needs Go and its modules: `cargo test --test appset second_layer -- --ignored`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use gitops_mcp::appset::glob::{BadPattern, doublestar, path_match};

use super::globs::{NAMES, PATTERNS};
use super::templates::table;

fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("appset-reference");
        let status = Command::new("go")
            .args(["build", "-o"])
            .arg(&target)
            .arg(".")
            .current_dir(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/appset/reference"
            ))
            .env("GOTOOLCHAIN", "auto")
            .status()
            .expect("go is on the path");
        assert!(status.success(), "the reference program does not build");
        target
    })
}

/// One answer a question: what it gives, or nothing for an error.
pub(crate) fn ask(questions: &[Value]) -> Vec<Option<String>> {
    let mut child = Command::new(program())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let lines: String = questions
        .iter()
        .map(|question| format!("{question}\n"))
        .collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<Value> = answers
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), questions.len());
    answers
        .into_iter()
        .map(|answer| (answer["ok"] == true).then(|| answer["text"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
#[ignore = "needs Go"]
fn second_layer_the_table_of_templates_is_what_go_answers() {
    let table = table();
    let questions: Vec<Value> = table
        .cases
        .iter()
        .map(|case| json!({"kind": "go", "text": case["text"], "missing": case["missing"].as_str().unwrap_or("default"), "params": table.params}))
        .collect();
    let answers = ask(&questions);
    let mut wrong = Vec::new();
    let mut agreed = 0;
    for (case, answer) in table.cases.iter().zip(&answers) {
        let fits = case["refused"] == true || answer.as_deref() == case["want"].as_str();
        agreed += usize::from(fits && case["refused"] != true);
        if !fits {
            wrong.push(format!("{case}: Go says {answer:?}"));
        }
    }
    println!(
        "Go agrees with {agreed} of {} answers and errors of the table",
        table
            .cases
            .iter()
            .filter(|case| case["refused"] != true)
            .count()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "needs Go"]
fn second_layer_globs_match_as_go_and_doublestar_do() {
    let pairs: Vec<(&str, &str)> = PATTERNS
        .iter()
        .flat_map(|pattern| NAMES.iter().map(move |name| (*pattern, *name)))
        .collect();
    for (kind, matcher) in [
        ("match", path_match as fn(&str, &str) -> _),
        ("doublestar", doublestar),
    ] {
        let questions: Vec<Value> = pairs
            .iter()
            .map(|(pattern, name)| json!({"kind": kind, "text": pattern, "name": name}))
            .collect();
        let answers = ask(&questions);
        let (mut wrong, mut refused) = (Vec::new(), 0);
        for ((pattern, name), answer) in pairs.iter().zip(&answers) {
            match matcher(pattern, name) {
                Err(BadPattern::Refused) => refused += 1,
                ours => {
                    let ours = ours.ok().map(|matched: bool| matched.to_string());
                    if ours != *answer {
                        wrong.push(format!(
                            "{kind} {pattern:?} {name:?}: ours {ours:?}, Go {answer:?}"
                        ));
                    }
                }
            }
        }
        println!(
            "{kind}: {} of {} as Go answers, {refused} refused",
            pairs.len() - wrong.len() - refused,
            pairs.len()
        );
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
