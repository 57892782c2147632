use super::Check;
use super::read::file::File;
use super::sops::config::CreationRule;
use super::sops::pattern::Pattern;
use super::sops::selection::Selection;
use crate::checks::patch::{Change, Edit, diff};
use crate::model::{Evidence, Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-config-invalid-regex",
        title: "A creation rule holds an expression that Go refuses",
        severity: Severity::High,
        applies_to: &[".sops.yaml"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

`path_regex`, `encrypted_regex` and `unencrypted_regex` of creation rules: look-around and back references, which Go's expressions lack, and globs such as
`*.yaml`.

## Why it matters

With a refused `path_regex` SOPS stops with an error. A refused `encrypted_regex` is worse: SOPS ignores the error, nothing matches, and the file is written
with metadata and with every value in clear.

## Likely causes

- The expression was written for another engine.
- A glob was taken for an expression.

## How to fix

Write the expression in Go's syntax: `secrets/.*\.yaml$` for a path, `^(data|stringData)$` for keys.

## Source

getsops/sops 3.13, `config/config.go` (`parseCreationRuleForFile`), `sops.go` (`shouldBeEncrypted`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    file.config
        .iter()
        .flat_map(|config| &config.rules)
        .flat_map(|rule| problems(file, rule))
        .collect()
}

fn problems(file: &File<'_>, rule: &CreationRule) -> Vec<Problem> {
    let mut found = Vec::new();
    if let Some((text, Pattern::Refused)) = &rule.path {
        let message = "Go refuses this `path_regex`, so SOPS cannot use this rule or any after it";
        let pointer = format!("{}/path_regex", rule.pointer);
        let mut problem = problem(message, text, file.place(rule.line, &pointer));
        if let (Some(fix), Some(expression)) = (&mut problem.fix, of_glob(text)) {
            let edit = Edit {
                document: 0,
                pointer,
                change: Change::Set(format!("'{expression}'")),
            };
            fix.patch = diff(file.path, file.stream, &[edit]);
        }
        found.push(problem);
    }
    if rule.selection.as_ref().is_ok_and(Selection::is_refused)
        && let Some((name, text)) = rule.settings.first()
    {
        let message = match *name {
            "encrypted_regex" => {
                "Go refuses this `encrypted_regex`: SOPS matches nothing and encrypts nothing"
            }
            _ => {
                "Go refuses this `unencrypted_regex`: SOPS matches nothing and encrypts every value"
            }
        };
        found.push(problem(
            message,
            text,
            file.place(rule.line, &format!("{}/{name}", rule.pointer)),
        ));
    }
    found
}

/// The expression that a glob stands for. `None` when it is more than a glob of names.
fn of_glob(text: &str) -> Option<String> {
    let is_name =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/' | b'.' | b'*');
    if !text.bytes().all(is_name) || !text.contains('*') {
        return None;
    }
    let start = if text.contains('/') { "^" } else { "(^|/)" };
    let body = text
        .replace('.', "\\.")
        .replace("**/", "\0")
        .replace('*', "[^/]*")
        .replace('\0', "(.*/)?");
    Some(format!("{start}{body}$"))
}

fn problem(message: &str, text: &str, location: Location) -> Problem {
    Problem {
        evidence: vec![Evidence::new("expression", text)],
        fix: Some(Fix::review(
            "Write the expression in Go's syntax, without look-around and not as a glob.",
        )),
        ..Problem::new(message, location)
    }
}
