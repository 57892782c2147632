//! What files say beside what is wrong in them: allow comments, and which object stands in which lines.

use std::collections::HashMap;

use super::allow::{Allow, allows};
use super::day::Day;
use super::fault::{Fault, Faulty, Source};
use crate::checks;
use crate::model::{Finding, Location};

/// Notes of one file, or of many, each list with its path.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    allows: Vec<(Box<str>, Box<[Allow]>)>,
    /// Ordered by last line.
    objects: Vec<(Box<str>, Box<[Object]>)>,
}

/// Notes by path.
pub(super) struct Index<'n> {
    allows: HashMap<&'n str, &'n [Allow]>,
    objects: HashMap<&'n str, &'n [Object]>,
}

/// A Kubernetes object in a file.
#[derive(Debug)]
pub(crate) struct Object {
    /// First and last line.
    pub(crate) lines: (u32, u32),
    /// Kind, namespace and name.
    pub(crate) title: Box<str>,
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
            self.allows.push((path.into(), allows.into()));
        }
    }

    /// Takes note of the objects of a file.
    pub(crate) fn objects(&mut self, path: &str, objects: impl Iterator<Item = Object>) {
        let mut objects: Vec<Object> = objects.collect();
        if !objects.is_empty() {
            objects.sort_by_key(|object| object.lines.1);
            self.objects.push((path.into(), objects.into()));
        }
    }

    /// Adds those of other files.
    pub(crate) fn merge(&mut self, other: Self) {
        self.allows.extend(other.allows);
        self.objects.extend(other.objects);
    }

    /// Makes the notes fit for look-ups.
    pub(super) fn index(&self) -> Index<'_> {
        Index {
            allows: by_path(&self.allows),
            objects: by_path(&self.objects),
        }
    }
}

fn by_path<T>(lists: &[(Box<str>, Box<[T]>)]) -> HashMap<&str, &[T]> {
    lists
        .iter()
        .map(|(path, list)| (&**path, &**list))
        .collect()
}

impl Index<'_> {
    /// The object that a place lies in; of several on one line the first.
    pub(super) fn object(&self, location: &Location) -> Option<&str> {
        let Location::File(place) = location else {
            return None;
        };
        let line = place.line?;
        let objects = self.objects.get(place.path.as_str())?;
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
            .allows
            .get(place.path.as_str())
            .copied()
            .unwrap_or_default();
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
