use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use super::facts::{Application, Body, Object, Reference, Use, is_dynamic};
use super::graph::{Graph, Id, Lookup, normal};
use super::object::Found;
use crate::model::{Affects, Confidence, Evidence, Fix, Meta, Problem, Related, Rule, Severity};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/missing-secret-or-config-map",
        title: "Nothing in the repository makes a Secret or ConfigMap that is needed",
        severity: Severity::Low,
        applies_to: &["Kubernetes", "Flux"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Secrets and ConfigMaps that Pods take in (`envFrom`, `valueFrom`, volumes, `imagePullSecrets`) and that objects of Flux name (`secretRef`, `certSecretRef`,
`kubeConfig`), of objects that this repository applies. Manifests (SOPS files too), generators of kustomize, SealedSecrets, ExternalSecrets,
certificates and trust bundles count as makers. Each missing name is told once.

It is not judged where something unseen may make the object: in namespaces with a Helm release, a source of another repository, a custom resource of an
operator, or a Role that lets a program make Secrets or ConfigMaps; in builds with remote bases or charts; and where `optional: true` is set.
A ConfigMap is low. A Secret is info: many are made by hand. What `valuesFrom` and `substituteFrom` name is judged by `repo/flux-missing-values`.
The key of `decryption` must not stand in the repository, so it is not asked for.

## Why it matters

A Pod without its ConfigMap or Secret does not start (`CreateContainerConfigError`, `FailedMount`), a source without its credentials is not fetched. What was
made by hand is missing in the next cluster.

## Likely causes

- The name was changed on one side.
- The object was made by hand, which the repository does not say.

## How to fix

Correct the name, commit the ConfigMap, or commit an ExternalSecret, a SealedSecret or a file of SOPS that makes the Secret.

## Source

Kubernetes 1.37, `concepts/configuration`; fluxcd/source-controller 1.9, `docs/spec/v1`.
";

/// What clusters and `flux bootstrap` make by themselves.
const ALWAYS: [&str; 6] = [
    "kube-root-ca.crt",
    "openshift-service-ca.crt",
    "extension-apiserver-authentication",
    "cluster-info",
    "kubeadm-config",
    "flux-system",
];

/// Groups whose objects make no Secret or ConfigMap, or only such as are followed here.
const KNOWN_GROUPS: [&str; 12] = [
    "apps",
    "batch",
    "policy",
    "autoscaling",
    "argoproj.io",
    "external-secrets.io",
    "bitnami.com",
    "cert-manager.io",
    "trust.cert-manager.io",
    "monitoring.coreos.com",
    "traefik.io",
    "cilium.io",
];

/// Who needs an object, of kind, namespace and name.
type Missing<'g> = BTreeMap<(&'g str, &'g str, &'g str), Vec<(Id, &'g Reference)>>;

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let open = open_namespaces(graph);
    let mut missing = Missing::new();
    for (id, reference) in super::references::judged(graph, &[Use::Pod, Use::Secret]) {
        let is_key = reference.pointer.contains("/decryption/");
        if reference.optional || is_key || ALWAYS.contains(&&*reference.name) {
            continue;
        }
        let namespaces = graph.namespaces(id);
        let explicit = reference.namespace.as_deref();
        let (Some(namespace), 1) = (explicit.or(namespaces.first().copied()), namespaces.len())
        else {
            continue;
        };
        let is_open = open.contains(namespace) || namespace.starts_with("kube-");
        if is_open || is_dynamic(namespace) || has_unseen_parts(graph, id) {
            continue;
        }
        if graph.look_up(id, reference) == Lookup::Nowhere {
            let key = (&*reference.kind, namespace, &*reference.name);
            missing.entry(key).or_default().push((id, reference));
        }
    }
    let hidden = has_hidden_names(graph);
    missing
        .into_iter()
        .filter(|((kind, ..), _)| !(hidden && *kind == "Secret"))
        .filter_map(|(key, uses)| problem(graph, key, &uses))
        .collect()
}

/// SOPS files in which names are encrypted too.
fn has_hidden_names(graph: &Graph<'_>) -> bool {
    let objects = graph.files.iter().flat_map(|file| &file.objects);
    objects
        .into_iter()
        .any(|object| object.name.starts_with("ENC["))
}

/// Whether a build that holds the object has parts that are not known here.
fn has_unseen_parts(graph: &Graph<'_>, id: Id) -> bool {
    const KEYS: [&str; 5] = [
        "helmCharts",
        "helmChartInflationGenerator",
        "generators",
        "transformers",
        "replacements",
    ];
    graph.holders(id).any(|owner| {
        let files = owner.build.kustomizations.iter();
        let mut keys = files
            .filter_map(|at| graph.file(*at)?.kustomization.as_deref())
            .flat_map(|file| &file.keys);
        owner.build.opaque || keys.any(|(key, _)| KEYS.contains(&&**key))
    })
}

/// Namespaces in which something unseen may make objects.
fn open_namespaces<'g>(graph: &'g Graph<'_>) -> BTreeSet<&'g str> {
    let mut open = BTreeSet::new();
    for (id, _, object) in graph.objects() {
        match &object.body {
            Body::Release(release) => match release.target_namespace.as_deref() {
                Some(namespace) => drop(open.insert(namespace)),
                None => open.extend(graph.namespaces(id)),
            },
            Body::Application(application) if takes_unseen(graph, application) => {
                let namespace = application.destination.namespace.as_ref();
                open.extend(namespace.map(|text| &*text.value));
            }
            Body::Kustomization(flux) if !graph.owns(id) => match &flux.target_namespace {
                Some(namespace) => drop(open.insert(&**namespace)),
                None => open.extend(graph.namespaces(id)),
            },
            Body::Role(true) if &*object.kind == "ClusterRole" => {
                let beside = graph.holders(id).flat_map(|owner| &owner.build.objects);
                open.extend(beside.flat_map(|placed| graph.namespaces(placed.id)));
            }
            Body::Role(true) => open.extend(graph.namespaces(id)),
            _ if makes_unseen(object) => open.extend(graph.namespaces(id)),
            _ => {}
        }
    }
    open
}

fn takes_unseen(graph: &Graph<'_>, application: &Application) -> bool {
    application.sources.iter().any(|source| {
        let own = source
            .url
            .as_ref()
            .is_some_and(|url| graph.own_addresses.contains(&normal(&url.value)));
        !own || source.chart.is_some() || source.plugin
    })
}

/// An object of an operator.
fn makes_unseen(object: &Object) -> bool {
    let group = object.group();
    let known = group.is_empty()
        || group.ends_with(".k8s.io")
        || group.ends_with(".toolkit.fluxcd.io")
        || KNOWN_GROUPS.contains(&group);
    !known || &*object.kind == "ArgoCD"
}

fn problem(
    graph: &Graph<'_>,
    (kind, namespace, name): (&str, &str, &str),
    uses: &[(Id, &Reference)],
) -> Option<Found> {
    let (id, first) = uses.first()?;
    let what = super::object::title(kind, Some(namespace), name);
    let object = graph.object(*id)?;
    let is_secret = kind == "Secret";
    let fix = if is_secret {
        "Correct the name, or commit what makes it (ExternalSecret, SealedSecret, a file of SOPS). If it is made by hand, write that down."
    } else {
        "Correct the name, or commit the ConfigMap. If it is made by hand, write that down."
    };
    let titles: Vec<String> = uses
        .iter()
        .filter_map(|(id, _)| Some(graph.object(*id)?.title()))
        .collect();
    let others = uses.iter().skip(1).take(3);
    let related = others.map(|(id, reference)| Related {
        location: reference.place(graph.path(*id)),
        note: "needs it too".to_owned(),
    });
    Some(
        Problem {
            severity: is_secret.then_some(Severity::Info),
            confidence: Confidence::Possible,
            related: related.collect(),
            affects: (uses.len() > 1).then(|| Affects {
                count: uses.len() as u64,
                first: titles.iter().take(3).cloned().collect(),
            }),
            evidence: vec![Evidence::new("name", name)],
            fix: Some(Fix::review(fix)),
            ..Problem::new(
                format!("{} needs {what}, which nothing in this repository makes; it may be made by hand", object.title()),
                first.place(graph.path(*id)),
            )
        }
        .into(),
    )
}
