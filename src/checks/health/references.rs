//! Which fields of an object refer to another one by name.

use super::fleet::{At, Fleet};
use super::trace::Asked;
use crate::clients::cluster::{Body, Chart, Flux, Keys, Object, Reference};

/// The fields of an object that refer to the one asked about.
pub(super) fn to(fleet: &Fleet<'_>, at: At, asked: &Asked<'_>) -> Vec<&'static str> {
    let Some(object) = fleet.object(at) else {
        return Vec::new();
    };
    match &object.body {
        Body::Flux(flux) => of_flux(object, flux, asked),
        Body::Workload(workload) if object.namespace() == asked.namespace => {
            let uses = workload
                .spec
                .pod()
                .uses()
                .filter(|it| it.kind == asked.kind && it.name == asked.name);
            let tls = workload
                .spec
                .tls
                .iter()
                .filter(|it| {
                    asked.kind == "Secret" && it.secret_name.as_deref() == Some(asked.name)
                })
                .map(|_| "tls");
            let mut fields: Vec<&'static str> = uses.map(|it| it.field).chain(tls).collect();
            fields.dedup();
            fields
        }
        Body::Keys(keys) if object.namespace() == asked.namespace && asked.kind == "Secret" => {
            of_account(keys, asked)
        }
        Body::Application(app) => {
            let project = asked.kind == "AppProject"
                && &*app.spec.project == asked.name
                && object.namespace() == asked.namespace;
            if project { vec!["project"] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

fn of_account(account: &Keys, asked: &Asked<'_>) -> Vec<&'static str> {
    let names = |list: &[Reference]| list.iter().any(|it| &*it.name == asked.name);
    let mut fields = Vec::new();
    if names(&account.secrets) {
        fields.push("secrets");
    }
    if names(&account.image_pull_secrets) {
        fields.push("imagePullSecrets");
    }
    fields
}

fn of_flux(object: &Object, flux: &Flux, asked: &Asked<'_>) -> Vec<&'static str> {
    let spec = &flux.spec;
    let is = |(reference, kind): (&Reference, &str)| {
        reference.kind.as_deref().unwrap_or(kind) == asked.kind
            && &*reference.name == asked.name
            && reference.namespace.as_deref().unwrap_or(object.namespace()) == asked.namespace
    };
    let mut fields: Vec<&'static str> = named(object, flux)
        .into_iter()
        .filter(|(_, kind, reference)| is((reference, kind)))
        .map(|(field, _, _)| field)
        .collect();
    let account = asked.kind == "ServiceAccount"
        && spec.service_account_name.as_deref() == Some(asked.name)
        && object.namespace() == asked.namespace;
    if account {
        fields.push("serviceAccountName");
    }
    fields
}

/// Every reference of an object of Flux: the field, the kind where it does not say one, and the reference.
fn named<'f>(object: &'f Object, flux: &'f Flux) -> Vec<(&'static str, &'f str, &'f Reference)> {
    let spec = &flux.spec;
    let decryption = spec
        .decryption
        .as_ref()
        .and_then(|it| it.secret_ref.as_ref());
    let kube = spec.kube_config.as_ref();
    let chart = match &spec.chart {
        Some(Chart::Template { spec }) => Some(&spec.source_ref),
        _ => None,
    };
    let single = [
        ("secretRef", "Secret", spec.secret_ref.as_ref()),
        ("decryption", "Secret", decryption),
        (
            "kubeConfig",
            "Secret",
            kube.and_then(|it| it.secret_ref.as_ref()),
        ),
        (
            "kubeConfig",
            "ConfigMap",
            kube.and_then(|it| it.config_map_ref.as_ref()),
        ),
        ("sourceRef", "GitRepository", spec.source_ref.as_ref()),
        ("chartRef", "OCIRepository", spec.chart_ref.as_ref()),
        ("chart.spec.sourceRef", "HelmRepository", chart),
        ("providerRef", "Provider", spec.provider_ref.as_ref()),
        (
            "imageRepositoryRef",
            "ImageRepository",
            spec.image_repository_ref.as_ref(),
        ),
    ];
    let substitutes = spec.post_build.iter().flat_map(|it| &it.substitute_from);
    let own: &str = &object.kind;
    single
        .into_iter()
        .filter_map(|(field, kind, reference)| Some((field, kind, reference?)))
        .chain(spec.values_from.iter().map(|it| ("valuesFrom", "", it)))
        .chain(substitutes.map(|it| ("substituteFrom", "", it)))
        .chain(spec.depends_on.iter().map(move |it| ("dependsOn", own, it)))
        .collect()
}
