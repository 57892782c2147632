//! One violation of a schema, as rules look at it.

use crate::checks::patch::{Change, Edit};
use crate::checks::repo::facts::kustomization_names;
use crate::checks::repo::graph::file_name;
use crate::checks::repo::object::title;
use crate::data::components;
use crate::model::Location;
use crate::model::clean::clean;
use crate::schemas::{Source, Trouble, Violation};
use crate::yaml::{Document, Node};

/// One violation, as rules look at it.
pub(crate) struct Broken<'f> {
    pub(crate) path: &'f str,
    pub(crate) document: &'f Document,
    /// JSON pointer of the object in its document.
    pub(crate) object: &'f str,
    pub(crate) kind: &'f str,
    pub(crate) api_version: &'f str,
    pub(crate) source: &'f Source,
    pub(crate) violation: &'f Violation,
}

impl Broken<'_> {
    /// `Deployment shop/web`, for messages.
    pub(crate) fn title(&self) -> String {
        let text = |key: &str| {
            let node = self.document.at(self.object)?.get("metadata")?.get(key)?;
            node.text().filter(|text| !text.is_empty())
        };
        match text("name") {
            Some(name) => title(self.kind, text("namespace"), name),
            None if kustomization_names().any(|name| name == file_name(self.path)) => {
                "The kustomization".to_owned()
            }
            None => title(self.kind, None, "without a name"),
        }
    }

    pub(crate) fn place(&self) -> Location {
        let pointer = clean(&self.violation.pointer, 1_024);
        Location::node(self.path, self.violation.line, pointer)
    }

    /// `spec.ports[0].port`, or nothing for the object itself.
    pub(crate) fn field(&self) -> String {
        let pointer = &self.violation.pointer;
        let below = pointer.strip_prefix(self.object).unwrap_or(pointer);
        let mut field = String::new();
        for step in below.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            if step.bytes().all(|byte| byte.is_ascii_digit()) {
                field.push_str(&format!("[{step}]"));
                continue;
            }
            if !field.is_empty() {
                field.push('.');
            }
            field.push_str(&step);
        }
        clean(&field, 200)
    }

    /// The field in a code span, or the object.
    pub(crate) fn shown_field(&self) -> String {
        match self.field() {
            field if field.is_empty() => "the object".to_owned(),
            field => format!("`{field}`"),
        }
    }

    /// What the schema is: `Flux 2.9.5`.
    pub(crate) fn schema(&self) -> String {
        match self.source {
            Source::Repository => "the CustomResourceDefinition of this repository".to_owned(),
            Source::Shipped {
                component, version, ..
            } => {
                let name = components::find(component).map_or(component.as_str(), |one| one.name);
                format!("{name} {version}")
            }
        }
    }

    /// Whether a rule of its own explains the matter better.
    pub(super) fn is_told_elsewhere(&self) -> bool {
        let pointer = &self.violation.pointer;
        let place = pointer.strip_prefix(self.object).unwrap_or(pointer);
        let group = self.api_version.split('/').next().unwrap_or_default();
        match &self.violation.trouble {
            Trouble::MissingField { name } => {
                MISSING_ELSEWHERE.contains(&(group, self.kind, place, name.as_str()))
            }
            // argocd-generator-unknown
            Trouble::UnknownField { .. } => {
                let mut steps = place.rsplit('/').skip(1);
                self.kind == "ApplicationSet"
                    && steps.next().is_some_and(|step| step.parse::<u32>().is_ok())
                    && steps.next() == Some("generators")
            }
            // flux-interval
            _ => {
                group.ends_with(".toolkit.fluxcd.io")
                    && ["/spec/interval", "/spec/retryInterval", "/spec/timeout"].contains(&place)
            }
        }
    }

    /// Whether kustomize reads it, and stops the build.
    pub(crate) fn is_kustomize(&self) -> bool {
        self.api_version.starts_with("kustomize.config.k8s.io/")
    }

    pub(crate) fn node(&self) -> Option<Node<'_>> {
        self.document.at(&self.violation.pointer)
    }

    /// An edit of the field.
    pub(crate) fn edit(&self, change: Change) -> Edit {
        Edit {
            document: self.document.index(),
            pointer: self.violation.pointer.clone(),
            change,
        }
    }
}

/// Fields whose absence a rule of its own explains: group, kind, place, field.
const MISSING_ELSEWHERE: [(&str, &str, &str, &str); 8] = [
    ("flagger.app", "Canary", "/spec", "targetRef"),
    ("flagger.app", "Canary", "/spec", "service"),
    ("argoproj.io", "Application", "", "spec"),
    ("argoproj.io", "Application", "/spec", "project"),
    ("argoproj.io", "Application", "/spec", "destination"),
    (
        "argoproj.io",
        "ApplicationSet",
        "/spec/template/spec",
        "project",
    ),
    (
        "argoproj.io",
        "ApplicationSet",
        "/spec/template/spec",
        "destination",
    ),
    (
        "kustomize.toolkit.fluxcd.io",
        "Kustomization",
        "/spec",
        "prune",
    ),
];
