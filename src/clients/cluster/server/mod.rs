//! An Argo CD through its own API: GET only, with the deadline, tries and answers of the cluster client.
//!
//! It tells what no custom resource holds: the resource tree with the health of each resource (kept out of the
//! Application since Argo CD 3.0), in which fields a resource differs, and whether repositories and clusters are reached. Its lists leave out what the
//! account may not see without a word (argo-cd 3.6 `server/application/application.go` List), so the account's rights
//! are asked too: an empty list is only empty when everything may be seen.

mod connect;
mod each;
mod error;
mod lists;
mod managed;
mod tree;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::live::{self, Answer, Taking};
use super::settled::Depth;
use super::snapshot::Snapshot;
use crate::clients::repository::Watch;
use crate::model::Skipped;
use crate::model::clean::clean;
pub use connect::{Secret, Token};
pub use error::ServerError;

/// Longest time for reading one server.
const LONGEST: Duration = Duration::from_secs(40);
/// Requests in flight.
const AT_ONCE: usize = 8;

/// One Argo CD of the configuration.
#[derive(Debug, Clone)]
pub struct ArgoServer {
    /// `https://argocd.example.com`, with the path below which it is served, if any.
    pub url: String,
    pub token: Token,
    /// Certificates to trust in place of the system's.
    pub ca_file: Option<PathBuf>,
    /// `Name: value` lines to send with each request.
    pub headers_file: Option<PathBuf>,
    /// The certificate is not verified. Only ever by the user's word, for this one server.
    pub insecure_skip_tls_verify: bool,
}

#[derive(Deserialize)]
struct Version {
    #[serde(rename = "Version")]
    version: String,
}

/// Reads a server that is a target of its own: without an answer there is nothing to judge.
pub(super) fn read(
    name: &str,
    server: &ArgoServer,
    reading: (&dyn Watch, &Taking),
) -> Result<Snapshot, ServerError> {
    let mut snapshot = Snapshot {
        target: name.to_owned(),
        recorded: true,
        taken_at: live::now(),
        ..Snapshot::default()
    };
    block_on(fill(&mut snapshot, (server, &lists::ALL), reading))??;
    Ok(snapshot)
}

/// Adds what a server knows beside the cluster that was read; an unreachable server is a part that is missing.
pub(super) fn complete(
    snapshot: &mut Snapshot,
    server: &ArgoServer,
    reading: (&dyn Watch, &Taking),
) {
    let done = block_on(fill(snapshot, (server, &lists::CONNECTIONS), reading));
    if let Err(error) = done.and_then(|filled| filled) {
        snapshot.skipped.push(Skipped {
            what: format!("the API of Argo CD of {}", clean(&snapshot.target, 200)),
            why: error.why(),
            hint: error.to_string(),
        });
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> Result<T, ServerError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|_| ServerError::Runtime)?;
    Ok(runtime.block_on(work))
}

async fn fill(
    snapshot: &mut Snapshot,
    (server, kinds): (&ArgoServer, &'static [lists::List]),
    (watch, taking): (&dyn Watch, &Taking),
) -> Result<(), ServerError> {
    let requester = Arc::new(connect::connect(server, Instant::now() + LONGEST).await?);
    let version = match requester.get("/api/version").await {
        Answer::Found(bytes) => {
            serde_json::from_slice::<Version>(&bytes).map_err(|_| ServerError::NoApi)?
        }
        other => return Err(ServerError::from_answer(&other)),
    };
    let version = clean(version.version.trim_start_matches('v'), 60);
    snapshot.versions.insert("argo-cd".to_owned(), version);
    // The version is told to everybody; whether the credential is good is known from here on.
    lists::read(&requester, kinds, (snapshot, taking)).await?;
    tree::read(&requester, snapshot, (watch, taking.depth)).await;
    // Who looks for where an object comes from does not ask what differs.
    if taking.depth != Depth::Traced {
        managed::read(&requester, snapshot, watch).await;
    }
    Ok(())
}
