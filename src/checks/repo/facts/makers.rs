//! Objects that hold data for others, and objects that make such objects.

use super::super::object::Object as View;
use super::Body;
use super::read::keys;
use crate::yaml::Node;

pub(super) fn read(view: &View<'_>) -> Body {
    match (view.group(), view.kind) {
        ("", "ConfigMap" | "Secret") => data(view),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => definition(view),
        ("bitnami.com", "SealedSecret") => {
            let name = view.text(&["spec", "template", "metadata", "name"]);
            let found = keys(view.at(&["spec", "encryptedData"]));
            maker(name.or_else(|| view.name()), Some(found))
        }
        ("external-secrets.io", "ExternalSecret") => maker(
            view.text(&["spec", "target", "name"])
                .or_else(|| view.name()),
            None,
        ),
        ("external-secrets.io", "ClusterExternalSecret") => maker(
            view.text(&["spec", "externalSecretName"])
                .or_else(|| view.name()),
            None,
        ),
        ("cert-manager.io", "Certificate") => maker(view.text(&["spec", "secretName"]), None),
        ("rbac.authorization.k8s.io", "Role" | "ClusterRole") => Body::Role(makes(view)),
        // OpenShift makes the Secret that the Service names.
        ("", "Service") => maker(
            view.text(&["metadata", "annotations", SERVING_CERTIFICATE]),
            None,
        ),
        ("trust.cert-manager.io", "Bundle") => maker(view.name(), None),
        ("isindir.github.com", "SopsSecret") | ("onepassword.com", "OnePasswordItem") => {
            maker(view.name(), None)
        }
        _ => Body::Plain,
    }
}

const SERVING_CERTIFICATE: &str = "service.beta.openshift.io/serving-cert-secret-name";

/// Whether it lets somebody make Secrets or ConfigMaps.
fn makes(view: &View<'_>) -> bool {
    let rules = view.at(&["rules"]).into_iter().flat_map(Node::items);
    let mut rules = rules.filter(|rule| {
        let has = |field: &str, words: &[&str]| {
            let list = rule.get(field).into_iter().flat_map(Node::items);
            list.filter_map(Node::text).any(|one| words.contains(&one))
        };
        has("resources", &["secrets", "configmaps", "*"]) && has("verbs", &["create", "*"])
    });
    rules.next().is_some()
}

fn data(view: &View<'_>) -> Body {
    let all = ["data", "stringData", "binaryData"]
        .iter()
        .flat_map(|field| keys(view.at(&[field])));
    Body::Data(all.collect())
}

fn definition(view: &View<'_>) -> Body {
    let kind = view.text(&["spec", "names", "kind"]);
    kind.map_or(Body::Plain, |kind| Body::Definition(kind.into()))
}

fn maker(name: Option<&str>, found: Option<Vec<Box<str>>>) -> Body {
    name.map_or(Body::Plain, |name| {
        Body::Maker(name.into(), found.map(Into::into))
    })
}
