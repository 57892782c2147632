//! Reads repositories and holds them against the tables.

use std::collections::BTreeMap;

use super::change::Changed;
use super::hops::{COMPONENTS, Hop, Move, NoPlan};
use super::seen::{Installed, Seen, Sighting, read};
use super::{Check, RULES};
use crate::checks::known::{Known, State};
use crate::checks::walked::{skip, unread};
use crate::clients::repository::{Reading, Repository, WalkLimits, Watch};
use crate::data::changes::{CHANGES, Change};
use crate::data::version::Minor;
use crate::model::{Coverage, Finding, Location, Report};

/// What a plan is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// One of [`COMPONENTS`]; all that the repository uses, if none is named.
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

/// Plans the upgrade of what one repository installs and uses.
pub fn plan(
    repository: &Repository,
    asked: &Asked<'_>,
    (known, watch): (&Known, &dyn Watch),
) -> Result<Plan, NoPlan> {
    let mut seen = look(repository, watch);
    let moves = moves(&seen, asked)?;
    let findings = judge(&seen, &moves);
    let mut coverage = std::mem::take(&mut seen.coverage);
    count(&mut coverage, &seen, &moves);
    let now = State {
        findings,
        notes: std::mem::take(&mut seen.notes),
    };
    let findings = known.settle(now, None, &mut coverage);
    let steps = steps(&seen, &moves, &findings);
    let subject = subject(&moves);
    let clean = format!("Nothing in the repository stands in the way of {subject}.");
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

/// The component that was asked for, or all that are installed or used here.
fn moves(seen: &Seen, asked: &Asked<'_>) -> Result<Vec<Move>, NoPlan> {
    let is_wanted = |id: &str| match asked.component {
        Some(component) => component == id,
        None => {
            seen.components.contains(&id) || seen.versions.iter().any(|told| told.component == id)
        }
    };
    COMPONENTS
        .iter()
        .filter(|id| is_wanted(id))
        .map(|id| {
            let installed = oldest(seen, id).map(|told| told.version);
            Move::new(id, installed, asked.to)
        })
        .collect()
}

/// Of several installations the oldest has the longest way.
fn oldest<'a>(seen: &'a Seen, component: &str) -> Option<&'a Installed> {
    let told = seen
        .versions
        .iter()
        .filter(|told| told.component == component);
    told.min_by_key(|told| told.version)
}

fn judge(seen: &Seen, moves: &[Move]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let kubernetes = kubernetes(seen, moves);
    for on in moves {
        let changes = changed(seen, on);
        for rule in RULES {
            let problems: Vec<_> = match rule.check {
                Check::Manifest(check) => {
                    let uses = seen
                        .uses
                        .iter()
                        .filter(|used| used.row.component == on.component);
                    uses.filter_map(|used| check(used, on)).collect()
                }
                Check::Change(check) => changes.iter().filter_map(check).collect(),
                Check::Versions(check) => kubernetes
                    .and_then(|met| check(on, met))
                    .into_iter()
                    .collect(),
            };
            findings.extend(
                problems
                    .into_iter()
                    .map(|problem| rule.meta.finding(problem)),
            );
        }
    }
    findings
}

/// The Kubernetes that the other components meet: where the plan ends, or else what is installed.
fn kubernetes<'a>(seen: &'a Seen, moves: &[Move]) -> Option<(Minor, &'a Location)> {
    let told = oldest(seen, "kubernetes")?;
    let planned = moves.iter().find(|on| on.component == "kubernetes");
    Some((planned.map_or(told.version, |on| on.to).line(), &told.place))
}

/// The changes on the way of a component that something shows.
fn changed<'a>(seen: &'a Seen, on: &'a Move) -> Vec<Changed<'a>> {
    let mut by_change: BTreeMap<usize, Vec<&Sighting>> = BTreeMap::new();
    for sighting in &seen.sightings {
        let at = CHANGES
            .iter()
            .position(|change| std::ptr::eq(change, sighting.change));
        if let Some(at) = at {
            by_change.entry(at).or_default().push(sighting);
        }
    }
    on_the_way(on)
        .filter_map(|(at, change)| {
            Some(Changed {
                change,
                on,
                sightings: by_change.remove(&at)?,
            })
        })
        .collect()
}

fn on_the_way(on: &Move) -> impl Iterator<Item = (usize, &'static Change)> {
    CHANGES
        .iter()
        .enumerate()
        .filter(|(_, change)| change.component == on.component && on.passes(change.to))
}

/// The steps of all components, each with what it meets.
fn steps(
    seen: &Seen,
    moves: &[Move],
    findings: &[Finding],
) -> Vec<(Hop, Vec<String>, Vec<&'static Change>)> {
    let mut steps = Vec::new();
    for on in moves {
        let hops = on.hops();
        let mut before = None;
        for hop in hops {
            let here = |minor| minor <= hop.line && before.is_none_or(|before| minor > before);
            let own = findings
                .iter()
                .filter(|finding| meets(seen, on, finding).is_some_and(here));
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

/// The minor with which a finding of this component begins to matter.
fn meets(seen: &Seen, on: &Move, finding: &Finding) -> Option<Minor> {
    let used = seen
        .uses
        .iter()
        .find(|used| used.row.component == on.component && used.place == finding.location);
    if let Some(used) = used {
        return used
            .row
            .removed
            .filter(|_| on.reaches(used.row.removed))
            .or(used.row.deprecated);
    }
    let sighting = seen.sightings.iter().find(|sighting| {
        sighting.change.component == on.component
            && sighting.place == finding.location
            && finding.message.contains(sighting.change.what)
    });
    sighting.map(|sighting| sighting.change.to)
}

fn count(coverage: &mut Coverage, seen: &Seen, moves: &[Move]) {
    for on in moves {
        let known = CHANGES
            .iter()
            .filter(|change| change.component == on.component && on.passes(change.to));
        let kind = format!("change of {}", on.name);
        for change in known {
            coverage.seen(&kind, 1);
            let concerns = seen
                .sightings
                .iter()
                .any(|sighting| std::ptr::eq(sighting.change, change));
            if change.signs.is_empty() {
                coverage.not_judged(&kind, "no manifest shows it", 1);
            } else if !concerns {
                coverage.healthy(&kind, 1);
            }
        }
        let ends = seen
            .uses
            .iter()
            .filter(|used| used.row.component == on.component);
        let ends = ends.count() as u64;
        if ends > 0 {
            coverage.seen(&format!("manifest of an old {} API", on.name), ends);
        }
    }
}

/// `Flux 2.6.1 to 2.9.5 and Argo CD to 3.6.1`.
fn subject(moves: &[Move]) -> String {
    if moves.is_empty() {
        return "an upgrade: none of the known components is installed or used here".to_owned();
    }
    let parts: Vec<String> = moves
        .iter()
        .map(|on| match on.from {
            Some(from) if from < on.to => format!("{} {from} to {}", on.name, on.to),
            Some(from) => format!("{} {from}", on.name),
            None => format!("{} to {} (installed version not told here)", on.name, on.to),
        })
        .collect();
    format!("the upgrade of {}", parts.join(", "))
}
