//! The objects of one target as a graph: who refers to whom, who manages whom, who owns whom.

use std::collections::HashMap;

use super::clock;
use super::definition::Checkout;
use super::overrides::{self, Override};
use crate::clients::cluster::{Body, Event, Flux, Object, Outcome, Snapshot, Workload};
use crate::model::{Location, ObjectPlace};

/// Position of an object in the snapshot.
pub(super) type At = usize;

/// A snapshot with its edges.
pub(crate) struct Fleet<'s> {
    pub(super) snapshot: &'s Snapshot,
    pub(super) checkout: Option<&'s Checkout>,
    /// When the snapshot was taken; `None` if nothing tells.
    pub(super) now: Option<i64>,
    names: HashMap<String, Vec<u32>>,
    kinds: HashMap<&'s str, Vec<At>>,
    /// Applications by name, for tracking ids, which do not say the namespace.
    applications: HashMap<&'s str, At>,
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
            names: HashMap::new(),
            kinds: HashMap::new(),
            applications: HashMap::new(),
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
            fleet.kinds.entry(&object.kind).or_default().push(at);
            if matches!(object.body, Body::Application(_)) {
                fleet.applications.entry(object.name()).or_insert(at);
            }
            if let Some(name) = super::controllers::name(object) {
                fleet.controllers.entry(name).or_default().push(at);
            }
            if let Body::Event(event) = &object.body {
                let about = &event.involved_object;
                let namespace = about.namespace.as_deref().unwrap_or_default();
                let key = key(&about.kind, namespace, &about.name);
                fleet.events.entry(key).or_default().push(at);
            } else {
                let key = key(&object.kind, object.namespace(), object.name());
                let at = u32::try_from(at).unwrap_or(u32::MAX);
                fleet.names.entry(key).or_default().push(at);
            }
        }
        fleet.connect();
        fleet.cycles = super::cycles::find(&fleet);
        fleet
    }

    fn connect(&mut self) {
        for (at, object) in self.snapshot.objects.iter().enumerate() {
            for managed in self.manages(object) {
                if managed != at {
                    self.managers.entry(managed).or_insert(at);
                }
            }
            if let Some(owner) = self.owner(object) {
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
                    self.find_in((kind, group), namespace, &name)
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
    fn applied(
        &self,
        (kind, group): (&str, &str),
        (namespace, name): (&str, &str),
        application: &Object,
    ) -> Option<At> {
        let all = self.names.get(&key(kind, namespace, name))?;
        let fits = |at: &At| self.object(*at).is_some_and(|it| it.group() == group);
        let node = |at: &At| match &self.object(*at).map(|it| &it.body) {
            Some(Body::Node(node)) => {
                let (space, own) = &node.application;
                Some(&**space == application.namespace() && &**own == application.name())
            }
            _ => None,
        };
        let found: Vec<At> = all.iter().map(|at| *at as At).filter(fits).collect();
        let own = found.iter().find(|at| node(at) == Some(true));
        own.or_else(|| found.iter().find(|at| node(at).is_none()))
            .copied()
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
        self.applications.get(app).copied()
    }

    /// The health override in `argocd-cm` that decides about an object which an Application applied.
    pub(super) fn override_of(&self, at: At) -> Option<&Override<'s>> {
        let object = self.object(at)?;
        let by_argocd = matches!(self.object(self.manager(at)?)?.body, Body::Application(_));
        // What a resource tree tells was judged with the override.
        let own = matches!(object.body, Body::Node(_));
        let mut overrides = self.overrides.iter();
        overrides.find(|it| by_argocd && !own && it.is_about(object))
    }

    /// The object that owns this one.
    pub(super) fn owner(&self, object: &Object) -> Option<At> {
        let owners = &object.metadata().owner_references;
        let owner = owners
            .iter()
            .find(|owner| owner.controller == Some(true))
            .or_else(|| owners.first())?;
        self.find(&owner.kind, object.namespace(), &owner.name)
            .or_else(|| self.find(&owner.kind, "", &owner.name))
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
        self.names
            .get(&key(kind, namespace, name))?
            .first()
            .map(|at| *at as At)
    }

    pub(super) fn find_in(
        &self,
        (kind, group): (&str, &str),
        namespace: &str,
        name: &str,
    ) -> Option<At> {
        let all = self.names.get(&key(kind, namespace, name))?;
        all.iter()
            .map(|at| *at as At)
            .find(|at| self.object(*at).is_some_and(|it| it.group() == group))
    }

    pub(super) fn of_kind(&self, kind: &str) -> impl Iterator<Item = At> {
        let all = self.kinds.get(kind).map_or(&[][..], Vec::as_slice);
        all.iter().copied()
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
        self.object(at).map_or_else(String::new, show)
    }

    pub(super) fn place(&self, at: At, field: Option<&str>) -> Location {
        let Some(object) = self.object(at) else {
            return Location::Object(ObjectPlace::default());
        };
        Location::Object(ObjectPlace {
            target: self.snapshot.target.clone(),
            api_version: crate::model::clean::clean(&object.api_version, 253),
            kind: crate::model::clean::clean(&object.kind, 63),
            namespace: (!object.namespace().is_empty())
                .then(|| crate::model::clean::clean(object.namespace(), 253)),
            name: crate::model::clean::clean(object.name(), 253),
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
    let namespace = object.namespace();
    let slash = if namespace.is_empty() { "" } else { "/" };
    crate::model::clean::clean(
        &format!("{} {namespace}{slash}{}", object.kind, object.name()),
        300,
    )
}

fn key(kind: &str, namespace: &str, name: &str) -> String {
    format!("{kind}/{namespace}/{name}")
}
