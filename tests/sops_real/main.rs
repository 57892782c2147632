//! Verdicts on SOPS files: every mutation of a table, in every format and with every kind of recipients.
//!
//! The files stand in `tests/fixtures/sops`; their keys are made from words at run time. The second layer has the real
//! `sops` encrypt them anew and decrypt every mutation: it has to agree with the table's exit codes, so that our verdict
//! and that of `sops` are the same on every row. `tests/sops_real/run` builds it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::too_many_lines,
    clippy::regex_creation_in_loops,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

#[path = "../support/age.rs"]
mod age;
mod bases;
mod fixes;
#[path = "../support/git.rs"]
mod git;
mod readers;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use bases::{BASES, Base};
use gitops_mcp::checks::secrets::{AgeKeys, conclude, judge};
use regex::Regex;
use table::{Outcome, ROWS, Row};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sops")
}

/// The keys that are at hand: `TWO` is somebody else's.
fn key_file() -> String {
    format!(
        "# created: 2026-11-24\n{}\n\n{}\n",
        age::secret_key("one"),
        age::secret_key("three")
    )
}

fn mutate(text: &str, row: &Row) -> String {
    row.edits
        .iter()
        .fold(text.to_owned(), |text, (expression, replacement)| {
            let edited = Regex::new(expression)
                .unwrap()
                .replace(&text, *replacement)
                .into_owned();
            assert!(
                edited != text,
                "{} {}: {expression} matches nothing",
                row.base,
                row.what
            );
            edited
        })
}

/// What is found without a key.
fn rules(path: &str, text: &str) -> BTreeSet<String> {
    conclude([judge(path, text.as_bytes())])
        .findings
        .into_iter()
        .filter_map(|finding| Some(finding.rule.strip_prefix("secrets/")?.to_owned()))
        .filter(|rule| rule != "sops-single-recipient")
        .collect()
}

/// What a key tells.
fn with_key(path: &str, text: &str, keys: &AgeKeys) -> Outcome {
    let judged = judge(path, text.as_bytes()).opened(path, text.as_bytes(), Some(keys));
    let audit = conclude([judged]);
    let found = |rule: &str| audit.findings.iter().any(|finding| finding.rule == rule);
    let count = audit
        .coverage
        .checked
        .get("SOPS MAC")
        .cloned()
        .unwrap_or_default();
    let damaged_copy = |text: &str| text.starts_with("The copy of the data key");
    let undecryptable = audit.findings.iter().any(|finding| {
        finding.rule == "secrets/sops-undecryptable-value" && !damaged_copy(&finding.message)
    });
    match () {
        () if found("secrets/sops-mac-mismatch") => Outcome::Mismatch,
        () if undecryptable => Outcome::Undecryptable,
        () if count.healthy == 1 => Outcome::Verified,
        () if !count.not_judged.is_empty() => Outcome::NotJudged,
        () => Outcome::Refused,
    }
}

/// Compares one row; the words tell what differs.
fn differences(row: &Row, text: &str, keys: &AgeKeys) -> Vec<String> {
    let mut wrong = Vec::new();
    let found = rules(row.base, text);
    let expected: BTreeSet<String> = row.rules.iter().map(|rule| (*rule).to_owned()).collect();
    if found != expected {
        wrong.push(format!(
            "{} {}: found {found:?}, expected {expected:?}",
            row.base, row.what
        ));
    }
    let told = with_key(row.base, text, keys);
    if told != row.with_key {
        wrong.push(format!(
            "{} {}: a key tells {told:?}, expected {:?}",
            row.base, row.what, row.with_key
        ));
    }
    wrong
}

#[test]
fn every_mutation_gets_its_verdict() {
    let keys = AgeKeys::default().with(&key_file());
    let wrong: Vec<String> = ROWS
        .iter()
        .flat_map(|row| {
            let text = fs::read_to_string(fixtures().join(row.base)).unwrap();
            differences(row, &mutate(&text, row), &keys)
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}\n{}",
        wrong.len(),
        ROWS.len(),
        wrong.join("\n")
    );
}

/// What a key verifies is what `sops` decrypts; a code that does not hold, and a key that opens nothing, are what `sops`
/// calls so.
#[test]
fn the_table_agrees_with_itself() {
    for row in ROWS {
        let place = format!("{} {}", row.base, row.what);
        assert_eq!(row.with_key == Outcome::Verified, row.exit == 0, "{place}");
        let code = row.with_key == Outcome::Mismatch || row.rules == ["sops-no-mac"];
        assert_eq!(code, row.exit == 51, "{place}");
        assert!(
            row.with_key != Outcome::NotJudged || row.exit == 128,
            "{place}"
        );
    }
}

/// Neither the values of the bases nor keys nor ciphertext stand in an answer.
#[test]
fn c12_no_clear_value_and_no_key_of_a_mutated_file_is_told() {
    let keys = AgeKeys::default().with(&key_file());
    let values = Regex::new("INVENTED|SU5WRU5|AGE-SECRET|ENC\\[|BEGIN AGE").unwrap();
    for row in ROWS {
        let text = mutate(&fs::read_to_string(fixtures().join(row.base)).unwrap(), row);
        let judged =
            judge(row.base, text.as_bytes()).opened(row.base, text.as_bytes(), Some(&keys));
        let audit = conclude([judged]);
        let told = serde_json::to_string(&(audit.findings, audit.coverage.checked)).unwrap();
        assert!(!values.is_match(&told), "{} {}: {told}", row.base, row.what);
    }
}

/// The real programs, each in the folder that `GITOPS_MCP_SOPS` names or on the PATH.
struct Real {
    folder: tempfile::TempDir,
}

impl Real {
    fn command(name: &str) -> Command {
        let folder = std::env::var_os("GITOPS_MCP_SOPS").map(PathBuf::from);
        Command::new(folder.map_or_else(|| PathBuf::from(name), |folder| folder.join(name)))
    }

    fn recipient(word: &str, folder: &Path) -> String {
        let file = folder.join("one-key.txt");
        fs::write(&file, age::secret_key(word)).unwrap();
        text(
            &Self::command("age-keygen")
                .arg("-y")
                .arg(&file)
                .output()
                .unwrap(),
        )
    }

    fn quantum(folder: &Path) -> String {
        let file = folder.join("quantum-key.txt");
        let made = Self::command("age-keygen")
            .args(["-pq", "-o"])
            .arg(&file)
            .output()
            .unwrap();
        assert!(made.status.success(), "{made:?}");
        text(
            &Self::command("age-keygen")
                .arg("-y")
                .arg(&file)
                .output()
                .unwrap(),
        )
    }

    /// Encrypts every base.
    fn encrypted() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let recipients = [
            ("ONE", Self::recipient("one", path)),
            ("TWO", Self::recipient("two", path)),
            ("THREE", Self::recipient("three", path)),
            ("PQ", Self::quantum(path)),
        ];
        fs::write(path.join("keys.txt"), key_file()).unwrap();
        for base in BASES {
            let rule = recipients
                .iter()
                .fold(base.rule.to_owned(), |rule, (word, key)| {
                    rule.replace(word, key)
                });
            Self::encrypt(path, base, &rule);
        }
        Self { folder }
    }

    fn encrypt(folder: &Path, base: &Base, rule: &str) {
        let rule = rule.replace('\n', "\n    ");
        let config = format!("creation_rules:\n  - {rule}\n");
        fs::write(folder.join(".sops.yaml"), config).unwrap();
        let path = folder.join(base.name);
        fs::write(&path, base.clear).unwrap();
        let output = Self::command("sops")
            .current_dir(folder)
            .arg("encrypt")
            .arg(base.name)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}: {}",
            base.name,
            String::from_utf8_lossy(&output.stderr)
        );
        fs::write(&path, output.stdout).unwrap();
    }

    fn decrypt(&self, row: &Row, text: &str) -> Output {
        let file = self.folder.path().join(format!("mutated-{}", row.base));
        fs::write(&file, text).unwrap();
        Self::command("sops")
            .env_remove("SOPS_AGE_KEY")
            .env("SOPS_AGE_KEY_FILE", self.folder.path().join("keys.txt"))
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_HOME", self.folder.path())
            .arg("decrypt")
            .arg(&file)
            .output()
            .unwrap()
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[test]
#[ignore = "second layer: needs sops and age-keygen, tests/sops_real/run builds them"]
fn the_real_sops_agrees_on_every_row() {
    let real = Real::encrypted();
    if std::env::var_os("UPDATE").is_some() {
        for base in BASES {
            fs::copy(
                real.folder.path().join(base.name),
                fixtures().join(base.name),
            )
            .unwrap();
        }
    }
    let keys = AgeKeys::default().with(&key_file());
    let mut wrong = Vec::new();
    println!(
        "{:<24} {:<52} {:<14} {:>4}  sops",
        "file", "mutation", "our verdict", "exit"
    );
    for row in ROWS {
        let fresh = fs::read_to_string(real.folder.path().join(row.base)).unwrap();
        let mutated = mutate(&fresh, row);
        wrong.extend(differences(row, &mutated, &keys));
        let output = real.decrypt(row, &mutated);
        let exit = output.status.code().unwrap_or(-1);
        let told = with_key(row.base, &mutated, &keys);
        println!(
            "{:<24} {:<52} {:<14} {:>4}  {}",
            row.base,
            row.what,
            format!("{told:?}"),
            exit,
            reason(&output)
        );
        if exit != row.exit {
            wrong.push(format!(
                "{} {}: sops exits with {exit}, expected {}: {}",
                row.base,
                row.what,
                row.exit,
                reason(&output)
            ));
        }
    }
    println!(
        "{} mutations, {} differences from the real sops",
        ROWS.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The first line that says why, without ciphertext.
fn reason(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.contains("level="))
        .unwrap_or_default();
    line.split("ENC[")
        .next()
        .unwrap_or_default()
        .chars()
        .take(90)
        .collect()
}
