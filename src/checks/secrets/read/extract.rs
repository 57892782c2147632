//! Facts of one file.

use super::facts::{
    EncryptedDocument, External, Facts, Identity, KeyPlace, Secret, State, StoreRef, Unserved,
};
use super::file::File;
use super::object::Object;
use super::secret::{entries, uncovered};
use super::source::sources;
use crate::checks::secrets::external::release::pinned;
use crate::checks::secrets::external::{GROUP as EXTERNAL, is_external, is_store, spec_path};
use crate::checks::secrets::sealed::{GROUP, KEY_LABEL};
use crate::checks::secrets::sops::leaves::first_ciphertext;
use crate::data::apis;
use crate::model::Confidence;
use crate::yaml::Node;

/// Takes from a file what the repository is judged by.
pub(crate) fn facts(file: &File<'_>) -> Facts {
    let mut facts = Facts::default();
    for object in &file.objects {
        if object.kind == "Secret" {
            facts.secrets.push(Secret {
                at: identity(file, object),
                state: state(file, object),
            });
        } else if object.is(GROUP, "SealedSecret") {
            facts.sealed.push(identity(file, object));
        } else if is_external(object) {
            facts.external.push(External {
                at: identity(file, object),
                stores: stores(file, object),
            });
        } else if is_store(object) {
            facts.stores.push(identity(file, object));
        }
        facts.unserved.extend(unserved(file, object));
    }
    facts.external_releases = pinned(file);
    facts.generator_sources = sources(file);
    facts
        .encrypted
        .extend(file.encrypted.iter().map(|encrypted| EncryptedDocument {
            path: file.path.to_owned(),
            line: encrypted.metadata.line,
            recipients: encrypted.metadata.recipients.clone(),
        }));
    facts.configs.extend(file.config.clone());
    facts
}

fn unserved(file: &File<'_>, object: &Object<'_>) -> Option<Unserved> {
    let version = apis::find(object.api_version, object.kind)
        .filter(|version| object.group() == EXTERNAL && !version.is_served())?;
    Some(Unserved {
        title: object.title(),
        location: file.node(object.at(&["apiVersion"])?),
        version,
    })
}

fn identity(file: &File<'_>, object: &Object<'_>) -> Identity {
    Identity {
        path: file.path.to_owned(),
        lines: object.lines(),
        kind: object.kind.to_owned(),
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
    }
}

fn state(file: &File<'_>, object: &Object<'_>) -> State {
    if !object.is_secret() {
        return State::NotJudged("a kind of another API group");
    }
    let entries = entries(object);
    if let Some(encrypted) = file.encryption_of(object) {
        let unjudged = encrypted
            .metadata
            .selection()
            .and_then(|selection| selection.unjudged());
        return match unjudged {
            Some(reason) if !entries.credentials.is_empty() => State::NotJudged(reason),
            _ if uncovered(file, object).is_some_and(|keys| !keys.is_empty()) => State::Reported,
            _ => State::Sops,
        };
    }
    let place = |node: Node<'_>, key: &str, confidence| KeyPlace {
        key: key.to_owned(),
        location: file.node(node),
        confidence,
    };
    if let Some((node, key, confidence)) = entries.credentials.first()
        && object.at(&["metadata", "labels", KEY_LABEL]).is_some()
    {
        return State::SealingKey(place(*node, key, *confidence));
    }
    if !entries.credentials.is_empty() {
        return State::Clear(
            entries
                .credentials
                .iter()
                .map(|(node, key, confidence)| place(*node, key, *confidence))
                .collect(),
        );
    }
    if first_ciphertext(object.node).is_some() {
        return State::Reported;
    }
    if let Some(reason) = entries.unjudged {
        return State::NotJudged(reason);
    }
    if !entries.placeholders.is_empty() {
        return State::Placeholder(
            entries
                .placeholders
                .iter()
                .map(|(node, key)| place(*node, key, Confidence::Likely))
                .collect(),
        );
    }
    if entries.is_empty() {
        State::Empty
    } else {
        State::NoCredential
    }
}

fn stores(file: &File<'_>, object: &Object<'_>) -> Vec<StoreRef> {
    let Some(spec) = object.at(spec_path(object)) else {
        return Vec::new();
    };
    let lists = [spec.get("data"), spec.get("dataFrom")]
        .into_iter()
        .flatten()
        .flat_map(Node::items);
    let inner = lists.filter_map(|item| item.get("sourceRef")?.get("storeRef"));
    spec.get("secretStoreRef")
        .into_iter()
        .chain(inner)
        .filter_map(|reference| store(file, reference))
        .collect()
}

fn store(file: &File<'_>, reference: Node<'_>) -> Option<StoreRef> {
    let text = |key: &str| reference.get(key).and_then(Node::text);
    let name = text("name").filter(|name| !name.is_empty() && !name.contains(['$', '{']))?;
    let kind = text("kind")
        .filter(|kind| !kind.is_empty())
        .unwrap_or("SecretStore");
    Some(StoreRef {
        location: file.node(reference),
        kind: kind.to_owned(),
        name: name.to_owned(),
    })
}
