//! How an Argo CD knows its objects, and the labels that look like it (Argo CD 3.6, `docs/user-guide/resource_tracking.md`).

use super::super::object::{Object as View, at};
use super::Text;
use crate::yaml::Node;

/// The label by which Argo CD tracks unless told otherwise.
pub(crate) const INSTANCE: &str = "app.kubernetes.io/instance";

/// A label whose key ends with `/instance`.
#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) key: Box<str>,
    pub(crate) value: Text,
}

/// Settings of one Argo CD.
#[derive(Debug)]
pub(crate) struct Tracking {
    pub(crate) method: Option<Text>,
    pub(crate) label: Option<Box<str>>,
    pub(crate) installation: Option<Box<str>>,
}

/// Labels of an object, or those that a kustomization file gives to all.
pub(super) fn instances(labels: Option<Node<'_>>) -> Box<[Instance]> {
    let entries = labels.into_iter().flat_map(Node::entries);
    entries
        .filter_map(|(key, value)| {
            let key = key.text().filter(|key| key.ends_with("/instance"))?;
            Some(Instance {
                key: key.into(),
                value: Text::of(value)?,
            })
        })
        .collect()
}

/// `argocd-cm`, what the Helm chart makes of it, or the object of the operator.
pub(super) fn of(view: &View<'_>) -> Option<Tracking> {
    match (view.group(), view.kind) {
        ("", "ConfigMap") if view.name() == Some("argocd-cm") => {
            Some(view.at(&["data"]).map_or_else(|| map(view.node), map))
        }
        ("helm.toolkit.fluxcd.io", "HelmRelease") => {
            view.at(&["spec", "values", "configs", "cm"]).map(map)
        }
        ("argoproj.io", "Application") => {
            let single = view.at(&["spec", "source"]).into_iter();
            let several = view
                .at(&["spec", "sources"])
                .into_iter()
                .flat_map(Node::items);
            let values = ["helm", "valuesObject", "configs", "cm"];
            single
                .chain(several)
                .find_map(|source| at(source, &values))
                .map(map)
        }
        ("argoproj.io", "ArgoCD") => {
            let text = |key| view.text(&["spec", key]).map(Into::into);
            Some(Tracking {
                method: view
                    .at(&["spec", "resourceTrackingMethod"])
                    .and_then(Text::of),
                label: text("applicationInstanceLabelKey"),
                installation: text("installationID"),
            })
        }
        _ => None,
    }
}

fn map(data: Node<'_>) -> Tracking {
    let text = |key: &str| data.get(key).and_then(Node::text).map(Into::into);
    Tracking {
        method: data
            .get("application.resourceTrackingMethod")
            .and_then(Text::of),
        label: text("application.instanceLabelKey"),
        installation: text("installationID"),
    }
}
