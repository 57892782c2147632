//! Where objects of Flux take their content from.

use super::fleet::{At, Fleet};
use crate::clients::cluster::{Chart, Flux, Object, Reference};

impl Fleet<'_> {
    /// The sources that an object of Flux takes its content from.
    pub(super) fn sources(&self, object: &Object, flux: &Flux) -> Vec<At> {
        self.source_references(object, flux)
            .into_iter()
            .filter_map(|(kind, namespace, name)| self.find(&kind, &namespace, &name))
            .collect()
    }

    /// Kind, namespace and name of each source that is referred to, whether it exists or not.
    pub(super) fn source_references(
        &self,
        object: &Object,
        flux: &Flux,
    ) -> Vec<(String, String, String)> {
        let spec = &flux.spec;
        let named = |reference: &Reference, kind: &str| {
            (
                reference.kind.as_deref().unwrap_or(kind).to_owned(),
                reference
                    .namespace
                    .as_deref()
                    .unwrap_or(object.namespace())
                    .to_owned(),
                reference.name.to_string(),
            )
        };
        let mut found = Vec::new();
        match &*object.kind {
            "HelmRelease" => {
                if let Some(reference) = &spec.chart_ref {
                    found.push(named(reference, "OCIRepository"));
                } else if let Some(chart) = self.chart_of(object, flux) {
                    found.push(chart);
                }
            }
            "ImagePolicy" => found.extend(
                spec.image_repository_ref
                    .as_ref()
                    .map(|it| named(it, "ImageRepository")),
            ),
            "Alert" => found.extend(spec.provider_ref.as_ref().map(|it| named(it, "Provider"))),
            _ => found.extend(
                spec.source_ref
                    .as_ref()
                    .map(|it| named(it, "GitRepository")),
            ),
        }
        found.extend(
            spec.include
                .iter()
                .map(|it| named(&it.repository, "GitRepository")),
        );
        found
    }

    /// The HelmChart that the controller makes for a HelmRelease; where it is not in the snapshot, its repository.
    fn chart_of(&self, object: &Object, flux: &Flux) -> Option<(String, String, String)> {
        let Some(Chart::Template { spec }) = &flux.spec.chart else {
            return None;
        };
        let reference = &spec.source_ref;
        let namespace = reference.namespace.as_deref().unwrap_or(object.namespace());
        let made = format!("{}-{}", object.namespace(), object.name());
        if self.find("HelmChart", namespace, &made).is_some() {
            return Some(("HelmChart".to_owned(), namespace.to_owned(), made));
        }
        let kind = reference.kind.as_deref().unwrap_or("HelmRepository");
        Some((
            kind.to_owned(),
            namespace.to_owned(),
            reference.name.to_string(),
        ))
    }
}
