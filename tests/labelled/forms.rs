//! Every form, each in a file of its own.

mod argocd;
mod bootstrap;
mod clients;
mod config_map;
mod container;
mod env_file;
mod flux;
mod friends;
mod helm;
mod keys;
mod kustomize;
mod operators;
mod providers;
mod secret;
mod sops;
mod terraform;
mod url;

use crate::case::{Case, Set};

/// All cases, in the order of the forms.
pub(crate) fn all() -> Vec<Case> {
    let forms: [fn() -> Vec<Set>; 16] = [
        secret::sets,
        kustomize::sets,
        helm::sets,
        argocd::sets,
        flux::sets,
        config_map::sets,
        container::sets,
        env_file::sets,
        url::sets,
        clients::sets,
        keys::sets,
        terraform::sets,
        bootstrap::sets,
        sops::sets,
        operators::sets,
        providers::sets,
    ];
    forms
        .into_iter()
        .flat_map(|sets| sets())
        .flat_map(|set| set.cases)
        .collect()
}
