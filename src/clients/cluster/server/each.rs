//! One request for each Application, some at a time and as long as the deadline lets it; what was not read is counted.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::live::{Answer, Requester, escape};
use super::super::object::Body;
use super::super::snapshot::Snapshot;
use super::lists::skip;
use super::{AT_ONCE, ServerError};
use crate::clients::repository::Watch;
use crate::model::Why;
use crate::model::clean::clean;

/// Most objects that answers may add; an Application of a large one has thousands.
const MOST: usize = 200_000;

/// Which part of an Application is asked for.
pub(super) struct Part {
    /// The last segment of the path.
    pub(super) path: &'static str,
    /// What it is, in the plural.
    pub(super) name: &'static str,
}

/// What an answer means for the Application at this place.
pub(super) type Take<'t> =
    &'t mut dyn FnMut(&mut Snapshot, usize, &[u8]) -> Result<(), ServerError>;

/// Asks for a part of each of these Applications.
pub(super) async fn ask(
    (requester, watch): (&Arc<Requester>, &dyn Watch),
    part: &Part,
    (snapshot, wanted): (&mut Snapshot, Vec<usize>),
    take: Take<'_>,
) {
    let most = snapshot.objects.len() + MOST;
    let mut waiting = wanted.into_iter();
    let mut running = tokio::task::JoinSet::new();
    let mut unread = Unread::default();
    loop {
        while running.len() < AT_ONCE
            && !watch.cancelled()
            && snapshot.objects.len() < most
            && let Some(at) = waiting.next()
        {
            let Some(path) = path(snapshot, at, part) else {
                continue;
            };
            let requester = Arc::clone(requester);
            running.spawn(async move { (at, requester.get(&path).await) });
        }
        let Some(done) = running.join_next().await else {
            break;
        };
        let Ok((at, answer)) = done else { continue };
        let taken = match &answer {
            Answer::Found(bytes) => take(snapshot, at, bytes),
            other => Err(ServerError::from_answer(other)),
        };
        if let Err(error) = taken {
            unread.add((error.why(), &error.to_string()), name(snapshot, at));
        }
    }
    for at in waiting {
        let reason = match watch.cancelled() {
            true => (Why::Timeout, "the call ended before they were read"),
            false => (Why::Limit, "what was read before holds 200,000 objects"),
        };
        unread.add(reason, name(snapshot, at));
    }
    unread.tell(snapshot, part);
}

/// Applications by the reason why their part was not read.
#[derive(Default)]
struct Unread(BTreeMap<String, (Why, u64, Vec<String>)>);

impl Unread {
    fn add(&mut self, (why, hint): (Why, &str), name: String) {
        const FIRST: usize = 3;
        let entry = self.0.entry(hint.to_owned());
        let (_, count, first) = entry.or_insert_with(|| (why, 0, Vec::new()));
        *count += 1;
        if first.len() < FIRST {
            first.push(name);
        }
    }

    fn tell(self, snapshot: &mut Snapshot, part: &Part) {
        for (hint, (why, count, first)) in self.0 {
            let what = format!(
                "{count} {} of Applications of {}: {}",
                part.name,
                clean(&snapshot.target, 200),
                first.join(", ")
            );
            skip(snapshot, (what, why), &hint);
        }
    }
}

fn name(snapshot: &Snapshot, at: usize) -> String {
    snapshot.objects.get(at).map_or_else(String::new, |object| {
        clean(&format!("{}/{}", object.namespace(), object.name()), 200)
    })
}

fn path(snapshot: &Snapshot, at: usize, part: &Part) -> Option<String> {
    let object = snapshot.objects.get(at)?;
    let Body::Application(app) = &object.body else {
        return None;
    };
    Some(format!(
        "/api/v1/applications/{}/{}?appNamespace={}&project={}",
        escape(object.name()),
        part.path,
        escape(object.namespace()),
        escape(&app.spec.project)
    ))
}
