//! Reads repositories and targets, and plans their way.

use std::collections::BTreeMap;

use super::cluster::{self, Gathered};
use super::hops::{COMPONENTS, Hop, Move, NoPlan};
use super::judge::{Met, judge, on_the_way};
use super::seen::{Installed, Seen, read};
use crate::checks::known::{Known, State};
use crate::checks::walked::{skip, unread};
use crate::clients::cluster::Snapshot;
use crate::clients::repository::{Reading, Repository, WalkLimits, Watch};
use crate::data::changes::Change;
use crate::data::version::{Minor, Version};
use crate::model::{Coverage, Finding, Location, Report};

/// What a plan is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// One of [`COMPONENTS`]; all that is in use, if none is named.
    pub component: Option<&'a str>,
    /// The version to end with; the newest known, if none is named.
    pub to: Option<&'a str>,
}

/// Steps with what stands in their way.
#[derive(Debug)]
pub struct Plan {
    /// What is wrong, as every check tells it.
    pub report: Report,
    /// The steps in order, each with the fingerprints of its findings and what only a person or a cluster can tell.
    pub steps: Vec<(Hop, Vec<String>, Vec<&'static Change>)>,
}

/// A repository or a target, read.
pub struct Place {
    /// How it is called in the answer.
    name: String,
    /// None for a target.
    known: Option<Known>,
    pub(super) seen: Seen,
    /// The ways of its components.
    pub(super) ways: Vec<Move>,
}

impl Place {
    /// Reads a repository. With `name` its places are told with it, so that several can be told apart.
    pub fn repository(
        repository: &Repository,
        (known, name): (Known, Option<&str>),
        watch: &dyn Watch,
    ) -> Self {
        let mut seen = look(repository, watch);
        if let Some(name) = name {
            seen.stands_in(name);
        }
        Self {
            name: name.unwrap_or("the repository").to_owned(),
            known: Some(known),
            seen,
            ways: Vec::new(),
        }
    }

    /// What was read of a target.
    #[must_use]
    pub fn target(snapshot: &Snapshot, gathered: &Gathered) -> Self {
        Self {
            name: snapshot.target.clone(),
            known: None,
            seen: cluster::seen(snapshot, gathered),
            ways: Vec::new(),
        }
    }

    pub(super) fn way(&self, component: &str) -> Option<&Move> {
        self.ways.iter().find(|on| on.component == component)
    }

    fn uses(&self, component: &str) -> bool {
        self.seen.components.contains(&component)
            || self
                .seen
                .versions
                .iter()
                .any(|told| told.component == component)
    }
}

/// Plans the upgrade of what the places install and use. `coverage` holds what could not even be opened.
pub fn plan(
    mut places: Vec<Place>,
    asked: &Asked<'_>,
    mut coverage: Coverage,
) -> Result<Plan, NoPlan> {
    let ways = ways(&mut places, asked)?;
    let mut met = Vec::new();
    let (repositories, targets): (Vec<&Place>, Vec<&Place>) =
        places.iter().partition(|place| place.known.is_some());
    for place in repositories {
        met.extend(judge(&[place]));
    }
    met.extend(judge(&targets));
    count(&mut coverage, &places, &ways);
    let whens: Whens = met.iter().map(when).collect();
    let subject = subject(&places, &ways);
    let findings = settle(&mut places, met, &mut coverage);
    let steps = steps(&ways, &findings, &whens);
    let clean = format!("Nothing that was read stands in the way of {subject}.");
    Ok(Plan {
        report: Report::new(coverage, findings, &subject, &clean),
        steps,
    })
}

fn look(repository: &Repository, watch: &dyn Watch) -> Seen {
    let walk = repository.walk(&WalkLimits::default(), watch);
    let results = repository.read_each(&walk.files, &Reading::new(watch), |entry, bytes| {
        read(&entry.path.to_string(), bytes)
    });
    let mut seen = Seen {
        coverage: unread(&walk),
        ..Seen::default()
    };
    for result in results {
        match result {
            Ok(one) => seen.merge(one),
            Err(error) => skip(&mut seen.coverage, &error),
        }
    }
    seen
}

/// Gives every place its ways, and returns the longest one of each component that was asked for, or that is installed or
/// used somewhere.
fn ways(places: &mut [Place], asked: &Asked<'_>) -> Result<Vec<Move>, NoPlan> {
    let is_wanted = |id: &str| match asked.component {
        Some(component) => component == id,
        None => places.iter().any(|place| place.uses(id)),
    };
    let wanted: Vec<&'static str> = COMPONENTS.into_iter().filter(|id| is_wanted(id)).collect();
    let mut longest = Vec::new();
    for id in wanted {
        let told = places.iter().filter_map(|place| place.seen.oldest(id));
        // What tells a whole version counts before what tells a minor only.
        let oldest = told
            .min_by_key(|told| (told.version, told.only_line))
            .cloned();
        let on = way(id, oldest.as_ref(), asked.to)?;
        let end = on.to.to_string();
        for place in places.iter_mut() {
            // A place that tells nothing is upgraded with the others; one that is newer already has no way.
            let own = place.seen.oldest(id).cloned().or_else(|| oldest.clone());
            let own = way(id, own.as_ref(), Some(&end)).ok();
            place.ways.extend(own);
        }
        longest.push(on);
    }
    Ok(longest)
}

fn way(id: &'static str, told: Option<&Installed>, to: Option<&str>) -> Result<Move, NoPlan> {
    let on = Move::new(id, told.map(|told| told.version), to)?;
    Ok(Move {
        only_line: told.is_some_and(|told| told.only_line),
        ..on
    })
}

/// With which minor of which component a finding begins to matter.
type Whens = BTreeMap<(String, Location, String), (&'static str, Option<Minor>)>;

fn when(met: &Met) -> ((String, Location, String), (&'static str, Option<Minor>)) {
    (key(&met.finding), (met.component, met.at))
}

fn key(finding: &Finding) -> (String, Location, String) {
    (
        finding.rule.clone(),
        finding.location.clone(),
        finding.message.clone(),
    )
}

/// Takes out what the repositories know already.
fn settle(places: &mut [Place], met: Vec<Met>, coverage: &mut Coverage) -> Vec<Finding> {
    let mut findings: Vec<Finding> = met.into_iter().map(|met| met.finding).collect();
    let mut settled = Vec::new();
    let several = places.iter().filter(|place| place.known.is_some()).count() > 1;
    for place in places {
        coverage.merge(std::mem::take(&mut place.seen.coverage));
        let Some(known) = &place.known else { continue };
        let is_own = |finding: &mut Finding| match &finding.location {
            Location::File(file) => !several || file.repository.as_ref() == Some(&place.name),
            _ => false,
        };
        let now = State {
            findings: findings.extract_if(.., is_own).collect(),
            notes: std::mem::take(&mut place.seen.notes),
        };
        settled.extend(known.settle(now, None, coverage));
    }
    settled.extend(findings);
    settled
}

/// The steps of all components, each with what it meets.
fn steps(
    ways: &[Move],
    findings: &[Finding],
    whens: &Whens,
) -> Vec<(Hop, Vec<String>, Vec<&'static Change>)> {
    let mut steps = Vec::new();
    for on in ways {
        let mut before = None;
        for hop in on.hops() {
            let here = |minor| minor <= hop.line && before.is_none_or(|before| minor > before);
            let own = findings.iter().filter(|finding| {
                let when = whens.get(&key(finding));
                when.is_some_and(|(id, at)| *id == on.component && at.is_some_and(here))
            });
            let own = own.map(|finding| finding.fingerprint.clone()).collect();
            let by_hand = on_the_way(on)
                .map(|(_, change)| change)
                .filter(|change| change.signs.is_empty() && here(change.to));
            let by_hand = by_hand.collect();
            before = Some(hop.line);
            steps.push((hop, own, by_hand));
        }
    }
    steps
}

fn count(coverage: &mut Coverage, places: &[Place], ways: &[Move]) {
    for on in ways {
        let kind = format!("change of {}", on.name);
        let sightings = || places.iter().flat_map(|place| &place.seen.sightings);
        for (_, change) in on_the_way(on) {
            coverage.seen(&kind, 1);
            let concerns = sightings().any(|sighting| std::ptr::eq(sighting.change, change));
            if change.signs.is_empty() {
                coverage.not_judged(&kind, "no manifest shows it", 1);
            } else if !concerns {
                coverage.healthy(&kind, 1);
            }
        }
        let uses = places.iter().flat_map(|place| &place.seen.uses);
        let ends = uses
            .filter(|used| used.row.component == on.component)
            .count() as u64;
        if ends > 0 {
            coverage.seen(&format!("manifest of an old {} API", on.name), ends);
        }
    }
    for place in places.iter().filter(|place| place.known.is_none()) {
        if !ways.iter().any(|on| place.uses(on.component)) {
            coverage.not_judged("target", "runs nothing of what is upgraded", 1);
        }
    }
}

/// `Flux 2.6.1 to 2.9.5 and Argo CD to 3.6.1`.
fn subject(places: &[Place], ways: &[Move]) -> String {
    if ways.is_empty() {
        return "an upgrade: none of the known components is installed or used here".to_owned();
    }
    let parts: Vec<String> = ways
        .iter()
        .map(|on| {
            let told = match on.installed() {
                Some(from) if on.from < Some(on.to) => format!("{} {from} to {}", on.name, on.to),
                Some(from) => format!("{} {from}", on.name),
                None => format!("{} to {} (installed version not told here)", on.name, on.to),
            };
            told + &differing(places, on.component)
        })
        .collect();
    format!("the upgrade of {}", parts.join(", "))
}

/// Places that are named one by one where their versions differ.
const MOST: usize = 5;

/// ` (2.7.3 in prod, 2.9.1 in stage)`, where places have different versions installed.
fn differing(places: &[Place], component: &str) -> String {
    let told: Vec<(Version, &str)> = places
        .iter()
        .filter_map(|place| Some((place.seen.oldest(component)?.version, place.name.as_str())))
        .collect();
    if told
        .windows(2)
        .all(|pair| pair.iter().map(|one| one.0).min() == pair.iter().map(|one| one.0).max())
    {
        return String::new();
    }
    let named = told.iter().take(MOST);
    let mut parts: Vec<String> = named
        .map(|(version, name)| format!("{version} in {name}"))
        .collect();
    if told.len() > MOST {
        parts.push(format!("and {} more", told.len() - MOST));
    }
    format!(" ({})", parts.join(", "))
}
