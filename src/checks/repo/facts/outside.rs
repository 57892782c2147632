//! What objects and files take from other places by address: for the list of what an air-gapped site has to mirror.

use super::super::object::{Object as View, at};
use super::kustomization::FILE_NAMES;
use crate::yaml::Node;

/// Something that stands elsewhere.
#[derive(Debug)]
pub(crate) enum Outside {
    /// An address that is spoken to.
    Address(Box<str>),
    /// A chart: its repository and name, and the version.
    Chart(Box<str>),
    Image(Box<str>),
}

/// Addresses by API group, kind and path of keys.
#[rustfmt::skip] // one row a line
const ADDRESSES: &[(&str, &str, &[&str])] = &[
    ("notification.toolkit.fluxcd.io", "Provider", &["spec", "address"]),
    ("fluxcd.controlplane.io", "FluxInstance", &["spec", "distribution", "artifact"]),
    ("fluxcd.controlplane.io", "ResourceSetInputProvider", &["spec", "url"]),
    ("external-secrets.io", "SecretStore", &["spec", "provider", "vault", "server"]),
    ("external-secrets.io", "ClusterSecretStore", &["spec", "provider", "vault", "server"]),
    ("cert-manager.io", "Issuer", &["spec", "acme", "server"]),
    ("cert-manager.io", "ClusterIssuer", &["spec", "acme", "server"]),
];

/// Images by API group, kind and path of keys.
#[rustfmt::skip] // one row a line
const IMAGES: &[(&str, &str, &[&str])] = &[
    ("image.toolkit.fluxcd.io", "ImageRepository", &["spec", "image"]),
    ("fluxcd.controlplane.io", "FluxInstance", &["spec", "distribution", "registry"]),
    ("monitoring.coreos.com", "Prometheus", &["spec", "image"]),
    ("monitoring.coreos.com", "Alertmanager", &["spec", "image"]),
];

pub(super) fn of(view: &View<'_>) -> Box<[Outside]> {
    let texts = |table: &'static [(&str, &str, &[&str])]| {
        let rows = table.iter().filter(|(group, kind, _)| view.is(group, kind));
        rows.filter_map(|(_, _, keys)| view.text(keys).filter(|text| !text.is_empty()))
    };
    let addresses = texts(ADDRESSES).map(|text| Outside::Address(text.into()));
    let images = texts(IMAGES).map(|text| Outside::Image(text.into()));
    addresses.chain(images).collect()
}

/// Charts that a chart depends on, or that kustomize inflates.
pub(super) fn charts(name: &str, root: Node<'_>) -> Box<[Outside]> {
    let (list, repository) = match name {
        "Chart.yaml" | "requirements.yaml" => ("dependencies", "repository"),
        _ if FILE_NAMES.contains(&name) => ("helmCharts", "repo"),
        _ => return Box::default(),
    };
    let items = root.get(list).into_iter().flat_map(Node::items);
    items
        .filter_map(|item| {
            let text = |key: &str| at(item, &[key]).and_then(Node::text);
            let repository = text(repository).filter(|url| url.contains("://"))?;
            if repository.starts_with("file:") {
                return None;
            }
            Some(Outside::Chart(
                chart(repository, text("name")?, text("version")).into(),
            ))
        })
        .collect()
}

/// `https://charts.example.com/podinfo:6.5.0`.
pub(crate) fn chart(repository: &str, name: &str, version: Option<&str>) -> String {
    let version = version.map_or(String::new(), |version| format!(":{version}"));
    format!("{}/{name}{version}", repository.trim_end_matches('/'))
}
