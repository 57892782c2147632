//! What one target shows: installed versions, what its CRDs store, who writes in old versions, and the signs of changes.

use std::sync::{Arc, Mutex, PoisonError};

use super::seen::{How, Installed, Kept, Seen, Sighting, signs, told};
use crate::clients::cluster::{Body, Crd, Object, Outcome, Snapshot, Whole};
use crate::data::apis;
use crate::data::version::Version;
use crate::model::clean::clean;
use crate::model::{Location, ObjectPlace, Why};
use crate::yaml::{Budget, parse};

/// Kinds that are read for the health of others only.
const BESIDE: [&str; 5] = ["Pod", "Event", "ReplicaSet", "Job", "PersistentVolumeClaim"];

/// Gathers the signs of changes while a target is read, so that no object has to be kept.
#[derive(Clone, Default)]
pub struct Gathered(Arc<Mutex<Vec<Sighting>>>);

impl Gathered {
    /// What looks at each object.
    #[must_use]
    pub fn hook(&self) -> Whole {
        let found = Arc::clone(&self.0);
        Arc::new(move |api_version, kind, text| {
            let group = group(api_version);
            if !apis_or_signs(group, kind) {
                return;
            }
            let stream = parse(text.as_bytes(), &Budget::default());
            let Some(root) = stream.documents.first().map(|document| document.root()) else {
                return;
            };
            let text_at = |key: &str| {
                let node = root.get("metadata").and_then(|meta| meta.get(key));
                node.and_then(crate::yaml::Node::text).unwrap_or_default()
            };
            let who = Who {
                target: "",
                api_version,
                kind,
                namespace: text_at("namespace"),
                name: text_at("name"),
            };
            // That an object exists says nothing: controllers make most of what a cluster holds.
            let shown = signs(root, (group, kind), |sign| !sign.at.is_empty());
            let sightings = shown.into_iter().map(|(change, node)| Sighting {
                change,
                title: who.title(),
                place: who.place(&clean(&node.pointer(), 1_024)),
            });
            found
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(sightings);
        })
    }

    fn take(&self) -> Vec<Sighting> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether any change has a sign in objects of this kind.
fn apis_or_signs(group: &str, kind: &str) -> bool {
    let mut all = crate::data::changes::CHANGES
        .iter()
        .flat_map(|change| change.signs);
    all.any(|sign| sign.kind == kind && sign.group == group)
}

/// What one target shows.
pub(super) fn seen(snapshot: &Snapshot, gathered: &Gathered) -> Seen {
    let mut seen = Seen {
        sightings: gathered.take(),
        ..Seen::default()
    };
    for sighting in &mut seen.sightings {
        if let Location::Object(place) = &mut sighting.place {
            place.target.clone_from(&snapshot.target);
        }
    }
    seen.coverage.seen("target", 1);
    for object in &snapshot.objects {
        seen.coverage.seen("object", 1);
        let who = Who::of(snapshot, object);
        if let Some(row) = apis::of(object.group(), &object.kind).next() {
            seen.components.push(row.component);
        }
        seen.kept.extend(written(object, &who));
        match &object.body {
            Body::Crd(crd) => seen.kept.extend(stored(crd, &who)),
            Body::Workload(_) => seen.versions.extend(running(object, &who)),
            _ => {}
        }
    }
    recorded(snapshot, &mut seen);
    unread(snapshot, &mut seen);
    seen
}

/// Versions that the API or an export tells by itself.
fn recorded(snapshot: &Snapshot, seen: &mut Seen) {
    let server = Who {
        target: &snapshot.target,
        api_version: "v1",
        kind: "APIServer",
        namespace: "",
        name: "kubernetes",
    };
    for (name, text) in &snapshot.versions {
        let component = match name.as_str() {
            "kubernetes" => "kubernetes",
            "argo-cd" => "argocd",
            "flux" => "flux",
            _ => continue,
        };
        if let Some(version) = leading(text) {
            seen.versions.push(Installed {
                component,
                version,
                only_line: false,
                place: server.place(""),
            });
        }
    }
}

/// `v1.33.5+k3s1` and `v1.32.9-gke.1` are of their lines.
fn leading(text: &str) -> Option<Version> {
    let text = text.trim_start_matches('v');
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    Version::parse(text.get(..end)?.trim_end_matches('.'))
}

fn unread(snapshot: &Snapshot, seen: &mut Seen) {
    for part in &snapshot.skipped {
        seen.coverage.skip(&part.what, part.why, &part.hint);
    }
    for (kind, outcome) in &snapshot.kinds {
        let name = kind.split('.').next().unwrap_or(kind);
        let Outcome::Failed(why) = outcome else {
            continue;
        };
        let told = snapshot
            .skipped
            .iter()
            .any(|part| part.what.starts_with(kind.as_str()));
        if told || BESIDE.contains(&name) {
            continue;
        }
        let hint = match why {
            Why::Denied => "allow get and list on it, as deploy/read-only-clusterrole.yaml does",
            _ => "ask again",
        };
        seen.coverage
            .skip(format!("{kind} of {}", snapshot.target), *why, hint);
    }
    if snapshot.recorded {
        // Settings of Argo CD stand in ConfigMaps, which the read-only role leaves out.
        seen.coverage.seen("ConfigMap with settings", 1);
        seen.coverage.not_judged(
            "ConfigMap with settings",
            "not read; add `path` for those in Git",
            1,
        );
    }
}

/// The versions of the controllers that a workload runs.
fn running(object: &Object, who: &Who<'_>) -> Vec<Installed> {
    let Body::Workload(workload) = &object.body else {
        return Vec::new();
    };
    if !matches!(&*object.kind, "Deployment" | "StatefulSet" | "DaemonSet") {
        return Vec::new();
    }
    let place = who.place("");
    let pod = workload.spec.pod();
    let images = pod.containers.iter().map(|container| &*container.image);
    let mut found: Vec<Installed> = images.flat_map(|image| told(image, &place)).collect();
    let meta = object.metadata();
    if meta.label("app.kubernetes.io/part-of") == Some("flux")
        && let Some(version) = meta
            .label("app.kubernetes.io/version")
            .and_then(Version::parse)
    {
        found.retain(|told| told.component != "flux");
        found.push(Installed {
            component: "flux",
            version,
            only_line: false,
            place,
        });
    }
    found
}

/// What a CRD may still have stored in versions whose end is known.
fn stored(crd: &Crd, who: &Who<'_>) -> Vec<Kept> {
    let versions = crd.status.stored_versions.iter();
    let kept = versions.filter_map(|version| {
        let api_version = format!("{}/{version}", crd.spec.group);
        let row = apis::find(&api_version, &crd.spec.names.kind)?;
        row.removed.is_some().then(|| Kept {
            row,
            how: How::Stored(clean(&crd.metadata.name, 253)),
            title: who.title(),
            place: who.place("/status/storedVersions"),
        })
    });
    kept.collect()
}

/// Who wrote fields of the object in versions whose end is known. The API server drops such entries for kinds of its own.
fn written(object: &Object, who: &Who<'_>) -> Vec<Kept> {
    let mut kept: Vec<Kept> = Vec::new();
    for fields in object.metadata().managed_fields.iter() {
        let row = apis::find(&fields.api_version, &object.kind)
            .filter(|row| row.removed.is_some() && row.component != "kubernetes");
        let how = How::Written(clean(&fields.manager, 128));
        if let Some(row) = row
            && !kept
                .iter()
                .any(|one| one.how == how && std::ptr::eq(one.row, row))
        {
            kept.push(Kept {
                row,
                how,
                title: who.title(),
                place: who.place("/metadata/managedFields"),
            });
        }
    }
    kept
}

fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// An object of a target.
struct Who<'o> {
    target: &'o str,
    api_version: &'o str,
    kind: &'o str,
    namespace: &'o str,
    name: &'o str,
}

impl<'o> Who<'o> {
    fn of(snapshot: &'o Snapshot, object: &'o Object) -> Self {
        Self {
            target: &snapshot.target,
            api_version: &object.api_version,
            kind: &object.kind,
            namespace: object.namespace(),
            name: object.name(),
        }
    }

    fn title(&self) -> String {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        let name = format!("{}{slash}{}", self.namespace, self.name);
        format!("{} {}", clean(self.kind, 63), clean(&name, 320))
    }

    fn place(&self, field: &str) -> Location {
        Location::Object(ObjectPlace {
            target: clean(self.target, 253),
            api_version: clean(self.api_version, 253),
            kind: clean(self.kind, 63),
            namespace: (!self.namespace.is_empty()).then(|| clean(self.namespace, 63)),
            name: clean(self.name, 253),
            field: (!field.is_empty()).then(|| field.to_owned()),
        })
    }
}
