//! Scenarios: objects with their statuses, and what must be said of them. All of them are the fixtures of the rules and
//! of the catalogues; a file is an export, and the same file is brought into a server.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use gitops_mcp::yaml::{Budget, Reading, parse};
use serde_json::Value;

use crate::support::{fixtures, snapshot};

/// What a scenario must give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// This rule at this object comes first, explained by this row of a catalogue if one is named.
    First {
        rule: String,
        place: String,
        row: Option<String>,
    },
    /// This rule is among what is told.
    Fires(String),
    /// This rule is not.
    Quiet(String),
    /// Nothing is told.
    Nothing,
}

#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) expected: Expected,
}

/// Every scenario, ordered by name.
pub(crate) fn all() -> Vec<Scenario> {
    let mut found = Vec::new();
    for folder in entries(&fixtures()).iter().filter(|it| it.is_dir()) {
        let group = stem(folder);
        for file in entries(folder) {
            found.push(Scenario {
                name: format!("{group}/{}", stem(&file)),
                expected: expected(&group, &file),
                file,
            });
        }
    }
    found
}

/// One of them.
pub(crate) fn named(name: &str) -> Scenario {
    all().into_iter().find(|it| it.name == name).unwrap()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    all.sort();
    all
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

fn expected(group: &str, file: &Path) -> Expected {
    let rule = || format!("health/{}", group.replace('_', "-"));
    match (group, stem(file)) {
        ("catalogue", _) => {
            let text = fs::read_to_string(file).unwrap();
            let head = text.lines().next().unwrap().trim_start_matches("# ");
            let words: Vec<&str> = head.split(' ').collect();
            let [_, rule, kind, name, rest @ ..] = words.as_slice() else {
                panic!("{}: first line", file.display())
            };
            Expected::First {
                rule: (*rule).to_owned(),
                place: format!("{kind} {name}"),
                row: rest.first().map(|it| format!("({it})")),
            }
        }
        ("healthy", _) => Expected::Nothing,
        (_, stem) if stem.starts_with("bad") => Expected::Fires(rule()),
        _ => Expected::Quiet(rule()),
    }
}

impl Scenario {
    /// Something is to be told.
    pub(crate) fn is_broken(&self) -> bool {
        matches!(self.expected, Expected::First { .. } | Expected::Fires(_))
    }

    /// The objects, their times moved so that the scenario happens now.
    pub(crate) fn objects(&self) -> Vec<Value> {
        let stream = parse(&fs::read(&self.file).unwrap(), &Budget::default());
        let mut objects = stream.objects(Reading::Kubectl).unwrap();
        happening_now(&self.file, &mut objects);
        objects
    }
}

/// Moves the times of the objects of an export, so that it is taken now.
pub(crate) fn happening_now(export: &Path, objects: &mut [Value]) {
    let taken = seconds(&snapshot(export).taken_at);
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let shift = taken.map_or(0, |taken| i64::try_from(now).unwrap() - taken);
    objects.iter_mut().for_each(|object| later(object, shift));
}

/// Moves every time of an object.
fn later(value: &mut Value, shift: i64) {
    match value {
        Value::String(text) => {
            if let Some(at) = seconds(text) {
                *text = time(at + shift);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|it| later(it, shift)),
        Value::Object(map) => map.values_mut().for_each(|it| later(it, shift)),
        _ => {}
    }
}

/// Seconds since 1970 of a text that is nothing but a time.
fn seconds(text: &str) -> Option<i64> {
    let shape = text.len() == 20 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    if !shape {
        return None;
    }
    let days = days(number(0..4)?, number(5..7)?, number(8..10)?);
    Some(days * 86_400 + number(11..13)? * 3_600 + number(14..16)? * 60 + number(17..19)?)
}

fn time(seconds: i64) -> String {
    let (day, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let year = (1970..).find(|year| days(year + 1, 1, 1) > day).unwrap();
    let month = (1..=12)
        .rev()
        .find(|month| days(year, *month, 1) <= day)
        .unwrap();
    format!(
        "{year:04}-{month:02}-{:02}T{:02}:{:02}:{:02}Z",
        day - days(year, month, 1) + 1,
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

/// Days since 1970 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[test]
fn times_are_moved_and_nothing_else() {
    for text in [
        "1970-01-01T00:00:00Z",
        "2026-02-28T23:59:59Z",
        "2024-02-29T12:00:00Z",
    ] {
        assert_eq!(time(seconds(text).unwrap()), text);
    }
    assert_eq!(seconds("at 2026-02-28T23:59:59Z"), None);
    let mut value = serde_json::json!({"a": ["2026-12-31T23:59:59Z", "main"]});
    later(&mut value, 1);
    assert_eq!(
        value,
        serde_json::json!({"a": ["2027-01-01T00:00:00Z", "main"]})
    );
}
