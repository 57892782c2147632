//! The objects of one target as a graph: who refers to whom, who manages whom, who owns whom.

use std::collections::HashMap;

use super::clock;
use super::definition::Checkout;
use super::overrides::{self, Override};
use crate::clients::cluster::{
    Body, Event, Flux, Object, Outcome, Settled, Snapshot, Workload, remote,
};
use crate::model::clean::clean;
use crate::model::{Location, ObjectPlace};

const APPLICATION: &str = "Application";

/// Position of an object in the snapshot; behind the last one come the Applications that were kept in brief.
pub(super) type At = usize;

/// A snapshot with its edges.
pub(crate) struct Fleet<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) checkout: Option<&'s Checkout>,
    /// When the snapshot was taken; `None` if nothing tells.
    pub(super) now: Option<i64>,
    /// All but Events, by kind, namespace and name.
    names: Vec<u32>,
    kinds: HashMap<&'s str, Vec<u32>>,
    /// Applications by name, for tracking ids, which do not say the namespace.
    applications: Vec<u32>,
    controllers: HashMap<&'static str, Vec<At>>,
    managers: HashMap<At, At>,
    managed: HashMap<At, Vec<At>>,
    owned: HashMap<At, Vec<At>>,
    events: HashMap<String, Vec<At>>,
    consumers: HashMap<At, Vec<At>>,
    cycles: HashMap<At, At>,
    overrides: Vec<Override<'s>>,
}

impl<'s> Fleet<'s> {
    pub(super) fn new(snapshot: &'s Snapshot, checkout: Option<&'s Checkout>) -> Self {
        let mut fleet = Self {
            snapshot,
            checkout,
            now: clock::seconds(&snapshot.taken_at),
            names: Vec::new(),
            kinds: HashMap::new(),
            applications: Vec::new(),
            controllers: HashMap::new(),
            managers: HashMap::new(),
            managed: HashMap::new(),
            owned: HashMap::new(),
            events: HashMap::new(),
            consumers: HashMap::new(),
            cycles: HashMap::new(),
            overrides: overrides::all(snapshot),
        };
        for (at, object) in snapshot.objects.iter().enumerate() {
            let short = u32::try_from(at).unwrap_or(u32::MAX);
            fleet.kinds.entry(&object.kind).or_default().push(short);
            if let Some(name) = super::controllers::name(object) {
                fleet.controllers.entry(name).or_default().push(at);
            }
            if let Body::Event(event) = &object.body {
                let about = &event.involved_object;
                let namespace = about.namespace.as_deref().unwrap_or_default();
                let key = key(&about.kind, namespace, &about.name);
                fleet.events.entry(key).or_default().push(at);
            } else {
                fleet.names.push(short);
            }
        }
        fleet.sort_names();
        fleet.connect();
        fleet.cycles = super::cycles::find(&fleet);
        fleet
    }

    /// Behind the objects come the Applications that were kept in brief.
    fn sort_names(&mut self) {
        let first = self.snapshot.objects.len();
        let brief =
            (first..first + self.snapshot.settled.len()).filter_map(|at| u32::try_from(at).ok());
        self.names.extend(brief.clone());
        let whole = self.kinds.get(APPLICATION).map_or(&[][..], Vec::as_slice);
        self.applications = whole.iter().copied().chain(brief).collect();
        let mut names = std::mem::take(&mut self.names);
        names.sort_by(|a, b| self.name(*a).cmp(&self.name(*b)));
        self.names = names;
        let mut applications = std::mem::take(&mut self.applications);
        applications.sort_by(|a, b| self.name(*a).3.cmp(self.name(*b).3));
        self.applications = applications;
    }

    /// Which target, kind, namespace and name.
    fn name(&self, at: u32) -> (usize, &'s str, &'s str, &'s str) {
        let at = at as At;
        match (self.object(at), self.settled(at)) {
            (Some(object), _) => {
                let part = self.part(at);
                (part, &object.kind, object.namespace(), object.name())
            }
            (None, Some(brief)) => (0, APPLICATION, &brief.namespace, &brief.name),
            (None, None) => (0, "", "", ""),
        }
    }

    /// The target that an object stands in: 0 for the one that was asked, else the number of a spoke.
    fn part(&self, at: At) -> usize {
        if at >= self.snapshot.objects.len() {
            return 0;
        }
        let grafts = &self.snapshot.grafts;
        grafts.partition_point(|graft| graft.from <= at)
    }

    /// The target that an object deploys to; `None` if it is one that was not read.
    fn deploys_to(&self, object: &Object) -> Option<usize> {
        let names = remote(object);
        if names.is_empty() {
            return Some(0);
        }
        let mut grafts = self.snapshot.grafts.iter();
        let spoke = grafts.position(|graft| names.iter().any(|it| graft.known_as.contains(it)));
        spoke.map(|number| number + 1)
    }

    /// The name of the cluster that an object deploys to, where nothing of that was read.
    pub(super) fn unmatched(&self, at: At) -> Option<String> {
        let object = self.object(at)?;
        let unread = self.deploys_to(object).is_none() && self.manages(object).is_empty();
        unread.then(|| remote(object).into_iter().next())?
    }

    /// The spoke that an object stands in.
    fn graft(&self, at: At) -> Option<&'s str> {
        let before = self.part(at).checked_sub(1)?;
        let graft = self.snapshot.grafts.get(before)?;
        Some(&graft.target)
    }

    /// An Application that was kept in brief: it is healthy, and no object of its own.
    pub(super) fn settled(&self, at: At) -> Option<&'s Settled> {
        let behind = at.checked_sub(self.snapshot.objects.len())?;
        self.snapshot.settled.get(behind)
    }

    fn connect(&mut self) {
        for (at, object) in self.snapshot.objects.iter().enumerate() {
            for managed in self.manages(object) {
                if managed != at {
                    self.managers.entry(managed).or_insert(at);
                }
            }
            if let Some(owner) = self.owner(at) {
                self.owned.entry(owner).or_default().push(at);
            }
            if let Body::Flux(flux) = &object.body {
                for source in self.sources(object, flux) {
                    self.consumers.entry(source).or_default().push(at);
                }
            }
        }
        for (at, object) in self.snapshot.objects.iter().enumerate() {
            if let Some(manager) = self
                .labelled_manager(object)
                .filter(|manager| *manager != at)
            {
                self.managers.entry(at).or_insert(manager);
            }
        }
        for (managed, manager) in &self.managers {
            self.managed.entry(*manager).or_default().push(*managed);
        }
        self.managed
            .values_mut()
            .for_each(|list| list.sort_unstable());
    }

    /// What an object says it applied: inventory entries, resources of an Application.
    pub(super) fn manages(&self, object: &Object) -> Vec<At> {
        match &object.body {
            Body::Flux(flux) => flux
                .status
                .inventory
                .iter()
                .flat_map(|inventory| &inventory.entries)
                .filter_map(|entry| {
                    let (namespace, name, group, kind) = entry.parts()?;
                    let part = self.deploys_to(object)?;
                    self.find_in(part, (kind, group), (namespace, &name))
                })
                .collect(),
            Body::Application(app) => app
                .status
                .resources
                .iter()
                .filter_map(|it| {
                    self.applied((it.kind(), it.group()), (it.namespace(), it.name()), object)
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A resource of an Application. Two clusters may hold the same name: the node of its own tree is the right one.
    pub(super) fn applied(
        &self,
        (kind, group): (&str, &str),
        (namespace, name): (&str, &str),
        application: &Object,
    ) -> Option<At> {
        let node = |at: &At| match &self.object(*at).map(|it| &it.body) {
            Some(Body::Node(node)) => {
                let (space, own) = &node.application;
                Some(&**space == application.namespace() && &**own == application.name())
            }
            _ => None,
        };
        let fits = |at: &At| self.is_of(*at, group);
        let own = self
            .named((0, kind, namespace, name))
            .filter(fits)
            .find(|at| node(at) == Some(true));
        own.or_else(|| {
            let part = self.deploys_to(application)?;
            let mut found = self.named((part, kind, namespace, name)).filter(fits);
            found.find(|at| node(at).is_none())
        })
    }

    /// The manager that labels or the tracking annotation name.
    fn labelled_manager(&self, object: &Object) -> Option<At> {
        let meta = object.metadata();
        for (kind, prefix) in [
            ("Kustomization", "kustomize.toolkit.fluxcd.io"),
            ("HelmRelease", "helm.toolkit.fluxcd.io"),
            ("ResourceSet", "resourceset.fluxcd.controlplane.io"),
        ] {
            let name = meta.label(&format!("{prefix}/name"));
            let namespace = meta.label(&format!("{prefix}/namespace"));
            if let (Some(name), Some(namespace)) = (name, namespace)
                && let Some(found) = self.find(kind, namespace, name)
            {
                return Some(found);
            }
        }
        let tracking = meta.annotation("argocd.argoproj.io/tracking-id")?;
        let app = tracking.split(':').next()?;
        // Applications outside the control plane's namespace are tracked as `namespace_name`.
        if let Some((namespace, name)) = app.split_once('_') {
            return self.find("Application", namespace, name);
        }
        let first = self
            .applications
            .partition_point(|at| self.name(*at).3 < app);
        let found = self.applications.get(first)?;
        (self.name(*found).3 == app).then_some(*found as At)
    }

    /// The health override in `argocd-cm` that decides about an object which an Application applied.
    pub(super) fn override_of(&self, at: At) -> Option<&Override<'s>> {
        let object = self.object(at)?;
        let manager = self.manager(at)?;
        let by_argocd = self.settled(manager).is_some()
            || matches!(self.object(manager)?.body, Body::Application(_));
        // What a resource tree tells was judged with the override.
        let own = matches!(object.body, Body::Node(_));
        let mut overrides = self.overrides.iter();
        overrides.find(|it| by_argocd && !own && it.is_about(object))
    }

    /// The object that owns this one.
    pub(super) fn owner(&self, at: At) -> Option<At> {
        let (part, object) = (self.part(at), self.object(at)?);
        let owners = &object.metadata().owner_references;
        let owner = owners
            .iter()
            .find(|owner| owner.controller == Some(true))
            .or_else(|| owners.first())?;
        let find = |namespace| {
            self.named((part, &owner.kind, namespace, &owner.name))
                .next()
        };
        find(object.namespace()).or_else(|| find(""))
    }

    pub(super) fn object(&self, at: At) -> Option<&'s Object> {
        self.snapshot.objects.get(at)
    }

    pub(super) fn flux(&self, at: At) -> Option<&'s Flux> {
        match &self.object(at)?.body {
            Body::Flux(flux) => Some(flux),
            _ => None,
        }
    }

    pub(super) fn workload(&self, at: At) -> Option<&'s Workload> {
        match &self.object(at)?.body {
            Body::Workload(workload) => Some(workload),
            _ => None,
        }
    }

    /// By kind, namespace and name, whatever the group.
    pub(super) fn find(&self, kind: &str, namespace: &str, name: &str) -> Option<At> {
        self.named((0, kind, namespace, name)).next()
    }

    /// The same, in the target of another object.
    pub(super) fn find_beside(
        &self,
        at: At,
        kind: &str,
        (namespace, name): (&str, &str),
    ) -> Option<At> {
        self.named((self.part(at), kind, namespace, name)).next()
    }

    /// The same, in any target, the one that was asked first.
    pub(super) fn find_anywhere(&self, kind: &str, namespace: &str, name: &str) -> Option<At> {
        let mut parts = 0..=self.snapshot.grafts.len();
        parts.find_map(|part| self.named((part, kind, namespace, name)).next())
    }

    fn find_in(
        &self,
        part: usize,
        (kind, group): (&str, &str),
        (namespace, name): (&str, &str),
    ) -> Option<At> {
        self.named((part, kind, namespace, name))
            .find(|at| self.is_of(*at, group))
    }

    fn is_of(&self, at: At, group: &str) -> bool {
        self.object(at)
            .map_or(group == "argoproj.io", |it| it.group() == group)
    }

    /// All of this kind and name, the first one read first.
    fn named<'f>(
        &'f self,
        wanted: (usize, &'f str, &'f str, &'f str),
    ) -> impl Iterator<Item = At> + 'f {
        let first = self.names.partition_point(|at| self.name(*at) < wanted);
        let rest = self.names.get(first..).unwrap_or_default();
        rest.iter()
            .take_while(move |at| self.name(**at) == wanted)
            .map(|at| *at as At)
    }

    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = At> {
        let all = self.kinds.get(kind).map_or(&[][..], Vec::as_slice);
        let first = self.snapshot.objects.len();
        let brief = if kind == APPLICATION {
            self.snapshot.settled.len()
        } else {
            0
        };
        all.iter().map(|at| *at as At).chain(first..first + brief)
    }

    /// The Deployments and StatefulSets of a controller.
    pub(super) fn controllers(&self, name: &str) -> &[At] {
        self.controllers.get(name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn manager(&self, at: At) -> Option<At> {
        self.managers.get(&at).copied()
    }

    /// Everything that names this object as its manager.
    pub(super) fn managed_by(&self, at: At) -> &[At] {
        self.managed.get(&at).map_or(&[], Vec::as_slice)
    }

    /// How many objects of its inventory were not read.
    pub(super) fn unread_of(&self, at: At) -> usize {
        let Some(object) = self.object(at) else {
            return 0;
        };
        let listed = match &object.body {
            Body::Flux(flux) => flux
                .status
                .inventory
                .as_ref()
                .map_or(0, |it| it.entries.len()),
            Body::Application(app) => app.status.resources.len(),
            _ => 0,
        };
        listed.saturating_sub(self.manages(object).len())
    }

    /// Whether an object's inventory or resources list another one, whether it was read or not.
    pub(super) fn lists(&self, at: At, kind: &str, (namespace, name): (&str, &str)) -> bool {
        match self.object(at).map(|object| &object.body) {
            Some(Body::Flux(flux)) => {
                let entries = flux.status.inventory.iter().flat_map(|it| &it.entries);
                let mut parts = entries.filter_map(|entry| entry.parts());
                parts.any(|it| (it.0, it.1.as_str(), it.3) == (namespace, name, kind))
            }
            Some(Body::Application(app)) => {
                let mut resources = app.status.resources.iter();
                resources
                    .any(|it| (it.namespace(), it.name(), it.kind()) == (namespace, name, kind))
            }
            _ => false,
        }
    }

    /// Events about an object.
    pub(super) fn events<'f>(&'f self, object: &'f Object) -> impl Iterator<Item = &'s Event> + 'f {
        let key = key(&object.kind, object.namespace(), object.name());
        let all = self.events.get(&key).map_or(&[][..], Vec::as_slice);
        all.iter().filter_map(|at| match &self.object(*at)?.body {
            Body::Event(event) => Some(&**event),
            _ => None,
        })
    }

    pub(super) fn owned(&self, at: At) -> &[At] {
        self.owned.get(&at).map_or(&[], Vec::as_slice)
    }

    /// Objects that take their content from this source.
    pub(super) fn consumers(&self, at: At) -> &[At] {
        self.consumers.get(&at).map_or(&[], Vec::as_slice)
    }

    /// The first member of the dependency cycle that this object is part of.
    pub(super) fn cycle(&self, at: At) -> Option<At> {
        self.cycles.get(&at).copied()
    }

    /// The members of a cycle, the first one first.
    pub(super) fn members_of_cycle(&self, first: At) -> Vec<At> {
        let mut members: Vec<At> = self
            .cycles
            .iter()
            .filter(|(_, of)| **of == first)
            .map(|(at, _)| *at)
            .collect();
        members.sort_unstable();
        members
    }

    /// Objects that a message names as `Kind/namespace/name`.
    pub(super) fn named_in(&self, message: &str) -> Vec<At> {
        message
            .split(|c: char| {
                c.is_whitespace() || matches!(c, '[' | ']' | ',' | '\'' | '"' | '(' | ')' | ';')
            })
            .filter_map(|word| {
                let mut parts = word.trim_end_matches(':').split('/');
                let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
                match parts.next() {
                    None => self.find(first, second, third),
                    // `group/Kind/name` of hooks and waves has no namespace; `group/Kind/ns/name` does.
                    Some(fourth) => self.find(second, third, fourth),
                }
            })
            .collect()
    }

    /// `Kustomization apps/web`.
    pub(super) fn show(&self, at: At) -> String {
        match (self.object(at), self.settled(at)) {
            (Some(object), _) => match self.graft(at) {
                Some(spoke) => format!("{} in {}", show(object), clean(spoke, 100)),
                None => show(object),
            },
            (None, Some(brief)) => shown(APPLICATION, &brief.namespace, &brief.name),
            (None, None) => String::new(),
        }
    }

    pub(super) fn place(&self, at: At, field: Option<&str>) -> Location {
        let (_, kind, namespace, name) =
            u32::try_from(at).map_or((0, "", "", ""), |at| self.name(at));
        let api_version = self
            .object(at)
            .map_or("argoproj.io/v1alpha1", |it| &*it.api_version);
        Location::Object(ObjectPlace {
            target: self.graft(at).unwrap_or(&self.snapshot.target).to_owned(),
            api_version: clean(api_version, 253),
            kind: clean(kind, 63),
            namespace: (!namespace.is_empty()).then(|| clean(namespace, 253)),
            name: clean(name, 253),
            field: field.map(str::to_owned),
        })
    }

    /// How long ago this was, if both times are known.
    pub(super) fn age(&self, time: Option<&str>) -> Option<i64> {
        Some(self.now? - clock::seconds(time?)?)
    }

    /// Whether objects of this kind would be in the snapshot if there were any.
    pub(super) fn was_read(&self, kind: &str, group: &str) -> bool {
        match self.snapshot.outcome(kind, group) {
            Some(outcome) => outcome != Outcome::NotInstalled && outcome == Outcome::Read,
            None => !self.snapshot.recorded && self.of_kind(kind).next().is_some(),
        }
    }
}

/// `Kustomization apps/web`, cleaned.
pub(super) fn show(object: &Object) -> String {
    shown(&object.kind, object.namespace(), object.name())
}

fn shown(kind: &str, namespace: &str, name: &str) -> String {
    let slash = if namespace.is_empty() { "" } else { "/" };
    crate::model::clean::clean(&format!("{kind} {namespace}{slash}{name}"), 300)
}

fn key(kind: &str, namespace: &str, name: &str) -> String {
    format!("{kind}/{namespace}/{name}")
}
