use std::collections::BTreeMap;

use super::Check;
use super::read::facts::Facts;
use super::read::source::{Loose, Source};
use crate::model::clean::clean;
use crate::model::{Fix, Location, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/generator-source-credential",
        title: "A file that a secretGenerator reads holds a credential in clear",
        severity: Severity::High,
        applies_to: &["Kustomization", "any text"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Repository(check),
};

const DOCS: &str = r"## What it checks

Files that `secretGenerator` names in `envs`, `env` or `files`, whatever they are called: their lines of `key=value`, or the file as one value. Files of
variables and settings by their name (`.env`, `.ini`, `.properties` and the like) have findings of their own, and what has the format of a provider is found
in any file.

## Why it matters

What a secretGenerator reads is a Secret in the cluster. Here it is in Git in clear.

## Likely causes

- The file was meant to be made before each build and not to be committed.
- It was decrypted for an edit and committed so.

## How to fix

Change the credential. Encrypt the file with SOPS, which Flux decrypts before Kustomize reads it, or use an ExternalSecret or SealedSecret instead of the
generator.

## Source

Kustomize documentation, `secretGenerator`; fluxcd/kustomize-controller, SOPS and generators.
";

fn check(facts: &Facts) -> Vec<Problem> {
    let named: BTreeMap<&str, &Source> = facts
        .generator_sources
        .iter()
        .map(|source| (source.path.as_str(), source))
        .collect();
    facts
        .loose
        .iter()
        .filter_map(|loose| Some(problem(loose, named.get(loose.path.as_str())?)))
        .collect()
}

fn problem(loose: &Loose, source: &Source) -> Problem {
    let what = match loose.key.as_str() {
        "" => "This file is a credential in clear".to_owned(),
        key => format!(
            "`{}` in this file is a credential in clear",
            clean(key, KEY)
        ),
    };
    Problem {
        severity: Some(loose.severity),
        confidence: loose.confidence,
        related: vec![Related {
            location: source.location.clone(),
            note: "the generator that reads it".to_owned(),
        }],
        fix: Some(Fix::review(
            "Change the credential, and encrypt the file with SOPS or take the value from an ExternalSecret or SealedSecret.",
        )),
        ..Problem::new(
            format!("{what}, and a secretGenerator reads it"),
            Location::line(&loose.path, loose.line),
        )
    }
}

const KEY: usize = 80;
