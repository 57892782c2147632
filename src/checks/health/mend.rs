//! Edits of the file that defines an object, as a unified diff: only where the checkout is at hand and the edit is
//! mechanical.

use super::definition::Place;
use super::symptom::Subject;
use crate::checks::patch::{self, Change, Edit};
use crate::model::Problem;
use crate::yaml::{Budget, Document, Stream, parse};

/// How near a name has to be to count as the one that was meant.
const NEAR: f64 = 0.85;

/// The file that defines the object under judgement.
pub(super) struct InGit<'c> {
    place: Place<'c>,
    /// Its path in the work tree.
    path: String,
    stream: Stream,
}

impl<'c> InGit<'c> {
    /// `None` without a checkout, or where it does not define the object.
    pub(super) fn of(subject: &Subject<'_, 'c>) -> Option<Self> {
        let checkout = subject.fleet.checkout?;
        let object = subject.object;
        let place = checkout.place(&object.kind, object.namespace(), object.name())?;
        let stream = parse(&checkout.bytes(&place)?, &Budget::default());
        Some(Self {
            path: checkout.in_work_tree(&place),
            place,
            stream,
        })
    }

    fn document(&self) -> Option<&Document> {
        self.stream.documents.get(self.place.document())
    }

    /// The text of a scalar.
    pub(super) fn text(&self, pointer: &str) -> Option<&str> {
        self.document()?.at(pointer)?.text()
    }

    /// The first pointer whose text is this one.
    pub(super) fn pointer_of(&self, pointers: &[&str], text: &str) -> Option<String> {
        let found = pointers.iter().find(|it| self.text(it) == Some(text))?;
        Some((*found).to_owned())
    }

    fn diff(&self, pointer: &str, change: Change) -> Option<String> {
        let edit = Edit {
            document: self.place.document(),
            pointer: pointer.to_owned(),
            change,
        };
        patch::diff(&self.path, &self.stream, &[edit])
    }

    /// Puts the diff that sets a scalar into the fix of a problem, and the value that was probably meant.
    pub(super) fn set(&self, problem: &mut Problem, pointer: &str, value: &str) {
        let diff = self.diff(pointer, Change::Set(scalar(value)));
        let meant = crate::model::clean::clean(value, 300);
        put(problem, diff, &format!("`{meant}` is probably meant."));
    }

    /// The same for lines at the end of a mapping.
    pub(super) fn add(&self, problem: &mut Problem, pointer: &str, (line, says): (&str, &str)) {
        put(
            problem,
            self.diff(pointer, Change::Add(line.to_owned())),
            says,
        );
    }

    /// The same for an entry that goes.
    pub(super) fn remove(&self, problem: &mut Problem, pointer: &str) {
        put(problem, self.diff(pointer, Change::Remove), "");
    }
}

fn put(problem: &mut Problem, diff: Option<String>, says: &str) {
    let (Some(diff), Some(fix)) = (diff, &mut problem.fix) else {
        return;
    };
    fix.patch = Some(diff);
    if !says.is_empty() {
        fix.summary = format!("{says} {}", fix.summary);
    }
}

/// A text as YAML writes it on one line.
pub(super) fn scalar(text: &str) -> String {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte))
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.')
        && text.contains(|c: char| c.is_ascii_alphabetic())
        && !WORDS.contains(&text.to_ascii_lowercase().as_str());
    if plain {
        text.to_owned()
    } else {
        format!("{text:?}")
    }
}

/// The one candidate that a wrong text was probably meant to be; `None` where none or several are near.
pub(super) fn near<'t>(wrong: &str, candidates: impl Iterator<Item = &'t str>) -> Option<&'t str> {
    let likeness = |it: &str| {
        strsim::jaro_winkler(wrong, it).max(strsim::normalized_damerau_levenshtein(wrong, it))
    };
    let mut all: Vec<(f64, &str)> = candidates
        .filter(|it| *it != wrong)
        .map(|it| (likeness(it), it))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    all.dedup_by(|a, b| a.1 == b.1);
    match all.as_slice() {
        [(_, one)] => Some(one),
        [(first, one), (second, _), ..] if first - second > 0.05 => Some(one),
        _ => None,
    }
}

/// The folder of the checkout that a wrong path was probably meant to be, written in the same way.
pub(super) fn folder(subject: &Subject<'_, '_>, wrong: &str) -> Option<String> {
    let checkout = subject.fleet.checkout?;
    let bare = wrong.trim_start_matches("./").trim_matches('/');
    if bare.is_empty() || checkout.folders().any(|it| it == bare) {
        return None;
    }
    let last = |text: &str| text.rsplit('/').next().unwrap_or(text).to_owned();
    let mut moved = checkout.folders().filter(|it| last(it) == last(bare));
    let found = match (moved.next(), moved.next()) {
        (Some(one), None) => Some(one),
        _ => near(bare, checkout.folders()),
    }?;
    let prefix = if wrong.starts_with("./") { "./" } else { "" };
    Some(format!("{prefix}{found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_near_name_is_found_and_two_are_none() {
        let all = ["fleet", "web", "web-config"];
        assert_eq!(near("flet", all.into_iter()), Some("fleet"));
        assert_eq!(near("database", all.into_iter()), None);
        assert_eq!(near("app-x", ["app-a", "app-b"].into_iter()), None);
    }

    #[test]
    fn texts_that_yaml_reads_otherwise_are_quoted() {
        assert_eq!(scalar("./apps/web"), "./apps/web");
        for quoted in ["010", "true", "1e3", "a b", "-x", "."] {
            assert_eq!(scalar(quoted), format!("{quoted:?}"));
        }
    }
}
