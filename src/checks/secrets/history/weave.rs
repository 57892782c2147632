//! Joins what history shows with what is found in the files of today.

use std::collections::{BTreeSet, HashMap};

use super::exposure::{Exposure, Spot, Weight, is_leak};
use super::ledger::{Moment, Sighting};
use super::value::Value;
use crate::model::{Evidence, FilePlace, Finding, Location, Related};

/// A place where values could be read that no finding of today tells.
#[derive(Debug, Clone)]
pub(crate) struct Leaked {
    pub(crate) spot: Spot,
    /// Where it stood in the first version.
    pub(crate) line: Option<u32>,
    pub(crate) weight: Weight,
    pub(crate) first: Moment,
    pub(crate) last: Moment,
    pub(crate) in_head: bool,
    pub(crate) in_refs: bool,
    /// How many different values stood there.
    pub(crate) values: usize,
    /// Other places where one of them stood.
    pub(crate) elsewhere: Vec<Related>,
}

/// What history says about one finding of today.
#[derive(Default)]
struct Origin {
    first: Option<Moment>,
    is_old: bool,
    /// Values that stand there no more.
    earlier: BTreeSet<Value>,
    elsewhere: Vec<Related>,
}

/// Findings of today by what they tell.
#[derive(Default)]
struct Told {
    by_value: HashMap<Value, BTreeSet<usize>>,
    by_spot: HashMap<Spot, usize>,
}

/// Most other places that a finding lists.
const MOST: usize = 20;

/// Says of each finding when it began, and gives what none of them tells. `today` are the exposures in the files that
/// gave `findings`; `sightings` are in the order of history.
pub(super) fn weave(
    findings: &mut [Finding],
    today: &[Exposure],
    sightings: &[Sighting],
) -> Vec<Leaked> {
    let told = Told::new(findings, today);
    let mut origins: HashMap<usize, Origin> = HashMap::new();
    let mut leaked: Vec<Leaked> = Vec::new();
    let mut spots: HashMap<&Spot, usize> = HashMap::new();
    let mut values: HashMap<Value, usize> = HashMap::new();
    for sighting in sightings {
        if let Some(at) = told.by_value.get(&sighting.value) {
            at.iter().for_each(|at| {
                origins
                    .entry(*at)
                    .or_default()
                    .same_value(sighting, path_of(findings, *at))
            });
        } else if let Some(at) = told.by_spot.get(&sighting.spot) {
            origins.entry(*at).or_default().same_place(sighting);
        } else if !sighting.is_old {
            let origin = values.get(&sighting.value).copied();
            let at = origin.unwrap_or_else(|| *spots.entry(&sighting.spot).or_insert(leaked.len()));
            match leaked.get_mut(at) {
                Some(place) => place.join(sighting, origin.is_some()),
                None => leaked.push(Leaked::new(sighting)),
            }
            values.insert(sighting.value, at);
        }
    }
    for (at, origin) in origins {
        if let Some(finding) = findings.get_mut(at) {
            origin.tell(finding);
        }
    }
    leaked
}

fn path_of(findings: &[Finding], at: usize) -> &str {
    match findings.get(at).map(|finding| &finding.location) {
        Some(Location::File(place)) => &place.path,
        _ => "",
    }
}

/// Path, line and pointer of a finding.
type Anchor<'a> = (&'a str, Option<u32>, Option<&'a str>);

impl Told {
    fn new(findings: &[Finding], today: &[Exposure]) -> Self {
        let mut places: HashMap<Anchor<'_>, Vec<usize>> = HashMap::new();
        for (at, finding) in findings
            .iter()
            .enumerate()
            .filter(|(_, finding)| is_leak(finding))
        {
            if let Location::File(place) = &finding.location {
                places
                    .entry((&place.path, place.line, place.pointer.as_deref()))
                    .or_default()
                    .push(at);
            }
        }
        let mut told = Self::default();
        for exposure in today {
            let (line, pointer) = &exposure.anchor;
            for at in places
                .get(&(&exposure.spot.path, *line, pointer.as_deref()))
                .into_iter()
                .flatten()
            {
                told.by_value.entry(exposure.value).or_default().insert(*at);
                told.by_spot.entry(exposure.spot.clone()).or_insert(*at);
            }
        }
        told
    }
}

impl Origin {
    fn same_value(&mut self, sighting: &Sighting, path: &str) {
        self.begins(sighting);
        if sighting.spot.path != path && self.elsewhere.len() < MOST {
            self.elsewhere.push(place(sighting));
        }
    }

    fn same_place(&mut self, sighting: &Sighting) {
        self.begins(sighting);
        self.earlier.insert(sighting.value);
    }

    fn begins(&mut self, sighting: &Sighting) {
        self.is_old |= sighting.is_old;
        self.first = Some(
            self.first
                .map_or(sighting.first, |first| first.min(sighting.first)),
        );
    }

    /// The commit stands first: it is what was asked for, and a summary shows one piece of evidence.
    fn tell(self, finding: &mut Finding) {
        let Some(first) = self.first else { return };
        let text = if self.is_old {
            "before the time that was asked for".to_owned()
        } else {
            commit(&first)
        };
        finding.since = (!self.is_old).then(|| first.commit.rfc3339());
        finding
            .evidence
            .insert(0, Evidence::new("first commit", &text));
        if !self.earlier.is_empty() {
            let text = format!(
                "{} other values stood here before; each has to be taken as known",
                self.earlier.len()
            );
            finding
                .evidence
                .push(Evidence::new("earlier values", &text));
        }
        finding.related.extend(self.elsewhere);
    }
}

impl Leaked {
    fn new(sighting: &Sighting) -> Self {
        Self {
            spot: sighting.spot.clone(),
            line: sighting.line,
            weight: sighting.weight,
            first: sighting.first,
            last: sighting.last,
            in_head: sighting.in_head,
            in_refs: sighting.in_refs,
            values: 1,
            elsewhere: Vec::new(),
        }
    }

    fn join(&mut self, sighting: &Sighting, is_known: bool) {
        self.last = (self.in_refs, self.last)
            .max((sighting.in_refs, sighting.last))
            .1;
        self.in_head |= sighting.in_head;
        self.in_refs |= sighting.in_refs;
        self.values += usize::from(!is_known);
        if sighting.spot != self.spot && self.elsewhere.len() < MOST {
            self.elsewhere.push(place(sighting));
        }
    }
}

/// A commit by name and time; never its message, which can hold a secret itself.
pub(crate) fn commit(moment: &Moment) -> String {
    format!("{} of {}", moment.commit.id, moment.commit.rfc3339())
}

fn place(sighting: &Sighting) -> Related {
    let file = FilePlace {
        path: sighting.spot.path.clone(),
        line: sighting.line,
        pointer: sighting.spot.pointer.clone(),
        repository: None,
        revision: Some(sighting.first.commit.id.to_string()),
    };
    Related {
        location: Location::File(file),
        note: "the same value stood here".to_owned(),
    }
}
