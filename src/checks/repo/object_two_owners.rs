use std::collections::{BTreeMap, HashMap};

use super::Check;
use super::facts::is_dynamic;
use super::graph::{Graph, Owner, Placed, is_cluster_wide};
use super::object::Found;
use crate::model::{
    Affects, Confidence, Evidence, Fix, Location, Meta, Problem, Related, Rule, Severity,
};

pub(super) static RULE: Rule<Check> = Rule {
    meta: Meta {
        id: "repo/object-two-owners",
        title: "Two owners apply the same object",
        severity: Severity::High,
        applies_to: &["Kustomization (Flux)", "Application"],
        since: "0.1.0",
        docs: DOCS,
    },
    check: Check::Graph(check),
};

const DOCS: &str = r"## What it checks

Objects that two Kustomizations of Flux, or two Applications, apply from this repository to the same cluster: the same kind, namespace and name. Two owners on
one path are the commonest case. Owners with another target namespace, another cluster or a suspended one are not compared, and names that variables complete
are not judged.

## Why it matters

Both write the object again and again, each with its own labels, and when one of them no longer has it, it is pruned although the other still wants it (Argo
CD: `SharedResourceWarning`).

## Likely causes

- Two Kustomizations point to one path.
- A path lies inside the path of another one.
- A shared object, such as a Namespace, stands in two folders.

## How to fix

Let one owner have the object, and let the other depend on it.

## Source

fluxcd/kustomize-controller 1.9, `docs/spec/v1/kustomizations.md` (Garbage collection); argoproj/argo-cd 3.6, `docs/user-guide/sync-options.md`
(FailOnSharedResource).
";

fn check(graph: &Graph<'_>) -> Vec<Found> {
    let clusters = graph.clusters();
    let mut first: HashMap<Key<'_>, usize> = HashMap::new();
    let mut pairs: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (at, owner) in graph.owners.iter().enumerate() {
        let Some(cluster) = clusters.get(at).filter(|_| owner.active) else {
            continue;
        };
        for placed in &owner.build.objects {
            let Some(key) = key(graph, (owner, cluster), placed) else {
                continue;
            };
            match first.get(&key) {
                None => {
                    first.insert(key, at);
                }
                Some(other)
                    if graph
                        .owners
                        .get(*other)
                        .is_some_and(|other| other.id != owner.id) =>
                {
                    let (_, _, kind, namespace, name) = &key;
                    let title = super::object::title(kind, *namespace, name);
                    pairs.entry((*other, at)).or_default().push(title);
                }
                Some(_) => {}
            }
        }
    }
    pairs
        .into_iter()
        .filter_map(|((one, two), names)| found(graph, (one, two), &names))
        .collect()
}

/// Cluster, group, kind, namespace and name.
type Key<'f> = (String, &'f str, &'f str, Option<&'f str>, String);

fn key<'f>(
    graph: &'f Graph<'f>,
    (owner, cluster): (&'f Owner<'f>, &str),
    placed: &'f Placed<'f>,
) -> Option<Key<'f>> {
    let object = graph.object(placed.id)?;
    let name = placed.name.as_deref().unwrap_or(&object.name);
    let namespace = owner
        .namespace_of(placed, object)
        .filter(|_| !is_cluster_wide(&object.kind));
    let dynamic = is_dynamic(name) || namespace.is_some_and(is_dynamic);
    // In which namespace it ends up is not known: another one may be meant.
    let unknown = namespace.is_none() && !is_cluster_wide(&object.kind);
    (!dynamic && !unknown).then(|| {
        (
            format!("{cluster} {}", owner.cluster),
            object.group(),
            &*object.kind,
            namespace,
            name.to_owned(),
        )
    })
}

fn found(graph: &Graph<'_>, (one, two): (usize, usize), names: &[String]) -> Option<Found> {
    let (one, two) = (graph.owners.get(one)?, graph.owners.get(two)?);
    let (first, second) = (graph.object(one.id)?, graph.object(two.id)?);
    let shared = names.first()?;
    let namespaces_only = names.iter().all(|name| name.starts_with("Namespace "));
    let same = one.folder == two.folder;
    let message = match names.len() {
        _ if same => format!(
            "{} and {} apply the same folder `{}`",
            first.title(),
            second.title(),
            one.folder
        ),
        1 => format!(
            "{shared} is applied by {} and by {}",
            first.title(),
            second.title()
        ),
        n => format!(
            "{shared} and {} more are applied by {} and by {}",
            n - 1,
            first.title(),
            second.title()
        ),
    };
    Some(
        Problem {
            severity: namespaces_only.then_some(Severity::Low),
            confidence: Confidence::Likely,
            related: vec![Related {
                location: Location::line(graph.path(one.id), first.line),
                note: "the other owner".to_owned(),
            }],
            evidence: vec![Evidence::new("objects", &names.join(", "))],
            fix: Some(Fix::review(
                "Let one owner have the objects, and let the other depend on it.",
            )),
            affects: Some(Affects {
                count: names.len() as u64,
                first: names.iter().take(3).cloned().collect(),
            }),
            ..Problem::new(message, Location::line(graph.path(two.id), second.line))
        }
        .into(),
    )
}
