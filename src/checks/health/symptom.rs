//! What a rule says about one object, and what may explain it.

use super::definition;
use super::fleet::{At, Fleet};
use crate::clients::cluster::{Condition, Flux, Object};
use crate::data::catalogue::{self, Engine, Failure};
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Fix, Problem, Related};

/// One object under judgement.
pub(crate) struct Subject<'f, 's> {
    pub(super) fleet: &'f Fleet<'s>,
    pub(super) at: At,
    pub(super) object: &'s Object,
}

/// A problem with its place in the order of causes.
pub(crate) struct Symptom {
    pub(super) problem: Problem,
    /// The object does not do its work: others may follow from it.
    pub(super) fails: bool,
    /// If one of these fails, this symptom only follows from it.
    pub(super) explained_by: Vec<At>,
    /// Symptoms of one group have one cause that is no object; the first one tells it for all.
    pub(super) group: Option<String>,
    /// Of several failing symptoms of one object the lowest is told.
    pub(super) rank: u8,
}

impl Symptom {
    /// The object fails, for this reason or for what explains it.
    pub(super) fn failing(problem: Problem) -> Self {
        Self {
            problem,
            fails: true,
            explained_by: Vec::new(),
            group: None,
            rank: 1,
        }
    }

    /// Worth telling whatever else is wrong.
    pub(super) fn note(problem: Problem) -> Self {
        Self {
            fails: false,
            ..Self::failing(problem)
        }
    }

    pub(super) fn explained_by(mut self, causes: Vec<At>) -> Self {
        self.explained_by = causes;
        self
    }

    pub(super) fn also_by(mut self, causes: Vec<At>) -> Self {
        self.explained_by.extend(causes);
        self
    }

    pub(super) fn group(mut self, group: Option<String>) -> Self {
        self.group = group;
        self
    }

    pub(super) fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }
}

impl<'s> Subject<'_, 's> {
    pub(super) fn flux(&self) -> Option<&'s Flux> {
        self.fleet.flux(self.at)
    }

    /// `Kustomization apps/web`.
    pub(super) fn name(&self) -> String {
        self.fleet.show(self.at)
    }

    /// A problem of this object. Severity and fix are the rule's to set.
    pub(super) fn problem(&self, says: &str, field: Option<&str>) -> Problem {
        let mut problem = Problem::new(
            format!("{} {says}", self.name()),
            self.fleet.place(self.at, field),
        );
        if let Some(file) = definition::file(self.fleet, self.at) {
            problem.related.push(Related {
                location: file,
                note: "defines it".to_owned(),
            });
        }
        problem
    }

    /// A problem that a condition tells: evidence, time, and cause and fix of the catalogue.
    pub(super) fn told_by(&self, says: &str, condition: &Condition, words: &Words<'_>) -> Problem {
        let mut problem = self.problem(says, Some("/status/conditions"));
        problem.since = condition
            .last_transition_time
            .as_deref()
            .map(|time| clean(time, 40));
        problem.evidence.push(evidence(condition));
        self.advise(&mut problem, &condition.message, words);
        problem
    }

    /// Cause and fix: what the catalogue knows of the message, else the rule's own words.
    pub(super) fn advise(&self, problem: &mut Problem, message: &str, words: &Words<'_>) {
        let row = best(message, words.engine, &self.object.kind);
        problem.cause = match row {
            Some(row) => Some(format!("{} ({})", row.cause, row.id)),
            None => words.cause.map(str::to_owned),
        };
        if row.is_some_and(|row| row.wrapper) {
            problem.confidence = Confidence::Likely;
        }
        let mend = row.map_or(words.mend, |row| row.fix);
        let mut fix = Fix::review(definition::with_place(mend, self.fleet, self.at));
        fix.command = row.and_then(|row| command(row, self.object));
        problem.fix = Some(fix);
    }

    pub(super) fn fix(&self, mend: &str) -> Option<Fix> {
        Some(Fix::review(definition::with_place(
            mend, self.fleet, self.at,
        )))
    }
}

/// The rule's own words where the catalogue has none.
pub(super) struct Words<'w> {
    pub(super) engine: Engine,
    pub(super) cause: Option<&'w str>,
    pub(super) mend: &'w str,
}

/// The row of one engine that fits a message best; one that is about this kind before others.
pub(super) fn best(message: &str, engine: Engine, kind: &str) -> Option<&'static Failure> {
    let rows: Vec<&Failure> = catalogue::find(message)
        .into_iter()
        .map(|hit| hit.failure)
        .filter(|row| row.engine == engine)
        .collect();
    let about = |row: &&&Failure| row.places.iter().any(|place| place.kind == kind);
    rows.iter().find(about).or_else(|| rows.first()).copied()
}

pub(super) fn evidence(condition: &Condition) -> Evidence {
    let status = if condition.status.is_empty() {
        String::new()
    } else {
        format!("={} {}", condition.status, condition.reason)
    };
    Evidence {
        observed: condition
            .last_transition_time
            .as_deref()
            .map(|time| clean(time, 40)),
        ..Evidence::new(
            clean(&format!("{}{status}", condition.kind), 120),
            &condition.message,
        )
    }
}

/// The first command of a catalogue row that is complete once the object's own names are put in.
fn command(row: &Failure, object: &Object) -> Option<String> {
    let (name, namespace) = (object.name(), object.namespace());
    let is_plain = |text: &str| {
        !text.is_empty()
            && text.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte)
            })
    };
    if !is_plain(name) || !is_plain(namespace) {
        return None;
    }
    let kind = object.kind.to_lowercase();
    row.checks.iter().find_map(|template| {
        let about_other = [
            "kustomization",
            "helmrelease",
            "source git",
            "source oci",
            "GitRepository",
        ]
        .iter()
        .any(|other| template.contains(other) && !fits(other, &kind));
        let filled: Vec<&str> = template
            .split(' ')
            .map(|word| match word {
                "NAME" | "APP" => name,
                "NAMESPACE" => namespace,
                other => other,
            })
            .collect();
        let filled = filled
            .join(" ")
            .replace("Kustomization/NAME", &format!("Kustomization/{name}"));
        let is_complete = !filled
            .split(|c: char| !c.is_ascii_alphabetic())
            .any(|word| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_uppercase()));
        (is_complete && !about_other).then_some(filled)
    })
}

fn fits(template: &str, kind: &str) -> bool {
    match template {
        "source git" | "GitRepository" => kind == "gitrepository",
        "source oci" => kind == "ocirepository",
        other => kind == other,
    }
}
