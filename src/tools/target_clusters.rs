//! The clusters that the Argo CD of a target knows, for generators: name, server, project, labels and annotations of its
//! cluster records, never their credentials.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Context, Failure, health};
use crate::appset::world::Cluster;
use crate::checks::repo::preview::{cluster_of_record, cluster_of_secret};
use crate::clients::cluster::{Depth, EXPORT, Outcome, SecretRead, Snapshot, Whole};
use crate::clients::repository::OpenError;
use crate::model::clean::{clean, echo};

/// Whether a name is a target: an export, or a known name that no file bears.
pub(super) fn is_target(context: &Context<'_>, name: &str) -> bool {
    if name.starts_with(EXPORT) {
        return true;
    }
    let targets = context.targets;
    let is_known = targets.named.contains_key(name)
        || targets.servers.contains_key(name)
        || targets.contexts().names.iter().any(|it| it == name);
    let is_file = || {
        matches!(
            context.roots.open(name),
            Ok(_) | Err(OpenError::NotAFolder { .. })
        )
    };
    is_known && !is_file()
}

/// Reads them.
pub(super) fn read(context: &Context<'_>, name: &str) -> Result<Vec<Cluster>, Failure> {
    let secrets = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&secrets);
    let whole: Whole = Arc::new(move |_, kind, json| {
        if kind == "Secret"
            && let Some(cluster) = cluster_of_secret(json)
        {
            seen.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(cluster);
        }
    });
    let snapshot = context
        .targets
        .with(Depth::Findings)
        .read_whole(context.roots, name, (context.watch, Some(&whole)))
        .map_err(|error| health::failed(&error))?;
    let mut all: Vec<Cluster> = snapshot
        .clusters
        .iter()
        .filter_map(cluster_of_record)
        .collect();
    all.extend(
        secrets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..),
    );
    match missing(context, (name, &snapshot), all.is_empty()) {
        Some((what, hint)) => Err(Failure::new(
            format!(
                "`clusters_from`: the clusters of {} are not known whole: {what}.",
                echo(name)
            ),
            hint,
        )),
        None => Ok(all),
    }
}

/// Why they are not all known: half an inventory would make Applications look removed.
fn missing(
    context: &Context<'_>,
    (name, snapshot): (&str, &Snapshot),
    empty: bool,
) -> Option<(String, String)> {
    let unread = snapshot.skipped.iter().find(|skipped| {
        skipped.what.starts_with("Secrets of Argo CD's clusters")
            || skipped.what.starts_with("Cluster.argoproj.io")
    });
    if let Some(skipped) = unread {
        return Some((clean(&skipped.what, 300), skipped.hint.clone()));
    }
    let asked = snapshot.outcome("Cluster", "argoproj.io") == Some(Outcome::Read)
        || context
            .targets
            .secret_reads
            .get(name)
            .is_some_and(|reads| reads.contains(&SecretRead::ArgocdClusters));
    if asked || !empty {
        return None;
    }
    let (what, hint) = if snapshot.target.starts_with(EXPORT) {
        (
            "the export holds no Secret of a cluster",
            "`gitops-mcp export` leaves Secrets out; give a file of clusters, or the Secrets themselves without their `config`",
        )
    } else {
        (
            "its Secrets are not read",
            "opt in with `secret_reads = [\"argocd-clusters\"]` under [targets.NAME] (role in deploy/secret-reads.yaml), or give the target `argocd = {url, token_file}`; of a record name, server, project, labels and annotations are kept",
        )
    };
    Some((what.to_owned(), hint.to_owned()))
}
