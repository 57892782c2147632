use super::Check;
use super::read::file::File;
use super::read::govern::command_path;
use super::sops::config::{FILE_NAME, IGNORED_NAME};
use crate::model::{Fix, Location, Meta, Problem, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/sops-config-ignored-file",
        title: "SOPS does not read `.sops.yml`",
        severity: Severity::Medium,
        applies_to: &[".sops.yml"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

Configuration files named `.sops.yml`.

## Why it matters

SOPS looks for `.sops.yaml` only. The rules in this file never apply, and files that they should cover are encrypted with other settings, or not at all.

## Likely causes

- The shorter ending is usual for other YAML files.

## How to fix

Rename the file to `.sops.yaml`.

## Source

getsops/sops 3.13, `config/config.go` (`LookupConfigFile`).
";

fn check(file: &File<'_>) -> Vec<Problem> {
    if file.path.rsplit('/').next() != Some(IGNORED_NAME) {
        return Vec::new();
    }
    vec![Problem {
        fix: Some(Fix {
            command: command_path(file.path).map(|path| {
                let folder = path.strip_suffix(IGNORED_NAME).unwrap_or_default();
                format!("git mv {path} {folder}{FILE_NAME}")
            }),
            ..Fix::review("Rename the file to `.sops.yaml`.")
        }),
        ..Problem::new(
            "SOPS does not read a configuration of this name",
            Location::file(file.path),
        )
    }]
}
