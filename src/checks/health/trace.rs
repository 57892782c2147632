//! Where an object comes from, what hangs on it, who uses it.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::causes::{self, Sorted, State};
use super::definition::{self, Checkout};
use super::fleet::{At, Fleet};
use super::{flux_state, kinds, references, resource};
use crate::clients::cluster::{Body, Snapshot};
use crate::clients::repository::Watch;
use crate::model::clean::clean;
use crate::model::{Coverage, Finding, Report};

/// Most steps of a chain; what lies beyond is counted.
const LONGEST: usize = 200;
/// Most members whose last commit is looked for.
const DATED: usize = 10;
/// Most levels down.
const DEEPEST: usize = 8;

/// The object that is asked about.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    pub kind: &'a str,
    pub namespace: &'a str,
    pub name: &'a str,
    pub direction: Direction,
}

/// Which way to go from the object.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Owners, what applies it, its source and revision.
    #[default]
    Up,
    /// What it feeds, applies and owns.
    Down,
    /// What refers to it.
    UsedBy,
}

/// One step of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// `Deployment apps/web`.
    pub object: String,
    /// What it is to the step that it hangs on.
    pub role: String,
    pub health: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How far from the object that was asked about.
    #[serde(skip)]
    pub depth: usize,
}

/// A chain, where it breaks, and the findings about its members.
#[derive(Debug, Clone)]
pub struct Traced {
    pub report: Report,
    pub chain: Vec<Step>,
    pub broken_at: Option<String>,
    /// An object of an engine stands in the chain.
    pub is_applied: bool,
    /// Namespaces of workloads in the chain of which no Pod was read.
    pub without_pods: Vec<String>,
}

/// Walks from an object; `None` if nothing bears this name and no inventory lists it.
#[must_use]
pub fn trace(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    (checkout, watch): (Option<&Checkout>, &dyn Watch),
) -> Option<Traced> {
    let fleet = Fleet::new(snapshot, checkout);
    let sorted = causes::find(&fleet);
    let mut walk = Walk {
        fleet: &fleet,
        sorted: &sorted,
        chain: Vec::new(),
        members: Vec::new(),
        steps: Vec::new(),
        left_out: 0,
    };
    match fleet.find_anywhere(asked.kind, asked.namespace, asked.name) {
        Some(at) => {
            walk.push(at, "asked", 0);
            match asked.direction {
                Direction::Up => walk.up(at, 1),
                Direction::Down => walk.down(at, 1, &mut HashSet::from([at])),
                Direction::UsedBy => walk.used_by(asked),
            }
        }
        None => walk.unread(asked)?,
    }
    walk.date(watch);
    Some(walk.finish(asked))
}

struct Walk<'w, 's> {
    fleet: &'w Fleet<'s>,
    sorted: &'w Sorted,
    chain: Vec<Step>,
    members: Vec<At>,
    /// The step of each member.
    steps: Vec<usize>,
    left_out: usize,
}

impl Walk<'_, '_> {
    fn push(&mut self, at: At, role: &str, depth: usize) {
        self.push_noted(at, (role, None), depth);
    }

    fn push_noted(&mut self, at: At, (role, note): (&str, Option<String>), depth: usize) {
        if self.chain.len() >= LONGEST {
            self.left_out += 1;
            return;
        }
        let file = definition::file(self.fleet, at).map(|place| format!("defined in {place}"));
        let parts: Vec<String> = note
            .into_iter()
            .chain(revision(self.fleet, at))
            .chain(file)
            .collect();
        self.chain.push(Step {
            object: self.fleet.show(at),
            role: role.to_owned(),
            health: self.health(at),
            note: (!parts.is_empty()).then(|| parts.join("; ")),
            depth,
        });
        self.members.push(at);
        self.steps.push(self.chain.len() - 1);
    }

    /// Adds when the files that define the first members were last changed.
    fn date(&mut self, watch: &dyn Watch) {
        let Some(checkout) = self.fleet.checkout else {
            return;
        };
        let first = self.members.iter().take(DATED);
        let objects: Vec<_> = first
            .filter_map(|at| self.fleet.object(*at))
            .map(|it| (&*it.kind, it.namespace(), it.name()))
            .collect();
        let changes = checkout.last_changes(&objects, watch);
        for (change, step) in changes.into_iter().zip(&self.steps) {
            let note = self.chain.get_mut(*step).and_then(|it| it.note.as_mut());
            if let (Some(change), Some(note)) = (change, note) {
                note.push_str(&format!(", {change}"));
            }
        }
    }

    fn health(&self, at: At) -> String {
        let Some(object) = self.fleet.object(at) else {
            return "unknown".to_owned();
        };
        if let Body::Application(app) = &object.body {
            let (sync, health) = (&app.status.sync.status, &app.status.health.status);
            return clean(&format!("{health}, {sync}"), 80);
        }
        match (self.sorted.states.get(&at), resource::of(object)) {
            (Some(State::Follows(root)), _) => format!("follows from {}", self.fleet.show(*root)),
            (_, Some((health, _))) => health.name().to_owned(),
            (_, None) => "has no health".to_owned(),
        }
    }

    /// Owners first, then what applies them, with its source beside it.
    fn up(&mut self, start: At, depth: usize) {
        let mut seen = HashSet::from([start]);
        let (mut at, mut depth) = (start, depth);
        while self.fleet.object(at).is_some() {
            self.sources(at, depth);
            let owner = self
                .fleet
                .owner(at)
                .map(|owner| (owner, owned_role(self.fleet, owner)));
            let next = owner.or_else(|| {
                self.fleet
                    .manager(at)
                    .map(|manager| (manager, "applied by"))
            });
            let Some((next, role)) = next.filter(|(next, _)| seen.insert(*next)) else {
                return;
            };
            self.push(next, role, depth);
            (at, depth) = (next, depth + 1);
        }
    }

    fn sources(&mut self, at: At, depth: usize) {
        let Some(object) = self.fleet.object(at) else {
            return;
        };
        match &object.body {
            Body::Flux(flux) => {
                let mut level = self.fleet.sources(object, flux);
                let mut depth = depth;
                let mut seen = HashSet::from([at]);
                // HelmRelease, HelmChart, HelmRepository.
                while let Some(source) =
                    level.first().copied().filter(|source| seen.insert(*source))
                {
                    self.push(source, "source", depth);
                    depth += 1;
                    level = match (self.fleet.object(source), self.fleet.flux(source)) {
                        (Some(object), Some(flux)) => self.fleet.sources(object, flux),
                        _ => Vec::new(),
                    };
                }
            }
            Body::Application(app) => {
                for source in app.spec.all_sources() {
                    let path = source
                        .path
                        .as_deref()
                        .or(source.chart.as_deref())
                        .unwrap_or("");
                    let revision = source.target_revision.as_deref().unwrap_or("HEAD");
                    self.chain.push(Step {
                        object: clean(&format!("{} {path}", source.repo_url), 300),
                        role: "source".to_owned(),
                        health: "not an object".to_owned(),
                        note: Some(clean(&format!("tracks {revision}"), 200)),
                        depth,
                    });
                }
            }
            _ => {}
        }
    }

    fn down(&mut self, at: At, depth: usize, seen: &mut HashSet<At>) {
        if depth > DEEPEST {
            return;
        }
        let feeds = self.fleet.consumers(at).iter().map(|next| (*next, "feeds"));
        let applies = self
            .fleet
            .managed_by(at)
            .iter()
            .map(|next| (*next, "applies"));
        let owns = self.fleet.owned(at).iter().map(|next| (*next, "owns"));
        let all: Vec<(At, &str)> = feeds.chain(applies).chain(owns).collect();
        for (next, role) in all {
            if seen.insert(next) {
                self.push(next, role, depth);
                self.down(next, depth + 1, seen);
            }
        }
        let unread = self.fleet.unread_of(at);
        if unread > 0 {
            self.chain.push(Step {
                object: format!("{unread} objects"),
                role: "applies".to_owned(),
                health: "not read".to_owned(),
                note: Some("they stand in its inventory and not in what was read".to_owned()),
                depth,
            });
        }
    }

    fn used_by(&mut self, asked: &Asked<'_>) {
        for at in 0..self.fleet.snapshot.objects.len() {
            let fields = references::to(self.fleet, at, asked);
            if !fields.is_empty() {
                let note = Some(format!("in {}", fields.join(", ")));
                self.push_noted(at, ("used by", note), 1);
            }
        }
        if let Some(note) = references::by_label(self.fleet, asked) {
            self.chain.push(Step {
                object: clean(&format!("Argo CD in {}", asked.namespace), 300),
                role: "used by".to_owned(),
                health: "not an object".to_owned(),
                note: Some(note),
                depth: 1,
            });
        }
    }

    /// An object that was not read, but stands in an inventory or is referred to.
    fn unread(&mut self, asked: &Asked<'_>) -> Option<()> {
        self.chain.push(Step {
            object: clean(
                &format!("{} {}/{}", asked.kind, asked.namespace, asked.name),
                300,
            ),
            role: "asked".to_owned(),
            health: "not read".to_owned(),
            note: Some("it is not among the objects that were read".to_owned()),
            depth: 0,
        });
        if asked.direction == Direction::UsedBy {
            self.used_by(asked);
        } else {
            let manager = (0..self.fleet.snapshot.objects.len()).find(|at| {
                self.fleet
                    .lists(*at, asked.kind, (asked.namespace, asked.name))
            })?;
            self.push(manager, "applied by", 1);
            self.up(manager, 2);
        }
        (self.chain.len() > 1).then_some(())
    }

    fn finish(self, asked: &Asked<'_>) -> Traced {
        let told = |at: &At| match self.sorted.states.get(at) {
            Some(State::Told(root) | State::Follows(root)) => Some(*root),
            None => None,
        };
        let roots: Vec<At> = self.members.iter().filter_map(told).collect();
        let broken = roots.last().map(|root| self.fleet.show(*root));
        let findings: Vec<Finding> = self
            .sorted
            .causes
            .iter()
            .filter(|cause| roots.contains(&cause.at))
            .map(|cause| cause.rule.finding(cause.symptom.problem.clone()))
            .collect();
        let is_applied = self
            .members
            .iter()
            .any(|at| self.fleet.object(*at).is_some_and(kinds::is_gitops));
        let mut coverage = Coverage::default();
        coverage.seen("objects of the chain", self.members.len() as u64);
        let healthy = self.members.iter().filter(|at| told(at).is_none()).count();
        coverage.healthy("objects of the chain", healthy as u64);
        coverage.not_judged(
            "objects of the chain",
            "beyond the longest chain",
            self.left_out as u64,
        );
        for part in &self.fleet.snapshot.skipped {
            coverage.skip(&part.what, part.why, &part.hint);
        }
        let name = clean(
            &format!("{} {}/{}", asked.kind, asked.namespace, asked.name),
            300,
        );
        let (subject, clean) = match asked.direction {
            Direction::Up => (format!("the chain of {name}"), self.origin(&name)),
            Direction::Down => (
                format!("what hangs on {name}"),
                format!("{} objects hang on {name}.", self.chain.len() - 1),
            ),
            Direction::UsedBy => (
                format!("the users of {name}"),
                format!("{} objects use {name}.", self.chain.len() - 1),
            ),
        };
        let without_pods = self.without_pods();
        Traced {
            report: Report::new(coverage, findings, &subject, &clean),
            chain: self.chain,
            broken_at: broken,
            is_applied,
            without_pods,
        }
    }

    fn without_pods(&self) -> Vec<String> {
        let members = self.members.iter().filter_map(|at| self.fleet.object(*at));
        let mut namespaces: Vec<String> = members
            .filter(|it| matches!(it.body, Body::Workload(_)))
            .map(|it| it.namespace().to_owned())
            .collect();
        namespaces.sort();
        namespaces.dedup();
        let has_pods = |namespace: &String| {
            let mut pods = self.fleet.of_kind("Pod");
            pods.any(|at| {
                self.fleet
                    .object(at)
                    .is_some_and(|it| it.namespace() == namespace)
            })
        };
        namespaces.retain(|namespace| !has_pods(namespace));
        namespaces
    }

    /// One sentence on where an object comes from.
    fn origin(&self, name: &str) -> String {
        let applier = self.members.iter().find(|at| {
            self.fleet.object(**at).is_some_and(kinds::is_gitops) && self.fleet.show(**at) != *name
        });
        match applier {
            Some(at) => format!("{name} comes from {}.", self.fleet.show(*at)),
            None => format!(
                "Nothing that was read applies {name}: no owner, tracking, inventory or label leads to an engine."
            ),
        }
    }
}

fn owned_role(fleet: &Fleet<'_>, owner: At) -> &'static str {
    match fleet.object(owner).map(|object| &object.body) {
        Some(Body::ApplicationSet(_)) => "generated by",
        _ => "owned by",
    }
}

/// What an object runs or offers, with the commit behind an OCI artifact.
fn revision(fleet: &Fleet<'_>, at: At) -> Option<String> {
    match &fleet.object(at)?.body {
        Body::Application(app) => app
            .status
            .deployed()
            .map(|it| format!("deployed {}", flux_state::short(it))),
        Body::Flux(flux) => {
            let status = &flux.status;
            let artifact = status
                .artifact
                .as_ref()
                .map(|it| format!("has {}", flux_state::short(&it.revision)));
            let applied = status
                .last_applied_revision
                .as_deref()
                .map(|it| format!("applied {}", flux_state::short(it)));
            let origin = status.artifact.as_ref().and_then(|it| {
                it.metadata
                    .iter()
                    .find(|(key, _)| key.ends_with("revision"))
            });
            let commit = origin
                .map(|(_, value)| value.as_str())
                .or(status.last_applied_origin_revision.as_deref());
            let commit = commit.map(|it| format!(" (commit {})", flux_state::short(it)));
            let own = applied.or(artifact)?;
            Some(format!("{own}{}", commit.unwrap_or_default()))
        }
        _ => None,
    }
}
