//! Objects by kind and name, and the namespaces in which they may end up.

use std::collections::{BTreeSet, HashMap};

use super::super::facts::{Body, FileFacts, Object, Reference};
use super::expansion::{self, Id};
use super::owners::Owner;

/// What a reference leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lookup {
    /// These objects, of which one is meant.
    Found(Vec<Id>),
    /// Objects of that kind and name exist, all of them in other namespaces.
    Elsewhere(Vec<Id>),
    /// No object of that kind and name.
    Nowhere,
}

/// Objects by kind and name.
pub(crate) struct Names {
    ids: HashMap<String, Vec<Id>>,
    /// Where builds put an object; no entry: nobody knows.
    namespaces: HashMap<Id, BTreeSet<Option<Box<str>>>>,
}

fn key(kind: &str, name: &str) -> String {
    format!("{kind}/{name}")
}

impl Names {
    pub(crate) fn new(files: &[FileFacts], owners: &[Owner<'_>]) -> Self {
        let mut ids: HashMap<String, Vec<Id>> = HashMap::new();
        let mut add = |kind: &str, name: &str, id: Id| {
            let list = ids.entry(key(kind, name)).or_default();
            if list.last() != Some(&id) {
                list.push(id);
            }
        };
        for (file, facts) in files.iter().enumerate() {
            for (object, found) in facts.objects.iter().enumerate() {
                add(&found.kind, &found.name, Id { file, object });
                if let Body::Maker(name, _) = &found.body {
                    add("Secret", name, Id { file, object });
                    add("ConfigMap", name, Id { file, object });
                }
            }
            let object = usize::MAX;
            for made in facts.kustomization.iter().flat_map(|file| &file.generated) {
                add(made.kind, &made.name, Id { file, object });
            }
        }
        let mut namespaces: HashMap<Id, BTreeSet<Option<Box<str>>>> = HashMap::new();
        for owner in owners {
            for placed in &owner.build.objects {
                let Some(object) = expansion::object(files, placed.id) else {
                    continue;
                };
                if let Some(name) = &placed.name {
                    add(&object.kind, name, placed.id);
                }
                let namespace = owner.namespace_of(placed, object);
                namespaces
                    .entry(placed.id)
                    .or_default()
                    .insert(namespace.map(Into::into));
            }
        }
        Self { ids, namespaces }
    }

    pub(crate) fn of(&self, kind: &str, name: &str) -> &[Id] {
        self.ids
            .get(&key(kind, name))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    pub(crate) fn look_up(
        &self,
        object: Option<&Object>,
        from: Id,
        reference: &Reference,
    ) -> Lookup {
        let candidates = self.of(&reference.kind, &reference.name);
        if candidates.is_empty() {
            return Lookup::Nowhere;
        }
        let own = object.and_then(|object| object.namespace.as_deref());
        let explicit = reference
            .namespace
            .as_deref()
            .filter(|namespace| Some(*namespace) != own);
        let wanted: BTreeSet<Option<&str>> = match explicit {
            Some(namespace) => BTreeSet::from([Some(namespace)]),
            None => self.placed(from).unwrap_or_else(|| BTreeSet::from([own])),
        };
        let fits = |id: &&Id| match self.placed(**id) {
            // Nobody knows, or no namespace is set: it may be there.
            None => true,
            Some(there) => {
                there.contains(&None) || wanted.contains(&None) || !there.is_disjoint(&wanted)
            }
        };
        let found: Vec<Id> = candidates.iter().filter(fits).copied().collect();
        if found.is_empty() {
            Lookup::Elsewhere(candidates.to_vec())
        } else {
            Lookup::Found(found)
        }
    }

    /// The namespaces in which builds put an object; none where nobody knows.
    pub(crate) fn placed(&self, id: Id) -> Option<BTreeSet<Option<&str>>> {
        let set = self.namespaces.get(&id)?;
        Some(set.iter().map(Option::as_deref).collect())
    }
}
