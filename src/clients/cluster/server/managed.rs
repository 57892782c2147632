//! Managed resources: how Argo CD compared each resource, live and target, so that a difference can be named.
//!
//! The states hold whole objects. Names of fields are kept, values are not, and of a Secret not even the names
//! (argo-cd 3.6 `server/application/application.go` ManagedResources, `pkg/apis/application/v1alpha1` ResourceDiff).

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::super::argocd::Application;
use super::super::json;
use super::super::live::Requester;
use super::super::object::Body;
use super::super::resource_status::Difference;
use super::super::snapshot::Snapshot;
use super::ServerError;
use super::each::{self, Part};
use super::tree::{Key, key};
use crate::clients::repository::Watch;
use crate::model::Why;

/// Most Applications whose differences are looked up: an answer holds every live object of one.
const MOST: usize = 200;

static MANAGED: Part = Part {
    path: "managed-resources",
    name: "managed resources",
};

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Written<'t> {
    #[serde(borrow)]
    group: Cow<'t, str>,
    #[serde(borrow)]
    kind: Cow<'t, str>,
    #[serde(borrow)]
    namespace: Cow<'t, str>,
    #[serde(borrow)]
    name: Cow<'t, str>,
    #[serde(borrow)]
    target_state: Cow<'t, str>,
    #[serde(borrow)]
    live_state: Cow<'t, str>,
    #[serde(borrow)]
    normalized_live_state: Cow<'t, str>,
    #[serde(borrow)]
    predicted_live_state: Cow<'t, str>,
}

/// Reads how the resources of Applications that are OutOfSync differ.
pub(super) async fn read(requester: &Arc<Requester>, snapshot: &mut Snapshot, watch: &dyn Watch) {
    let differing = snapshot.objects.iter().enumerate();
    let mut wanted: Vec<usize> = differing
        .filter(|(_, object)| matches!(&object.body, Body::Application(app) if differs(app)))
        .map(|(at, _)| at)
        .collect();
    let more = wanted.split_off(wanted.len().min(MOST)).len();
    if more > 0 {
        let what = format!("in which fields {more} more Applications differ");
        let hint = format!("the managed resources of {MOST} Applications were read");
        super::lists::skip(snapshot, (what, Why::Limit), &hint);
    }
    each::ask((requester, watch), &MANAGED, (snapshot, wanted), &mut take).await;
}

fn differs(app: &Application) -> bool {
    &*app.status.sync.status == "OutOfSync"
        && app
            .status
            .resources
            .iter()
            .any(|it| it.status() == "OutOfSync")
}

fn take(snapshot: &mut Snapshot, at: usize, bytes: &[u8]) -> Result<(), ServerError> {
    let Some(Body::Application(app)) = snapshot.objects.get_mut(at).map(|it| &mut it.body) else {
        return Ok(());
    };
    let mut found: HashMap<Key, Difference> = HashMap::new();
    let mut broken = false;
    json::each_raw(
        bytes,
        &mut |item| match serde_json::from_str::<Written<'_>>(item.get()) {
            Ok(written) => {
                let own = key(
                    (&written.group, &written.kind),
                    &written.namespace,
                    &written.name,
                );
                found.extend(difference(&written).map(|it| (own, it)));
            }
            Err(_) => broken = true,
        },
    )
    .map_err(|_| ServerError::NoApi)?;
    for resource in app.status.resources.each_mut() {
        if resource.status() != "OutOfSync" {
            continue;
        }
        let own = key(
            (resource.group(), resource.kind()),
            resource.namespace(),
            resource.name(),
        );
        resource.difference = found.remove(&own).map(Box::new);
    }
    if broken {
        return Err(ServerError::NoApi);
    }
    Ok(())
}

/// `None` where both states are the same.
fn difference(written: &Written<'_>) -> Option<Difference> {
    let is_absent = |state: &str| matches!(state, "" | "null");
    if is_absent(&written.live_state) {
        return Some(Difference::Missing);
    }
    if is_absent(&written.target_state) {
        return Some(Difference::Extra);
    }
    if (&*written.group, &*written.kind) == ("", "Secret") {
        return Some(Difference::Hidden);
    }
    let state = |text: &str| serde_json::from_str::<Value>(text).ok();
    let live = state(&written.normalized_live_state)?;
    let wanted = state(&written.predicted_live_state)?;
    let mut fields = Fields::default();
    fields.compare(&mut String::new(), (&live, &wanted));
    (!fields.first.is_empty()).then_some(Difference::Fields {
        first: fields.first,
        more: fields.more,
    })
}

#[derive(Default)]
struct Fields {
    first: Vec<String>,
    more: u64,
}

impl Fields {
    fn compare(&mut self, at: &mut String, (live, wanted): (&Value, &Value)) {
        match (live, wanted) {
            (Value::Object(live), Value::Object(wanted)) => {
                let keys: BTreeSet<&String> = live.keys().chain(wanted.keys()).collect();
                for key in keys {
                    let both = (live.get(key), wanted.get(key));
                    self.below(at, &key.replace('~', "~0").replace('/', "~1"), both);
                }
            }
            (Value::Array(live), Value::Array(wanted)) if live.len() == wanted.len() => {
                for (number, both) in live.iter().zip(wanted).enumerate() {
                    self.below(at, &number.to_string(), (Some(both.0), Some(both.1)));
                }
            }
            _ if live == wanted => {}
            _ => self.add(at),
        }
    }

    fn below(&mut self, at: &mut String, key: &str, both: (Option<&Value>, Option<&Value>)) {
        let length = at.len();
        at.push('/');
        at.push_str(key);
        match both {
            (Some(live), Some(wanted)) => self.compare(at, (live, wanted)),
            _ => self.add(at),
        }
        at.truncate(length);
    }

    fn add(&mut self, at: &str) {
        const FIRST: usize = 5;
        if self.first.len() < FIRST {
            self.first.push(at.to_owned());
        } else {
            self.more += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(live: &str, wanted: &str) -> Option<Difference> {
        difference(&Written {
            kind: "ConfigMap".into(),
            target_state: "{}".into(),
            live_state: "{}".into(),
            normalized_live_state: live.into(),
            predicted_live_state: wanted.into(),
            ..Written::default()
        })
    }

    #[test]
    fn fields_are_named_and_values_are_not() {
        let live = r#"{"a": {"b/c": 1, "d": [1, 2], "e": "CNRY"}, "f": [1]}"#;
        let wanted = r#"{"a": {"b/c": 2, "d": [1, 3], "g": "CNRY"}, "f": [1, 2]}"#;
        let Some(Difference::Fields { mut first, more }) = told(live, wanted) else {
            panic!("they differ")
        };
        first.sort();
        assert_eq!(first, ["/a/b~1c", "/a/d/1", "/a/e", "/a/g", "/f"]);
        assert_eq!(more, 0);
        assert_eq!(told(live, live), None);
    }
}
