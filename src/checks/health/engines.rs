//! Which engines run in a target: their controllers, with the versions that their images bear, and their objects.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fleet::Fleet;
use super::{controllers, kinds};
use crate::clients::cluster::Snapshot;
use crate::data::catalogue::Engine;
use crate::model::clean::clean;

/// An engine that runs in a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Runs {
    pub engine: String,
    /// Controller, its version, ready of wanted Pods.
    pub controllers: Vec<String>,
    /// Objects by kind.
    pub objects: BTreeMap<String, u64>,
}

impl Runs {
    /// `Flux: source-controller v1.8.0 (1/1); 12 GitRepository, 40 Kustomization`.
    #[must_use]
    pub fn sentence(&self) -> String {
        let objects: Vec<String> = self
            .objects
            .iter()
            .map(|(kind, n)| format!("{n} {kind}"))
            .collect();
        let controllers = match self.controllers.as_slice() {
            [] => "no controller was read".to_owned(),
            all => all.join(", "),
        };
        format!("{}: {controllers}; {}", self.engine, objects.join(", "))
    }
}

/// The engines of a target; nothing where none runs.
#[must_use]
pub fn engines(snapshot: &Snapshot) -> Vec<Runs> {
    let fleet = Fleet::new(snapshot, None);
    [
        (Engine::ArgoCd, &kinds::ARGOCD[..]),
        (Engine::Flux, &kinds::FLUX[..]),
    ]
    .into_iter()
    .map(|(engine, kinds)| Runs {
        engine: engine.name().to_owned(),
        controllers: of(&fleet, engine)
            .into_iter()
            .chain(server(snapshot, engine))
            .collect(),
        objects: kinds
            .iter()
            .map(|kind| ((*kind).to_owned(), fleet.of_kind(kind).count() as u64))
            .filter(|(_, n)| *n > 0)
            .collect(),
    })
    .filter(|runs| !runs.controllers.is_empty() || !runs.objects.is_empty())
    .collect()
}

/// The version that the API of an Argo CD told.
fn server(snapshot: &Snapshot, engine: Engine) -> Option<String> {
    let version = snapshot.versions.get("argo-cd")?;
    (engine == Engine::ArgoCd).then(|| clean(&format!("argocd-server v{version}"), 200))
}

fn of(fleet: &Fleet<'_>, engine: Engine) -> Vec<String> {
    let ours = |at: &usize| {
        let name = fleet.object(*at).and_then(controllers::name);
        name.is_some_and(|name| controllers::is_flux(name) == (engine == Engine::Flux))
    };
    let all = fleet
        .of_kind("Deployment")
        .chain(fleet.of_kind("StatefulSet"));
    all.filter(ours)
        .filter_map(|at| {
            let workload = fleet.workload(at)?;
            let image = workload
                .spec
                .pod()
                .containers
                .first()
                .map_or("", |one| &one.image);
            let version = image.rsplit_once(':').map_or("", |(_, tag)| tag);
            let (ready, wanted) = (
                workload.status.ready_replicas,
                workload.spec.replicas.unwrap_or(1),
            );
            let name = fleet.object(at)?.name();
            Some(clean(&format!("{name} {version} ({ready}/{wanted})"), 200))
        })
        .collect()
}
