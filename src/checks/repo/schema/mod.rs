//! Objects against the schemas of their kinds: each is judged once, the rules put what was found into words.

mod broken;
mod completion;

use std::collections::{BTreeMap, HashSet};

pub(crate) use broken::Broken;
pub(crate) use completion::{Completion, Incomplete, completions};

use super::facts::kustomization_names;
use super::graph::file_name;
use crate::model::Coverage;
use crate::schemas::{Catalogue, Definition, How, Judged, NoSchema, Outcome, Verdict, Violation};
use crate::yaml::{Document, Reading, Stream};

/// The kind under which objects are counted.
const OBJECT: &str = "object with a schema";

/// Judges the objects of a file and hands each violation to `tell`.
pub(crate) fn judge(
    (path, stream): (&str, &Stream),
    catalogue: &Catalogue,
    mut tell: impl FnMut(&Broken<'_>),
) -> Account {
    let mut account = Account::default();
    for document in &stream.documents {
        for judged in objects(document, path, catalogue) {
            account.add(&judged);
            let Outcome::Judged(verdict) = &judged.outcome else {
                continue;
            };
            for violation in &verdict.violations {
                let broken = Broken {
                    path,
                    document,
                    object: &judged.pointer,
                    kind: &judged.kind,
                    api_version: &judged.api_version,
                    source: &verdict.source,
                    violation,
                };
                if !broken.is_told_elsewhere() {
                    tell(&broken);
                }
            }
        }
    }
    account
}

/// What kubectl refuses and a Kustomize build takes, or the other way round, is said of the value that they read
/// differently (`yaml-read-differently`), not here.
fn objects(document: &Document, path: &str, catalogue: &Catalogue) -> Vec<Judged> {
    let assumed = kustomization_names()
        .any(|name| name == file_name(path))
        .then_some(("kustomize.config.k8s.io/v1beta1", "Kustomization"));
    let ask = |reading| catalogue.judge(document, How { reading, assumed });
    let mut judged = ask(Reading::Kubectl);
    let broken = judged.iter().any(|one| !violations(one).is_empty());
    if !broken || document.disagreements().is_empty() {
        return judged;
    }
    let other = ask(Reading::Kustomize);
    for (one, other) in judged.iter_mut().zip(&other) {
        let both: HashSet<&str> = violations(other)
            .iter()
            .map(|each| &*each.pointer)
            .collect();
        if let Outcome::Judged(verdict) = &mut one.outcome {
            verdict
                .violations
                .retain(|each| both.contains(each.pointer.as_str()));
        }
    }
    judged
}

fn violations(judged: &Judged) -> &[Violation] {
    match &judged.outcome {
        Outcome::Judged(verdict) => &verdict.violations,
        Outcome::NotJudged(_) => &[],
    }
}

/// What was judged and what was not.
#[derive(Debug, Default)]
pub(crate) struct Account {
    seen: u64,
    sound: u64,
    reasons: BTreeMap<&'static str, u64>,
    rules: u64,
    rules_unknown: u64,
    /// apiVersion and kind of objects whose schema may stand elsewhere in the repository.
    pub(crate) unknown: Vec<(Box<str>, Box<str>)>,
}

impl Account {
    fn add(&mut self, judged: &Judged) {
        let reason = match &judged.outcome {
            Outcome::Judged(verdict) => return self.judged(verdict),
            Outcome::NotJudged(NoSchema::NoObject) => return,
            Outcome::NotJudged(NoSchema::UnknownKind) => {
                let name = (&*judged.api_version, &*judged.kind);
                return self.unknown.push((name.0.into(), name.1.into()));
            }
            Outcome::NotJudged(NoSchema::Unreadable) => "not readable",
            Outcome::NotJudged(NoSchema::Template) => "its kind is a variable",
            Outcome::NotJudged(NoSchema::OtherVersion { .. }) => "no schema of this API version",
        };
        self.seen += 1;
        *self.reasons.entry(reason).or_default() += 1;
    }

    fn judged(&mut self, verdict: &Verdict) {
        self.seen += 1;
        self.sound += u64::from(verdict.violations.is_empty());
        self.rules += u64::from(verdict.evaluated);
        self.rules_unknown += u64::from(verdict.not_evaluated);
    }

    /// Takes objects whose kind nothing in the repository defines for what they are: not judged.
    pub(crate) fn close(&mut self, catalogue: &Catalogue) {
        let unknown = std::mem::take(&mut self.unknown);
        let unjudged = unknown
            .iter()
            .filter(|(version, kind)| !catalogue.knows(version, kind))
            .count() as u64;
        self.seen += unjudged;
        if unjudged > 0 {
            *self.reasons.entry("no schema of this kind").or_default() += unjudged;
        }
    }

    pub(crate) fn count(&self, coverage: &mut Coverage) {
        if self.seen > 0 {
            coverage.seen(OBJECT, self.seen);
            coverage.healthy(OBJECT, self.sound);
        }
        for (reason, count) in &self.reasons {
            coverage.not_judged(OBJECT, reason, *count);
        }
        if self.rules + self.rules_unknown > 0 {
            coverage.seen("rule of a schema", self.rules + self.rules_unknown);
            coverage.not_judged(
                "rule of a schema",
                "cannot be evaluated",
                self.rules_unknown,
            );
        }
    }
}

/// The definitions that a file holds.
pub(crate) fn definitions(stream: &Stream) -> Vec<Definition> {
    stream
        .documents
        .iter()
        .filter_map(Definition::read)
        .collect()
}

/// The schemas for kinds that some object has and that the repository defines.
pub(crate) fn own_catalogue<'c>(
    unknown: impl Iterator<Item = &'c (Box<str>, Box<str>)>,
    definitions: impl Iterator<Item = &'c Definition>,
) -> Catalogue {
    let wanted: HashSet<(&str, &str)> = unknown
        .map(|(version, kind)| (&**version, &**kind))
        .collect();
    let mut catalogue = Catalogue::default();
    if wanted.is_empty() {
        return catalogue;
    }
    let is_wanted = |definition: &&Definition| {
        let mut kinds = definition.kinds.iter();
        kinds.any(|(version, kind)| wanted.contains(&(version.as_str(), kind.as_str())))
    };
    definitions
        .filter(is_wanted)
        .for_each(|definition| catalogue.add(definition));
    catalogue
}
