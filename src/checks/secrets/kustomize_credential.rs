use super::Check;
use super::read::entry::{FIELDS, Verdict, of_text, verdict};
use super::read::file::File;
use super::read::object::objects;
use super::read::secret::entries;
use crate::model::clean::clean;
use crate::model::{Confidence, Fix, Location, Meta, Problem, Rule, Severity};
use crate::yaml::{Budget, Document, Node, parse};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "secrets/kustomize-credential",
        title: "A Kustomize generator or patch holds a credential in clear",
        severity: Severity::High,
        applies_to: &["Kustomization"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::File(check),
};

const DOCS: &str = r"## What it checks

`secretGenerator` literals, and inline patches that set `data` or `stringData` of a Secret, in files of Kustomize.

## Why it matters

The value is in Git in clear. That Kustomize makes a Secret of it changes nothing about Git.

## Likely causes

- `literals` were used for a first try.

## How to fix

Change the credential. Let the generator read a file that SOPS encrypts, or use a SealedSecret or ExternalSecret instead of the generator.

## Source

Kustomize documentation, `secretGenerator`, `patches`; fluxcd/kustomize-controller, SOPS and generators.
";

const OLD_PATCHES: &str = "patchesStrategicMerge"; // deprecated since Kustomize 5.0, and still read

fn check(file: &File<'_>) -> Vec<Problem> {
    let kustomizations = file
        .objects
        .iter()
        .filter(|object| object.group() == "kustomize.config.k8s.io")
        .map(|object| object.node);
    // The kind may be left out in a file of this name.
    let bare = file
        .stream
        .documents
        .iter()
        .map(Document::root)
        .filter(|root| is_kustomization(file.path) && root.get("kind").is_none());
    kustomizations
        .chain(bare)
        .flat_map(|node| problems(file, node))
        .collect()
}

fn is_kustomization(path: &str) -> bool {
    matches!(
        path.rsplit('/').next(),
        Some("kustomization.yaml" | "kustomization.yml" | "Kustomization")
    )
}

fn problems(file: &File<'_>, kustomization: Node<'_>) -> Vec<Problem> {
    let generators = kustomization
        .get("secretGenerator")
        .into_iter()
        .flat_map(Node::items);
    let literals = generators
        .filter_map(|generator| generator.get("literals"))
        .flat_map(Node::items);
    let mut found: Vec<Problem> = literals
        .filter_map(|literal| of_literal(file, literal))
        .collect();
    for patch in kustomization
        .get("patches")
        .into_iter()
        .flat_map(Node::items)
    {
        let targets_secret = patch
            .get("target")
            .and_then(|target| target.get("kind")?.text())
            == Some("Secret");
        found.extend(
            patch
                .get("patch")
                .and_then(|text| of_patch(file, text, targets_secret)),
        );
    }
    let merges = kustomization
        .get(OLD_PATCHES)
        .into_iter()
        .flat_map(Node::items);
    found.extend(
        merges
            .filter(|patch| patch.text().is_some_and(|text| text.contains('\n')))
            .filter_map(|patch| of_patch(file, patch, false)),
    );
    found
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
fn of_patch(file: &File<'_>, patch: Node<'_>, targets_secret: bool) -> Option<Problem> {
    let stream = parse(patch.text()?.as_bytes(), &Budget::default());
    let objects = objects(&stream);
    let merged = objects
        .iter()
        .filter(|object| object.is_secret() || (targets_secret && object.kind.is_empty()))
        .find_map(|object| {
            entries(object)
                .credentials
                .first()
                .map(|(_, key, confidence)| ((*key).to_owned(), *confidence))
        });
    let (key, confidence) = merged
        .or_else(|| operation(stream.documents.first()?.root()).filter(|_| targets_secret))?;
    Some(Problem {
        confidence,
        severity: weight(confidence),
        ..problem(
            format!(
                "An inline patch sets `{}` of a Secret in clear",
                clean(&key, KEY)
            ),
            file.node(patch),
        )
    })
}

fn operation(root: Node<'_>) -> Option<(String, Confidence)> {
    root.items().find_map(|operation| {
        let path = operation.get("path")?.text()?;
        let (field, key) = path.strip_prefix('/')?.split_once('/')?;
        let field = FIELDS.iter().find(|(name, _)| *name == field)?.1;
        let Verdict::Credential(confidence) = verdict(field, key, operation.get("value")?) else {
            return None;
        };
        Some((key.to_owned(), confidence))
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
