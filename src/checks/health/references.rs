//! Which fields of an object refer to another one by name.

use super::fleet::{At, Fleet};
use super::trace::Asked;
use crate::clients::cluster::{Body, Flux, Keys, Object, Reference};

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
    let is = |reference: &Reference, kind: &str| {
        reference.kind.as_deref().unwrap_or(kind) == asked.kind
            && &*reference.name == asked.name
            && reference.namespace.as_deref().unwrap_or(object.namespace()) == asked.namespace
    };
    let kube = spec.kube_config.as_ref();
    let substitutes = spec.post_build.as_ref().map(|it| &it.substitute_from);
    let mut checks: Vec<(bool, &'static str)> = vec![
        (
            spec.secret_ref.iter().any(|it| is(it, "Secret")),
            "secretRef",
        ),
        (
            spec.decryption
                .iter()
                .filter_map(|it| it.secret_ref.as_ref())
                .any(|it| is(it, "Secret")),
            "decryption",
        ),
        (
            kube.and_then(|it| it.secret_ref.as_ref())
                .is_some_and(|it| is(it, "Secret")),
            "kubeConfig",
        ),
        (
            kube.and_then(|it| it.config_map_ref.as_ref())
                .is_some_and(|it| is(it, "ConfigMap")),
            "kubeConfig",
        ),
        (spec.values_from.iter().any(|it| is(it, "")), "valuesFrom"),
        (
            substitutes.into_iter().flatten().any(|it| is(it, "")),
            "substituteFrom",
        ),
        (
            spec.source_ref.iter().any(|it| is(it, "GitRepository")),
            "sourceRef",
        ),
        (
            spec.chart_ref.iter().any(|it| is(it, "OCIRepository")),
            "chartRef",
        ),
        (
            spec.depends_on.iter().any(|it| is(it, &object.kind)),
            "dependsOn",
        ),
        (
            spec.provider_ref.iter().any(|it| is(it, "Provider")),
            "providerRef",
        ),
        (
            spec.image_repository_ref
                .iter()
                .any(|it| is(it, "ImageRepository")),
            "imageRepositoryRef",
        ),
    ];
    if let Some(crate::clients::cluster::Chart::Template { spec }) = &spec.chart {
        checks.push((
            is(&spec.source_ref, "HelmRepository"),
            "chart.spec.sourceRef",
        ));
    }
    let account = asked.kind == "ServiceAccount"
        && spec.service_account_name.as_deref() == Some(asked.name)
        && object.namespace() == asked.namespace;
    checks.push((account, "serviceAccountName"));
    checks
        .into_iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, field)| field)
        .collect()
}
