//! Secrets that a target opted in to read, in the namespaces where they belong, by label, as metadata where that is enough.

use std::collections::BTreeSet;

use super::super::object::Body;
use super::super::secrets::{self, SecretRead};
use super::super::snapshot::Snapshot;
use super::list::escape;
use super::request::{Answer, Requester};
use crate::model::clean::clean;
use crate::model::{Skipped, Why};

/// Most namespaces that are asked.
const MOST: usize = 20;
/// An answer without data: names and labels.
const METADATA: &str = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
const JSON: &str = "application/json";

pub(super) async fn read(requester: &Requester, snapshot: &mut Snapshot, reads: &[SecretRead]) {
    for read in reads {
        for namespace in namespaces(snapshot, *read).into_iter().take(MOST) {
            one(requester, snapshot, (*read, &namespace)).await;
        }
    }
}

/// Cluster records stand beside the projects, releases beside the HelmReleases that are not ready.
fn namespaces(snapshot: &Snapshot, read: SecretRead) -> BTreeSet<String> {
    let objects = snapshot.objects.iter();
    let wanted = objects.filter(|object| match (&object.body, read) {
        (Body::AppProject(_), SecretRead::ArgocdClusters) => true,
        (Body::Flux(flux), SecretRead::HelmStorage) => {
            let ready = flux.status.condition("Ready");
            &*object.kind == "HelmRelease" && !ready.is_some_and(super::super::Condition::is_true)
        }
        _ => false,
    });
    wanted.map(|object| object.namespace().to_owned()).collect()
}

async fn one(
    requester: &Requester,
    snapshot: &mut Snapshot,
    (read, namespace): (SecretRead, &str),
) {
    let (selector, accept, what) = match read {
        SecretRead::HelmStorage => ("owner=helm", METADATA, "Secrets of Helm's releases"),
        SecretRead::ArgocdClusters => (
            "argocd.argoproj.io/secret-type=cluster",
            JSON,
            "Secrets of Argo CD's clusters",
        ),
    };
    let path = format!(
        "/api/v1/namespaces/{}/secrets?labelSelector={}",
        escape(namespace),
        escape(selector)
    );
    let (why, hint) = match requester.get_as(&path, accept).await {
        Answer::Found(bytes) => {
            let known = match read {
                SecretRead::HelmStorage => {
                    secrets::releases(&bytes).map(|all| snapshot.releases.extend(all))
                }
                SecretRead::ArgocdClusters => {
                    secrets::clusters(&bytes).map(|all| snapshot.clusters.extend(all))
                }
            };
            if known.is_some() {
                return;
            }
            (
                Why::Unsupported,
                "the answer is no list of Secrets".to_owned(),
            )
        }
        Answer::Denied => (
            Why::Denied,
            format!(
                "`secret_reads` asks for them: apply deploy/secret-reads.yaml in {namespace}, or leave it out"
            ),
        ),
        Answer::Failed(why, said) => (why, said),
        _ => (Why::Unreachable, "they could not be read".to_owned()),
    };
    snapshot.skipped.push(Skipped {
        what: clean(&format!("{what} in {namespace}"), 300),
        why,
        hint: clean(&hint, 300),
    });
}
