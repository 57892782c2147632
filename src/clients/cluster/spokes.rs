//! Hub and spoke: what a hub deploys elsewhere is followed to the target that holds it.

use std::collections::{BTreeSet, HashSet};

use super::object::{Body, Object};
use super::snapshot::{Outcome, Snapshot};
use crate::model::Skipped;

/// The destination of an Application that is the cluster where Argo CD runs.
const HERE: [&str; 2] = ["https://kubernetes.default.svc", "in-cluster"];
/// How many times ownership is followed: CronJob, Job, Pod.
const LEVELS: usize = 3;

/// Objects of another target that objects of this one deploy, from a position on.
#[derive(Debug, Clone)]
pub struct Graft {
    pub target: String,
    pub from: usize,
    /// Every name and URL that the target goes by.
    pub known_as: Vec<String>,
}

/// The names by which an object knows the cluster that it deploys to; none where that is its own.
///
/// A destination of Argo CD says a server or a name. Flux names a Secret or a ConfigMap; by the convention of Cluster
/// API the Secret is called after its cluster.
#[must_use]
pub fn remote(object: &Object) -> Vec<String> {
    match &object.body {
        Body::Application(app) => {
            let destination = &app.spec.destination;
            [destination.server.as_deref(), destination.name.as_deref()]
                .into_iter()
                .flatten()
                .map(|name| name.trim_end_matches('/'))
                .filter(|name| !name.is_empty() && !HERE.contains(name))
                .map(str::to_owned)
                .collect()
        }
        Body::Flux(flux) => {
            let config = flux.spec.kube_config.iter();
            config
                .flat_map(|it| it.secret_ref.iter().chain(&it.config_map_ref))
                .flat_map(|it| {
                    let short = it.name.strip_suffix("-kubeconfig").unwrap_or(&it.name);
                    [
                        format!("{}/{}", object.namespace(), it.name),
                        short.to_owned(),
                    ]
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

type Name = (String, String, String);

fn named(object: &Object) -> Name {
    (
        object.kind.to_string(),
        object.namespace().to_owned(),
        object.name().to_owned(),
    )
}

impl Snapshot {
    /// The clusters that objects of this target deploy to, each by all its names.
    #[must_use]
    pub fn remotes(&self) -> BTreeSet<Vec<String>> {
        let all = self.objects.iter().map(remote);
        all.filter(|names| !names.is_empty()).collect()
    }

    /// Takes over what objects of this target deploy to another one, with what that owns and the Events about it.
    /// Says whether there was anything.
    pub fn graft(&mut self, spoke: &Self, known_as: &[String]) -> bool {
        let mut wanted = HashSet::new();
        let mut managers = HashSet::new();
        for object in &self.objects {
            if remote(object).iter().any(|name| known_as.contains(name)) {
                wanted.extend(deploys(object));
                managers.insert(named(object));
            }
        }
        if managers.is_empty() {
            return false;
        }
        let labelled = |object: &&Object| labels(object).iter().any(|name| managers.contains(name));
        wanted.extend(spoke.objects.iter().filter(labelled).map(named));
        for _ in 0..LEVELS {
            let owned = spoke.objects.iter().filter(|object| {
                let mut owners = object.metadata().owner_references.iter();
                owners.any(|owner| {
                    let namespace = object.namespace().to_owned();
                    wanted.contains(&(owner.kind.to_string(), namespace, owner.name.to_string()))
                })
            });
            let owned: Vec<Name> = owned.map(named).collect();
            wanted.extend(owned);
        }
        let taken = spoke.objects.iter().filter(|object| match &object.body {
            Body::Workload(_) | Body::Other(_) => wanted.contains(&named(object)),
            Body::Event(event) => {
                let about = &event.involved_object;
                let namespace = about.namespace.as_deref().unwrap_or_default().to_owned();
                wanted.contains(&(about.kind.to_string(), namespace, about.name.to_string()))
            }
            _ => false,
        });
        let taken: Vec<Object> = taken.cloned().collect();
        self.grafts.push(Graft {
            target: spoke.target.clone(),
            from: self.objects.len(),
            known_as: known_as.to_vec(),
        });
        self.objects.extend(taken);
        true
    }

    /// What of a spoke could not be read, where the spoke itself is not judged.
    pub fn miss(&mut self, spoke: &Self) {
        self.skipped.extend(spoke.skipped.iter().cloned());
        for (kind, outcome) in &spoke.kinds {
            let told = spoke
                .skipped
                .iter()
                .any(|it| it.what.starts_with(kind.as_str()));
            if let Outcome::Failed(why) = outcome
                && !told
            {
                self.skipped.push(Skipped {
                    what: format!("{kind} of {}", spoke.target),
                    why: *why,
                    hint: format!(
                        "allow get and list of {kind} in {}, where workloads of {} run",
                        spoke.target, self.target
                    ),
                });
            }
        }
    }
}

/// What an object says it applied, by name.
fn deploys(object: &Object) -> Vec<Name> {
    match &object.body {
        Body::Application(app) => app
            .status
            .resources
            .iter()
            .map(|it| {
                (
                    it.kind().to_owned(),
                    it.namespace().to_owned(),
                    it.name().to_owned(),
                )
            })
            .collect(),
        Body::Flux(flux) => flux
            .status
            .inventory
            .iter()
            .flat_map(|inventory| &inventory.entries)
            .filter_map(|entry| {
                let (namespace, name, _, kind) = entry.parts()?;
                Some((kind.to_owned(), namespace.to_owned(), name))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The objects of Flux that labels name as what applied this one.
fn labels(object: &Object) -> Vec<Name> {
    let meta = object.metadata();
    [
        ("Kustomization", "kustomize.toolkit.fluxcd.io"),
        ("HelmRelease", "helm.toolkit.fluxcd.io"),
    ]
    .into_iter()
    .filter_map(|(kind, prefix)| {
        let name = meta.label(&format!("{prefix}/name"))?;
        let namespace = meta.label(&format!("{prefix}/namespace"))?;
        Some((kind.to_owned(), namespace.to_owned(), name.to_owned()))
    })
    .collect()
}
