//! The lists of the API, and what the account may see of them.

use std::sync::Arc;

use serde::Deserialize;

use super::super::decode::{self, Implied};
use super::super::json;
use super::super::live::{Answer, Kind, Requester, Taking, kind};
use super::super::object::Object;
use super::super::secrets;
use super::super::snapshot::{Outcome, Snapshot};
use super::ServerError;
use crate::model::clean::clean;
use crate::model::{Skipped, Why};

const GROUP: &str = "argoproj.io";
const VERSION: &str = "v1alpha1";

/// One kind: where it is listed, and the right that shows all of it.
pub(super) struct List {
    kind: Kind,
    path: &'static str,
    /// Resource and object of the right `get`.
    right: (&'static str, &'static str),
}

const fn list(
    (name, plural): (&'static str, &'static str),
    path: &'static str,
    right: (&'static str, &'static str),
) -> List {
    let kind = kind(GROUP, name, plural);
    List { kind, path, right }
}

const REPOSITORIES: List = list(
    ("Repository", "repositories"),
    "/api/v1/repositories",
    ("repositories", "*"),
);
const CLUSTERS_KIND: &str = "Cluster";
const CLUSTERS: List = list(
    (CLUSTERS_KIND, "clusters"),
    "/api/v1/clusters",
    ("clusters", "*"),
);

/// What is read where the server is all there is.
pub(super) static ALL: [List; 5] = [
    list(
        ("Application", "applications"),
        "/api/v1/applications",
        ("applications", "*/*"),
    ),
    list(
        ("ApplicationSet", "applicationsets"),
        "/api/v1/applicationsets",
        ("applicationsets", "*/*"),
    ),
    list(
        ("AppProject", "appprojects"),
        "/api/v1/projects",
        ("projects", "*"),
    ),
    REPOSITORIES,
    CLUSTERS,
];
/// What only the server knows, beside the objects of a cluster.
pub(super) static CONNECTIONS: [List; 2] = [REPOSITORIES, CLUSTERS];

/// Reads the lists side by side; fails only where the server does not know who asks.
pub(super) async fn read(
    requester: &Arc<Requester>,
    lists: &'static [List],
    (snapshot, taking): (&mut Snapshot, &Taking),
) -> Result<(), ServerError> {
    let mut running = tokio::task::JoinSet::new();
    for list in lists {
        let requester = Arc::clone(requester);
        running.spawn(async move {
            let answer = requester.get(list.path).await;
            let right = match answer {
                Answer::Found(_) => may_see_all(&requester, list).await,
                _ => Right::NotAsked,
            };
            (list, answer, right)
        });
    }
    let mut strange = false;
    while let Some(done) = running.join_next().await {
        if let Ok((list, answer, right)) = done {
            strange |= matches!(answer, Answer::Unauthenticated);
            list.record((&answer, right), (snapshot, taking));
        }
    }
    if strange {
        return Err(ServerError::Unauthenticated);
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Right {
    All,
    Part,
    NotAsked,
}

async fn may_see_all(requester: &Requester, list: &List) -> Right {
    #[derive(Deserialize)]
    struct CanI {
        value: String,
    }
    let (resource, object) = list.right;
    let path = format!("/api/v1/account/can-i/{resource}/get/{object}");
    let Answer::Found(bytes) = requester.get(&path).await else {
        return Right::NotAsked;
    };
    match serde_json::from_slice::<CanI>(&bytes) {
        Ok(said) if said.value == "yes" => Right::All,
        Ok(_) => Right::Part,
        Err(_) => Right::NotAsked,
    }
}

impl List {
    fn record(
        &self,
        (answer, right): (&Answer, Right),
        (snapshot, taking): (&mut Snapshot, &Taking),
    ) {
        if let (CLUSTERS_KIND, Answer::Found(bytes)) = (self.kind.kind, answer) {
            snapshot.clusters.extend(secrets::listed(bytes));
        }
        let name = format!("{}.{GROUP}", self.kind.kind);
        let what = clean(&format!("{name} of {}", snapshot.target), 300);
        let outcome = match answer {
            Answer::Found(bytes) => match self.objects(bytes, taking) {
                Ok((objects, 0)) => self.seen(objects, right, snapshot),
                Ok((objects, broken)) => {
                    let hint = "a field of them has a type that the API does not document";
                    let what = format!(
                        "{broken} {} objects of {}",
                        self.kind.kind,
                        clean(&snapshot.target, 200)
                    );
                    skip(snapshot, (what, Why::Unsupported), hint);
                    self.seen(objects, right, snapshot)
                }
                Err(error) => {
                    let hint = format!(
                        "the answer is no whole JSON (at line {} column {})",
                        error.line(),
                        error.column()
                    );
                    skip(snapshot, (what, Why::Unsupported), &hint);
                    Outcome::Failed(Why::Unsupported)
                }
            },
            Answer::Denied => {
                skip(snapshot, (what, Why::Denied), &self.grant());
                Outcome::Failed(Why::Denied)
            }
            Answer::Absent => Outcome::NotInstalled,
            other => {
                let error = ServerError::from_answer(other);
                skip(snapshot, (what, error.why()), &error.to_string());
                Outcome::Failed(error.why())
            }
        };
        snapshot.kinds.insert(name, outcome);
    }

    /// The objects of an answer, and how many could not be decoded.
    fn objects(
        &self,
        bytes: &[u8],
        taking: &Taking,
    ) -> Result<(Vec<Object>, u64), serde_json::Error> {
        let implied = Implied {
            api_version: self.kind.api_version(VERSION),
            kind: self.kind.kind.to_owned(),
        };
        let (mut objects, mut broken) = (Vec::new(), 0);
        json::each_raw(bytes, &mut |item| {
            if let Some(raw) = &taking.raw {
                raw(&self.kind, VERSION, item);
            }
            match decode::json(item, &implied) {
                Ok(object) => objects.push(object),
                Err(_) => broken += 1,
            }
        })?;
        Ok((objects, broken))
    }

    fn seen(&self, objects: Vec<Object>, right: Right, snapshot: &mut Snapshot) -> Outcome {
        let count = objects.len();
        snapshot.objects.extend(objects);
        if right == Right::All {
            return Outcome::Read;
        }
        let what = format!(
            "{}.{GROUP} of {} beyond the {count} that this account is shown",
            self.kind.kind,
            clean(&snapshot.target, 200)
        );
        let (why, hint) = match right {
            Right::Part => (Why::Denied, self.grant()),
            _ => (
                Why::Unreachable,
                "the server did not say whether the account may see all of them".to_owned(),
            ),
        };
        skip(snapshot, (what, why), &hint);
        Outcome::Failed(why)
    }

    fn grant(&self) -> String {
        let (resource, object) = self.right;
        format!("grant the account `{resource}, get, {object}, allow` in `argocd-rbac-cm`")
    }
}

pub(super) fn skip(snapshot: &mut Snapshot, (what, why): (String, Why), hint: &str) {
    snapshot.skipped.push(Skipped {
        what,
        why,
        hint: clean(hint, 300),
    });
}
