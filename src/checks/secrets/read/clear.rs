//! Secrets in clear: each ends in exactly one finding, chosen by what the rest of the repository says.

use super::facts::{Facts, Identity, KeyPlace, Secret, State};
use super::file::File;
use super::govern::{command_path, governing};
use super::way::way;
use crate::checks::secrets::sops::config::CreationRule;
use crate::model::clean::clean;
use crate::model::{Confidence, Evidence, Fix, Location, Problem, Related, Severity};
use crate::yaml::Node;

/// What a Secret in clear is in the light of the repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Placeholder,
    DecryptedCopy,
    SopsTwin,
    SealedTwin,
    SealingKey,
}

/// The problems of one kind. `what` ends the sentence that the Secret's name begins.
pub(crate) fn clear_secrets(facts: &Facts, wanted: Kind, what: &str) -> Vec<Problem> {
    facts
        .secrets
        .iter()
        .filter_map(|secret| {
            let found = classify(facts, secret)?;
            (found.kind == wanted).then(|| problem(facts, &found, what))
        })
        .collect()
}

struct Found<'f> {
    kind: Kind,
    secret: &'f Secret,
    keys: &'f [KeyPlace],
    /// The encrypted form, if there is one.
    twin: Option<&'f Identity>,
    rule: Option<(&'f str, &'f CreationRule)>,
}

fn classify<'f>(facts: &'f Facts, secret: &'f Secret) -> Option<Found<'f>> {
    let found = |kind, keys| Found {
        kind,
        secret,
        keys,
        twin: None,
        rule: None,
    };
    let keys = match &secret.state {
        State::SealingKey(key) => return Some(found(Kind::SealingKey, std::slice::from_ref(key))),
        State::Placeholder(keys) => return Some(found(Kind::Placeholder, keys)),
        State::Clear(keys) => keys,
        _ => return None,
    };
    let name = &secret.at.name;
    if let Some(twin) = facts
        .sealed_named(name)
        .find(|sealed| is_same(&secret.at, sealed))
    {
        return Some(Found {
            twin: Some(twin),
            ..found(Kind::SealedTwin, keys)
        });
    }
    if let Some(twin) = facts
        .sops_named(name)
        .find(|other| is_same(&secret.at, other))
    {
        return Some(Found {
            twin: Some(twin),
            ..found(Kind::SopsTwin, keys)
        });
    }
    let rule = governing(&facts.configs, &secret.at.path)
        .first()
        .map(|(config, rule)| (config.path.as_str(), *rule));
    Some(match rule {
        Some(_) => Found {
            rule,
            ..found(Kind::DecryptedCopy, keys)
        },
        None => found(Kind::Plain, keys),
    })
}

/// Same name, same namespace as far as both say, and near each other.
fn is_same(one: &Identity, other: &Identity) -> bool {
    let namespaces =
        one.namespace == other.namespace || one.namespace.is_empty() || other.namespace.is_empty();
    !one.name.is_empty() && one.name == other.name && namespaces && is_near(one, other)
}

/// Environments hold Secrets of the same name: only one in the same folder, or one above or below it, is a twin.
fn is_near(one: &Identity, other: &Identity) -> bool {
    let (one, other) = (one.folder(), other.folder());
    one == other || is_below(one, other) || is_below(other, one)
}

fn is_below(inner: &str, outer: &str) -> bool {
    inner
        .strip_prefix(outer)
        .is_some_and(|rest| outer.is_empty() || rest.starts_with('/'))
}

fn problem(facts: &Facts, found: &Found<'_>, what: &str) -> Problem {
    let secret = found.secret;
    let mut keys: Vec<&KeyPlace> = found.keys.iter().collect();
    keys.sort_by_key(|key| std::cmp::Reverse(key.confidence));
    let location = keys
        .first()
        .map_or_else(|| secret.at.location(), |key| key.location.clone());
    let names: Vec<String> = keys
        .iter()
        .take(MOST)
        .map(|key| clean(&key.key, KEY))
        .collect();
    let sure = keys
        .first()
        .map_or(Confidence::Likely, |key| key.confidence);
    let possible = sure == Confidence::Possible;
    let doubt = if possible {
        "; it may hold a default, a hash or no credential at all"
    } else {
        ""
    };
    let twin = found.twin.map(|twin| Related {
        location: twin.location(),
        note: "the encrypted form".to_owned(),
    });
    let rule = found.rule.map(|(path, rule)| Related {
        location: Location::node(path, rule.line, &rule.pointer),
        note: "the creation rule that covers it".to_owned(),
    });
    Problem {
        severity: possible.then_some(Severity::Medium),
        confidence: sure,
        related: twin.into_iter().chain(rule).collect(),
        evidence: vec![Evidence::new(
            if found.kind == Kind::Placeholder {
                "keys with placeholders"
            } else {
                "keys in clear"
            },
            &names.join(", "),
        )],
        fix: Some(fix(facts, found)),
        ..Problem::new(format!("{} {what}{doubt}", secret.at.title()), location)
    }
}

/// Places of the values that a finding is about beside its own.
pub(crate) fn also_clear<'d>(
    file: &File<'_>,
    others: impl Iterator<Item = Node<'d>>,
) -> Vec<Related> {
    let related = |node| Related {
        location: file.node(node),
        note: "in clear too".to_owned(),
    };
    others.take(MOST).map(related).collect()
}

const MOST: usize = 20;
const KEY: usize = 80;

/// The way that the repository already goes.
fn fix(facts: &Facts, found: &Found<'_>) -> Fix {
    let path = &found.secret.at.path;
    match found.kind {
        Kind::Placeholder => Fix::review(
            "Keep the real value with the tool that the repository uses for secrets, or move the example where no controller applies it.",
        ),
        Kind::SealingKey => Fix::review(
            "Renew the controller's key, change every sealed credential and seal it anew. Keep the backup of the key outside Git.",
        ),
        Kind::SopsTwin | Kind::SealedTwin => Fix::review(
            "Change the credential where it is used, put the new one into the encrypted form, and remove this clear one.",
        ),
        Kind::DecryptedCopy => Fix {
            command: command_path(path).map(|path| format!("sops encrypt --in-place {path}")),
            ..Fix::review(
                "Change the credential where it is used, then encrypt the file in place before it is committed again.",
            )
        },
        Kind::Plain => way(facts, path),
    }
}
