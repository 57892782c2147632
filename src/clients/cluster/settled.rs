//! Applications of which no rule has anything to say, kept in brief: a fleet of a hundred thousand fits in little memory.

use std::collections::HashSet;
use std::sync::Arc;

use super::argocd::{Application, Source};
use super::object::{Body, Object};
use super::resource_status::ResourceStatus;

/// A healthy and synced Application: its name, where it comes from, and when it was last looked at.
#[derive(Debug, Clone)]
pub struct Settled {
    pub name: Box<str>,
    pub namespace: Arc<str>,
    /// Of the first source.
    pub repo_url: Arc<str>,
    pub path: Option<Box<str>>,
    pub reconciled_at: Option<Box<str>>,
}

impl Settled {
    /// The Application again, with what is known of it.
    #[must_use]
    pub fn object(&self) -> Object {
        let mut app = Application::default();
        app.metadata.name = self.name.to_string();
        app.metadata.namespace = Some((*self.namespace).into());
        app.spec.source = Some(Source {
            repo_url: (*self.repo_url).into(),
            path: self.path.clone(),
            ..Source::default()
        });
        app.status.sync.status = "Synced".into();
        app.status.health.status = "Healthy".into();
        app.status.reconciled_at.clone_from(&self.reconciled_at);
        Object {
            api_version: "argoproj.io/v1alpha1".into(),
            kind: "Application".into(),
            body: Body::Application(Box::new(app)),
        }
    }
}

/// How much of each object a question needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Depth {
    /// Everything that is judged or shown.
    #[default]
    Whole,
    /// What is wrong; healthy Applications in brief.
    Findings,
    /// Everything, and what each Application made, healthy or not.
    Traced,
}

/// Objects as they come in.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) objects: Vec<Object>,
    pub(super) settled: Vec<Settled>,
    depth: Depth,
    /// Texts that many Applications have in common.
    shared: HashSet<Arc<str>>,
}

impl Collected {
    pub(super) fn new(depth: Depth) -> Self {
        Self {
            depth,
            ..Self::default()
        }
    }

    pub(super) fn take(&mut self, object: Object) {
        match &object.body {
            Body::Application(app) if self.depth == Depth::Findings && is_settled(app) => {
                let brief = self.brief(app);
                self.settled.push(brief);
            }
            _ => self.objects.push(object),
        }
    }

    pub(super) fn absorb(&mut self, more: Self) {
        self.objects.extend(more.objects);
        self.settled.extend(more.settled);
    }

    pub(super) fn len(&self) -> usize {
        self.objects.len() + self.settled.len()
    }

    fn brief(&mut self, app: &Application) -> Settled {
        let source = app.spec.all_sources().next();
        Settled {
            name: app.metadata.name.as_str().into(),
            namespace: self.shared(app.metadata.namespace.as_deref().unwrap_or("")),
            repo_url: self.shared(source.map_or("", |it| &it.repo_url)),
            path: source.and_then(|it| it.path.clone()),
            reconciled_at: app.status.reconciled_at.clone(),
        }
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.shared.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.shared.insert(Arc::clone(&new));
        new
    }
}

/// Nothing in its status, its operation or its resources calls for a word, and it applies no object of either engine.
fn is_settled(app: &Application) -> bool {
    let status = &app.status;
    let meta = &app.metadata;
    let asked = ["refresh", "hydrate", "skip-reconcile"];
    &*status.sync.status == "Synced"
        && &*status.health.status == "Healthy"
        && status.conditions.is_empty()
        && !app.operation.0
        && status.source_hydrator.current_operation.is_none()
        && meta.deletion_timestamp.is_none()
        && asked.iter().all(|key| {
            meta.annotation(&format!("argocd.argoproj.io/{key}"))
                .is_none()
        })
        && status.operation_state.as_ref().is_none_or(|state| {
            &*state.phase == "Succeeded" && state.sync_result.resources.is_empty()
        })
        && status.resources.iter().all(is_plain)
}

fn is_plain(resource: &ResourceStatus) -> bool {
    let group = resource.group();
    let engine =
        group == "argoproj.io" || group.ends_with("fluxcd.io") || group == "fluxcd.controlplane.io";
    matches!(resource.status(), "Synced" | "")
        && resource.health.is_none()
        && !resource.requires_pruning
        && !engine
}
