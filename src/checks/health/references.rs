//! Which fields of an object refer to another one by name.

use super::fleet::{At, Fleet};
use super::trace::Asked;
use crate::clients::cluster::{Body, Chart, Flux, FluxEntry as Entry, Keys, Object, Reference};
use crate::model::clean::clean;

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
        Body::ApplicationSet(set) => {
            let named = set.spec.generators.0.iter();
            named
                .filter(|it| {
                    (it.kind, &*it.name) == (asked.kind, asked.name)
                        && object.namespace() == asked.namespace
                })
                .map(|it| it.field)
                .collect()
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

/// Argo CD finds its credentials by label; nothing names them.
pub(super) fn by_label(fleet: &Fleet<'_>, asked: &Asked<'_>) -> Option<String> {
    const LABEL: &str = "argocd.argoproj.io/secret-type";
    let at = fleet.find(asked.kind, asked.namespace, asked.name)?;
    let secret = fleet.object(at).filter(|_| asked.kind == "Secret")?;
    let kind = secret.metadata().label(LABEL)?;
    Some(clean(&format!("by its label {LABEL}: {kind}"), 200))
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
    let decryption = spec.decryption.as_ref();
    let accounts = [
        ("serviceAccountName", spec.service_account_name.as_deref()),
        (
            "decryption.serviceAccountName",
            decryption.and_then(|it| it.service_account_name.as_deref()),
        ),
    ];
    if asked.kind == "ServiceAccount" && object.namespace() == asked.namespace {
        let named = accounts
            .iter()
            .filter(|(_, name)| *name == Some(asked.name));
        fields.extend(named.map(|(field, _)| *field));
    }
    fields.extend(listed(object, flux, asked));
    fields
}

/// What a Receiver calls and what a ResourceSet takes its inputs from: entries that need not have a name.
fn listed(object: &Object, flux: &Flux, asked: &Asked<'_>) -> Vec<&'static str> {
    let is = |entry: &Entry, kind: &str| {
        entry.kind.as_deref().unwrap_or(kind) == asked.kind
            && entry.name.as_deref() == Some(asked.name)
            && entry.namespace.as_deref().unwrap_or(object.namespace()) == asked.namespace
    };
    let calls = &*object.kind == "Receiver" && flux.spec.resources.iter().any(|it| is(it, ""));
    let mut inputs = flux.spec.inputs_from.iter();
    let takes = inputs.any(|it| is(it, "ResourceSetInputProvider"));
    let both = [(calls, "resources"), (takes, "inputsFrom")];
    both.into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, field)| field)
        .collect()
}

/// A field that refers to an object, and the kind that it means where it does not say one.
type Named<'f> = (&'static str, &'f str, &'f Reference);

/// Every reference of an object of Flux: the field, the kind where it does not say one, and the reference.
fn named<'f>(object: &'f Object, flux: &'f Flux) -> Vec<Named<'f>> {
    let spec = &flux.spec;
    let kube = spec.kube_config.as_ref();
    let chart = match &spec.chart {
        Some(Chart::Template { spec }) => Some(&spec.source_ref),
        _ => None,
    };
    let single = [
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
    let include = spec.include.iter().map(|it| &it.repository);
    let own: &str = &object.kind;
    single
        .into_iter()
        .filter_map(|(field, kind, reference)| Some((field, kind, reference?)))
        .chain(secrets(flux))
        .chain(spec.values_from.iter().map(|it| ("valuesFrom", "", it)))
        .chain(substitutes.map(|it| ("substituteFrom", "", it)))
        .chain(include.map(|it| ("include", "GitRepository", it)))
        .chain(spec.event_sources.iter().map(|it| ("eventSources", "", it)))
        .chain(spec.health_checks.iter().map(|it| ("healthChecks", "", it)))
        .chain(spec.depends_on.iter().map(move |it| ("dependsOn", own, it)))
        .collect()
}

/// Every field of an object of Flux that names a Secret.
fn secrets(flux: &Flux) -> impl Iterator<Item = Named<'_>> {
    let spec = &flux.spec;
    let chart = match &spec.chart {
        Some(Chart::Template { spec }) => spec.verify.as_ref(),
        _ => None,
    };
    let signing = spec
        .git
        .as_ref()
        .and_then(|it| it.commit.signing_key.as_ref());
    let all = [
        ("secretRef", spec.secret_ref.as_ref()),
        ("certSecretRef", spec.cert_secret_ref.as_ref()),
        ("proxySecretRef", spec.proxy_secret_ref.as_ref()),
        (
            "verify",
            spec.verify.as_ref().and_then(|it| it.secret_ref.as_ref()),
        ),
        (
            "chart.spec.verify",
            chart.and_then(|it| it.secret_ref.as_ref()),
        ),
        (
            "sts.secretRef",
            spec.sts.as_ref().and_then(|it| it.secret_ref.as_ref()),
        ),
        (
            "sts.certSecretRef",
            spec.sts.as_ref().and_then(|it| it.cert_secret_ref.as_ref()),
        ),
        (
            "git.commit.signingKey",
            signing.and_then(|it| it.secret_ref.as_ref()),
        ),
        (
            "decryption",
            spec.decryption
                .as_ref()
                .and_then(|it| it.secret_ref.as_ref()),
        ),
        (
            "kubeConfig",
            spec.kube_config
                .as_ref()
                .and_then(|it| it.secret_ref.as_ref()),
        ),
    ];
    all.into_iter()
        .filter_map(|(field, reference)| Some((field, "Secret", reference?)))
}
