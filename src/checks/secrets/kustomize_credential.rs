use super::Check;
use super::read::entry::{FIELDS, Verdict, of_text, verdict};
use super::read::file::File;
use super::read::literal::Outer;
use super::read::object::objects;
use super::read::patch::{Patch, kustomizations, patches};
use super::read::secret::entries;
use crate::model::clean::clean;
use crate::model::{Confidence, Fix, Location, Meta, Problem, Rule, Severity};
use crate::yaml::Node;

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/kustomize-credential",
        title: "A Kustomize generator or patch holds a credential in clear",
        severity: Severity::High,
        applies_to: &["Kustomization", "HelmRelease", "Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

`secretGenerator` literals, and inline patches that set `data` or `stringData` of a Secret: in files of Kustomize, in Flux Kustomizations, in post renderers
of HelmReleases and in sources of Argo CD Applications.

## Why it matters

The value is in Git in clear. That Kustomize makes a Secret of it changes nothing about Git.

## Likely causes

- `literals` were used for a first try.

## How to fix

Change the credential. Let the generator read a file that SOPS encrypts, or use a SealedSecret or ExternalSecret instead of the generator.

## Source

Kustomize documentation, `secretGenerator`, `patches`; fluxcd/kustomize-controller, SOPS and generators.
";

fn check(file: &File<'_>) -> Vec<Problem> {
    let literals = kustomizations(file)
        .into_iter()
        .flat_map(|root| literals(file, root));
    let patches = patches(file);
    literals
        .chain(patches.iter().filter_map(|patch| of_patch(file, patch)))
        .collect()
}

fn literals(file: &File<'_>, kustomization: Node<'_>) -> Vec<Problem> {
    let generators = kustomization
        .get("secretGenerator")
        .into_iter()
        .flat_map(Node::items);
    generators
        .filter_map(|generator| generator.get("literals"))
        .flat_map(Node::items)
        .filter_map(|literal| of_literal(file, literal))
        .collect()
}

fn of_literal(file: &File<'_>, literal: Node<'_>) -> Option<Problem> {
    let (key, value) = literal.text()?.split_once('=')?;
    let Verdict::Credential(confidence) = of_text(key.trim(), value.trim_matches(['"', '\'']))
    else {
        return None;
    };
    Some(Problem {
        confidence,
        severity: weight(confidence),
        ..problem(
            format!("A secretGenerator holds `{}` in clear", clean(key, KEY)),
            file.node(literal),
        )
    })
}

/// A merge patch that is a Secret, or operations on the data of one.
fn of_patch(file: &File<'_>, patch: &Patch<'_>) -> Option<Problem> {
    let stream = patch.parse();
    let merged = objects(&stream)
        .iter()
        .filter(|object| object.is_secret() || (patch.targets_secret() && object.kind.is_empty()))
        .find_map(|object| entries(object).credentials.first().copied());
    let (node, key, confidence) = merged.or_else(|| {
        operation(stream.documents.first()?.root()).filter(|_| patch.targets_secret())
    })?;
    let (line, pointer) = Outer::new(patch.text).at(node.line());
    Some(Problem {
        confidence,
        severity: weight(confidence),
        ..problem(
            format!(
                "An inline patch sets `{}` of a Secret in clear",
                clean(key, KEY)
            ),
            file.place(line, &pointer),
        )
    })
}

fn operation(root: Node<'_>) -> Option<(Node<'_>, &str, Confidence)> {
    root.items().find_map(|operation| {
        let path = operation.get("path")?.text()?;
        let (field, key) = path.strip_prefix('/')?.split_once('/')?;
        let field = FIELDS.iter().find(|(name, _)| *name == field)?.1;
        let value = operation.get("value")?;
        let Verdict::Credential(confidence) = verdict(field, key, value) else {
            return None;
        };
        Some((value, key, confidence))
    })
}

/// A key that says nothing of its value leaves a doubt.
fn weight(confidence: Confidence) -> Option<Severity> {
    (confidence < Confidence::Certain).then_some(Severity::Medium)
}

fn problem(message: String, location: Location) -> Problem {
    Problem {
        fix: Some(Fix::review(
            "Change the credential, and let the generator read a file that SOPS encrypts, or use a SealedSecret or ExternalSecret.",
        )),
        ..Problem::new(message, location)
    }
}

const KEY: usize = 80;
