//! Verdicts on SOPS files against the real `sops`: every mutation of a table, in every format.
//!
//! The files stand in `tests/fixtures/sops`. Where `sops` and `age-keygen` are on the PATH they are made anew with a key
//! of their own, and `sops decrypt` has to agree with the column `decrypts` of every row.

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

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use gitops_mcp::checks::secrets::{conclude, judge};
use regex::Regex;

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\nstringData:\n  password: INVENTED\n  user: INVENTED-2\n  empty: \"\"\ndata:\n  token: SU5WRU5URUQ=\n";
const VALUES: &str = "db:\n  password: INVENTED\n  port: 5432\n  ratio: 1.5\n  flag: true\n  none: null\n  empty: \"\"\n  hosts:\n    - INVENTED-3\n    - INVENTED-4\n  host_unencrypted: db.example.org\n";
const JSON: &str = "{\"db\": {\"password\": \"INVENTED\", \"port\": 5432, \"none\": null, \"list\": [\"INVENTED-3\"]}}\n";
const DOTENV: &str = "# note\nDB_PASSWORD=INVENTED\nDB_USER=INVENTED-2\nEMPTY=\n";
const INI: &str = "[db]\npassword = INVENTED\nuser = INVENTED-2\n";
const BINARY: &str = "INVENTED binary text\nof two lines\n";

/// A file to mutate, and the arguments with which it is encrypted.
struct Base {
    name: &'static str,
    clear: &'static str,
    arguments: &'static [&'static str],
}

const BASES: [Base; 6] = [
    Base {
        name: "secret.yaml",
        clear: SECRET,
        arguments: &["--encrypted-regex", "^(data|stringData)$"],
    },
    Base {
        name: "values.yaml",
        clear: VALUES,
        arguments: &[],
    },
    Base {
        name: "values.json",
        clear: JSON,
        arguments: &[],
    },
    Base {
        name: "app.env",
        clear: DOTENV,
        arguments: &[],
    },
    Base {
        name: "app.ini",
        clear: INI,
        arguments: &[],
    },
    Base {
        name: "key.bin",
        clear: BINARY,
        arguments: &[],
    },
];

/// One row: the file, what is changed, what has to be found, and whether `sops` still decrypts.
struct Row {
    base: &'static str,
    what: &'static str,
    /// Expression and replacement, in order.
    edits: &'static [(&'static str, &'static str)],
    expected: &'static [&'static str],
    decrypts: bool,
}

const fn row(
    base: &'static str,
    what: &'static str,
    edits: &'static [(&'static str, &'static str)],
    found: (&'static [&'static str], bool),
) -> Row {
    Row {
        base,
        what,
        edits,
        expected: found.0,
        decrypts: found.1,
    }
}

const PARTIAL: (&[&str], bool) = (&["sops-partially-encrypted"], false);
const DAMAGED: (&[&str], bool) = (&["sops-malformed-value"], false);
const NO_MAC: (&[&str], bool) = (&["sops-no-mac"], false);
const METADATA: (&[&str], bool) = (&["sops-bad-metadata"], false);
const SOUND: (&[&str], bool) = (&[], true);
/// Only a key can tell.
const NEEDS_KEY: (&[&str], bool) = (&[], false);

const ENC: &str = r"ENC\[[^\]]*\]";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("secret.yaml", "untouched", &[], SOUND),
    row("values.yaml", "untouched", &[], SOUND),
    row("values.json", "untouched", &[], SOUND),
    row("app.env", "untouched", &[], SOUND),
    row("app.ini", "untouched", &[], SOUND),
    row("key.bin", "untouched", &[], SOUND),
    // A value of each kind in clear.
    row("secret.yaml", "string in clear", &[(r"password: ENC\[[^\]]*\]", "password: INVENTED")], PARTIAL),
    row("secret.yaml", "base64 in clear", &[(r"token: ENC\[[^\]]*\]", "token: SU5WRU5URUQ=")], PARTIAL),
    row("secret.yaml", "key added in clear", &[("stringData:\n", "stringData:\n    added: INVENTED\n")], PARTIAL),
    row("secret.yaml", "reference in clear", &[(r"password: ENC\[[^\]]*\]", "password: op://vault/db/password")], PARTIAL),
    row("values.yaml", "integer in clear", &[(r"port: ENC\[[^\]]*\]", "port: 5432")], PARTIAL),
    row("values.yaml", "float in clear", &[(r"ratio: ENC\[[^\]]*\]", "ratio: 1.5")], PARTIAL),
    row("values.yaml", "boolean in clear", &[(r"flag: ENC\[[^\]]*\]", "flag: true")], PARTIAL),
    row("values.yaml", "list item in clear", &[(r"- ENC\[[^\]]*\]", "- INVENTED-3")], PARTIAL),
    row("values.yaml", "nested key added in clear", &[("db:\n", "db:\n    deep:\n        er: INVENTED\n")], PARTIAL),
    row("values.yaml", "null added", &[("db:\n", "db:\n    more: null\n")], SOUND),
    row("values.yaml", "empty text added", &[("db:\n", "db:\n    more: \"\"\n")], SOUND),
    row("values.yaml", "clear comment added", &[("db:\n", "# a note\ndb:\n")], SOUND),
    row("values.yaml", "key with the suffix added", &[("db:\n", "db:\n    more_unencrypted: x\n")], NEEDS_KEY),
    row("values.json", "string in clear", &[(r#""password": "ENC\[[^\]]*\]""#, r#""password": "INVENTED""#)], PARTIAL),
    row("values.json", "number in clear", &[(r#""port": "ENC\[[^\]]*\]""#, r#""port": 5432"#)], PARTIAL),
    row("values.json", "list item in clear", &[(r#"(\[\s*)"ENC\[[^\]]*\]""#, r#"$1"INVENTED-3""#)], PARTIAL),
    row("app.env", "value in clear", &[(r"DB_PASSWORD=ENC\[[^\]]*\]", "DB_PASSWORD=INVENTED")], PARTIAL),
    row("app.env", "line added in clear", &[("DB_USER=", "MORE=INVENTED\nDB_USER=")], PARTIAL),
    row("app.ini", "value in clear", &[(r"(password *)= ENC\[[^\]]*\]", "$1= INVENTED")], PARTIAL),
    row("key.bin", "content in clear", &[(r#""data": "ENC\[[^\]]*\]""#, r#""data": "INVENTED""#)], PARTIAL),
    // Damaged ciphertext, part by part.
    row("secret.yaml", "no closing bracket", &[(r"(password: ENC\[[^\]]*)\]", "$1")], DAMAGED),
    row("secret.yaml", "no tag", &[(r"(password: ENC\[[^\]]*),tag:[^,]*", "$1")], DAMAGED),
    row("secret.yaml", "short tag", &[(r"(password: ENC\[[^\]]*),tag:[^,]*", "$1,tag:AAAA")], DAMAGED),
    row("secret.yaml", "no initialisation vector", &[(r"(password: ENC\[[^\]]*),iv:[^,]*", "$1")], DAMAGED),
    row("secret.yaml", "short initialisation vector", &[(r"(password: ENC\[[^\]]*),iv:[^,]*", "$1,iv:AAAA")], DAMAGED),
    row("secret.yaml", "no base64", &[(r"(password: ENC\[AES256_GCM,data:)", "$1*")], DAMAGED),
    row("secret.yaml", "unknown type", &[(r"(password: ENC\[[^\]]*),type:str", "$1,type:text")], DAMAGED),
    row("secret.yaml", "no type", &[(r"(password: ENC\[[^\]]*),type:str", "$1")], DAMAGED),
    row("secret.yaml", "text after the bracket, which sops drops", &[(r"(password: ENC\[[^\]]*\])", "$1 INVENTED")], (&["sops-malformed-value"], true)),
    row("app.env", "cut", &[(r"(DB_PASSWORD=ENC\[AES256_GCM,data:[^,]*).*", "$1")], DAMAGED),
    row("values.json", "no tag", &[(r#"("password": "ENC\[[^\]]*),tag:[^,]*"#, "$1")], DAMAGED),
    row("secret.yaml", "two values exchanged", &[(r"password: (ENC\[[^\]]*\])\n    user: (ENC\[[^\]]*\])", "password: $2\n    user: $1")], NEEDS_KEY),
    row("secret.yaml", "a value removed", &[(r"    password: ENC\[[^\]]*\]\n", "")], NEEDS_KEY),
    row("secret.yaml", "a clear field changed", &[("name: db", "name: other")], NEEDS_KEY),
    // Message authentication code.
    row("secret.yaml", "mac missing", &[(r"    mac: .*\n", "")], NO_MAC),
    row("secret.yaml", "mac empty", &[(r"    mac: .*", "    mac: \"\"")], NO_MAC),
    row("secret.yaml", "mac in clear", &[(r"    mac: .*", "    mac: unencrypted")], NO_MAC),
    row("secret.yaml", "mac of another type", &[(r"(    mac: ENC\[[^\]]*),type:str", "$1,type:int")], NO_MAC),
    row("secret.yaml", "mac cut", &[(r"(    mac: ENC\[AES256_GCM,data:[^,]*).*", "$1")], NO_MAC),
    row("values.json", "mac missing", &[(r#"\n[\t ]*"mac": "[^"]*","#, "")], NO_MAC),
    row("app.env", "mac missing", &[(r"sops_mac=.*\n", "")], NO_MAC),
    row("app.ini", "mac missing", &[(r"mac *= .*\n", "")], NO_MAC),
    row("key.bin", "mac missing", &[(r#"\n[\t ]*"mac": "[^"]*","#, "")], NO_MAC),
    // Metadata, field by field.
    row("secret.yaml", "time missing", &[(r"    lastmodified: .*\n", "")], METADATA),
    row("secret.yaml", "time in words", &[(r"    lastmodified: .*", "    lastmodified: yesterday")], METADATA),
    row("secret.yaml", "another time", &[(r"    lastmodified: .*", "    lastmodified: \"2020-01-01T00:00:00Z\"")], NEEDS_KEY),
    row("secret.yaml", "version missing", &[(r"    version: .*\n", "")], METADATA),
    row("secret.yaml", "version in words", &[(r"    version: .*", "    version: newest")], METADATA),
    row("secret.yaml", "version with a pre-release", &[(r"    version: .*", "    version: 3.10.0-rc.1")], SOUND),
    row("secret.yaml", "version of two numbers", &[(r"    version: .*", "    version: \"3.10\"")], METADATA),
    row("secret.yaml", "recipients missing", &[(r"(?s)    age:\n.*?(    encrypted_regex)", "$1")], METADATA),
    row("secret.yaml", "recipients empty", &[(r"(?s)    age:\n.*?(    encrypted_regex)", "    age: []\n$1")], METADATA),
    row("secret.yaml", "data key empty", &[(r"(?s)- enc: \|.*?-----END AGE ENCRYPTED FILE-----\n", "- enc: \"\"\n")], METADATA),
    row("secret.yaml", "two settings", &[("    encrypted_regex:", "    unencrypted_suffix: _plain\n    encrypted_regex:")], METADATA),
    row("secret.yaml", "the same rule in other words", &[(r"encrypted_regex: .*", "encrypted_regex: ^(stringData|data)$")], SOUND),
    row("secret.yaml", "rule narrowed", &[(r"encrypted_regex: .*", "encrypted_regex: ^data$")], (&["sops-rule-mismatch"], false)),
    row("secret.yaml", "rule widened", &[(r"encrypted_regex: .*", "encrypted_regex: ^(metadata|data|stringData)$")], PARTIAL),
    row("secret.yaml", "rule that Go refuses", &[(r"encrypted_regex: .*", "encrypted_regex: ^(?!kind).*$")], (&["sops-rule-mismatch"], false)),
    row("secret.yaml", "rule removed", &[(r"    encrypted_regex: .*\n", "")], PARTIAL),
    row("secret.yaml", "metadata removed", &[(r"(?s)sops:\n.*", "")], (&["sops-encrypted-without-metadata"], false)),
    row("app.env", "metadata removed", &[(r"(?s)\nsops_.*", "\n")], (&["sops-encrypted-without-metadata"], false)),
    row("app.env", "time missing", &[(r"sops_lastmodified=.*\n", "")], METADATA),
    row("app.ini", "time missing", &[(r"lastmodified *= .*\n", "")], METADATA),
    row("values.json", "time missing", &[(r#"\n[\t ]*"lastmodified": "[^"]*","#, "")], METADATA),
    row("key.bin", "damaged", &[(r#"("data": "ENC\[[^\]]*),type:str"#, "$1,type:s")], DAMAGED),
];

/// The fixture, or a fresh file of the real `sops`.
struct Files {
    folder: tempfile::TempDir,
    real: bool,
}

impl Files {
    fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let real = Self::encrypt(folder.path());
        if !real {
            for base in &BASES {
                fs::copy(fixtures().join(base.name), folder.path().join(base.name)).unwrap();
            }
        }
        Self { folder, real }
    }

    fn encrypt(folder: &Path) -> bool {
        let key = folder.join("key.txt");
        let Ok(made) = Command::new("age-keygen").arg("-o").arg(&key).output() else {
            return false;
        };
        let recipient = String::from_utf8(
            Command::new("age-keygen")
                .arg("-y")
                .arg(&key)
                .output()
                .unwrap()
                .stdout,
        )
        .unwrap();
        if !made.status.success()
            || Command::new("sops")
                .arg("--version")
                .arg("--disable-version-check")
                .output()
                .is_err()
        {
            return false;
        }
        for base in &BASES {
            let path = folder.join(base.name);
            fs::write(&path, base.clear).unwrap();
            let output = Command::new("sops")
                .args([
                    "--config",
                    "/dev/null",
                    "encrypt",
                    "--age",
                    recipient.trim(),
                ])
                .args(base.arguments)
                .arg(&path)
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
        true
    }

    fn decrypts(&self, path: &Path) -> bool {
        let output = Command::new("sops")
            .env("SOPS_AGE_KEY_FILE", self.folder.path().join("key.txt"))
            .arg("decrypt")
            .arg(path)
            .output()
            .unwrap();
        output.status.success()
    }
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sops")
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

#[test]
fn every_mutation_gets_its_verdict_and_sops_agrees() {
    let files = Files::make();
    let mut wrong = Vec::new();
    for row in ROWS {
        let text = mutate(
            &fs::read_to_string(files.folder.path().join(row.base)).unwrap(),
            row,
        );
        let found: BTreeSet<String> = conclude([judge(row.base, text.as_bytes())])
            .findings
            .into_iter()
            .map(|finding| finding.rule.replace("secrets/", ""))
            .filter(|rule| rule != "sops-single-recipient")
            .collect();
        let expected: BTreeSet<String> =
            row.expected.iter().map(|rule| (*rule).to_owned()).collect();
        if found != expected {
            wrong.push(format!(
                "{} {}: found {found:?}, expected {expected:?}",
                row.base, row.what
            ));
        }
        if files.real {
            let path = files.folder.path().join(format!("mutated-{}", row.base));
            fs::write(&path, &text).unwrap();
            if files.decrypts(&path) != row.decrypts {
                wrong.push(format!(
                    "{} {}: sops decrypts is {}",
                    row.base, row.what, !row.decrypts
                ));
            }
        }
    }
    println!(
        "{} mutations, compared with the real sops: {}",
        ROWS.len(),
        files.real
    );
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The values of the bases never stand in a finding.
#[test]
fn c12_no_clear_value_of_a_mutated_file_is_told() {
    let values = Regex::new("INVENTED|SU5WRU5").unwrap();
    for row in ROWS {
        let text = mutate(&fs::read_to_string(fixtures().join(row.base)).unwrap(), row);
        let told =
            serde_json::to_string(&conclude([judge(row.base, text.as_bytes())]).findings).unwrap();
        assert!(
            !values.is_match(&told) && !Regex::new(ENC).unwrap().is_match(&told),
            "{} {}: {told}",
            row.base,
            row.what
        );
    }
}
