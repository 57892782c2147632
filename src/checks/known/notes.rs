//! What files say beside what is wrong in them: allow comments, and which object stands in which lines.

use std::collections::HashMap;

use super::allow::{Allow, allows};
use super::day::Day;
use super::fault::{Fault, Faulty, Source};
use crate::checks;
use crate::model::{Finding, Location};

/// Notes of one file, or of many.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    files: HashMap<String, FileNotes>,
}

#[derive(Debug, Default)]
struct FileNotes {
    allows: Vec<Allow>,
    objects: Vec<Object>,
}

/// A Kubernetes object in a file.
#[derive(Debug)]
pub(crate) struct Object {
    /// First and last line.
    pub(crate) lines: (u32, u32),
    /// Kind, namespace and name.
    pub(crate) title: String,
}

/// What allow comments make of findings.
#[derive(Default)]
pub(super) struct Allowed {
    pub(super) open: Vec<Finding>,
    pub(super) hidden: u64,
    pub(super) faulty: Vec<Faulty>,
}

impl Notes {
    /// Takes note of the allow comments of a file.
    pub(crate) fn read(&mut self, path: &str, bytes: &[u8]) {
        let allows = allows(bytes);
        if !allows.is_empty() {
            self.file(path).allows = allows;
        }
    }

    /// Takes note of the objects of a file.
    pub(crate) fn add_objects(&mut self, path: &str, objects: impl Iterator<Item = Object>) {
        let mut objects = objects.peekable();
        if objects.peek().is_some() {
            let file = self.file(path);
            file.objects.extend(objects);
            file.objects.sort_by_key(|object| object.lines.1);
        }
    }

    /// Adds those of other files.
    pub(crate) fn merge(&mut self, other: Self) {
        self.files.extend(other.files);
    }

    fn file(&mut self, path: &str) -> &mut FileNotes {
        self.files.entry(path.to_owned()).or_default()
    }

    /// The object that a place lies in; of several on one line the first.
    pub(super) fn object(&self, location: &Location) -> Option<&str> {
        let Location::File(place) = location else {
            return None;
        };
        let line = place.line?;
        let objects = &self.files.get(&place.path)?.objects;
        let at = objects.partition_point(|object| object.lines.1 < line);
        let object = objects.get(at).filter(|object| object.lines.0 <= line)?;
        Some(&object.title)
    }

    /// Takes out what allow comments hide, and tells of those that were meant to hide a finding and do not.
    pub(super) fn allow(&self, findings: Vec<Finding>, today: Day) -> Allowed {
        let mut allowed = Allowed::default();
        for finding in findings {
            let near = self.near(&finding.location);
            if near
                .iter()
                .any(|allow| allow.rule == finding.rule && allow.fault(today).is_none())
            {
                allowed.hidden += 1;
                continue;
            }
            let faulty = near.iter().filter_map(|allow| {
                Some(Faulty {
                    path: path_of(&finding)?.to_owned(),
                    line: allow.line,
                    source: Source::Comment,
                    fault: fault(allow, &finding.rule, today)?,
                })
            });
            allowed.faulty.extend(faulty);
            allowed.open.push(finding);
        }
        // One comment may be meant for several findings.
        allowed
            .faulty
            .sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        allowed.faulty.dedup();
        allowed
    }

    /// Allow comments that speak for a place; for a file as a whole, all that stand in it.
    fn near(&self, location: &Location) -> &[Allow] {
        let Location::File(place) = location else {
            return &[];
        };
        let allows = self
            .files
            .get(&place.path)
            .map_or(&[][..], |file| &file.allows);
        let Some(line) = place.line else {
            return allows;
        };
        let from = allows.partition_point(|allow| allow.target < line);
        let to = allows.partition_point(|allow| allow.target <= line);
        allows.get(from..to).unwrap_or_default()
    }
}

/// Why a comment at the place of a finding does not hide it; none if it means another rule.
fn fault(allow: &Allow, rule: &str, today: Day) -> Option<Fault> {
    if allow.rule == rule {
        return allow.fault(today);
    }
    if checks::find(&allow.rule).is_some() {
        return None;
    }
    Some(Fault::UnknownRule(
        checks::nearest(&allow.rule).first().copied(),
    ))
}

fn path_of(finding: &Finding) -> Option<&str> {
    match &finding.location {
        Location::File(place) => Some(&place.path),
        _ => None,
    }
}
