//! From snapshots to a report.

use std::collections::{BTreeMap, BTreeSet};

use super::causes::{self, Cause, Sorted, State};
use super::definition::Checkout;
use super::fleet::{At, Fleet};
use super::inventory::{self, ObjectLine};
use super::question::{self, Question, Show};
use super::{controllers, kinds, resource, words};
use crate::clients::cluster::{Body, Object, Outcome, SETTINGS, Snapshot};
use crate::data::catalogue::Engine;
use crate::model::{Affects, Coverage, Finding, Location, Related, Report, Severity, Why};

/// Names of followers that a finding tells.
const FIRST: usize = 3;
const FOLLOWS: &str = "follows from a finding";
/// Followers from which on a grave failure is a critical one.
const WIDE: usize = 10;

/// A report, and the objects that were asked for one by one.
#[derive(Debug, Clone)]
pub struct Judged {
    pub report: Report,
    pub objects: Vec<ObjectLine>,
    /// Objects of the engine that the question asks about.
    pub asked: u64,
    /// Where the revision that was asked about has arrived, in one sentence.
    pub arrival: Option<String>,
}

/// Judges snapshots of one or more targets side by side.
#[must_use]
pub fn judge(snapshots: &[Snapshot], question: &Question, checkout: Option<&Checkout>) -> Judged {
    let mut coverage = Coverage::default();
    let mut findings: Vec<Finding> = Vec::new();
    let mut objects = Vec::new();
    let mut asked = 0;
    let mut without: Vec<&str> = Vec::new();
    for snapshot in snapshots {
        let fleet = Fleet::new(snapshot, checkout);
        let one = One {
            fleet: &fleet,
            question,
            sorted: causes::find(&fleet),
        };
        if !one.runs_engine() {
            without.push(&snapshot.target);
        }
        asked += one.count(&mut coverage);
        one.skips(&mut coverage);
        if snapshots.len() == 1 {
            findings = one.findings();
        } else {
            one.findings()
                .into_iter()
                .for_each(|finding| merge(&mut findings, finding));
        }
        objects.extend(one.lines());
    }
    objects.sort_by(|a, b| (a.arrived, &a.object).cmp(&(b.arrived, &b.object)));
    let (subject, clean) = words::subject(snapshots, question, asked, &without);
    let mut report = Report::new(coverage, findings, &subject, &clean);
    let arrival = question.revision.as_ref().map(|wanted| {
        let total = objects.len();
        let there = objects.iter().filter(|it| it.arrived == Some(true)).count();
        format!(
            "{} has arrived in {there} of {total} objects that apply something.",
            crate::model::clean::clean(wanted, 80)
        )
    });
    if let Some(arrival) = &arrival {
        report.summary = format!("{arrival} {}", report.summary);
    }
    Judged {
        report,
        objects,
        asked,
        arrival,
    }
}

/// Adds a finding, or to the same finding of another target.
fn merge(findings: &mut Vec<Finding>, finding: Finding) {
    let known = findings.iter_mut().find(|known| {
        known.location != finding.location && question::is_same_cause(known, &finding)
    });
    let Some(known) = known else {
        findings.push(finding);
        return;
    };
    if let Some(more) = finding.affects {
        let own = known.affects.get_or_insert_with(|| Affects {
            count: 0,
            first: Vec::new(),
        });
        own.count += more.count;
    }
    if let Location::Object(place) = &finding.location {
        let note = format!("the same in {}", place.target);
        known.related.push(Related {
            location: finding.location,
            note,
        });
    }
    let targets = known
        .related
        .iter()
        .filter(|it| it.note.starts_with("the same in "))
        .count();
    let base = known
        .message
        .split(" (the same in ")
        .next()
        .unwrap_or_default()
        .to_owned();
    known.message = format!("{base} (the same in {targets} more targets)");
}

/// One target under judgement.
struct One<'o, 's> {
    fleet: &'o Fleet<'s>,
    question: &'o Question,
    sorted: Sorted,
}

impl One<'_, '_> {
    fn kinds(&self) -> &'static [&'static str] {
        match self.question.engine {
            Engine::Flux => &kinds::FLUX,
            Engine::ArgoCd => &kinds::ARGOCD,
        }
    }

    /// Whether anything of the engine is there, or could not be looked at.
    fn runs_engine(&self) -> bool {
        let engine = Some(self.question.engine);
        let has = |(at, object): (At, &Object)| {
            (kinds::is_gitops(object) || controllers::name(object).is_some())
                && question::engine_of(self.fleet, at) == engine
        };
        (engine == Some(Engine::ArgoCd) && !self.fleet.snapshot.settled.is_empty())
            || self.fleet.snapshot.objects.iter().enumerate().any(has)
            || self.kinds().iter().any(|kind| {
                matches!(
                    self.fleet.snapshot.outcome(kind, kinds::group_of(kind)),
                    Some(Outcome::Failed(_) | Outcome::Read)
                )
            })
    }

    /// Objects of the engine and what it applied, as far as they have a health.
    fn judged(&self) -> impl Iterator<Item = (At, &Object)> {
        let engine = Some(self.question.engine);
        self.fleet
            .snapshot
            .objects
            .iter()
            .enumerate()
            .filter(move |(at, object)| {
                let counts = kinds::is_gitops(object)
                    || matches!(
                        object.body,
                        Body::Workload(_) | Body::Other(_) | Body::Node(_)
                    );
                counts && question::engine_of(self.fleet, *at) == engine
            })
    }

    fn count(&self, coverage: &mut Coverage) -> u64 {
        let mut asked = 0;
        for (at, object) in self.judged() {
            if !self.question.asks_for(object) {
                continue;
            }
            let own = kinds::is_gitops(object);
            let name = match controllers::name(object) {
                Some(_) => format!("{} controller", self.question.engine.name()),
                None if own => object.kind.to_string(),
                None => "applied workloads".to_owned(),
            };
            if !own && controllers::name(object).is_none() && resource::of(object).is_none() {
                continue;
            }
            asked += u64::from(own);
            coverage.seen(&name, 1);
            match self.verdict(at, object) {
                Verdict::Healthy => coverage.healthy(&name, 1),
                Verdict::Unhealthy => {}
                Verdict::NotJudged(reason) => coverage.not_judged(&name, reason, 1),
            }
        }
        self.count_absent(coverage);
        asked + self.count_settled(coverage)
    }

    /// Applications that were kept in brief are healthy, unless they follow from what fails.
    fn count_settled(&self, coverage: &mut Coverage) -> u64 {
        let all = self.fleet.snapshot.settled.len() as u64;
        if all == 0 || self.question.engine != Engine::ArgoCd {
            return 0;
        }
        let states = self.sorted.states.keys();
        let follow = states
            .filter(|at| self.fleet.settled(**at).is_some())
            .count() as u64;
        coverage.seen("Application", all);
        coverage.healthy("Application", all - follow);
        if follow > 0 {
            coverage.not_judged("Application", FOLLOWS, follow);
        }
        all
    }

    /// Kinds that this target does not have: nobody uses them, so nothing is missing.
    fn count_absent(&self, coverage: &mut Coverage) {
        let snapshot = self.fleet.snapshot;
        let absent = self.kinds().iter().filter(|kind| {
            snapshot.outcome(kind, kinds::group_of(kind)) == Some(Outcome::NotInstalled)
        });
        for kind in absent {
            coverage.seen("optional kinds", 1);
            coverage.not_judged("optional kinds", &format!("{kind} is not installed"), 1);
        }
    }

    fn verdict(&self, at: At, object: &Object) -> Verdict {
        match self.sorted.states.get(&at) {
            Some(State::Told(_)) => return Verdict::Unhealthy,
            Some(State::Follows(_)) => {
                return Verdict::NotJudged(FOLLOWS);
            }
            None => {}
        }
        match &object.body {
            Body::Application(app) => match &*app.status.health.status {
                "" => Verdict::NotJudged("no status yet"),
                "Progressing" => Verdict::NotJudged("in progress"),
                _ => Verdict::Healthy,
            },
            Body::AppProject(_) | Body::ApplicationSet(_) => Verdict::Healthy,
            Body::Flux(flux) => match flux.status.condition("Ready") {
                Some(ready) if ready.is_true() => Verdict::Healthy,
                Some(_) => Verdict::NotJudged("in progress"),
                None if !super::flux_state::has_status(&object.kind, flux) => Verdict::Healthy,
                None if &*object.kind == "FluxReport" => Verdict::Healthy,
                None => Verdict::NotJudged("no status yet"),
            },
            Body::Connection(_) if resource::of(object).is_none() => {
                Verdict::NotJudged("nothing uses it")
            }
            _ if self.fleet.override_of(at).is_some() && resource::of(object).is_some() => {
                Verdict::NotJudged("a health override of argocd-cm decides")
            }
            _ => match resource::of(object) {
                Some((resource::Health::Healthy, _)) => Verdict::Healthy,
                Some((resource::Health::Progressing, _)) => Verdict::NotJudged("in progress"),
                Some((resource::Health::Suspended, _)) => Verdict::NotJudged("suspended"),
                Some(_) => Verdict::Unhealthy,
                None => Verdict::NotJudged("has no health"),
            },
        }
    }

    fn skips(&self, coverage: &mut Coverage) {
        let snapshot = self.fleet.snapshot;
        for part in &snapshot.skipped {
            coverage.skip(&part.what, part.why, &part.hint);
        }
        for (kind, outcome) in &snapshot.kinds {
            let Outcome::Failed(why) = outcome else {
                continue;
            };
            let name = kind.split('.').next().unwrap_or(kind);
            let other = match self.question.engine {
                Engine::Flux => kinds::ARGOCD.contains(&name) || kind == SETTINGS,
                Engine::ArgoCd => kinds::FLUX.contains(&name),
            };
            let told = |part: &crate::model::Skipped| part.what.starts_with(kind.as_str());
            if !other && !snapshot.skipped.iter().any(told) {
                coverage.skip(
                    format!("{kind} of {}", snapshot.target),
                    *why,
                    hint(*why, kind),
                );
            }
        }
        self.unread_references(coverage);
        self.not_evaluated(coverage);
        self.unread_clusters(coverage);
    }

    /// Objects whose health a script of the user decides.
    fn not_evaluated(&self, coverage: &mut Coverage) {
        let mut by_override: BTreeMap<(String, &str), u64> = BTreeMap::new();
        for (at, object) in self.judged() {
            let decided = self
                .fleet
                .override_of(at)
                .filter(|_| self.question.asks_for(object) && resource::of(object).is_some());
            if let Some(decided) = decided {
                *by_override
                    .entry((decided.place(), &*object.kind))
                    .or_default() += 1;
            }
        }
        for ((place, kind), count) in by_override {
            let kind = crate::model::clean::clean(kind, 63);
            coverage.skip(
                format!("the health of {count} {kind} objects"),
                Why::Unsupported,
                format!("{place} decides it by a Lua script, which is not evaluated here; a target with `argocd` settings tells what Argo CD made of it"),
            );
        }
    }

    /// Clusters that were not read, where something is deployed that is not well.
    fn unread_clusters(&self, coverage: &mut Coverage) {
        let mut unread: BTreeMap<String, u64> = BTreeMap::new();
        for (at, object) in self.judged() {
            if self.sorted.states.contains_key(&at)
                && self.question.asks_for(object)
                && let Some(name) = self.fleet.unmatched(at)
            {
                *unread.entry(name).or_default() += 1;
            }
        }
        for (name, count) in unread {
            coverage.skip(
                format!(
                    "the cluster {}, which {count} failing objects deploy to",
                    crate::model::clean::clean(&name, 200)
                ),
                Why::Absent,
                "name it in the configuration: `known_as` of the target that holds its workloads",
            );
        }
    }

    /// Sources that are referred to and whose kind is not in an export that somebody made by hand.
    fn unread_references(&self, coverage: &mut Coverage) {
        let fleet = self.fleet;
        let mut unread: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (_, object) in self.judged() {
            let Body::Flux(flux) = &object.body else {
                continue;
            };
            for (kind, namespace, name) in fleet.source_references(object, flux) {
                let known = fleet.find(&kind, &namespace, &name).is_some()
                    || fleet.was_read(&kind, kinds::group_of(&kind))
                    || fleet
                        .snapshot
                        .outcome(&kind, kinds::group_of(&kind))
                        .is_some();
                if !known {
                    unread
                        .entry(kind)
                        .or_default()
                        .insert(format!("{namespace}/{name}"));
                }
            }
        }
        for (kind, names) in unread {
            let kind = crate::model::clean::clean(&kind, 63);
            coverage.skip(
                format!("{} {kind} objects that are referred to", names.len()),
                Why::Absent,
                format!("add them to the export (kubectl get {}s -A -o yaml), or let `gitops-mcp export` make it", kind.to_lowercase()),
            );
        }
    }

    fn findings(&self) -> Vec<Finding> {
        let engine = Some(self.question.engine);
        let of_engine = |at: At| question::engine_of(self.fleet, at) == engine;
        let asked = |at: At| {
            self.fleet.object(at).is_some_and(|object| {
                self.question.asks_for(object)
                    || !self.question.is_narrow()
                    || controllers::name(object).is_some()
            })
        };
        self.sorted
            .causes
            .iter()
            .filter(|cause| {
                let all = || std::iter::once(cause.at).chain(cause.followers.iter().copied());
                all().any(of_engine) && all().any(asked)
            })
            .map(|cause| self.finding(cause))
            .collect()
    }

    fn finding(&self, cause: &Cause) -> Finding {
        let mut problem = cause.symptom.problem.clone();
        let count = cause.followers.len();
        if count > 0 {
            problem.affects = Some(Affects {
                count: count as u64,
                first: cause
                    .followers
                    .iter()
                    .take(FIRST)
                    .map(|at| self.fleet.show(*at))
                    .collect(),
            });
        }
        let severity = problem.severity.unwrap_or(cause.rule.severity);
        if severity == Severity::High && count >= WIDE {
            problem.severity = Some(Severity::Critical);
        }
        cause.rule.finding(problem)
    }

    fn lines(&self) -> Vec<ObjectLine> {
        let arrival = self.question.revision.is_some();
        if self.question.show != Show::All && !arrival {
            return Vec::new();
        }
        self.judged()
            .filter(|(_, object)| kinds::is_gitops(object) && self.question.asks_for(object))
            .filter_map(|(at, _)| {
                let mut line = inventory::line(self.fleet, &self.sorted, at)?;
                if let Some(wanted) = &self.question.revision {
                    line.arrived = inventory::arrived(self.fleet, at, self.question);
                    if line.arrived == Some(false) && line.note.is_none() {
                        line.note = Some(inventory::why_not(self.fleet, at, wanted));
                    }
                }
                (!arrival || line.arrived.is_some()).then_some(line)
            })
            .collect()
    }
}

enum Verdict {
    Healthy,
    Unhealthy,
    NotJudged(&'static str),
}

fn hint(why: Why, kind: &str) -> String {
    match why {
        Why::Denied if kind == SETTINGS => "allow get of the ConfigMap argocd-cm: whether it overrides the health of kinds is not known (the read-only ClusterRole has it)".to_owned(),
        Why::Denied => format!(
            "allow get and list of {kind} for the account that reads (the read-only ClusterRole has it)"
        ),
        Why::Timeout => "ask again, or for one namespace".to_owned(),
        Why::Unreachable => {
            "see whether the API, or the aggregated API of this group, answers".to_owned()
        }
        _ => "read this kind by hand".to_owned(),
    }
}
